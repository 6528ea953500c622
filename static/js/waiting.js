// On the pages of an officer who registers: keeps the offline desk, shows how many rows wait, sends them, and locks
// every tab when the officer signs out.
const tag = document.querySelector("script[data-box]");
const badge = document.querySelector("[data-waiting]");
const mine = badge.dataset.waiting;
const can = globalThis.isSecureContext && "indexedDB" in globalThis && "locks" in navigator;

async function look() {
  const box = await import(tag.dataset.box);
  const count = await box.waiting(mine);
  badge.hidden = !count;
  badge.querySelector("b").textContent = count;
  return count ? box : null;
}

async function send() {
  const box = await look();
  if (!box || document.querySelector("form[data-keep]")) return; // that page sends by itself
  const sending = await import(tag.dataset.sending);
  sending.whenChanged(look);
  if (await box.openSignedIn()) sending.flushAtOnce();
}

function start() {
  navigator.serviceWorker?.register("/luring.js").catch(() => null);
  send().catch(() => null);
}

if (can) {
  document.readyState === "complete" ? start() : addEventListener("load", start, { once: true });
  document.addEventListener("submit", async (event) => {
    if (event.target.action.endsWith("/keluar/")) new BroadcastChannel("harmoni-kunci").postMessage("lock");
  });
}
