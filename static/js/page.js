/* What several behaviours need: saying something aloud, talking to the server, keeping something in this browser. */

/** Say `words` to those who listen. */
export function announce(words) {
  const announcer = document.getElementById("announcer");
  if (!announcer || !words) return;
  announcer.textContent = "";
  requestAnimationFrame(() => {
    announcer.textContent = words;
  });
}

/** The token that lets this page change something; a form's own, or the page's. */
export function csrfToken(form) {
  return form?.elements.csrf_token?.value ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** POST `value` as JSON; the reply, or null when the server was not reached. */
export function postJson(url, value, { leaving = false } = {}) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(value),
    keepalive: leaving,
  }).catch(() => null);
}

/** Send an answer to a question once more or for the first time: `token` stays the same, so that a repetition changes nothing. */
export function postAnswer({ url, token, fields }, csrf, { leaving = false } = {}) {
  const body = new URLSearchParams([...fields, ["save", "1"]]);
  body.set("token", token);
  body.set("csrf_token", csrf);
  return fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrf },
    body,
    keepalive: leaving,
    redirect: "manual",
  }).catch(() => null);
}

/** Whether the server has understood an answer and will not have it, now or later. */
export function isRefused(reply) {
  return [409, 422].includes(reply?.status);
}

/** Read a value kept in this browser; null when there is none or the browser keeps nothing. */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Keep `value` in this browser under `key`; null forgets it. Whether that worked. */
export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** All keys kept in this browser that begin with `prefix`. */
export function keptKeys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
