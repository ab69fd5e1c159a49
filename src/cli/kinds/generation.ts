// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task generation: not there yet");
};
export const generation: Kind = { task: "generation", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
