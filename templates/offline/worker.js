// Keeps one page for the time without a line: empty forms and public keys, never a page on which a person stands.
// A new version takes over at once; what waits in the box (IndexedDB) is not its business and stays.
const SHELL = "/luring/";
const ASSETS = {{ assets|safe }};
const kept = "harmoni-{{ version }}";

async function keep() {
  const cache = await caches.open(kept);
  await cache.addAll([new Request(SHELL, { credentials: "omit", cache: "reload" }), ...ASSETS]);
  await skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name)));
  await clients.claim();
}

async function found(path) {
  const cache = await caches.open(kept);
  return cache.match(path, { ignoreVary: true });
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => (await found(SHELL)) ?? Response.error()));
  else if (ASSETS.includes(url.pathname)) event.respondWith(found(url.pathname).then((asset) => asset ?? fetch(request)));
});
