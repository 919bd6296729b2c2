/* Marks in the table of contents the heading one is reading under. */

const EYE_LINE = 0.35;

export default function contentsSpy(nav) {
  const links = [...nav.querySelectorAll("a[href^='#']")];
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let isAsked = false;
  const mark = () => {
    isAsked = false;
    const here = parts.findLastIndex((part) => part && part.getBoundingClientRect().top <= innerHeight * EYE_LINE);
    links.forEach((link, index) => {
      if (index === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(mark);
  };
  addEventListener("scroll", ask, { passive: true });
  mark();
}
