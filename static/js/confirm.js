/* Asks `data-question` before a form that cannot be undone is sent. */

export default function confirmFirst(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.question)) event.preventDefault();
  });
}
