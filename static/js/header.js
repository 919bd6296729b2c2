/* The header: choice of the theme, kept in the cookie `theme` so that the server writes it; the menu closes when left. */

const YEAR = 31_536_000;

export default function header(element) {
  const button = element.querySelector("[data-theme-choice]");
  if (button) themeChoice(button);
  const menu = element.querySelector("details.menu");
  if (menu) closing(menu);
}

function themeChoice(button) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const label = () => {
    button.querySelector("[data-label]").textContent = isDark() ? button.dataset.toLight : button.dataset.toDark;
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    document.querySelector("meta[name=color-scheme]").content = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: The Cookie Store is not in every browser yet.
    document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    label();
  });
  system.addEventListener("change", label);
  label();
  button.hidden = false;
}

function closing(menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
