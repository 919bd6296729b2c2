/* Binds each element that names a behaviour in `data-behaviour` to its module. Pages work without any of them. */

const known = new Set([
  "carry-over",
  "confirm",
  "contents-spy",
  "copy-link",
  "header",
  "ordering",
  "reading-position",
  "save-answer",
  "sentence-select",
]);

/** Bind every behaviour named inside `root`. */
export function bind(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.split(" ")) {
      if (known.has(name)) import(`./${name}.js`).then((module) => module.default(element));
    }
  }
}

bind(document);
