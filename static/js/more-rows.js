/* More rows in a form, and questions inside a question in another order, without leaving the page: the server makes them, and only the part with the
   button is exchanged. */

import { bind } from "./main.js";
import { csrfToken } from "./page.js";

const BUTTON = "button[name=action][value=more]";
const ARRANGING = "button[name=action][value^='questions ']";
const FIELDS = "textarea, input[type=text]";

export default function moreRows(form) {
  form.addEventListener("click", async (event) => {
    const more = event.target.closest(BUTTON);
    const arranging = event.target.closest(ARRANGING);
    if (!more && !arranging) return;
    event.preventDefault();
    // One after the other: each is made from what the one before left.
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    await (more ? addRows(form, more) : arrange(form, arranging));
    form.ariaBusy = "false";
  });
}

async function addRows(form, button) {
  const number = [...form.querySelectorAll(BUTTON)].indexOf(button);
  const part = partOf(button);
  const page = await pageAfter(form, button);
  if (!page) return;
  // A field called `id` hides the form's own.
  const fresh = partOf(page.getElementById(form.getAttribute("id")).querySelectorAll(BUTTON)[number]);
  const rows = part.querySelectorAll("ol > li, .field").length;
  part.replaceWith(fresh);
  if ("open" in fresh) fresh.open = true;
  bind(fresh);
  fresh.querySelectorAll("ol > li, .field")[rows]?.querySelector(FIELDS)?.focus();
}

async function arrange(form, button) {
  const part = button.closest("[data-arranged]");
  const page = await pageAfter(form, button);
  if (!page) return;
  const fresh = page.getElementById(part.id);
  part.replaceWith(fresh);
  bind(fresh);
  fieldAfter(fresh, ...button.value.split(" ").slice(1)).focus();
  fresh.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Where the eye should be next: in what was added, at the button again that moved a question, at the question behind the one taken out. */
function fieldAfter(part, wish, number) {
  const blocks = part.querySelectorAll(":scope > fieldset");
  const place = Number(number) - 1 + ({ up: -1, down: 1 }[wish] ?? 0);
  const block = wish === "add" ? blocks[blocks.length - 1] : (blocks[place] ?? blocks[blocks.length - 1]);
  const wanted = wish === "add" ? block?.querySelector(FIELDS) : block?.querySelector(`${ARRANGING}[value*=" ${wish} "]:enabled`);
  return wanted ?? block?.querySelector(`${ARRANGING}:enabled`) ?? part.querySelector("select");
}

/** The page that the form gets when the button is pressed, for what it says when the page is there; null when it is asked for as without scripts. */
async function pageAfter(form, button) {
  for (;;) {
    const fields = fieldsOf(form);
    const body = new URLSearchParams(fields);
    body.set("action", button.value);
    const reply = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(form) },
      body,
    }).catch(() => null);
    // What cannot be exchanged is asked for as without scripts.
    if (!reply?.ok) return form.requestSubmit(button), null;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    // Whoever was signed out meanwhile gets another page.
    if (!page.getElementById(form.getAttribute("id"))) return form.requestSubmit(button), null;
    // What was typed meanwhile would be lost.
    if (fieldsOf(form) === fields) return page;
  }
}

function fieldsOf(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

function partOf(button) {
  return button.closest("details, fieldset");
}
