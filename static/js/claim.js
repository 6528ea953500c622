// A scanned letter brings its signed claim behind the # of the address, which no server ever sees. Says beside the
// verdict whether the issuing office signed it and whether it says what this page says. Silent without a claim, and
// where the browser knows no Ed25519.
const answer = document.querySelector("[data-claim-keys]");
const shown = answer?.dataset;
const claim = location.hash.slice(1);
const SHORTEST = 100; // characters; a shorter # is a place on the page
const SIGNED = 0xd2;
const EDDSA = -8;

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

// The little of CBOR that a claim is made of: whole numbers, bytes, text, lists, maps, null; a tag is looked through.
function decode(data) {
  let at = 0;
  function size(short) {
    if (short < 24) return short;
    let value = 0;
    for (let left = 2 ** (short - 24); left > 0; left--) value = value * 256 + data[at++];
    return value;
  }
  function item() {
    const first = data[at++];
    if (first === 0xf6) return null;
    const n = size(first & 31);
    if (!(n <= data.length) && first >> 5) throw new RangeError("not a claim");
    const many = (make) => Array.from({ length: n }, make);
    switch (first >> 5) {
      case 0: return n;
      case 1: return -1 - n;
      case 2: return data.slice(at, (at += n));
      case 3: return new TextDecoder().decode(data.slice(at, (at += n)));
      case 4: return many(item);
      case 5: return new Map(many(() => [item(), item()]));
      case 6: return item();
      default: throw new RangeError("not a claim");
    }
  }
  return item();
}

// A string of bytes as CBOR writes it.
function written(part) {
  const n = part.length;
  return [...(n < 24 ? [0x40 + n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255]), ...part];
}

function signedPart(head, body) {
  const name = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 + name.length, ...name, ...written(head), 0x40, ...written(body)]);
}

function hex(part) {
  return Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function opened(data) {
  const [head, loose, body, signature] = decode(data);
  const headers = decode(head);
  if (data[0] !== SIGNED || loose.size || headers.get(1) !== EDDSA) throw new RangeError("not a claim");
  return { head, body, signature, key: hex(headers.get(4)), says: decode(body) };
}

function asOnThisPage(says) {
  const days = (text) => Date.parse(text) / 864e5;
  const page = [shown.number, shown.kind, days(shown.issued), days(shown.until), shown.issuer, shown.initials];
  return page.every((value, index) => says.get(index + 1) === value);
}

async function isGenuine(keys, { head, body, signature, key }) {
  return keys.has(key) && crypto.subtle.verify("Ed25519", keys.get(key), signature, signedPart(head, body));
}

// For a page that knows nothing of the letter: whether one of the keys has signed it, and what it says.
export async function read(text, pairs) {
  if (text.length < SHORTEST) return { genuine: false, none: true };
  try {
    const found = opened(bytes(text));
    return { genuine: await isGenuine(await imported(pairs), found), says: found.says };
  } catch {
    return { genuine: false };
  }
}

// fits, differs (signed, but another letter's) or unsigned.
async function judged(keys) {
  try {
    const found = opened(bytes(claim));
    if (!(await isGenuine(keys, found))) return "unsigned";
    return asOnThisPage(found.says) ? "fits" : "differs";
  } catch {
    return "unsigned";
  }
}

async function imported(pairs) {
  const keys = new Map();
  for (const pair of pairs.split(" ").filter(Boolean)) {
    const [name, key] = pair.split(":");
    keys.set(name, await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]));
  }
  return keys;
}

async function say() {
  const keys = await imported(shown.claimKeys).catch(() => null);
  if (!keys) return;
  const found = await judged(keys);
  const text = document.createElement("p");
  text.textContent = shown[found];
  answer.classList.add("notice", found === "fits" ? "notice-success" : "notice-error");
  answer.append(text);
  answer.hidden = false;
}

if (answer && claim.length >= SHORTEST && globalThis.crypto?.subtle) say();
