/* What panels share in which something is chosen by selecting words of a reading: what is selected, and how it is taken back. */

const REMEMBERING = ["pointerdown", "focusin"];

/** Call `choose` with those of the elements `among()` whose words are selected when the `button` among the `tools` of a `reading` is pressed. */
export function onChoosing({ reading, tools, button, among, choose }) {
  // Going to the tools takes the selection away in some browsers: what it was before is remembered.
  let before = [];
  const remember = () => {
    const now = selected(among());
    if (now.length) before = now;
  };
  for (const kind of REMEMBERING) tools.addEventListener(kind, remember);
  reading.addEventListener("pointerdown", () => {
    before = [];
  });
  button.addEventListener("click", () => {
    remember();
    const chosen = before;
    before = [];
    choose(chosen);
    if (chosen.length) getSelection().removeAllRanges();
  });
}

/** The elements of which at least a letter is selected. Where no letter is, as by two presses behind the end of a line: the one in which the selection begins. */
function selected(elements) {
  const selection = getSelection();
  const ranges = Array.from({ length: selection.rangeCount }, (_none, number) => selection.getRangeAt(number)).filter(({ collapsed }) => !collapsed);
  const found = elements.filter((each) => ranges.some((range) => range.intersectsNode(each) && overlap(range, each)));
  return found.length ? found : elements.filter((each) => ranges.some((range) => each.contains(range.startContainer)));
}

/** The words of an element inside a range: a selection that ends where the element begins has none of them. */
function overlap(range, element) {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString().trim();
}

/** Tell the form that a script has changed fields inside `element`, as browsers tell it of people. */
export function changed(element) {
  for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
}

/** A button that takes `name` back; `label` says so. */
export function removal(name, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.dataset.remove = name;
  button.ariaLabel = label;
  button.textContent = "×";
  return button;
}

/** Put a sentence below the tools of a panel, in the place of the one before; nothing takes it away. */
export function tell(panel, sentence) {
  panel.querySelector("[data-told]")?.remove();
  if (!sentence) return;
  const said = document.createElement("p");
  said.className = "field-error";
  said.dataset.told = "";
  said.textContent = sentence;
  panel.querySelector("[data-tools]").after(said);
}
