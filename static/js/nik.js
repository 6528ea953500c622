// When sixteen digits stand in #id_nik, or a letter's code in #id_letter_token, asks what they tell and fills the
// fields that are still empty. Both travel in the body of a POST, never in an address. Without a line the form works
// as before.
const form = document.querySelector("form[data-nik-check]");
const input = form.querySelector("#id_nik");
const code = form.querySelector("#id_letter_token");
const answer = document.getElementById("nik-answer");
let timer, asked, request;

async function ask() {
  const nik = input.value.replace(/\D/g, "");
  const letter_token = code?.value.trim() ?? "";
  const question = `${nik} ${letter_token}`;
  if (question === asked) return;
  request?.abort();
  request = new AbortController();
  asked = question;
  if (nik.length !== 16 && letter_token.length < 16) return answer.replaceChildren();
  const csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
  try {
    const response = await fetch(form.dataset.nikCheck, {
      method: "POST",
      body: new URLSearchParams({ nik, letter_token, csrfmiddlewaretoken }),
      headers: { "X-Requested-With": "fetch" },
      redirect: "error",
      signal: request.signal,
    });
    if (!response.ok) throw response;
    show(await response.text());
  } catch {
    if (question === asked) asked = null; // no line: ask again at the next key
  }
}

function show(html) {
  answer.innerHTML = html;
  const hidden = [...answer.querySelectorAll("template")].map((template) => template.content);
  for (const root of [answer, ...hidden]) {
    root.querySelectorAll("[data-field]").forEach((item) => fill(item.dataset.field, item.value));
  }
}

function fill(name, value) {
  const field = form.elements.namedItem(name);
  if (!field || !value) return;
  const first = field[0]?.type === "radio" ? field[0] : field;
  const place = first.closest(".mb-3") || first.parentElement;
  const ours = place.classList.contains("from-nik");
  if (field.value && !ours) return; // what a person typed stays
  field.value = value;
  if (ours || field.value !== value) return;
  const note = document.createElement("span");
  note.className = "from-nik-note";
  note.textContent = answer.dataset.note || "diisi otomatis";
  place.append(note);
  place.classList.add("from-nik");
  const forget = () => (note.remove(), place.classList.remove("from-nik"));
  place.addEventListener("input", forget, { once: true });
}

for (const field of [input, code]) {
  field?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
}

// On a slow line the number may stand there before this file has come.
if (/^\d{16}$/.test(input.value.trim()) && !answer.textContent.trim()) ask();
