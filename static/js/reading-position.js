/* Remembers the passage in view, and that the end was reached: on the server for learners, in this browser for visitors.

   `data-lesson` names the lesson, `data-url` is where a learner's position goes, `data-passage` is the one stored there.
   A visitor's is kept under the key `reading:<data-lesson>` as {passage, end, at}; carry-over.js brings it along later. */

import { announce, keep, kept, postJson } from "./page.js";

const PAUSE_MS = 1200;
const EYE_LINE = 0.35;
const START = 2;

export default function readingPosition(element) {
  const passages = [...element.querySelectorAll(".passage[id]")];
  if (!passages.length) return;
  const store = element.dataset.url ? serverStore(element) : browserStore(element);
  const before = store.load();
  if (before && cameFresh()) goBack(element, passages, before.passage);
  follow(passages, store, { passage: before?.passage ?? null, end: Boolean(before?.end) });
}

function cameFresh() {
  return !location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate";
}

function serverStore({ dataset }) {
  return {
    // What this browser kept of a visitor is newer than what the server knew when it wrote the page; carry-over.js brings it there.
    load: () => ({ passage: kept(keyOf(dataset))?.passage ?? dataset.passage, end: "end" in dataset }),
    async save(position) {
      const reply = await postJson(dataset.url, position, { leaving: true });
      if (!reply?.ok) return false;
      if (position.end && !("end" in dataset)) {
        dataset.end = "";
        await refresh(dataset);
      }
      return true;
    },
  };
}

function browserStore({ dataset }) {
  return {
    load: () => kept(keyOf(dataset)),
    save: async (position) => keep(keyOf(dataset), { ...position, at: new Date().toISOString() }),
  };
}

function keyOf({ lesson }) {
  return `reading:${lesson}`;
}

/** Show anew what is done and what is missing: the fragment at `data-fragment` replaces the element of the same id. */
async function refresh({ fragment }) {
  if (!fragment) return;
  const reply = await fetch(fragment, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!reply?.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[id]");
  const old = fresh && document.getElementById(fresh.id);
  if (!old || old.contains(document.activeElement)) return;
  old.replaceWith(fresh);
  announce(fresh.dataset.announce);
}

function follow(passages, store, { passage, end }) {
  let sent = `${passage} ${end}`;
  let timer = 0;
  const save = async () => {
    clearTimeout(timer);
    passage = inView(passages)?.id ?? passage;
    const state = `${passage} ${end}`;
    if (state === sent) return;
    const before = sent;
    sent = state;
    if (!(await store.save({ passage, end })) && sent === state) sent = before;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  };
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    end = true;
    later();
  }).observe(endMark(passages));
  addEventListener("scroll", later, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && save());
}

/** A mark behind the last passage: a long last passage is read when its end is seen. */
function endMark(passages) {
  const mark = document.createElement("span");
  passages.at(-1).append(mark);
  return mark;
}

/** The passage at the eye line. None above the text: whoever goes up to the menu keeps their place. */
function inView(passages) {
  const eye = innerHeight * EYE_LINE;
  return passages.findLast((passage) => passage.getBoundingClientRect().top <= eye);
}

function goBack(element, passages, id) {
  const place = passages.findIndex((passage) => passage.id === id);
  if (place < START) return;
  passages[place].scrollIntoView({ block: "start", behavior: "instant" });
  const note = document.createElement("div");
  note.className = "here";
  note.role = "status";
  const words = document.createElement("span");
  words.textContent = element.dataset.here;
  const link = document.createElement("a");
  link.href = "#main";
  link.textContent = element.dataset.toTop;
  note.append(words, link);
  link.addEventListener("click", () => note.remove());
  document.body.append(note);
  setTimeout(() => note.contains(document.activeElement) || note.remove(), 12_000);
}
