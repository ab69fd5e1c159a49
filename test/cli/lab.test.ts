// `nabla lab`: says where it is, takes the next port if one is in use, and ends when it is told to.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { serveFolder } from "../../src/cli/lab-server.ts";
import { lab } from "../../src/cli/lab.ts";
import { Terminal } from "../../src/cli/terminal.ts";
import { nabla } from "./nabla.ts";

const folder = mkdtempSync(join(tmpdir(), "nabla-lab-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "index.html"), "<!doctype html><title>lab</title>");
writeFileSync(join(folder, "assets", "data.csv"), "a,b\n".repeat(1000));
writeFileSync(join(folder, ".secret"), "no");

test("a port in use: the next one", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => blocker.once("listening", resolve));
  const { port } = blocker.address() as AddressInfo;
  const server = await serveFolder(folder, { port });
  expect(server.port).toBeGreaterThan(port);
  expect(server.skipped).toBe(server.port - port);
  await expect(serveFolder(folder, { port, tries: 1 })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await server.close();
  await new Promise((resolve) => blocker.close(resolve));
});

test("serves the folder, and to this machine's names only", async () => {
  const server = await serveFolder(folder, { port: 0 });
  const page = await fetch(server.url);
  expect([page.status, await page.text()]).toEqual([200, "<!doctype html><title>lab</title>"]);
  const data = await fetch(`${server.url}assets/data.csv`, { headers: { "accept-encoding": "gzip" } });
  expect([data.headers.get("content-type"), data.headers.get("content-encoding"), (await data.text()).length]).toEqual(["text/csv; charset=utf-8", "gzip", 4000]);
  expect((await fetch(`${server.url}.secret`)).status).toBe(404);
  const status = await new Promise((resolve, reject) => {
    import("node:http").then(({ request }) => request({ port: server.port, host: "127.0.0.1", headers: { host: "evil.example" } }, (response) => resolve(response.statusCode)).on("error", reject).end(), reject);
  });
  expect(status).toBe(421);
  await server.close();
}); // prettier-ignore

test("says where it is, and ends with code 0 when interrupted", async () => {
  const scripts = pathToFileURL(join(import.meta.dirname, "..", "..", "scripts", "prepare.mjs")).href;
  ((await import(scripts)) as { ensureLab(): void }).ensureLab();
  const out: string[] = [];
  const terminal = new Terminal({ json: true, out: { write: (text: string) => out.push(text) }, error: { write: () => true } });
  const running = lab({ port: 0, open: false }, terminal).then(() => "ended");
  await expect.poll(() => out.length).toBe(1);
  const { event, url } = JSON.parse(out[0]!) as { readonly event: string; readonly url: string };
  expect(event).toBe("listening");
  expect((await fetch(url)).status).toBe(200);
  process.emit("SIGINT");
  expect(await running).toBe("ended");
  expect(JSON.parse(out.at(-1)!)).toEqual({ event: "closed" });
});

test("a wrong port is a wrong call", async () => {
  const { code, error } = await nabla(["lab", "--port", "99999"]);
  expect([code, error.split("\n").length]).toEqual([2, 2]);
  expect(error).toContain("--port");
});
