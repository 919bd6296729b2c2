/* Saves an answer when it is given, and says truthfully whether it is saved.

   The form goes to `data-save-url` (else its action) with `save=1` and a `token` that stays the same when a send is repeated, so
   that a repetition changes nothing. What did not arrive is kept in this browser under `answer:<id of the form>` and sent again
   when the connection is back, the page is opened again, or after a pause. Words: `data-saving`, `data-saved`, `data-kept`, `data-lost`. */

import { csrfToken, keep, kept, postAnswer } from "./page.js";

const PAUSE_MS = 500;
const AGAIN_MS = [2000, 5000, 15_000, 30_000];

export default function saveAnswer(form) {
  const key = `answer:${form.id}`;
  const output = form.querySelector("[data-state]");
  let waiting = null;
  let isSending = false;
  let failures = 0;
  let timer = 0;

  const say = (state, words = form.dataset[state]) => {
    if (!output) return;
    output.dataset.state = state;
    if (output.textContent !== words) output.textContent = words ?? "";
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };
  const note = () => {
    const url = form.dataset.saveUrl ?? form.action;
    waiting = { url, token: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, fields: fieldsOf(form) };
    failures = 0;
  };

  async function send(leaving = false) {
    if (!waiting || isSending) return;
    const answer = waiting;
    isSending = true;
    say("saving");
    const reply = await postAnswer(answer, csrfToken(form), { leaving: leaving === true });
    isSending = false;
    if (reply?.ok) await arrived(answer, reply);
    else if (reply && reply.status < 500 && reply.status !== 429) await refused(answer, reply);
    else tryAgain();
  }
  async function arrived(answer, reply) {
    failures = 0;
    if (waiting !== answer) return later(0);
    waiting = null;
    keep(key, null);
    const { missing } = await reply.json().catch(() => ({}));
    say("saved", [form.dataset.saved, missing].filter(Boolean).join(" "));
  }
  async function refused(answer, reply) {
    if (waiting === answer) waiting = null;
    keep(key, null);
    say("lost", (await reply.json().catch(() => ({}))).error);
    if (waiting) later(0);
  }
  function tryAgain() {
    say(keep(key, waiting) ? "kept" : "lost");
    later(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
    failures += 1;
  }

  form.addEventListener("change", () => {
    note();
    later(0);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=text], input:not([type]), textarea")) return;
    note();
    later(PAUSE_MS);
  });
  // Sending the form takes the answer along. Should that fail, the browser fills the form again when one goes back; where it has
  // failed before, one stays here until the answer has arrived.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (waiting && failures) {
      event.preventDefault();
      await send();
      if (output?.dataset.state === "saved") form.submit();
      return;
    }
    waiting = null;
    keep(key, null);
  });
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !waiting) return;
    keep(key, waiting);
    send(true);
  });

  // Whoever was faster than this script has answered already.
  if (isChanged(form)) note();
  else restore();
  send();

  function restore() {
    waiting = kept(key);
    if (waiting) fill(form, waiting.fields);
  }
}

function isChanged(form) {
  return [...form.elements].some((input) => {
    if (input.type === "hidden" || !input.name) return false;
    if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
    if (input.options) return input.selectedIndex !== Math.max(0, [...input.options].findLastIndex((option) => option.defaultSelected));
    return input.value !== input.defaultValue;
  });
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

/** Give the form the kept answer back. */
function fill(form, fields) {
  const given = new Set(fields.map(([name, value]) => `${name}=${value}`));
  const values = new Map(fields);
  for (const input of form.elements) {
    if (input.type === "hidden" || !input.name) continue;
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.has(`${input.name}=${input.value}`);
    else if (values.has(input.name)) input.value = values.get(input.name);
  }
}
