// What this host offers: cores, shared memory, relaxed SIMD. Asks the host by trying; never by its name.
import { Body, encodeModule } from "../../emit/wasm/encoder.ts";

type Builtin = (name: string) => unknown;

interface HostProcess {
  readonly versions?: { readonly node?: string };
  readonly getBuiltinModule?: Builtin;
}

const hostProcess = (): HostProcess | undefined => (globalThis as { process?: HostProcess }).process;

/** A module of Node, or undefined where there is none. */
export function builtin<T>(name: string): T | undefined {
  const process = hostProcess();
  return process?.versions?.node === undefined ? undefined : (process.getBuiltinModule?.(name) as T | undefined);
}

/** The main thread of a page: it may not sleep. */
const isPage = (): boolean => builtin("node:os") === undefined && typeof (globalThis as { document?: unknown }).document !== "undefined";

export const maySleep = (): boolean => !isPage();

/** True if memory can be shared with other threads. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  return builtin("node:os") !== undefined || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

/** How many threads to use if nobody says: the cores, at most 8; one where threads cannot help. */
export function defaultThreads(): number {
  if (!canShare() || isPage()) return 1;
  const os = builtin<{ availableParallelism?: () => number }>("node:os");
  const cores =
    os?.availableParallelism?.() ?? (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
  return Math.max(1, Math.min(8, cores));
}

/** True if the fused multiply-add of relaxed SIMD can be compiled; switches it on in Node 20, which has it behind a flag. */
export function relaxedSimd(): boolean {
  // What is never reached is checked all the same.
  const body = new Body("", []).op("unreachable").op("f32x4.relaxed_madd").op("drop");
  const bytes = encodeModule({ functions: [body], exports: new Map(), shared: false }) as Uint8Array<ArrayBuffer>;
  if (WebAssembly.validate(bytes)) return true;
  // Later versions do not know the flag and would complain on the terminal.
  if (Number(hostProcess()?.versions?.node?.split(".")[0] ?? 99) >= 22) return false;
  setFlag("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(bytes);
}

/** Lets V8 join pairs of vectors into wider ones. Node 24 and later; experimental, and for the whole process. */
export function switchOnWide(): boolean {
  const major = Number(hostProcess()?.versions?.node?.split(".")[0] ?? 0);
  return major >= 24 && setFlag("--experimental-wasm-revectorize");
}

function setFlag(flag: string): boolean {
  const v8 = builtin<{ setFlagsFromString: (flag: string) => void }>("node:v8");
  v8?.setFlagsFromString(flag);
  return v8 !== undefined;
}
