/* Steps to put in order: buttons up and down, or dragging; the numbers in the selects, which the form sends, follow. */

import { announce } from "./page.js";

export default function ordering(list) {
  const rows = () => [...list.children];
  const select = (row) => row.querySelector("select");
  arrange(list, rows(), select);
  for (const row of rows()) {
    select(row).classList.add("visually-hidden");
    select(row).tabIndex = -1;
    select(row).ariaHidden = "true";
    row.querySelector(".ordering-buttons").hidden = false;
    row.draggable = true;
  }

  markEnds();

  function markEnds() {
    rows().forEach((row, index) => {
      row.querySelector("[data-move=up]").ariaDisabled = String(index === 0);
      row.querySelector("[data-move=down]").ariaDisabled = String(index === rows().length - 1);
    });
  }
  function number(isMoved) {
    rows().forEach((row, index) => {
      select(row).value = index + 1;
    });
    markEnds();
    if (isMoved) list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const row = button?.closest("li");
    const other = button?.dataset.move === "up" ? row?.previousElementSibling : row?.nextElementSibling;
    if (!row || !other) return;
    if (button.dataset.move === "up") other.before(row);
    else other.after(row);
    button.focus();
    number(true);
    announce(`${list.dataset.moved ?? ""} ${rows().indexOf(row) + 1}`);
  });
  dragging(list, () => number(true));
  list.closest("form")?.addEventListener("filled", () => {
    arrange(list, rows(), select);
    markEnds();
  });
  list.closest("form")?.addEventListener("submit", () => number(false), { capture: true });
}

/** Put the rows as the answer saved before says, if it is complete. */
function arrange(list, rows, select) {
  if (rows.some((row) => !select(row).value)) return;
  list.append(...rows.sort((one, other) => select(one).value - select(other).value));
}

function dragging(list, moved) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li");
    if (!dragged) return;
    dragged.classList.add("is-moving");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged || over.parentElement !== list) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-moving");
    dragged = null;
    moved();
  });
}
