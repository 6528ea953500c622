// The form of a photograph: shrunk here, sent in pieces, gone on with after a cut line; at most ten attempts, then the
// button is there again. Where the browser cannot shrink it, the file goes as it is.
const form = document.querySelector("form[data-photo]");
const word = form.dataset;
const said = form.querySelector("[data-photo-said]");
const sent = form.querySelector("[data-photo-sent]");
const button = form.querySelector(".submit-bar button");
const ATTEMPTS = 10;
const { shrink, send } = await import(word.pieces);
let small = null, wake = () => {};

function say(text) {
  said.hidden = !text;
  said.textContent = text;
}

function rest(attempt) {
  return new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, Math.min(2 ** attempt, 60) * 1000);
  });
}

async function deliver() {
  const { key, kind, agreed, csrfmiddlewaretoken } = Object.fromEntries(new FormData(form));
  const fields = { key, kind, agreed, csrfmiddlewaretoken };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const answer = await send(word.photo, small, fields, (share) => (sent.value = share));
    if (answer && answer.status < 500 && answer.status !== 429) return answer;
    say(word.waiting);
    await rest(attempt);
  }
  return null;
}

form.addEventListener("submit", async (event) => {
  const [file] = form.elements.photo.files;
  if (!file || !form.elements.agreed.checked || !("createImageBitmap" in globalThis)) return; // the server says what is missing
  event.preventDefault();
  button.disabled = true;
  say(word.shrinking);
  small ??= await shrink(file).catch(() => null);
  if (!small) return HTMLFormElement.prototype.submit.call(form);
  say("");
  sent.hidden = false;
  const answer = await deliver();
  if (answer?.said?.state === "received") return location.assign(answer.said.answer);
  button.disabled = false;
  sent.hidden = true;
  say(answer?.said?.errors?.map(([, , text]) => text).join(" ") || word.stopped);
});
form.elements.photo.addEventListener("change", () => (small = null));
addEventListener("online", () => wake());
