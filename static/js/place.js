// Names of places while typing: asks after two letters and fills the input's own list.
// Only what stands in this one field is sent.
function listen(input) {
  let list = input.list;
  if (!list) {
    list = document.createElement("datalist");
    list.id = `${input.id || input.name}-places`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  let timer, request;

  async function ask() {
    const text = input.value.trim();
    request?.abort();
    if (text.length < 2 || [...list.options].some((option) => option.value === input.value)) return;
    request = new AbortController();
    const url = new URL(input.dataset.places, location.href);
    url.searchParams.set("q", text);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, signal: request.signal });
      if (!response.ok) return;
      const places = await response.json();
      list.replaceChildren(...places.map(({ value, label }) => new Option(label, value)));
    } catch {
      // no line, or a newer question: the field stays a plain field
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
}

document.querySelectorAll("input[data-places]").forEach(listen);
