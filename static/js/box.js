// The officer's box on this phone: rows that were not received yet, as ciphertext alone (AES-256-GCM).
// Its key is random, lies wrapped twice (by the server's half, which only a signed-in session gets, and by the
// passphrase for the time without a line) and is opened in memory only. One officer sees nothing of another's rows.
const ROUNDS = 600_000; // PBKDF2-SHA-256, as OWASP asks; about half a second on a cheap phone
const OWN_KEY = { name: "AES-GCM", length: 256 };
const text = new TextEncoder();
const lines = new BroadcastChannel("harmoni-kunci");
let opened = null; // { owner, key }
let session = null; // what the server said of the signed-in session: owner, token, name, place

// --- the store -------------------------------------------------------------------------------------------------
let store;

function database() {
  store ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("harmoni", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("phone");
      request.result.createObjectStore("boxes", { keyPath: "owner" });
      const rows = request.result.createObjectStore("rows", { keyPath: "id" });
      rows.createIndex("owner", ["owner", "waits"]);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return store;
}

async function ask(name, mode, act) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

async function phone() {
  const known = await ask("phone", "readonly", (all) => all.get("id"));
  if (known) return known;
  const id = crypto.randomUUID();
  await ask("phone", "readwrite", (all) => all.add(id, "id")).catch(() => null); // another tab was first
  return ask("phone", "readonly", (all) => all.get("id"));
}

// --- keys ------------------------------------------------------------------------------------------------------
export function bytes(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function nonce() {
  return crypto.getRandomValues(new Uint8Array(12));
}

async function wrap(key, by, owner) {
  const iv = nonce();
  const data = await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv, additionalData: text.encode(owner) });
  return { iv, data };
}

function unwrap({ iv, data }, by, owner) {
  const how = { name: "AES-GCM", iv, additionalData: text.encode(owner) };
  return crypto.subtle.unwrapKey("raw", data, by, how, OWN_KEY, true, ["encrypt", "decrypt"]);
}

function serverHalf(raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

// The account's name is part of it: with the same words another officer opens nothing.
async function fromWords(account, words, salt, iterations) {
  const secret = text.encode(`${account.trim().toLowerCase()}\n${words.normalize("NFKC")}`);
  const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, OWN_KEY, false, ["wrapKey", "unwrapKey"]);
}

// --- opening and locking ---------------------------------------------------------------------------------------
// Asks the server who is signed in. Gives null without a line, and {signedOut: true} when nobody is.
export async function whoIsThere() {
  try {
    const address = `/luring/kunci/?ponsel=${await phone()}`;
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { headers, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20_000) });
    if (answer.status === 401 || answer.status === 403) return (session = { signedOut: true });
    session = answer.ok ? await answer.json() : null;
  } catch {
    session = null;
  }
  return session;
}

// With the server's half, for the officer who is signed in; makes the box at the first time.
export async function openSignedIn() {
  const who = await whoIsThere();
  if (!who || who.signedOut) return false;
  const half = await serverHalf(bytes(who.key));
  delete who.key;
  if (opened) return opened.owner === who.owner; // the words were quicker
  const box = (await ask("boxes", "readonly", (all) => all.get(who.owner))) ?? (await make(who.owner, half));
  const key = await unwrap(box.server, half, who.owner).catch(() => null);
  if (!key) return false; // another installation's half: the words may still open it
  opened = { owner: who.owner, key };
  const known = who.hamlets ?? [];
  if (`${known}` !== `${box.hamlets}`) await ask("boxes", "readwrite", (all) => all.put({ ...box, hamlets: known }));
  return true;
}

async function make(owner, half) {
  const key = await crypto.subtle.generateKey(OWN_KEY, true, ["encrypt", "decrypt"]);
  const box = { owner, server: await wrap(key, half, owner), words: null };
  await ask("boxes", "readwrite", (all) => all.add(box)).catch(() => null); // another tab was first
  return ask("boxes", "readonly", (all) => all.get(owner));
}

export async function openWithWords(account, words) {
  for (const box of await ask("boxes", "readonly", (all) => all.getAll())) {
    if (!box.words) continue;
    const by = await fromWords(account, words, box.words.salt, box.words.iterations);
    const key = await unwrap(box.words, by, box.owner).catch(() => null);
    if (key) return (opened = { owner: box.owner, key }), true;
  }
  return false;
}

