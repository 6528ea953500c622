// The desk without a line: what waits in the officer's box, and the forms that put something into it. Nothing is shown
// before the box is open, and nothing is called official before the server has received it.
const tag = document.querySelector("script[data-box]");
const main = document.querySelector("main[data-luring]");
const [box, sending, { typed, write, valueOf, at }, claim, helping] = await Promise.all(
  ["box", "sending", "typed", "claim", "helping"].map((name) => import(tag.dataset[name])),
);
const WEEK = 7 * 864e5, IDLE = 15 * 60_000, MOMENT = 1500, DAY = 864e5;
const word = main.dataset;
const part = (name, root = main) => root.querySelector(`[data-part="${name}"]`);
const forms = Object.fromEntries(["lapor", "perpanjang"].map((kind) => [kind, part(`form-${kind}`)]));
const worker = navigator.serviceWorker;
const kept = worker?.controller ?? worker?.register("/luring.js").then(() => worker.ready).catch(() => null);
let ready = false, asking = true, idle, drawing = Promise.resolve(), saved = Promise.resolve();

// --- which part of the page ------------------------------------------------------------------------------------
function asked() {
  const path = location.pathname;
  if (path.startsWith("/cek/")) return "cek";
  if (path.startsWith("/pendatang/baru/") && !location.hash) return "lapor";
  return ["lapor", "perpanjang", "cek"].find((name) => location.hash === `#${name}`) ?? "antrean";
}

function show(name = asked()) {
  const locked = !ready && name !== "cek";
  part("locked").hidden = !locked || asking;
  for (const place of main.querySelectorAll("[data-place]")) place.hidden = locked || place.dataset.place !== name;
  for (const link of main.querySelectorAll("[data-go]")) {
    link.dataset.go === name ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
  if (ready && name in forms && !forms[name].elements.key.value) fresh(forms[name]);
}

function go(name) {
  history.replaceState(null, "", `/luring/${name === "antrean" ? "" : `#${name}`}`);
  show(name);
  scrollTo(0, 0);
}

// The words are asked for when the server does not answer within a moment.
function answered() {
  asking = false;
  show();
}

// --- opening and locking ---------------------------------------------------------------------------------------
async function opened() {
  ready = true;
  part("prepare").hidden = (await box.hasWords()) || !box.signedIn()?.account;
  part("who").textContent = box.signedIn()?.name ?? "";
  helping.help(forms.lapor, await box.hamlets());
  await tidy();
  await draw();
  show();
  await offerDraft();
  sending.flushAtOnce();
  stir();
}

function closed() {
  ready = false;
  box.lock();
  part("rows").replaceChildren();
  part("who").textContent = "";
  for (const form of Object.values(forms)) blank(form);
  part("prepare").hidden = true;
  show();
}

function stir() {
  clearTimeout(idle);
  idle = setTimeout(() => ready && box.lockAll() === undefined && closed(), IDLE);
}

part("form-open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { account, words } = event.target.elements;
  busy(event.target, true);
  const fits = await box.openWithWords(account.value, words.value).catch(() => false);
  busy(event.target, false);
  words.value = "";
  part("refused").hidden = fits;
  if (fits) await opened();
});

part("form-prepare").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [one, two] = event.target.querySelectorAll("input[type=password]");
  const fault = one.value.length < 10 ? "short" : one.value !== two.value ? "unequal" : "";
  for (const sentence of event.target.querySelectorAll("[data-fault]")) sentence.hidden = sentence.dataset.fault !== fault;
  if (fault) return one.focus();
  busy(event.target, true);
  await box.setWords(box.signedIn().account, one.value);
  busy(event.target, false);
  event.target.reset();
  part("prepare").hidden = true;
  if (await kept) part("prepared").hidden = false; // not before the page itself lies here
});

function busy(form, yes) {
  form.querySelector("button").disabled = yes;
}

// --- forms -----------------------------------------------------------------------------------------------------
function day() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Makassar" }).format(new Date());
}

