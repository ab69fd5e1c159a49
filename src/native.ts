// The door of the native device: Node only, needs a C compiler and koffi.
export { native } from "./runtime/native/device.ts";
export type { NativeDeviceOptions } from "./runtime/native/device.ts";
