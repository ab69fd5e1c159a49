// Which device the commands compute on.
import { NablaError, setDefaultDevice, wasm } from "../index.ts";
import type { Device } from "../index.ts";
import { native } from "../native.ts";
import { usageError } from "./errors.ts";
import { wideWorks } from "./wide.ts";

/** What --device and --threads say. */
export interface DeviceOptions {
  readonly device?: string;
  readonly threads?: number;
}

export interface DeviceInUse {
  /** `wasm-wide`: WebAssembly with wider vectors, where they passed their test. */
  readonly name: string;
  readonly threads: number;
}

/** Makes a device the one that everything runs on; as many threads as are sensible unless told. `auto` says why it is not the native one. */
export function useDevice({ device: wish = "wasm", threads }: DeviceOptions, say: (message: string) => void = () => {}): DeviceInUse {
  const options = threads === undefined ? {} : { threads };
  const device = choose(wish, options, say);
  setDefaultDevice(device);
  const wide = device.name === "wasm" && wideWorks();
  return { name: wide ? "wasm-wide" : device.name, threads: device.limits.threads };
}

/** WebAssembly, as wide as it can be trusted. */
const widest = (options: { readonly threads?: number }): Device => wasm({ ...options, wide: wideWorks() });

function choose(wish: string, options: { readonly threads?: number }, say: (message: string) => void): Device {
  if (wish === "wasm") return widest(options);
  if (wish === "native") return native(options);
  if (wish !== "auto") throw usageError(`--device ${wish}: choose wasm, native or auto`);
  try {
    return native(options);
  } catch (error) {
    if (!(error instanceof NablaError)) throw error;
    say(`${error.message.replace(/, or use wasm\(\)$/, "")}; computing with wasm instead`);
    return widest(options);
  }
}
