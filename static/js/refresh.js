// Looks again every two seconds until the awaited part has come: <div id="job" data-refresh-until=".done">.
const pause = 2000;

async function look(part) {
  const selector = part.dataset.refreshUntil;
  if (part.querySelector(selector)) return;
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      if (response.status >= 400 && response.status < 500) return;
      if (response.ok) swap(part, await response.text());
    } catch {
      // no line: the next look may find one
    }
  }
  if (!part.querySelector(selector)) setTimeout(look, pause, part);
}

function swap(part, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = part.id ? page.getElementById(part.id) : page.querySelector("[data-refresh-until]");
  if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
}

document.querySelectorAll("[data-refresh-until]").forEach((part) => setTimeout(look, pause, part));
