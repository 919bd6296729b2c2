/* A button that copies words (`data-text`) or an address (`data-link`, else its page's) and says so with `data-copied`, or with `data-refused`. */

import { announce } from "./page.js";

export default function copyLink(button) {
  if (!navigator.clipboard) return;
  const words = button.querySelector("[data-label]") ?? button;
  const usual = words.textContent;
  let timer = 0;
  const say = (said) => {
    clearTimeout(timer);
    words.textContent = said;
    announce(said);
    timer = setTimeout(() => {
      words.textContent = usual;
    }, 3000);
  };
  button.addEventListener("click", () => {
    const text = button.dataset.text ?? new URL(button.dataset.link ?? "", location.href).href;
    navigator.clipboard.writeText(text).then(
      () => say(button.dataset.copied),
      () => say(button.dataset.refused),
    );
  });
  button.hidden = false;
}
