// Registers the service worker of the built lab. Where it cannot be (no secure context, a file, development) the lab needs its server.
import { notify } from "./notices.ts";

export function keepOffline(): void {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  const before = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (before) notify("updated");
  });
  const register = (): void => void navigator.serviceWorker.register("./service-worker.js").catch(() => undefined);
  // First what is seen, then what is kept.
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
