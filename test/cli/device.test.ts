// --device: which device computes, and what happens where the native one cannot.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { defaultDevice } from "nabla";
import { useDevice } from "../../src/cli/device.ts";
import { wideWorks } from "../../src/cli/wide.ts";

const folder = mkdtempSync(join(tmpdir(), "nabla-device-"));
const path = process.env["PATH"];
afterEach(() => {
  process.env["PATH"] = path;
  defaultDevice().dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("--device", () => {
  test("WebAssembly unless told", () => {
    expect(useDevice({ threads: 1 })).toEqual({ name: wideWorks() ? "wasm-wide" : "wasm", threads: 1 });
    expect(defaultDevice().name).toBe("wasm");
  });

  test("auto is the native device where there is a compiler", () => {
    const said: string[] = [];
    expect(useDevice({ device: "auto", threads: 1 }, (message) => said.push(message))).toEqual({ name: "native", threads: 1 });
    expect(said).toEqual([]);
  });

  test("auto falls back to WebAssembly and says why; native does not fall back", () => {
    process.env["PATH"] = folder;
    const said: string[] = [];
    expect(useDevice({ device: "auto", threads: 1 }, (message) => said.push(message)).name).toMatch(/^wasm/);
    expect(said).toEqual([
      "native: there is no C compiler (cc, gcc or clang); install one (Debian: apt install gcc; macOS: xcode-select --install); computing with wasm instead",
    ]);
    expect(() => useDevice({ device: "native" })).toThrow("native: there is no C compiler (cc, gcc or clang)");
  });

  test("another word", () => expect(() => useDevice({ device: "gpu" })).toThrow("--device gpu: choose wasm, native or auto"));
});
