// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task detection: not there yet");
};
export const detection: Kind = { task: "detection", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