// The same day six months later, or that month's last.
function halfAYearOn() {
  const [year, month, date] = day().split("-").map(Number);
  const last = new Date(Date.UTC(year, month + 6, 0)).getUTCDate();
  return new Date(Date.UTC(year, month + 5, Math.min(date, last))).toISOString().slice(0, 10);
}

function blank(form) {
  form.reset();
  form.elements.key.value = "";
  part("faults", form.parentElement).replaceChildren();
}

function fresh(form) {
  blank(form);
  form.elements.key.value = crypto.randomUUID();
  form.elements.planned_until.value = halfAYearOn();
  if (form.elements.arrived_on) form.elements.arrived_on.value = day();
}

function rowOf(form, state) {
  return { id: form.elements.key.value, kind: form.dataset.kind, state, at: new Date().toISOString(), fields: typed(form) };
}

// One after the other: a field that was left while the button was pressed must not undo what the button did.
function inOrder(act) {
  saved = saved.then(act, act);
  return saved;
}

function keepDraft(form) {
  if (!ready || !form.elements.key.value) return;
  const row = rowOf(form, "draft");
  inOrder(async () => {
    const before = await box.get(row.id);
    if (!before || before.state === "draft") await box.put(row);
  });
}

async function offerDraft() {
  const draft = (await box.rows()).find((row) => row.state === "draft");
  part("draft").hidden = !draft;
  if (!draft) return;
  part("draft-when").textContent = at(draft.at);
  part("draft-resume").onclick = () => mend(draft);
  part("draft-drop").onclick = () => box.remove(draft.id).then(offerDraft);
}

function mend(row) {
  const form = forms[row.kind];
  part("draft").hidden = true;
  blank(form);
  write(form, row.fields);
  form.elements.key.value = row.id;
  if (form.elements.daftar?.value) part("crew", form).open = true;
  faults(form, row.said?.errors ?? []);
  go(row.kind);
}

function faults(form, errors) {
  const list = part("faults", form.parentElement);
  list.replaceChildren(...errors.map((error) => sentence(error)));
  for (const field of form.elements) field.classList?.remove("is-invalid");
  for (const [name] of errors) form.elements[name]?.classList?.add("is-invalid");
}

for (const form of Object.values(forms)) {
  form.addEventListener("focusout", () => keepDraft(form));
  form.addEventListener("change", () => keepDraft(form));
  form.addEventListener("input", ({ target }) => target.classList.remove("is-invalid"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const crew = form.elements.daftar?.value.trim() ? await import(tag.dataset.crew) : null;
    const somebody = !crew || crew.isNamed(form); // beside those of the list
    const needed = (field) => field.required && (somebody || !crew.OF_ONE.includes(field.name));
    const missing = [...form.elements].filter((field) => needed(field) && !field.value.trim());
    const { arrived_on: came, planned_until: until, nik, without_nik: none, letter_token: letter } = form.elements;
    const wrong = missing.map((field) => [field, word.empty]);
    if (nik && somebody && !nik.value && !none.checked && !letter.value) wrong.push([nik, word.nik]);
    if (came?.value && until.value && until.value < came.value) wrong.push([until, word.early]);
    faults(form, wrong.map(([field, said]) => [field.name, labelOf(field), said]));
    if (wrong.length) return wrong[0][0].focus();
    if (crew && !(await keptWhole(form, crew))) return form.elements.daftar.focus();
    const row = rowOf(form, "phone");
    row.fields = row.fields.filter(([name]) => name !== "daftar");
    await inOrder(() => (somebody ? box.put(row) : box.remove(row.id)));
    if (somebody) await keepPhoto(form, row);
    blank(form);
    await draw();
    go("antrean");
    sending.flushAtOnce();
  });
}

// A list of people beside the form: true when every line of it became a row, otherwise the others stay in it.
async function keptWhole(form, crew) {
  const bad = await inOrder(() => crew.keep(form));
  keepDraft(form);
  faults(form, bad);
  part("crew-said", form).textContent = bad.map(([, line, said]) => `${line}: ${said}`).join(" ");
  await draw();
  return !bad.length;
}

