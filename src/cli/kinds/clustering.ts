// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task clustering: not there yet");
};
export const clustering: Kind = { task: "clustering", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
