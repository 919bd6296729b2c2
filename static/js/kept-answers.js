/* Sends what save-answer.js could not send from a question's own page: the reader's answers kept under `<data-attempt>…`.

   When one has arrived, the page is shown anew, so that it says what is answered now. */

import { keepOwn, own, ownNames } from "./own-texts.js";
import { csrfToken, isRefused, postAnswer } from "./page.js";

export default async function keptAnswers({ dataset }) {
  const arrived = await Promise.all(ownNames("answer", dataset.attempt).map(send));
  if (arrived.includes(true)) location.reload();
}

async function send(name) {
  const answer = own("answer", name);
  const reply = answer?.url ? await postAnswer(answer, csrfToken()) : null;
  if (reply?.ok || isRefused(reply)) keepOwn("answer", name, null);
  return reply?.ok;
}
