/* Keeps what is typed into a form as a draft on the server, two seconds after typing stops, and says truthfully whether it is kept.

   What could not be sent stays in this browser, for its author alone, under the form's address; it is sent when the connection is back or the
   page is opened again. Where the browser cannot keep it either, `data-unkept` is said. */

import { keepOwn, own } from "./own-texts.js";
import { csrfToken } from "./page.js";

const PAUSE_MS = 2000;
const AGAIN_MS = 10_000;
const APART = new Set(["csrf_token", "action", "lesson"]);

export default function draftForm(form) {
  // A button called `action` hides the form's own.
  const address = form.getAttribute("action");
  const keep = (fields) => keepOwn("draft", address, fields);
  const kept = () => own("draft", address);
  const output = form.querySelector("[data-state]");
  let timer = 0;
  let isChanged = false;
  let sending = null;

  const say = (state, words) => {
    output.dataset.state = state;
    output.textContent = words ?? "";
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(store, pause);
  };
  async function store({ leaving = false } = {}) {
    clearTimeout(timer);
    if (!isChanged) return true;
    isChanged = false;
    const fields = fieldsOf(form);
    if (!leaving) say("saving", form.dataset.keeping);
    sending = send(address, fields, csrfToken(form), leaving);
    const reply = await sending;
    sending = null;
    const { kept: time, error } = await saidBy(reply);
    if (time) {
      keep(null);
      say("saved", form.dataset.kept.replace("{time}", time));
      return true;
    }
    isChanged = true;
    const isRefused = error && reply.status < 500 && reply.status !== 429;
    const isKept = keep(fields);
    say(isKept ? "kept" : "lost", isRefused ? error : isKept ? form.dataset.lost : form.dataset.unkept);
    if (!isRefused && !leaving) later(AGAIN_MS);
    return false;
  }

  form.addEventListener("input", (event) => {
    if (APART.has(event.target.name)) return;
    // A draft that was offered and not opened is not written over unasked.
    if (form.dataset.offered) return say("kept", form.dataset.offered);
    isChanged = true;
    later(PAUSE_MS);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (sending) {
      // A draft that arrived after its question was published would stay behind.
      event.preventDefault();
      await sending;
      return form.requestSubmit(event.submitter);
    }
    if (!kept()) {
      isChanged = false;
      return;
    }
    // It did not arrive before: do not leave the page before it does.
    event.preventDefault();
    isChanged = true;
    if (await store()) form.requestSubmit(event.submitter);
  });
  addEventListener("online", () => store());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) store({ leaving: true });
  });
  sendKept();

  async function sendKept() {
    const fields = kept();
    if (!fields) return;
    const reply = await send(address, fields, csrfToken(form), false);
    if (!(await saidBy(reply)).kept) return say("kept", form.dataset.lost);
    keep(null);
    location.reload();
  }
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !APART.has(name) && typeof value === "string");
}

/** The answer of the server: `kept` or `error`; neither when it was not the server, or not its answer. */
async function saidBy(reply) {
  return (await reply?.json().catch(() => null)) ?? {};
}

function send(address, fields, csrf, leaving) {
  const body = new URLSearchParams([...fields, ["action", "draft"]]);
  return fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrf },
    body,
    keepalive: leaving,
  }).catch(() => null);
}
