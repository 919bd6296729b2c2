/* Binds each element that names a behaviour in `data-behaviour` to its module. Pages work without any of them. */

const known = new Set([
  "carry-over",
  "confirm",
  "contents-spy",
  "copy-link",
  "countdown",
  "draft-form",
  "evidence-panel",
  "field-problems",
  "header",
  "kept-answers",
  "live-preview",
  "more-rows",
  "ordering",
  "outline",
  "proof-panel",
  "reading-position",
  "reload-while-running",
  "rubric-keys",
  "save-answer",
  "sentence-select",
  "show-password",
  "word-chips",
  "word-count",
]);

// Mostly there is nothing to carry over or to send again: then the module is not even fetched.
const isNeeded = { "carry-over": () => hasKept("reading:"), "kept-answers": () => hasKept("answer:") };

function hasKept(prefix) {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(prefix));
  } catch {
    return false;
  }
}

/** Bind every behaviour named inside `root`. */
export function bind(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.split(" ")) {
      if (known.has(name) && (isNeeded[name]?.() ?? true)) import(`./${name}.js`).then((module) => module.default(element));
    }
  }
}

// Whatever is kept too long goes, on whichever page somebody is.
if (hasKept("answer:") || hasKept("draft:")) import("./own-texts.js");

bind(document);
