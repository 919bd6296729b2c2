/* Saves an answer when it is given, and says truthfully whether it is saved.

   The form goes to `data-save-url` (else its action) with `save=1` and a `token` that stays the same when a send is repeated, so
   that a repetition changes nothing. An answer is kept in this browser, for its reader alone, under the id of the form until
   the server has confirmed it. It is sent again when the connection is back, the page is opened again, or after a pause; the form's buttons send it
   too, and lead on only then. A button with `data-check` asks the server what the answer is worth: it rests while answers cannot be
   sent. Words: `data-saving`, `data-saved`, `data-kept`, `data-lost`, `data-unchecked`, and `data-unknown` when the server does not know who
   asks: then the link `data-again` leads to the page anew. */

import { keepOwn, own } from "./own-texts.js";
import { csrfToken, isRefused, postAnswer } from "./page.js";

const PAUSE_MS = 500;
const AGAIN_MS = [2000, 5000, 15_000, 30_000];

export default function saveAnswer(form) {
  const keep = (answer) => keepOwn("answer", form.id, answer);
  const output = form.querySelector("[data-state]");
  const check = form.querySelector("[data-check]");
  const again = form.querySelector("[data-again]");
  const action = form.action;
  let waiting = null;
  let sending = null;
  let confirmed = "";
  let failures = 0;
  let timer = 0;

  const say = (state, words = form.dataset[state]) => {
    if (check) check.disabled = ["kept", "unknown"].includes(state);
    if (check && state === "kept") words = [words, form.dataset.unchecked].join(" ");
    if (!output) return;
    output.dataset.state = state;
    if (again) again.hidden = state !== "unknown";
    if (output.textContent !== words) output.textContent = words ?? "";
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };
  const note = () => {
    const url = form.dataset.saveUrl ?? action;
    waiting = { url, token: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, fields: fieldsOf(form) };
    failures = 0;
    keep(waiting);
  };

  /** Send what waits, one after the other; the promise ends when it has arrived or not. */
  function send(leaving = false) {
    if (waiting) sending ??= sendOnce(waiting, leaving === true).finally(() => (sending = null));
    return sending;
  }
  async function sendOnce(answer, leaving) {
    say("saving");
    const reply = await postAnswer(answer, csrfToken(form), { leaving });
    if (reply?.ok) await arrived(answer, reply);
    else if (isRefused(reply)) await refused(answer, reply);
    else await tryAgain(reply);
  }
  async function arrived(answer, reply) {
    const { saved, missing } = await reply.json().catch(() => ({}));
    failures = 0;
    // The button repeats what is confirmed: the same token with the same answer changes nothing.
    if (form.elements.token) form.elements.token.value = answer.token;
    if (waiting !== answer) return later(0);
    waiting = null;
    keep(null);
    // It had arrived before, and another tab has answered since.
    if (saved === false) return location.reload();
    confirmed = String(answer.fields);
    say("saved", [form.dataset.saved, missing].filter(Boolean).join(" "));
  }
  async function refused(answer, reply) {
    say("lost", await errorOf(reply));
    if (waiting !== answer) return later(0);
    waiting = null;
    keep(null);
  }
  /** A server that is not well is asked again; one that does not know us wants us to sign in or reload. */
  async function tryAgain(reply) {
    const isUnknown = reply && reply.status < 500 && reply.status !== 429;
    say(!keep(waiting) ? "lost" : isUnknown ? "unknown" : "kept");
    if (!isUnknown) later(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
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
  form.addEventListener("submit", async (event) => {
    // Some behaviours complete the form only now.
    if (!waiting && String(fieldsOf(form)) !== confirmed) note();
    if (!waiting) return;
    event.preventDefault();
    clearTimeout(timer);
    do await send();
    while (waiting && !failures);
    if (String(fieldsOf(form)) !== confirmed) return;
    // What is submitted by a script goes to the form's own address, not to the button's.
    if (event.submitter?.hasAttribute("formaction")) form.action = event.submitter.formAction;
    form.submit();
    // A page that somebody comes back to goes on with saving.
    form.action = action;
  });
  document.addEventListener("time-up", () => send());
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) send(true);
  });

  // Whoever was faster than this script has answered already.
  if (isChanged(form)) note();
  else restore();
  send();

  function restore() {
    confirmed = String(fieldsOf(form));
    waiting = own("answer", form.id);
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
  return [...new FormData(form)].filter(([name, value]) => !["csrf_token", "token"].includes(name) && typeof value === "string");
}

async function errorOf(reply) {
  return (await reply.json().catch(() => ({}))).error;
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
  form.dispatchEvent(new Event("filled"));
}
