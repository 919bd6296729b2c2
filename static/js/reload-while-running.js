/* Shows a page anew while something on it is still going on, unless somebody is doing something in it. */

const PAUSE_MS = 1500;

export default function reloadWhileRunning(element) {
  setTimeout(() => {
    if (!document.hidden && !element.contains(document.activeElement)) location.reload();
    else reloadWhileRunning(element);
  }, PAUSE_MS);
}
