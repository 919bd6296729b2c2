/* After signing up or in: sends the positions this browser kept for the visitor to `data-url`, and forgets what arrived.

   `data-done` is said when something came of it; what fits no lesson any more is forgotten in silence. */

import { announce, keep, kept, keptKeys, postJson } from "./page.js";

const PREFIX = "reading:";

export default async function carryOver({ dataset }) {
  const positions = keptKeys(PREFIX).map((key) => ({ lesson: key.slice(PREFIX.length), ...kept(key) }));
  if (!positions.length) return;
  const reply = await postJson(dataset.url, { positions });
  if (!reply?.ok) return;
  for (const { lesson, at } of positions) {
    if (kept(PREFIX + lesson)?.at === at) keep(PREFIX + lesson, null);
  }
  const { kept: number } = await reply.json();
  if (number) announce(dataset.done);
}
