// Answers while a name, a NIK or a number is typed into the desk's search. What is typed travels in the body of a POST.
// Without a line, or before the second sign, the form works as it does without this.
const pause = 200;
const fewest = 2;

function listen(box) {
  const form = box.querySelector("form");
  const input = form.elements.q;
  const answer = box.querySelector(".find-answer");
  let timer, asked, request;

  async function ask() {
    const q = input.value.trim();
    if (q === asked) return;
    request?.abort();
    asked = q;
    if (q.length < fewest) return answer.replaceChildren();
    request = new AbortController();
    const csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
    try {
      const response = await fetch(box.dataset.findAt, {
        method: "POST",
        body: new URLSearchParams({ q, csrfmiddlewaretoken }),
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
        signal: request.signal,
      });
      if (!response.ok) throw response;
      const html = await response.text();
      if (q === asked) answer.innerHTML = html;
    } catch {
      if (q === asked) asked = null; // no line: ask again at the next key
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    request?.abort();
  });
}

document.querySelectorAll("[data-find-at]").forEach(listen);
