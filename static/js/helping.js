// What helps while typing without a line: a NIK fills sex, birth date and home regency; regencies and banjar are offered
// by name. What a person typed stays.
const tag = document.querySelector("script[data-box]");
const { read } = await import(tag.dataset.decode);

let regencies = new Map();

export async function help(form, hamlets) {
  offer(form.elements.banjar, "luring-banjar", hamlets);
  if ("helped" in form.dataset) return;
  form.dataset.helped = "";
  form.querySelector("#nik-answer").replaceChildren(form.querySelector("[data-nik-said]"));
  form.elements.nik.addEventListener("input", () => fill(form));
  form.addEventListener("reset", () => (form.querySelector("[data-nik-said]").hidden = true));
  const told = await fetch(form.dataset.regencies).then((answer) => answer.text()).catch(() => "");
  regencies = new Map(told.split("\n").map((line) => [line.slice(0, 4), line.slice(5)]));
  offer(form.elements.origin_village, "luring-asal", [...regencies].map(([code, name]) => named(code, name)));
  fill(form);
}

// The home regency of a NIK, as the form says it; "" where there is none.
export function homeOf(nik) {
  const code = nik.replace(/[\s.-]/g, "").slice(0, 4);
  return regencies.has(code) && code ? named(code, regencies.get(code)) : "";
}

const named = (code, name) => `${name} (${code})`;

function offer(input, id, names) {
  const list = listOf(input, id);
  list.replaceChildren(...names.map((name) => new Option("", name)));
}

function listOf(input, id) {
  let list = document.getElementById(id);
  if (list) return list;
  list = document.createElement("datalist");
  list.id = id;
  input.after(list);
  input.setAttribute("list", id);
  return list;
}

function fill(form) {
  const said = form.querySelector("[data-nik-said]");
  const nik = form.elements.nik.value.replace(/[\s.-]/g, "");
  said.hidden = !/^\d{16}$/.test(nik);
  if (said.hidden) return;
  form.elements.without_nik.checked = false;
  const { sex, birth_date } = read(nik);
  const home = regencies.get(nik.slice(0, 4));
  const word = said.dataset;
  const born = birth_date && new Date(birth_date).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const parts = [sex === "P" ? word.woman : word.man, born ? `${word.born} ${born}` : word.unborn, home ? `${word.home} ${home}` : word.nowhere];
  said.textContent = `${word.nikSaid} ${parts.join(", ")}.`;
  if (![...form.elements.sex].some((field) => field.checked && !("ours" in field.dataset))) {
    for (const field of form.elements.sex) mark(field, (field.checked = field.value === sex));
  }
  put(form.elements.birth_date, birth_date);
  put(form.elements.origin_village, home ? named(nik.slice(0, 4), home) : "");
}

function put(field, value) {
  if (field.value && field.dataset.ours !== field.value) return;
  field.value = value;
  field.dataset.ours = value;
}

function mark(field, ours) {
  if (!ours) return delete field.dataset.ours;
  field.dataset.ours = "";
  field.addEventListener("click", () => delete field.dataset.ours, { once: true });
}
