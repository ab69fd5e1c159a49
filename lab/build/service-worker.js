// Keeps the whole lab in this browser after the first visit, so that it works offline. A new build is a new version: it is fetched
// whole, then takes over; old versions are deleted. The build writes the list and the version in.
const FILES = __FILES__;
const CACHE = "nabla-lab-" + __VERSION__;
const scope = self.registration.scope;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Names with hashes never change their content: whatever an older version or the browser's cache holds of them is right.
      await Promise.all(
        FILES.map(async (file) => {
          const address = new URL(file, scope).href;
          const known = /-[\w-]{8}\.\w+$/.test(file) ? await caches.match(address) : undefined;
          const response = known ?? (await fetch(address, { cache: "no-cache" }));
          if (!response.ok) throw new Error(`${file}: ${response.status}`);
          await cache.put(address, response);
        }),
      );
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("nabla-lab-") && name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const address = request.mode === "navigate" ? new URL("./", scope).href : request.url;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      // Pages that an older version opened may still ask for its files: then the network answers.
      return (await cache.match(address, { ignoreSearch: true })) ?? fetch(request);
    })(),
  );
});
