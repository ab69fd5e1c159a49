// Which device the commands compute on.
import { setDefaultDevice, wasm } from "../index.ts";

export interface DeviceInUse {
  readonly name: string;
  readonly threads: number;
}

/** Makes a device with so many threads the one that everything runs on; as many as are sensible unless told. */
export function useDevice(threads: number | undefined): DeviceInUse {
  const device = wasm(threads === undefined ? {} : { threads });
  setDefaultDevice(device);
  return { name: device.name, threads: device.limits.threads };
}
