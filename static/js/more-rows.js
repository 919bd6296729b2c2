/* More rows in a form without leaving the page: the server makes them, and only the part with the button is exchanged. */

import { bind } from "./main.js";
import { csrfToken } from "./page.js";

const BUTTON = "button[name=action][value=more]";
const FIELDS = "textarea, input[type=text]";

export default function moreRows(form) {
  form.addEventListener("click", async (event) => {
    const button = event.target.closest(BUTTON);
    if (!button) return;
    event.preventDefault();
    const number = [...form.querySelectorAll(BUTTON)].indexOf(button);
    const part = partOf(button);
    const body = new URLSearchParams(new FormData(form));
    body.set("action", "more");
    const reply = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(form) },
      body,
    }).catch(() => null);
    // What cannot be exchanged is asked for as without scripts.
    if (!reply?.ok) return form.requestSubmit(button);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    // A field called `id` hides the form's own.
    const fresh = partOf(page.getElementById(form.getAttribute("id")).querySelectorAll(BUTTON)[number]);
    const rows = part.querySelectorAll("ol > li, .field").length;
    part.replaceWith(fresh);
    if ("open" in fresh) fresh.open = true;
    bind(fresh);
    fresh.querySelectorAll("ol > li, .field")[rows]?.querySelector(FIELDS)?.focus();
  });
}

function partOf(button) {
  return button.closest("details, fieldset");
}
