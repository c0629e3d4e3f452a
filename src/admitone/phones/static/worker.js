// Keeps the wallet page working without a network: what was seen once is shown again when the network does not answer.
"use strict";

const KEPT = "admitone-wallet-1";
const SECONDS = 4;
const ours = (url) =>
  url.origin === location.origin &&
  (url.pathname.startsWith("/w/") || ["/static/wallet.js", "/static/cose.js", "/static/vendor/qr/index.js", "/public/page.css"].includes(url.pathname));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && ours(url)) event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(SECONDS * 1000) });
    if (fresh.ok) await kept.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const known = await kept.match(request, { ignoreSearch: true });
    if (known) return known;
    throw error;
  }
}
