/* Sentences to select: arrow keys walk from one to the next, with Shift they take in all that they pass, and how many are chosen is
   said in `data-count`'s words. */

import { announce } from "./page.js";
import { changed } from "./selecting.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export default function sentenceSelect(element) {
  const boxes = [...element.querySelectorAll("input[type=checkbox]")];
  // Where walking with Shift began.
  let anchor = null;

  /** What lies between the anchor and where one goes is chosen; what one leaves on the way back is not. */
  function extend(place, next) {
    anchor ??= place;
    boxes[place].checked = Math.abs(next - anchor) > Math.abs(place - anchor);
    boxes[next].checked = true;
    changed(element);
  }

  element.addEventListener("keydown", (event) => {
    if (!event.shiftKey) anchor = null;
    const place = boxes.indexOf(event.target);
    const next = place + (STEPS[event.key] ?? 0);
    // With these, arrow keys belong to the browser.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (place < 0 || next === place || !boxes[next]) return;
    event.preventDefault();
    if (event.shiftKey) extend(place, next);
    boxes[next].focus();
  });
  element.addEventListener("pointerdown", () => {
    anchor = null;
  });
  element.addEventListener("change", () => {
    announce(`${element.dataset.count ?? ""} ${boxes.filter((box) => box.checked).length}`);
  });
}
