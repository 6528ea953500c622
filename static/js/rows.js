// Several people on one screen. Sixteen digits fill sex and birth date from the number itself, without asking anybody;
// the last row that is begun brings the next one; Enter goes on to the next field instead of sending the form.
const { read } = await import(document.querySelector("script[data-decode]").dataset.decode);
const form = document.querySelector("form[data-rows]");
const most = Number(form.dataset.rows);
const rows = () => [...form.querySelectorAll("[data-row]")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

function fill(row) {
  const nik = field(row, "nik").value.replace(/[\s.-]/g, "");
  if (nik) field(row, "without_nik").checked = false;
  if (!/^\d{16}$/.test(nik)) return;
  for (const [name, value] of Object.entries(read(nik))) {
    const input = field(row, name);
    if (!value || (input.value && !("ours" in input.dataset))) continue; // what a person typed stays
    input.value = value;
    input.dataset.ours = "";
  }
}

function add() {
  const all = rows();
  if (all.length >= most) return null;
  const row = all[all.length - 1].cloneNode(true);
  row.classList.remove("is-wrong");
  row.querySelectorAll(".invalid-feedback").forEach((sentence) => sentence.remove());
  for (const element of row.querySelectorAll("[id], [for], [name]")) {
    for (const attribute of ["id", "for", "name"]) {
      const text = element.getAttribute(attribute);
      if (text) element.setAttribute(attribute, text.replace(/orang-\d+-/, `orang-${all.length}-`));
    }
  }
  for (const input of row.querySelectorAll("input, select")) {
    input.classList.remove("is-invalid");
    delete input.dataset.ours;
    if (input.type === "checkbox") input.checked = false;
    else input.value = "";
  }
  row.querySelector("[data-number]").textContent = all.length + 1;
  all[all.length - 1].after(row);
  return row;
}

form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  if (event.target === field(row, "nik")) fill(row);
  else delete event.target.dataset.ours;
  if (row === rows().at(-1)) add();
});

form.querySelector("[data-add]").addEventListener("click", (event) => {
  event.preventDefault();
  const row = add();
  if (row) row.querySelector("input:not([type=hidden]), select").focus();
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const inputs = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const next = inputs.slice(inputs.indexOf(event.target) + 1).find((input) => input.offsetParent);
  if (next) next.focus();
});

// On a slow line the first rows may be full before this file has come.
rows().forEach(fill);
if (field(rows().at(-1), "nik").value || field(rows().at(-1), "full_name").value) add();
