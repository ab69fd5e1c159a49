// Errors of reading and writing files. Each names the rule of the format that was broken. Knows nothing of parsing.
import { NablaError } from "../mini.ts";

/** The rules of the safetensors format that a file can break; `code` of the error is `safetensors-` and this word. */
export type SafetensorsRule =
  | "header-too-small"
  | "header-too-large"
  | "header-length"
  | "header-text"
  | "header-json"
  | "duplicate-name"
  | "metadata"
  | "tensor-info"
  | "dtype"
  | "overflow"
  | "offsets"
  | "incomplete-buffer"
  | "range"
  | "name";

export const safetensorsError = (rule: SafetensorsRule, message: string): NablaError =>
  new NablaError(`safetensors-${rule}`, `safetensors: ${message}`, { op: "safetensors" });

export const pytorchError = (message: string): NablaError =>
  new NablaError("pytorch-file", `loadPyTorch: ${message}`, { op: "loadPyTorch" });
