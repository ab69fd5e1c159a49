// not written yet
import { usageError } from "../errors.ts";
import type { Kind } from "./kind.ts";
const no = (): never => {
  throw usageError("--task anomaly: not there yet");
};
export const anomaly: Kind = { task: "anomaly", begin: async () => no(), evaluate: async () => no(), predict: async () => no() };
