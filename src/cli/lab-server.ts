// A small server of one folder of files, for this machine only: right types, compression, caching by hash, the headers that let
// pages share memory between threads, and a strict content security policy. Knows nothing of the lab.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** What pages may load and run: their own files; code that is made in the page (code cells, threads) as blobs only. */
export const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** A server that runs. */
export interface FolderServer {
  readonly url: string;
  readonly port: number;
  /** How many ports before it were in use. */
  readonly skipped: number;
  close(): Promise<void>;
}

interface Entry {
  readonly path: string;
  readonly type: string;
  /** Names with a hash never change their content. */
  readonly forever: boolean;
  packed: Buffer | null;
}

const SMALLEST_PACKED = 1024;

/** Everything in a folder, by its address. Nothing else is ever read: no address can lead out of it. */
function entriesOf(folder: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const walk = (inside: string): void => {
    for (const name of readdirSync(inside)) {
      const path = join(inside, name);
      if (name.startsWith(".")) continue;
      if (statSync(path).isDirectory()) walk(path);
      else {
        const address = `/${relative(folder, path).replaceAll("\\", "/")}`;
        const type = TYPES[extname(name)] ?? "application/octet-stream";
        const entry = { path, type, forever: /-[\w-]{8}\.\w+$/.test(name), packed: null };
        entries.set(address, entry);
        if (name === "index.html") entries.set(address.slice(0, -name.length), entry);
      }
    }
  };
  walk(folder);
  return entries;
}

/** Serves a folder on 127.0.0.1, from this port on the first that is free (of `tries`). */
export async function serveFolder(folder: string, { port, tries = 20 }: { readonly port: number; readonly tries?: number }): Promise<FolderServer> {
  const entries = entriesOf(folder);
  const server = createServer((request, response) => answer(request, response, entries));
  for (let skipped = 0; ; skipped++) {
    try {
      await listen(server, port === 0 ? 0 : port + skipped);
      const { port: chosen } = server.address() as { readonly port: number };
      const close = (): Promise<void> =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      return { url: `http://127.0.0.1:${chosen}/`, port: chosen, skipped, close };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" || skipped + 1 >= tries || port + skipped >= 65535) throw error;
    }
  }
} // prettier-ignore

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });

function answer(request: IncomingMessage, response: ServerResponse, entries: ReadonlyMap<string, Entry>): void {
  const say = (status: number, text: string, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { ...HEADERS, ...more, "Content-Type": "text/plain; charset=utf-8" });
    response.end(`${text}\n`);
  };
  // Pages of other names that lead to this machine must not read it.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "")) return say(421, "this server answers to 127.0.0.1 and localhost only");
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "only GET and HEAD", { Allow: "GET, HEAD" });
  let path: string;
  try {
    path = decodeURIComponent((request.url ?? "/").split(/[?#]/)[0]!);
  } catch {
    return say(400, "the address cannot be read");
  }
  const entry = entries.get(path);
  if (!entry) return say(404, "not here");
  try {
    send(request, response, entry);
  } catch {
    say(404, "not here any more");
  }
} // prettier-ignore

function send(request: IncomingMessage, response: ServerResponse, entry: Entry): void {
  const { path, type, forever } = entry;
  const { mtimeMs, size } = statSync(path);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  const headers: Record<string, string> = {
    ...HEADERS,
    "Content-Type": type,
    "Cache-Control": forever ? "public, max-age=31536000, immutable" : "no-cache",
    ETag: tag,
    Vary: "Accept-Encoding",
  };
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  const packs = /^text\/|json|svg|wasm/.test(type) && size >= SMALLEST_PACKED && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  let body: Buffer;
  if (packs) {
    body = forever ? (entry.packed ??= gzipSync(readFileSync(path))) : gzipSync(readFileSync(path));
    headers["Content-Encoding"] = "gzip";
  } else body = readFileSync(path);
  headers["Content-Length"] = String(body.byteLength);
  response.writeHead(200, headers);
  response.end(request.method === "HEAD" ? undefined : body);
} // prettier-ignore
