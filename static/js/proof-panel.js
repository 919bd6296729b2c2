/* The sentences that prove a claim, chosen by selecting words in a reading; ticking does the same. Every part of the proof stands in a list, with a
   button that takes it out.

   Another reading is asked for as without scripts, with `lesson`: what was ticked in the one before becomes rows of words. */

import { bind } from "./main.js";
import { announce, csrfToken } from "./page.js";
import { changed, onChoosing, removal, tell } from "./selecting.js";

const LONGEST_NAME = 60;

export default function proofPanel(panel) {
  const form = panel.closest("form");
  const list = panel.querySelector("[data-parts]");
  const reading = panel.querySelector("[data-reading]");
  const rows = panel.querySelector("[data-rows]");
  const tools = panel.querySelector("[data-tools]");
  const summary = panel.querySelector("summary");
  const chooser = panel.querySelector("[data-lesson]");
  const words = (name, values) => panel.dataset[name].replace(/\{(\w+)\}/, (_all, key) => values[key]);
  let asking = null;

  /** The proof as it stands: what is ticked in the reading, and what is written below it. */
  function parts() {
    const ticked = [...reading.querySelectorAll("input:checked")].map((box) => ({
      place: box.closest("p").querySelector(".source-mark").textContent,
      text: box.closest("label").textContent.trim(),
      drop: () => {
        box.checked = false;
        changed(box);
      },
    }));
    const written = [...rows.children].map((row) => ({
      place: row.querySelector("input").value.trim(),
      text: row.querySelector("textarea").value.trim(),
      drop: () => {
        for (const field of row.querySelectorAll("input, textarea")) field.value = "";
        changed(row);
      },
    }));
    return [...ticked, ...written.filter(({ text }) => text)];
  }
  function refresh() {
    const found = parts();
    list.replaceChildren(...found.map(entryFor));
    summary.textContent = words("chosen", { count: reading.querySelectorAll("input:checked").length });
  }
  function entryFor({ place, text }, number) {
    const entry = document.createElement("li");
    const said = document.createElement("span");
    const mark = document.createElement("span");
    mark.className = "source-mark";
    mark.textContent = place;
    said.append(text, " ", mark);
    entry.className = "proof-part";
    entry.append(said, removal(number, words("remove", { name: shortened(text) })));
    return entry;
  }
  function remove(number) {
    const part = parts()[number];
    part.drop();
    announce(words("removed", { name: shortened(part.text) }));
    const buttons = list.querySelectorAll("button");
    (buttons[Math.min(number, buttons.length - 1)] ?? summary).focus();
  }
  function prove(sentences) {
    if (!sentences.length) announce(panel.dataset.outside);
    tell(panel, sentences.length ? "" : panel.dataset.outside);
    for (const sentence of sentences) sentence.closest("label").querySelector("input").checked = true;
    if (sentences.length) changed(reading.querySelector(".sentences"));
  }

  /** Show the reading that is chosen now. */
  async function turn() {
    if (!chooser.value) return;
    asking?.abort();
    asking = new AbortController();
    const page = await pageWith(form, chooser.value, asking.signal);
    if (page === undefined) return;
    // A form has as many of these panels as claims to prove.
    const fresh = page?.getElementById(panel.closest("fieldset").id);
    tell(panel, fresh ? "" : panel.dataset.lost);
    if (!fresh) return;
    reading.replaceChildren(...fresh.querySelector("[data-reading]").childNodes);
    rows.replaceChildren(...fresh.querySelector("[data-rows]").childNodes);
    bind(reading);
    refresh();
    announce(words("turned", { name: chooser.selectedOptions[0].text }));
  }

  for (const part of panel.querySelectorAll("[data-scripted]")) part.hidden = false;
  chooser.append(...[...form.elements.lesson.options].map((option) => option.cloneNode(true)));
  chooser.value = form.elements.lesson.value;
  chooser.addEventListener("change", turn);
  // Which reading is shown is nothing to keep.
  tools.addEventListener("input", (event) => event.stopPropagation());
  panel.addEventListener("input", refresh);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) remove(Number(button.dataset.remove));
  });
  onChoosing({
    reading,
    tools,
    button: panel.querySelector("[data-prove]"),
    among: () => [...reading.querySelectorAll(".sentence > span")],
    choose: prove,
  });
  refresh();
}

/** The form's page with the reading of a lesson; null when there is none, undefined when a later question overtook this one. */
async function pageWith(form, lesson, signal) {
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "reading");
  body.set("lesson", lesson);
  try {
    // A button called `action` hides the form's own.
    const reply = await fetch(form.getAttribute("action"), { method: "POST", headers: { "X-CSRFToken": csrfToken(form) }, body, signal });
    return reply.ok ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
  } catch (error) {
    return error.name === "AbortError" ? undefined : null;
  }
}

function shortened(text) {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).trimEnd()}…` : text;
}
