// A trained network from its run folder.
import { safetensors } from "../io/index.ts";
import type { Module } from "../nn/index.ts";
import { CommandError, describeError } from "./errors.ts";
import { buildNetwork } from "./network.ts";
import type { ModelRecord } from "./run-folder.ts";

export function restore(record: ModelRecord, weights: Uint8Array, folder: string): Module {
  const model = buildNetwork(record.architecture);
  try {
    model.loadStateDict(safetensors.read(weights).tensors);
  } catch (error) {
    throw new CommandError(`${folder}/model.safetensors: ${describeError(error)}`);
  }
  return model.eval();
}
