/* Passages that prove something, chosen by selecting words in a reading; ticking does the same. Chosen ones stand as chips above.

   Readings of other lessons come from `data-url` (KEY stands for the lesson); what was ticked in the one before stays, as a chip. The panel of a
   question inside another has the names of its fields after its own id: `field-questions.1.evidence`. */

import { announce } from "./page.js";
import { onChoosing, removal, tell } from "./selecting.js";

export default function evidencePanel(panel) {
  const chips = panel.querySelector("[data-chips]");
  const reading = panel.querySelector("[data-reading]");
  const target = panel.querySelector("[data-target]");
  const form = panel.closest("form");
  const prefix = panel.id.slice("field-".length, -"evidence".length);
  const proofsOfOptions = () => form.querySelectorAll(`[name="${prefix}option-evidence"]`);
  const words = (name, values) => (panel.dataset[name] ?? "").replace(/\{(\w+)\}/, (_all, key) => values[key]);
  const boxes = () => [...reading.querySelectorAll("input[type=checkbox]")];
  const changed = () => panel.dispatchEvent(new Event("input", { bubbles: true }));
  const removalOf = (name) => removal(name, words("remove", { name }));

  panel.querySelector("[data-tools]").hidden = false;
  panel.querySelector("[data-show]").hidden = true;
  panel.querySelector(".evidence-lesson").hidden = false;
  refresh();

  /** A chip for each passage that is ticked in the reading; those of other readings are fields of their own. */
  function refresh() {
    for (const chip of chips.querySelectorAll("[data-mirror]")) chip.remove();
    for (const input of chips.querySelectorAll("input")) dress(input);
    for (const box of boxes().filter((each) => each.checked)) chips.append(chipFor(box.value, labelOf(box)));
  }
  function chipFor(name, label) {
    const chip = document.createElement("li");
    chip.className = "evidence-chip";
    chip.dataset.mirror = name;
    chip.append(label, removalOf(name));
    return chip;
  }
  /** A passage of another reading: its box goes with its chip. */
  function dress(input) {
    const chip = input.closest("li");
    if (chip.querySelector("[data-remove]")) return;
    input.hidden = true;
    chip.append(removalOf(input.value));
  }
  function remove(name) {
    chips.querySelector(`input[value="${CSS.escape(name)}"]`)?.closest("li").remove();
    for (const box of boxes()) if (box.value === name) box.checked = false;
    refresh();
    changed();
    announce(words("removed", { names: name }));
    (chips.querySelector("button") ?? panel.querySelector("summary")).focus();
  }

  function prove(passages) {
    const names = passages.map((each) => each.dataset.passage);
    if (!names.length) return announce(panel.dataset.outside), tell(panel, panel.dataset.outside);
    tell(panel, "");
    if (target.value) forOption(Number(target.value), names);
    else for (const box of boxes()) if (names.includes(box.value)) box.checked = true;
    refresh();
    changed();
    announce(words("added", { names: names.join(", ") }));
  }
  function forOption(number, names) {
    const field = proofsOfOptions()[number];
    field.value = [...new Set([...field.value.split(/\s+/), ...names])].filter(Boolean).join(" ");
    field.closest("details").open = true;
  }
  function listOptions() {
    const count = proofsOfOptions().length;
    while (target.options.length > count + 1) target.lastChild.remove();
    for (let number = target.options.length; number <= count; number += 1) {
      target.add(new Option(words("option", { number }), number - 1));
    }
  }
  async function change(lesson) {
    const reply = await fetch(panel.dataset.url.replace("KEY", lesson)).catch(() => null);
    if (!reply?.ok) return panel.querySelector("[data-show]").click();
    const passages = await reply.text();
    for (const box of boxes().filter((each) => each.checked)) chips.append(fieldFor(box));
    reading.innerHTML = passages;
    for (const each of reading.querySelectorAll("[data-passage] > p")) each.id = prefix + each.id;
    for (const box of boxes()) {
      box.name = `${prefix}evidence`;
      box.setAttribute("aria-describedby", prefix + box.getAttribute("aria-describedby"));
      const chip = chips.querySelector(`input[value="${CSS.escape(box.value)}"]`);
      box.checked = Boolean(chip);
      chip?.closest("li").remove();
    }
    refresh();
  }
  function fieldFor(box) {
    const chip = document.createElement("li");
    chip.className = "evidence-chip";
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "checkbox", name: `${prefix}evidence`, value: box.value, checked: true });
    label.append(input, labelOf(box));
    chip.append(label);
    return chip;
  }

  onChoosing({
    reading,
    tools: panel.querySelector("[data-tools]"),
    button: panel.querySelector("[data-prove]"),
    among: () => [...reading.querySelectorAll("[data-passage] > p")],
    choose: (found) => prove(found.map((each) => each.parentElement)),
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-remove]");
    if (button) remove(button.dataset.remove);
  });
  panel.addEventListener("change", (event) => {
    if (event.target.closest(".evidence-lesson")) change(event.target.value);
    else if (reading.contains(event.target)) refresh();
  });
  target.addEventListener("focus", listOptions);
  listOptions();
}

function labelOf(box) {
  return box.closest("label").textContent.trim();
}
