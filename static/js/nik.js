// When sixteen digits stand in #id_nik, asks what they tell and fills the fields that are still empty.
// The number travels in the body of a POST, never in an address. Without a line the form works as before.
const form = document.querySelector("form[data-nik-check]");
const input = form.querySelector("#id_nik");
const answer = document.getElementById("nik-answer");
let timer, asked, request;

const digits = () => input.value.replace(/\D/g, "");

async function ask() {
  const nik = digits();
  if (nik === asked) return;
  request?.abort();
  request = new AbortController();
  asked = nik;
  if (nik.length !== 16) return answer.replaceChildren();
  const token = form.elements.csrfmiddlewaretoken.value;
  try {
    const response = await fetch(form.dataset.nikCheck, {
      method: "POST",
      body: new URLSearchParams({ nik, csrfmiddlewaretoken: token }),
      headers: { "X-Requested-With": "fetch" },
      redirect: "error",
      signal: request.signal,
    });
    if (!response.ok) throw response;
    const html = await response.text();
    if (nik === digits()) show(html);
  } catch {
    if (nik === asked) asked = null;
  }
}

function show(html) {
  answer.innerHTML = html;
  const inert = [...answer.querySelectorAll("template")].map((template) => template.content);
  for (const root of [answer, ...inert]) {
    root.querySelectorAll("data[data-field]").forEach((item) => fill(item.dataset.field, item.value));
  }
}

function fill(name, value) {
  const found = form.elements.namedItem(name);
  if (!found || !value) return;
  const first = found instanceof RadioNodeList ? found[0] : found;
  const place = first.closest(".mb-3") || first.parentElement;
  if (found.value && !place.classList.contains("from-nik")) return; // what a person typed stays
  found.value = value;
  if (found.value !== value || place.classList.contains("from-nik")) return;
  const note = document.createElement("span");
  note.className = "from-nik-note";
  note.textContent = answer.dataset.note || "diisi dari NIK";
  place.append(note);
  place.classList.add("from-nik");
  place.addEventListener("input", () => (note.remove(), place.classList.remove("from-nik")), { once: true });
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});
