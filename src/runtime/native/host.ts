// What the native device needs of Node: modules of its own, and koffi, which calls C. Loaded when asked for, never at import.
import { NablaError } from "../../core/errors.ts";

type Name = "fs" | "os" | "path" | "crypto" | "module" | "child_process";
/** A module of Node; an error in a page. */
export function builtin<N extends Name>(name: N): ReturnType<typeof process.getBuiltinModule<N>> {
  if (globalThis.process?.getBuiltinModule === undefined)
    throw new NablaError("host", "native: the native device runs in Node only; in a page use wasm()");
  return process.getBuiltinModule(name);
}

/** A function of C, taking and giving addresses and integers. */
export type Call = (...args: readonly (number | bigint)[]) => number | bigint;

/** The part of koffi that is used. */
export interface Foreign {
  address(buffer: ArrayBuffer): bigint;
  load(path: string): { func(name: string, result: string, parameters: readonly string[]): Call };
}

/** @throws NablaError where koffi is not installed */
export function foreign(): Foreign {
  const { createRequire } = builtin("module");
  const attempts = [import.meta.url, `${process.cwd()}/`].map((from) => (): Foreign => createRequire(from)("koffi") as Foreign);
  let error: unknown;
  for (const attempt of attempts)
    try {
      return attempt();
    } catch (failure) {
      error = failure;
    }
  const missing = (error as { code?: string }).code === "MODULE_NOT_FOUND";
  throw new NablaError(
    "native-koffi",
    missing
      ? "native: the package koffi is not installed; npm install koffi, or use wasm()"
      : `native: koffi does not load: ${String(error)}`,
  );
}

/** Where the platform keeps what can be made again. */
export function cacheFolder(): string {
  const { join } = builtin("path");
  const home = builtin("os").homedir();
  if (process.platform === "win32") return join(process.env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "nabla", "Cache", "native");
  if (process.platform === "darwin") return join(home, "Library", "Caches", "nabla", "native");
  return join(process.env["XDG_CACHE_HOME"] || join(home, ".cache"), "nabla", "native");
}
