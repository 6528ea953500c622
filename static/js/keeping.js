// The intake form on a page of the server: kept in the box at each field, and sent from there, so that a lost line, a
// lost answer or an empty battery loses nothing. Until the box is open (or where there is none) the form is a plain form.
const tag = document.querySelector("script[data-box]");
const form = document.querySelector("form[data-keep]");
const panel = document.querySelector("[data-kept]");
const [box, sending, { typed, write, at }] = await Promise.all(
  [tag.dataset.box, tag.dataset.sending, tag.dataset.typed].map((address) => import(address)),
);
let open = false, saved = Promise.resolve(), sent = false;
const id = () => form.elements.key.value;

function row(state) {
  return { id: id(), kind: form.dataset.keep, state, at: new Date().toISOString(), fields: typed(form) };
}

function say(word, moment) {
  panel.hidden = !word;
  for (const part of panel.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== word;
  for (const part of panel.querySelectorAll("[data-moment]")) part.textContent = moment ?? "";
}

async function start() {
  open = await box.openSignedIn().catch(() => false);
  if (!open) return;
  const drafts = (await box.rows()).filter((one) => one.state === "draft" && one.kind === form.dataset.keep);
  const unfinished = drafts.find((one) => one.id !== id() || differs(one.fields));
  if (unfinished && !document.querySelector(".error-summary, .caution")) offer(unfinished);
  sending.flush();
}

// Typed on this phone after the line had gone, while the page shows what the server has of the same form.
function differs(fields) {
  const words = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value && !name.startsWith("draft_")).sort());
  return words(fields) !== words(typed(form));
}

function offer(draft) {
  say("draft", at(draft.at));
  panel.querySelector("[data-resume]").onclick = () => {
    form.elements.key.value = draft.id;
    write(form, draft.fields);
    say();
  };
  panel.querySelector("[data-drop]").onclick = () => box.remove(draft.id).then(() => (say(), dropThere(draft.id)));
}

// The same form may stand on the server too, for another device.
function dropThere(key) {
  const there = form.querySelector("[data-draft]")?.dataset.draft;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  if (there) fetch(`${there}${key}/buang/`, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
}

function keep() {
  if (open && !sent) saved = saved.then(() => box.put(row("draft"))).catch(() => (open = false));
}

// The page itself shows what the server says to a form that is not accepted as it is.
async function ask() {
  await box.put(row("draft"));
  HTMLFormElement.prototype.submit.call(form);
}

async function settled() {
  const now = await box.get(id());
  if (!now) return;
  if (now.state === "received") return box.remove(now.id).then(() => location.assign(now.answer));
  if (now.state === "needs") return ask();
  if (sending.sendingNow === now.id) return say("sending", at(now.at));
  form.hidden = true;
  say(sending.line === "out" || sending.line === "other" ? "out" : "phone", at(now.at));
}

form.addEventListener("change", keep);
form.addEventListener("focusout", keep);
form.addEventListener("submit", async (event) => {
  if (!open || ["periksa", "simpan_dulu"].includes(event.submitter?.name)) return;
  event.preventDefault();
  if (sent) return;
  sent = true;
  form.querySelector(".submit-bar button").disabled = true;
  try {
    await saved;
    await box.put(row("phone"));
  } catch {
    return HTMLFormElement.prototype.submit.call(form); // no room on the phone
  }
  sending.whenChanged(settled);
  say("sending", at(new Date()));
  sending.flushAtOnce();
});
box.onLock(() => (open = false));
addEventListener("online", () => open || start());
start();
