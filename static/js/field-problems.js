/* Puts what is wrong beside the fields it speaks of: `[data-key]` names the field's key, `data-entry` the row of it. */

const PLACED = "[data-placed]";

export default function fieldProblems(summary) {
  place(summary.querySelectorAll("[data-key]"))?.focus();
}

/** Take away what stands beside fields. */
export function clear() {
  for (const said of document.querySelectorAll(PLACED)) {
    const field = document.querySelector(`[aria-describedby~="${said.id}"]`);
    const others = field?.getAttribute("aria-describedby").split(" ").filter((each) => each !== said.id) ?? [];
    if (others.length) field.setAttribute("aria-describedby", others.join(" "));
    else field?.removeAttribute("aria-describedby");
    field?.removeAttribute("aria-invalid");
    said.remove();
  }
}

/** Put the problems beside their fields; the first field that has one. */
export function place(problems) {
  clear();
  let first = null;
  [...problems].forEach((problem, number) => {
    const box = boxOf(problem.dataset);
    const field = box?.querySelector("textarea, select, input:not([type=hidden])");
    if (!field) return;
    const said = document.createElement("p");
    said.className = "field-error";
    said.id = `problem-${number}`;
    said.dataset.placed = "";
    said.textContent = (problem.querySelector("span") ?? problem).textContent;
    (field.closest("label") ?? field).before(said);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), said.id].filter(Boolean).join(" "));
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    first ??= field;
  });
  return first;
}

function boxOf({ key, entry }) {
  const field = key ? document.getElementById(`field-${key}`) : null;
  const row = entry ? field?.querySelectorAll("ol > li")[entry - 1] : null;
  return row ?? field;
}
