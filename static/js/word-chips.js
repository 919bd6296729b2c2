/* Words for the gaps of a text: dragged into a gap, or pressed to go into the next empty one. The selects in the text, which the
   form sends and which work without this, stay what they are; a word that is used up is offered no longer. */

import { announce } from "./page.js";

export default function wordChips(element) {
  const gaps = [...element.querySelectorAll("select")];
  const chips = [...element.querySelectorAll("[data-word]")];
  let dragged = null;

  const left = ({ dataset }) => Number(dataset.copies ?? Infinity) - gaps.filter((gap) => gap.value === dataset.word).length;
  const say = (words, chip, gap) =>
    announce((words ?? "").replace("{word}", chip.textContent.trim()).replace("{number}", gaps.indexOf(gap) + 1));

  function refresh() {
    for (const chip of chips) {
      const isUsedUp = left(chip) <= 0;
      chip.ariaDisabled = String(isUsedUp);
      chip.draggable = !isUsedUp;
      for (const gap of gaps) {
        const option = [...gap.options].find(({ value }) => value === chip.dataset.word);
        option.disabled = option.hidden = isUsedUp && gap.value !== option.value;
      }
    }
  }
  function place(chip, gap) {
    if (left(chip) <= 0) return say(element.dataset.used, chip);
    if (!gap) return;
    gap.value = chip.dataset.word;
    gap.dispatchEvent(new Event("change", { bubbles: true }));
    say(element.dataset.placed, chip, gap);
  }

  element.querySelector("[data-chips]").hidden = false;
  refresh();
  element.addEventListener("change", refresh);
  element.closest("form")?.addEventListener("filled", refresh);
  for (const chip of chips) {
    chip.addEventListener("click", () => place(chip, gaps.find((gap) => !gap.value)));
    chip.addEventListener("dragstart", (event) => {
      dragged = chip;
      event.dataTransfer.effectAllowed = "copy";
      event.dataTransfer.setData("text/plain", chip.textContent);
    });
    chip.addEventListener("dragend", () => {
      dragged = null;
    });
  }
  for (const gap of gaps) {
    gap.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      gap.classList.add("is-over");
    });
    gap.addEventListener("dragleave", () => gap.classList.remove("is-over"));
    gap.addEventListener("drop", (event) => {
      event.preventDefault();
      gap.classList.remove("is-over");
      if (dragged) place(dragged, gap);
    });
  }
}
