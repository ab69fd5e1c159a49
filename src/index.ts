// The main door: tensors, their operations, gradients, compiled steps, devices.
import "./engine/fluent.ts";

export * from "./mini.ts";