// The photo lies beside its row, and goes after all texts.
async function keepPhoto(form, row) {
  const file = form.elements.photo?.files[0];
  if (!file || !form.elements.agreed.checked) return;
  const { shrink } = await import(tag.dataset.pieces);
  const small = await shrink(file).catch(() => null);
  if (!small) return;
  const address = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(small);
  });
  const fields = [["kind", form.elements.kind.value], ["agreed", "on"]];
  const whose = valueOf(row, "full_name");
  await box.put({ id: crypto.randomUUID(), kind: "foto", state: "phone", at: row.at, after: row.id, whose, fields, photo: address.split(",")[1] });
}

function labelOf(field) {
  return field.labels?.[0]?.textContent.replace("*", "").trim() ?? "";
}

// --- the rows --------------------------------------------------------------------------------------------------
function draw() {
  drawing = drawing.then(paint);
  return drawing;
}

async function paint() {
  if (!ready) return;
  const rows = (await box.rows()).filter((row) => row.state !== "draft").reverse();
  part("rows").replaceChildren(...rows.map(card));
  part("none").hidden = rows.length > 0;
  part("line").textContent = { gone: word.gone, out: word.out, other: word.other }[sending.line] ?? "";
  part("line").hidden = !["gone", "out", "other"].includes(sending.line) || !rows.some((row) => row.state === "phone");
  part("enter").hidden = sending.line !== "out" && sending.line !== "other";
  part("copy").hidden = !rows.some((row) => row.state !== "received");
}

function card(row) {
  const item = part("row").content.firstElementChild.cloneNode(true);
  const state = sending.sendingNow === row.id ? "sending" : row.state;
  item.dataset.state = state;
  item.dataset.row = row.id;
  const label = part("state", item);
  label.textContent = state === "received" ? `${word.received} ${row.number}` : word[state];
  label.classList.add({ phone: "status-wait", sending: "status-info", received: "status-ok", needs: "status-late" }[state]);
  part("title", item).textContent = [word[row.kind], row.whose || valueOf(row, "full_name") || valueOf(row, "code")].filter(Boolean).join(": ");
  part("written", item).textContent = at(row.at);
  part("there", item).textContent = row.there ? at(row.there) : "";
  part("there-line", item).hidden = !row.there;
  part("unofficial", item).hidden = state === "received";
  part("receipt", item).hidden = !row.answer;
  if (row.answer) part("receipt", item).href = row.answer;
  part("old", item).hidden = state === "received" || Date.now() - Date.parse(row.at) < WEEK;
  if (state === "needs") explain(item, row);
  acts(item, row, state);
  return item;
}

function explain(item, { said }) {
  const rows = said.state === "look" ? said.sentences.map((text) => ["", "", text]) : said.errors ?? [];
  part("why", item).replaceChildren(...rows.map((error) => sentence(error, said.status)));
  if (said.state !== "conflict") return;
  part("both", item).hidden = false;
  part("both-rows", item).replaceChildren(...said.both.map(pair));
}

function pair([label, there, here]) {
  const line = part("both-row").content.firstElementChild.cloneNode(true);
  [label, there || "—", here || "—"].forEach((text, index) => (line.children[index].textContent = text));
  return line;
}

function sentence([, label, text], status) {
  const line = document.createElement("li");
  line.textContent = [label, text || (status === 404 ? word.foreign : word.unclear)].filter(Boolean).join(": ");
  return line;
}

function acts(item, row, state) {
  const can = {
    look: state === "needs" && row.said.state === "look" && (() => again({ ...row, fields: seen(row) })),
    insist: state === "needs" && row.said.insist && (() => again({ ...row, fields: [...row.fields, ["insist", "1"]] })),
    theirs: state === "needs" && row.said.state === "conflict" && (() => theirs(row)),
    mend: (state === "phone" || state === "needs") && !row.photo && row.said?.state !== "conflict" && (() => mend(row)),
    drop: state !== "sending" && (() => drop(row)),
  };
  for (const [name, act] of Object.entries(can)) {
    const button = part(name, item);
    button.hidden = !act;
    if (act) button.onclick = name === "drop" && state !== "received" ? () => sure(button, act) : act;
  }
}

