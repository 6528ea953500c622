// Sends what waits in the box, one row after the other, each with the key of its form: however often it is sent, it
// counts once. After a failure it waits 2, 4, 8 ... at most 60 seconds; when the line comes back it starts at once.
const tag = document.querySelector("script[data-box]");
const box = await import(tag.dataset.box);
const ADDRESS = { lapor: "/pendatang/baru/", perpanjang: "/luring/perpanjang/" };
const PATIENCE = 60_000; // milliseconds for one request
const LONGEST = 60; // seconds between two attempts
let failures = 0, timer, busy = null, again = false, told = () => {};
export let sendingNow = null; // the id of the row on its way
export let line = "unknown"; // good, gone, out (signed out) or other (somebody else is signed in)

export function whenChanged(act) {
  told = act;
}

function later() {
  clearTimeout(timer);
  failures += 1;
  timer = setTimeout(flush, Math.min(2 ** failures, LONGEST) * 1000);
}

// One pass over all that waits, in one tab at a time. What is asked for while one runs, for a row that it does not know
// yet, is a pass of its own right after it.
export function flush() {
  clearTimeout(timer);
  again = busy !== null;
  busy ??= navigator.locks
    .request("harmoni-kirim", { ifAvailable: true }, (lock) => (lock ? pass() : later()))
    .catch(later)
    .finally(() => {
      busy = null;
      told();
      if (again) flush();
    });
  return busy;
}

export function flushAtOnce() {
  failures = 0;
  return flush();
}

async function pass() {
  if (!box.owner()) return;
  const waiting = (await box.rows()).filter((row) => row.state === "phone");
  waiting.sort((one, other) => (one.photo ? 1 : 0) - (other.photo ? 1 : 0)); // text before photos
  if (!waiting.length) return;
  if (!(await mayISend())) return;
  for (const row of waiting) {
    if (!(await (row.photo ? sendPhoto(row) : send(row)))) return;
  }
  failures = 0;
}

// Only in the session of the very officer whose box this is.
async function mayISend() {
  const who = await box.whoIsThere();
  line = !who ? "gone" : who.signedOut ? "out" : who.owner === box.owner() ? "good" : "other";
  if (line === "gone") later();
  return line === "good";
}

// True when the next row may follow.
async function send(row, again = true) {
  sendingNow = row.id;
  told();
  return arrived(row, await post(row).finally(() => (sendingNow = null)), again);
}

async function arrived(row, answer, again = true) {
  if (!answer || answer.status === 429 || answer.status >= 500) {
    line = answer ? "good" : "gone";
    later();
    return false;
  }
  if (answer.status === 401 || answer.status === 403) {
    if (again && answer.status === 403 && (await mayISend())) return (row.photo ? sendPhoto : send)(row, false); // the token was an older one
    line = line === "other" ? line : "out";
    return false;
  }
  await settle(row, answer.said ?? { state: "wrong", errors: [["", "", ""]], status: answer.status });
  told();
  return true;
}

// A photo follows its text, once that has its number; without it, it waits.
async function sendPhoto(row, again = true) {
  const text = await box.get(row.after);
  if (text?.state !== "received") return true;
  sendingNow = row.id;
  told();
  const pieces = await import(tag.dataset.pieces);
  const blob = new Blob([box.bytes(row.photo)], { type: "image/jpeg" });
  const fields = { key: row.id, ...Object.fromEntries(row.fields), csrfmiddlewaretoken: box.signedIn()?.token ?? "" };
  const answer = await pieces.send(text.answer.replace(/bukti\/$/, "foto/bagian/"), blob, fields).finally(() => (sendingNow = null));
  return arrived(row, answer, again);
}

async function post(row) {
  const body = new URLSearchParams(row.fields);
  body.set("key", row.id);
  body.set("written_at", row.at);
  body.set("sent_at", new Date().toISOString()); // the server reckons by the difference: a wrong clock is wrong in both
  body.set("csrfmiddlewaretoken", box.signedIn()?.token ?? "");
  try {
    const answer = await fetch(ADDRESS[row.kind], {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, said: isJson ? await answer.json() : null };
  } catch {
    return null; // no line, or it broke before the answer: sent again with the same key
  }
}

// The receipt purges what was typed, and the picture; anything else stays with what the server said.
async function settle(row, said) {
  const now = await box.get(row.id);
  if (!now || now.at !== row.at) return; // thrown away or written anew meanwhile
  if (said.state === "received") return box.put(received(row, said));
  return box.put({ ...row, state: "needs", said });
}

export function received({ id, kind, at }, { number, answer, at: there }) {
  return { id, kind, at, state: "received", number, answer, there: there ?? null };
}

addEventListener("online", flushAtOnce);
document.addEventListener("visibilitychange", () => document.hidden || flushAtOnce());
