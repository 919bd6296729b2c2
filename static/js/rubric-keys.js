/* A rubric marked with digits while the focus is in it: 1 chooses the first level of a criterion and goes on to the next. */

import { announce } from "./page.js";

const TENTH = 9;

export default function rubricKeys(element) {
  const criteria = [...element.querySelectorAll("fieldset")].map((each) => [...each.querySelectorAll("input[type=radio]")]);
  element.querySelector("[data-hint]")?.removeAttribute("hidden");
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const place = criteria.findIndex((levels) => levels.includes(event.target));
    const level = criteria[place]?.[event.key === "0" ? TENTH : Number(event.key) - 1];
    if (!level) return;
    event.preventDefault();
    level.checked = true;
    level.dispatchEvent(new Event("change", { bubbles: true }));
    announce(level.labels[0].innerText);
    const following = criteria[place + 1];
    (following?.find((each) => each.checked) ?? following?.[0] ?? level).focus();
  });
}
