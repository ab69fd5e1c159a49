// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task translation: not there yet");
};
export const translation: Kind = { task: "translation", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