// A row takes its photo along.
async function drop({ id }) {
  for (const row of await box.rows()) if (row.id === id || row.after === id) await box.remove(row.id);
  await draw();
}

function seen({ fields, said }) {
  return [...fields.filter(([name]) => name !== "cautions_seen"), ["cautions_seen", said.cautions_seen]];
}

// A tap that throws something away asks once more.
function sure(button, act) {
  button.textContent = word.sure;
  button.onclick = act;
}

async function again(row) {
  await box.put({ ...row, state: "phone", said: null });
  await draw();
  sending.flushAtOnce();
}

// What stands in the book is right: with a number it is this row's receipt.
async function theirs(row) {
  if (row.kind === "lapor" && row.said.number) await box.put(sending.received(row, row.said));
  else await box.remove(row.id);
  await draw();
}

// Receipts are listed for a day.
async function tidy() {
  const rows = await box.rows();
  for (const row of rows) {
    if (rows.some((one) => one.after === row.id && one.state !== "received")) continue; // its photo needs the answer
    if (row.state === "received" && Date.now() - Date.parse(row.there ?? row.at) > DAY) await box.remove(row.id);
  }
}

// --- a letter, by the public keys that came with this page -------------------------------------------------------
async function check(address) {
  const answer = part("verdict");
  const found = await claim.read(address.split("#")[1] ?? "", word.letterKeys);
  const late = found.genuine && found.says.get(4) * DAY + DAY < Date.now();
  const light = found.genuine ? (late ? "yellow" : "green") : found.none ? "yellow" : "red";
  answer.hidden = false;
  answer.className = `verdict verdict-${light}`;
  part("verdict-word").textContent = found.genuine ? (late ? word.late : word.genuine) : found.none ? word.noClaim : word.false;
  part("verdict-note").hidden = !found.genuine;
  part("facts").hidden = !found.genuine;
  if (!found.genuine) return;
  const date = (days) => new Date(days * DAY).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const { says } = found;
  const kind = part(`kind-${says.get(2)}`)?.textContent ?? says.get(2);
  [says.get(1), kind, date(says.get(3)), date(says.get(4)), says.get(6)].forEach(
    (text, index) => (part("facts").querySelectorAll("dd")[index].textContent = text),
  );
}

part("form-check").addEventListener("submit", (event) => {
  event.preventDefault();
  check(event.target.elements.token.value.trim());
});

// --- the last resort, and the beginning --------------------------------------------------------------------------
part("copy").addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await box.sealedCopy()], { type: "text/plain" }));
  link.download = `harmoni-${day()}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
});

part("form-copy").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { copy, account, words } = event.target.elements;
  busy(event.target, true);
  const content = await copy.files[0]?.text();
  const came = await box.readCopy(content, account.value, words.value).catch(() => null);
  busy(event.target, false);
  event.target.reset();
  part("copy-said").hidden = false;
  part("copy-said").textContent = came === null ? word.noCopy : `${word.copyRead} ${came}`;
  await draw();
  sending.flushAtOnce();
});

for (const link of main.querySelectorAll("[data-go]")) {
  link.addEventListener("click", (event) => (event.preventDefault(), go(link.dataset.go)));
}
addEventListener("hashchange", () => show());
for (const event of ["pointerdown", "keydown"]) addEventListener(event, stir);
box.onLock(closed);
sending.whenChanged(draw);
part("works").hidden = false;
show();
if (location.pathname.startsWith("/cek/")) check(location.href);
setTimeout(answered, MOMENT);
const signedIn = await box.openSignedIn().catch(() => false);
answered();
if (signedIn && !ready) await opened();
main.dataset.asked = "";
