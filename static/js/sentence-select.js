/* Sentences to select: arrow keys walk from one to the next, and how many are chosen is said in `data-count`'s words. */

import { announce } from "./page.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export default function sentenceSelect(element) {
  const boxes = [...element.querySelectorAll("input[type=checkbox]")];
  element.addEventListener("keydown", (event) => {
    const place = boxes.indexOf(event.target);
    const next = boxes[place + (STEPS[event.key] ?? 0)];
    if (place < 0 || !next || next === event.target) return;
    event.preventDefault();
    next.focus();
  });
  element.addEventListener("change", () => {
    announce(`${element.dataset.count ?? ""} ${boxes.filter((box) => box.checked).length}`);
  });
}
