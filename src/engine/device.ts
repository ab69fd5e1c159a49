// Which device tensors are computed on. One at a time, the default everywhere being WebAssembly; made at first need.
import type { Device } from "../runtime/device.ts";
import { wasm } from "../runtime/wasm/device.ts";

let current: Device | null = null;

/** The device in use; WebAssembly with its defaults unless another was set. */
export function defaultDevice(): Device {
  return (current ??= wasm());
}

/**
 * Makes a device the one that everything runs on from here on. Variables move to it when they are next used.
 *
 * @example
 * setDefaultDevice(wasm({ threads: 1 }))
 * tensor([1, 2]).add(1).toArray() // [2, 3]
 */
export function setDefaultDevice(device: Device): void {
  current = device;
}
