// What was typed is kept on the server too, a moment after a field was left or the typing stopped, so that another
// device can go on with it. The number of the version that was seen travels along: a newer one is never written over.
// A form that is sent, or that another device has written into, is not kept any further from here.
const told = document.querySelector("[data-draft]");
const form = told.closest("form");
const word = told.dataset;
const address = word.draft;
const PAUSE = 1200, IDLE = 4000; // milliseconds after a field was left, and in the middle of one
const writer = (sessionStorage.writer ??= crypto.randomUUID?.() ?? "");
const first = new Map(new FormData(form)); // what is emptied is told too
let timer, busy = null, changed = false, over = false;

function body() {
  const typed = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && (value || first.get(name))) typed.append(name, value);
  }
  typed.set("draft_writer", writer);
  return typed;
}

function say(text) {
  told.hidden = !text;
  told.textContent = text;
}

// In sight on a phone too: beside the form's own button.
function beside() {
  const button = form.elements.simpan_dulu;
  say(word.other);
  told.classList.add("is-wrong");
  told.setAttribute("role", "status");
  button.textContent = word.compare;
  form.querySelector(".submit-bar").append(told, button);
}

async function save() {
  clearTimeout(timer);
  if (busy) await busy;
  if (!changed || over) return null;
  changed = false;
  busy = post();
  return busy.finally(() => (busy = null));
}

async function post() {
  const how = { method: "POST", body: body(), headers: { Accept: "application/json" }, redirect: "error", keepalive: true };
  const answer = await fetch(address, how).catch(() => null);
  if (!answer || answer.status >= 500) {
    changed = true; // with the next field, or when the line returns
    say(word.gone);
    return false;
  }
  if (answer.status === 401) say(word.out);
  if (answer.status === 409) beside();
  over ||= answer.status === 409 || answer.status === 422;
  if (!answer.ok) return false;
  const { version, at } = await answer.json();
  form.elements.draft_version.value = version;
  say(`${word.stored} ${new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`);
  return true;
}

function soon(pause) {
  clearTimeout(timer);
  if (changed) timer = setTimeout(save, pause);
}

form.addEventListener("input", () => ((changed = true), soon(IDLE)));
form.addEventListener("change", () => ((changed = true), soon(PAUSE)));
form.addEventListener("focusout", () => soon(PAUSE));
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "simpan_dulu") return (over = true);
  if (over) return; // the server shows both
  event.preventDefault();
  event.stopImmediatePropagation(); // no other script sends this form
  changed = true;
  if (await save()) return location.assign(address);
  if (over) form.requestSubmit(button);
}, true);
addEventListener("pageshow", (event) => event.persisted && (over = false));
addEventListener("online", save);
document.addEventListener("visibilitychange", () => document.hidden && save());
