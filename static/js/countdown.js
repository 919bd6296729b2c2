/* Counts down to the end of an attempt: `data-seconds` are left on the server's clock when the page is made.

   At five minutes and at one it is said aloud (`data-five`, `data-one`); when the time is over, what is being typed is sent and the
   form inside hands the attempt in. The server needs none of this: it hands in by itself. */

import { announce } from "./page.js";

const MARKS = [
  [300, "five"],
  [60, "one"],
];
// What is typed at the last moment needs a moment to arrive.
const PAUSE_MS = 1500;

export default function countdown(element) {
  const endsAt = Date.now() + Number(element.dataset.seconds) * 1000;
  const time = element.querySelector("[data-time]");
  let before = Infinity;

  element.querySelector("[data-left]").hidden = false;
  tick();

  function tick() {
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    time.textContent = shown(left);
    element.classList.toggle("clock--late", left <= 60);
    for (const [mark, name] of MARKS) {
      if (left <= mark && left > mark - 60 && before > mark && before !== Infinity) announce(element.dataset[name]);
    }
    before = left;
    if (left > 0) setTimeout(tick, 1000 - (Date.now() % 1000));
    else end();
  }

  function end() {
    announce(element.dataset.over);
    document.dispatchEvent(new Event("time-up"));
    setTimeout(() => element.querySelector("[data-time-up]").submit(), PAUSE_MS);
  }
}

/** Seconds as hours, minutes and seconds. */
function shown(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = hours ? [hours, two(minutes), two(seconds % 60)] : [minutes, two(seconds % 60)];
  return parts.join(":");
}

function two(number) {
  return String(number).padStart(2, "0");
}
