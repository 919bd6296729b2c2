/* A button that copies an address (`data-link`, else its page's) and says so with `data-copied`. */

import { announce } from "./page.js";

export default function copyLink(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const link = new URL(button.dataset.link ?? "", location.href).href;
    await navigator.clipboard.writeText(link);
    const words = button.querySelector("[data-label]") ?? button;
    const before = words.textContent;
    words.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    setTimeout(() => {
      words.textContent = before;
    }, 3000);
  });
}
