// Lets a library that starts workers of a page run them in Node. Not what its users get without more ado: a setting of its own.
import { Worker as Thread } from "node:worker_threads";

const sources = new Map();
globalThis.Blob = class extends Blob {
  constructor(parts, options) {
    super(parts, options);
    this.source = parts.join("");
  }
};
URL.createObjectURL = (blob) => {
  const url = `blob:${sources.size}`;
  sources.set(url, blob.source);
  return url;
};
URL.revokeObjectURL = () => {};
const HEAD = `const { parentPort } = require("node:worker_threads");
globalThis.self = globalThis;
globalThis.postMessage = (message, list) => parentPort.postMessage(message, list);
parentPort.on("message", (data) => self.onmessage({ data }));
`;
globalThis.Worker = class {
  constructor(url) {
    this.thread = new Thread(HEAD + sources.get(url), { eval: true });
    this.thread.on("message", (data) => this.onmessage?.({ data }));
    this.thread.on("error", (error) => this.onerror?.(error));
  }
  postMessage(message, list) {
    this.thread.postMessage(message, list);
  }
  terminate() {
    void this.thread.terminate();
  }
};
if (!globalThis.navigator?.hardwareConcurrency) Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 2 }, configurable: true }); // prettier-ignore
