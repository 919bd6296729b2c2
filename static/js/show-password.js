/* Lets people see the password they choose: a pressed button shows the field it controls, a form that is sent hides it. */

export default function showPassword(button) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // Browsers offer to keep only what they know to be a password.
  field.form.addEventListener("submit", () => show(false));
  button.hidden = false;
}
