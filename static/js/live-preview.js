/* Shows in #preview what a form would make: a second after typing stops, or at once when its button for that is pressed. Nothing is kept. */

import { clear, place } from "./field-problems.js";
import { bind } from "./main.js";
import { announce } from "./page.js";

const PAUSE_MS = 1000;
const BUTTON = "button[name=action][value=preview]";

export default function livePreview(form) {
  const preview = document.getElementById("preview");
  let timer = 0;
  let asking = null;

  async function look({ isAsked = false } = {}) {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    preview.ariaBusy = "true";
    const part = await ask(form, asking.signal);
    if (part === undefined) return;
    preview.ariaBusy = "false";
    if (!part) return;
    show(preview, part);
    const problems = preview.querySelectorAll("[data-key]");
    const first = problems.length ? place(problems) : clear();
    if (isAsked) first?.focus();
    if (isAsked && !first) announce(form.dataset.looked);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest(BUTTON)) return;
    event.preventDefault();
    look({ isAsked: true });
  });
}

/** The part of the page, empty where there is none, undefined when a later question overtook this one. */
async function ask(form, signal) {
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "look");
  try {
    // A button called `action` hides the form's own.
    const reply = await fetch(form.getAttribute("action"), { method: "POST", body, signal });
    return reply.ok || reply.status === 422 ? await reply.text() : "";
  } catch (error) {
    return error.name === "AbortError" ? undefined : "";
  }
}

/** Put the part in, with those folds open that were. */
function show(preview, part) {
  const open = [...preview.querySelectorAll("details")].map((fold) => fold.open);
  preview.innerHTML = part;
  preview.querySelectorAll("details").forEach((fold, number) => {
    fold.open ||= open[number] ?? false;
  });
  bind(preview);
}
