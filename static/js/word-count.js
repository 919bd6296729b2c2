/* Says below a field how many words stand in it, in the words of `data-words`. */

export default function wordCount(element) {
  const field = element.querySelector("textarea");
  const output = element.querySelector("[data-counted]");
  const count = () => {
    output.textContent = `${element.dataset.words} ${field.value.split(/\s+/).filter(Boolean).length}`;
  };
  field.addEventListener("input", count);
  field.form?.addEventListener("filled", count);
  count();
}