export async function setWords(account, words) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const wrapped = await wrap(opened.key, await fromWords(account, words, salt, ROUNDS), opened.owner);
  const box = await ask("boxes", "readonly", (all) => all.get(opened.owner));
  await ask("boxes", "readwrite", (all) => all.put({ ...box, words: { ...wrapped, salt, iterations: ROUNDS } }));
  await navigator.storage?.persist?.();
}

export async function hasWords() {
  return Boolean((await ask("boxes", "readonly", (all) => all.get(opened.owner)))?.words);
}

// Names of the banjar at this officer's desk; they are no secret.
export async function hamlets() {
  return (await ask("boxes", "readonly", (all) => all.get(opened.owner)))?.hamlets ?? [];
}

export function lock() {
  opened = session = null;
}

// Locks every tab of this browser.
export function lockAll() {
  lock();
  lines.postMessage("lock");
}

export function onLock(act) {
  lines.addEventListener("message", () => (lock(), act()));
}

export const owner = () => opened?.owner ?? null;
export const signedIn = () => session;

// --- rows ------------------------------------------------------------------------------------------------------
// { id, kind, state: draft|phone|received|needs, at, fields: [[name, value]], ... }; `waits` alone lies open.
export async function put(row) {
  const iv = nonce();
  const { owner, key } = opened;
  const how = { name: "AES-GCM", iv, additionalData: text.encode(`${owner}/${row.id}`) };
  const data = await crypto.subtle.encrypt(how, key, text.encode(JSON.stringify(row)));
  const waits = row.state === "phone" || row.state === "needs" ? 1 : 0;
  await ask("rows", "readwrite", (all) => all.put({ id: row.id, owner, waits, iv, data }));
}

async function read({ id, iv, data }) {
  const how = { name: "AES-GCM", iv, additionalData: text.encode(`${opened.owner}/${id}`) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, opened.key, data)));
}

export async function rows() {
  const mine = IDBKeyRange.bound([opened.owner], [opened.owner, []]);
  const sealed = await ask("rows", "readonly", (all) => all.index("owner").getAll(mine));
  const all = await Promise.all(sealed.map(read));
  return all.sort((one, other) => one.at.localeCompare(other.at));
}

export async function get(id) {
  const sealed = await ask("rows", "readonly", (all) => all.get(id));
  return sealed?.owner === opened.owner ? read(sealed) : null;
}

export function remove(id) {
  return ask("rows", "readwrite", (all) => all.delete(id));
}

// How many rows of this owner wait; needs no key.
export function waiting(owner) {
  return ask("rows", "readonly", (all) => all.index("owner").count([owner, 1]));
}

// The last resort: box and rows as they lie here, still sealed. The server's half or the words open them.
export async function sealedCopy() {
  const plain = (value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? [...new Uint8Array(value)] : value);
  const mine = IDBKeyRange.bound([opened.owner], [opened.owner, []]);
  const copy = {
    harmoni: 1,
    phone: await phone(),
    box: await ask("boxes", "readonly", (all) => all.get(opened.owner)),
    rows: await ask("rows", "readonly", (all) => all.index("owner").getAll(mine)),
  };
  return JSON.stringify(copy, (_, value) => plain(value));
}

// Reads such a copy into the open box of the same officer; gives how many rows came, or throws. What is here stays.
export async function readCopy(content, account, words) {
  const back = (_, value) => (Array.isArray(value) && value.every(Number.isInteger) ? Uint8Array.from(value) : value);
  const copy = JSON.parse(content, back);
  if (copy.harmoni !== 1 || copy.box.owner !== opened.owner) throw new RangeError("somebody else's");
  const key = await keyOf(copy, account, words);
  let came = 0;
  for (const { id, iv, data } of Array.from(copy.rows)) {
    const how = { name: "AES-GCM", iv, additionalData: text.encode(`${copy.box.owner}/${id}`) };
    const row = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data)));
    if (await ask("rows", "readonly", (all) => all.get(id))) continue;
    await put(row);
    came += 1;
  }
  return came;
}

// By the server's half for the phone that wrote the copy, or by the words of that phone.
async function keyOf({ box, phone }, account, words) {
  const answer = await fetch(`/luring/kunci/?ponsel=${phone}`, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  const half = answer?.ok && (await answer.json());
  if (half && half.owner === box.owner) return unwrap(box.server, await serverHalf(bytes(half.key)), box.owner);
  if (!box.words) throw new RangeError("no words");
  return unwrap(box.words, await fromWords(account, words, box.words.salt, box.words.iterations), box.owner);
}
