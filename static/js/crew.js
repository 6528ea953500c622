// Several people with one address, work and days, written without a line: each becomes a row of its own.
// A list as it was pasted or typed: one person a line, its parts in any order: 16 digits, a day, L or P,
// `tanpa NIK`; the rest is the name. Read as the server reads such a list (registrations/residency/rows.py).
const tag = document.querySelector("script[data-box]");
const [{ read }, { typed }, box, { homeOf }] = await Promise.all(
  ["decode", "typed", "box", "helping"].map((name) => import(tag.dataset[name])),
);
const MOST = 30; // lines at one save
// What is one person's own; all else on the form is everybody's.
export const OF_ONE = [
  ...["nik", "without_nik", "full_name", "sex", "birth_date", "birth_place", "phone", "kk_number", "email"],
  ...["education", "marital_status", "origin_village", "origin_address", "letter_token", "slip", "cautions_seen"],
  "daftar",
];
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/;
const WITHOUT = /^(tanpa|belum|tidak ada|tdk|-)\s*(punya|ber)?\s*-?\s*(nik|ktp)?$/i;
const SEXES = { l: "L", lk: "L", laki: "L", "laki-laki": "L", p: "P", pr: "P", perempuan: "P" };
const digits = (part) => part.replace(/[\s.-]/g, "");
const sexOf = (word) => (Object.hasOwn(SEXES, word.toLowerCase()) ? SEXES[word.toLowerCase()] : "");

// { nik, without_nik, full_name, sex, birth_date }, what of it the line says.
export function person(line) {
  const row = {}, names = [];
  for (const part of line.replace(/^\s*\d{1,3}[.)]\s*/, "").split(/[\t;,|]|\s{2,}/)) place(part.trim(), row, names);
  if (names.length) row.full_name = names.join(" ");
  return row;
}

function place(part, row, names) {
  const words = part.split(/\s+/).filter(Boolean);
  if (!words.length) return;
  if (digits(part).length >= 12 && /^\d+$/.test(digits(part))) row.nik = part;
  else if (DATE.test(part)) row.birth_date = part;
  else if (sexOf(part)) row.sex = sexOf(part);
  else if (WITHOUT.test(part)) row.without_nik = "on";
  else fromWords(words, row, names);
}

function fromWords(words, row, names) {
  if (words.length > 1 && words.some((word) => digits(word).length === 16 || DATE.test(word))) {
    for (const word of words) place(word, row, names);
  } else if (words.length > 1 && /^[lp]$/i.test(words.at(-1))) {
    row.sex = words.pop().toUpperCase();
    names.push(...words);
  } else if (!(words.length === 1 && /^\d+$/.test(words[0]))) {
    names.push(...words);
  }
}

// The row with sex and birth date read from its NIK where nobody wrote them, and what is wrong with it: "", "name",
// "number" or "sex".
function judged(row) {
  const nik = digits(row.nik ?? "");
  if (nik && !/^\d{16}$/.test(nik)) return { row, fault: "number" };
  const said = nik ? Object.fromEntries(Object.entries(read(nik)).filter(([, value]) => value)) : { without_nik: "on" };
  const whole = { ...said, ...row };
  return { row: whole, fault: !whole.full_name ? "name" : !whole.sex ? "sex" : "" };
}

export const isNamed = ({ elements }) => Boolean(elements.full_name.value.trim() || elements.nik.value.trim());

// Good lines become rows; the others stay in the list. Gives a sentence for each of them: [field, which line, what].
export async function keep(form) {
  const list = form.elements.daftar, said = list.closest("[data-part=crew]").dataset;
  const shared = typed(form).filter(([name]) => !OF_ONE.includes(name));
  const left = [];
  for (const [number, line] of list.value.split("\n").filter((line) => line.trim()).entries()) {
    const { row, fault } = number < MOST ? judged(person(line)) : { fault: "most" };
    if (fault) left.push([line, fault]);
    else await keepOne(await keyOf(form.elements.key.value, line), [...shared, ...fieldsOf(row, form)]);
  }
  list.value = left.map(([line]) => line).join("\n");
  return left.map(([, fault], index) => ["daftar", `${said.line} ${index + 1}`, said[fault]]);
}

// Home is what was typed for all, or what the own NIK says.
function fieldsOf(row, form) {
  const { value, dataset } = form.elements.origin_village;
  const home = (value !== dataset.ours && value) || homeOf(row.nik ?? "");
  return [...Object.entries(row), ["origin_village", home]];
}

// Written again after a battery died in the middle: what was received meanwhile stays as it is.
async function keepOne(id, fields) {
  if ((await box.get(id))?.state === "received") return;
  await box.put({ id, kind: "lapor", state: "phone", at: new Date().toISOString(), fields });
}

// One line of one form is one person for ever: written twice it has the same key.
async function keyOf(form, line) {
  const said = new TextEncoder().encode(`${form}\n${line.trim()}`);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", said)).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
