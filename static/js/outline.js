/* The outline of a quiz: rows are dragged, moved by their buttons, or with Alt and an arrow key on the row that has the focus.

   Each move is sent to the row's `data-url`; the server answers with the state of the file that the next one is made on. What it refuses
   goes back to its place. Words: `data-moved` ({words}, {place}, {count}), `data-refused`. */

import { announce, csrfToken } from "./page.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

export default function outline(list) {
  const form = list.closest("form");
  let sending = Promise.resolve();
  document.getElementById(list.getAttribute("aria-describedby")).hidden = false;
  const rows = () => [...list.children];

  const refresh = () => {
    let number = 1;
    rows().forEach((row, index, all) => {
      const shown = row.querySelector(".outline-number");
      if (shown) shown.textContent = number;
      number += Number(row.dataset.asks);
      row.querySelector("[value=up]").disabled = index === 0;
      row.querySelector("[value=down]").disabled = index === all.length - 1;
    });
  };
  const put = (row, place) => {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    const others = rows().filter((each) => each !== row);
    if (place < others.length) others[place].before(row);
    else list.append(row);
    refresh();
    (focused?.disabled ? row.querySelector("a") : focused)?.focus();
  };
  const say = (row) =>
    announce(
      list.dataset.moved
        .replace("{words}", row.querySelector(".outline-title").textContent.trim())
        .replace("{place}", rows().indexOf(row) + 1)
        .replace("{count}", rows().length),
    );

  function move(row, from, place) {
    if (place < 0 || place >= rows().length) return;
    put(row, place);
    if (place === from) return;
    sending = sending.then(async () => {
      const base = form.elements.base.value;
      const reply = await send(row.dataset.url, { base, place, csrf_token: csrfToken(form) });
      const said = (reply?.ok && (await reply.json().catch(() => null))) || {};
      if (said.base) {
        renew(base, said.base);
        return say(row);
      }
      put(row, from);
      announce(list.dataset.refused);
    });
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=direction]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const from = rows().indexOf(row);
    move(row, from, from + (button.value === "up" ? -1 : 1));
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (!row || !event.altKey || !STEPS[event.key]) return;
    event.preventDefault();
    const from = rows().indexOf(row);
    move(row, from, from + STEPS[event.key]);
  });
  dragging(list, move);
}

function send(url, fields) {
  return fetch(url, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(fields),
  }).catch(() => null);
}

/** Whatever else changes the file on this page does so on its new state. */
function renew(before, now) {
  for (const input of document.querySelectorAll("input[name=base]")) if (input.value === before) input.value = now;
}

function dragging(list, move) {
  let dragged = null;
  let from = 0;
  for (const row of list.children) row.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li");
    if (!dragged) return;
    from = [...list.children].indexOf(dragged);
    dragged.classList.add("is-moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-moving");
    move(dragged, from, [...list.children].indexOf(dragged));
    dragged = null;
  });
}
