/* Sends what save-answer.js could not send from a question's own page: the answers kept under `answer:<data-attempt>…`.

   When one has arrived, the page is shown anew, so that it says what is answered now. */

import { csrfToken, isRefused, keep, kept, keptKeys, postAnswer } from "./page.js";

export default async function keptAnswers({ dataset }) {
  const arrived = await Promise.all(keptKeys(`answer:${dataset.attempt}`).map(send));
  if (arrived.includes(true)) location.reload();
}

async function send(key) {
  const answer = kept(key);
  const reply = answer?.url ? await postAnswer(answer, csrfToken()) : null;
  if (reply?.ok || isRefused(reply)) keep(key, null);
  return reply?.ok;
}
