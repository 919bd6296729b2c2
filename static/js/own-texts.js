/* What this browser keeps of a person until the server has it: answers and drafts, each under `<what>:<keeper>:<name>`.

   The page says in `meta[name=keeper]` who its reader is, so that others who use this browser neither see nor send it. In
   `data-former` stands the guest whom its reader was here before: their texts come along. Too much is not kept, and nothing for ever. */

import { keep, kept, keptKeys } from "./page.js";

const KINDS = ["answer", "draft"];
const MOST_CHARACTERS = 1_000_000;
// As long as somebody stays signed in.
const MOST_MS = 60 * 24 * 60 * 60 * 1000;

const { content: keeper = "", dataset: { former } = {} } = document.querySelector("meta[name=keeper]") ?? {};

tidy();

/** What is kept of the reader; null when there is nothing. */
export function own(what, name) {
  return kept(keyOf(what, name))?.value ?? null;
}

/** Keep `value` for the reader alone; null forgets it. Whether that worked: not beyond what a browser should keep. */
export function keepOwn(what, name, value) {
  const key = keyOf(what, name);
  if (value === null) return keep(key, null);
  if (!keeper || sizeBeside(key) + JSON.stringify(value).length > MOST_CHARACTERS) return false;
  return keep(key, { at: Date.now(), value });
}

/** The names, beginning with `start`, under which something is kept of the reader. */
export function ownNames(what, start) {
  const begin = keyOf(what, "");
  return keptKeys(begin + start).map((key) => key.slice(begin.length));
}

function keyOf(what, name) {
  return `${what}:${keeper}:${name}`;
}

/** How much is kept of the reader under other keys. */
function sizeBeside(key) {
  const others = KINDS.flatMap((what) => keptKeys(keyOf(what, ""))).filter((each) => each !== key);
  return others.reduce((size, each) => size + (localStorage.getItem(each)?.length ?? 0), 0);
}

/** Forget what is too old, whosever it is, and what says of nobody whose it is; take over what was the guest's. */
function tidy() {
  for (const what of KINDS) {
    for (const key of keptKeys(`${what}:`)) {
      const entry = kept(key);
      const isFresh = Math.abs(Date.now() - Number(entry?.at)) <= MOST_MS;
      if (!isFresh) keep(key, null);
      else if (former && key.startsWith(`${what}:${former}:`)) inherit(what, key, entry);
    }
  }
}

function inherit(what, key, entry) {
  const mine = keyOf(what, key.slice(what.length + former.length + 2));
  if (kept(mine) || keep(mine, entry)) keep(key, null);
}
