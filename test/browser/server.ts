// Serves the built library and a page of its own to a browser: with or without the headers that allow shared memory.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".html": "text/html",
  ".map": "application/json",
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>nabla</title><link rel="icon" href="data:,">`;

/** A worker that trains when asked and posts what came out. */
const WORKER = `
import { trainSmall, trainTogether } from "/test/browser/network.mjs";
import { doors, sync } from "/doors.mjs";
onmessage = async ({ data }) => {
  try { postMessage({ result: data.together ? await trainTogether(doors, sync) : await trainSmall(doors, data) }); } catch (error) { postMessage({ error: String(error?.stack ?? error) }); }
};
`;

const DOORS = `
import * as index from "/dist/index.js";
import * as nn from "/dist/nn/index.js";
import * as optim from "/dist/optim/index.js";
import * as losses from "/dist/losses/index.js";
import * as inspect from "/dist/inspect.js";
import { SYNC } from "/dist/emit/wasm/threads.js";
import { SYNC_ADDRESS } from "/dist/runtime/wasm/device.js";
export const doors = { index, nn, optim, losses, inspect };
export const sync = { SYNC, SYNC_ADDRESS };
`;

const VIRTUAL: Readonly<Record<string, readonly [string, string]>> = {
  "/": ["text/html", PAGE],
  "/worker.mjs": ["text/javascript", WORKER],
  "/doors.mjs": ["text/javascript", DOORS],
};

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

export function serve({ isolated }: { readonly isolated: boolean }): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const headers: Record<string, string> = isolated
      ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
      : {};
    const send = (status: number, type: string, body: string | Buffer): void => {
      response.writeHead(status, { ...headers, "Content-Type": type });
      response.end(body);
    };
    const known = VIRTUAL[path];
    if (known) return send(200, ...known);
    const file = normalize(join(root, path));
    if (!file.startsWith(join(root, "dist")) && !file.startsWith(join(root, "test", "browser"))) return send(404, "text/plain", "not here");
    readFile(file).then(
      (body) => send(200, TYPES[extname(file)] ?? "application/octet-stream", body),
      () => send(404, "text/plain", "not here"),
    );
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
