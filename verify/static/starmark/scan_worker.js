// The scanner without a network: this worker keeps the page and its files, of one edition at a time. EDITION and KEPT
// stand above, written by the service. Keys and status lists are not its business: the page keeps those, with their age.

const STORE = `starmark-scan-${KEPT[0]}-${EDITION}`;
const PATIENCE = 4_000; // milliseconds that the page may take to come before the kept one is shown

self.addEventListener("install", (event) => {
  // All or nothing: an edition that is not whole is never used.
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(KEPT.map((path) => new Request(path, { cache: "no-cache" })))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(`starmark-scan-${KEPT[0]}-`) && name !== STORE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !KEPT.includes(pathname)) return;
  event.respondWith(pathname === KEPT[0] ? page(event.request) : kept(pathname, event.request));
});

// The page names the root key and the number of lists, so that the newest is shown where it can be had.
async function page(request) {
  const store = await caches.open(STORE);
  try {
    const controller = new AbortController(); // a signal that ends by itself is younger than browsers in use
    setTimeout(() => controller.abort(), PATIENCE);
    const answer = await fetch(request, { signal: controller.signal });
    if (answer.ok) {
      await store.put(KEPT[0], answer.clone());
      return answer;
    }
  } catch {
    // no network
  }
  return (await store.match(KEPT[0])) ?? Response.error();
}

async function kept(pathname, request) {
  const store = await caches.open(STORE);
  return (await store.match(pathname)) ?? fetch(request);
}
