// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task segmentation: not there yet");
};
export const segmentation: Kind = { task: "segmentation", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
