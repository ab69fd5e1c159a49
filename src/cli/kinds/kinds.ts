// The table of kinds: what the command line can learn. A new kind is one file beside this one and one line here.
import type { Task } from "../task.ts";
import type { Kind } from "./kind.ts";

const KINDS: { readonly [Name in Task]: () => Promise<Kind> } = {
  classification: async () => (await import("./classification.ts")).classification,
  regression: async () => (await import("./regression.ts")).regression,
  clustering: async () => (await import("./clustering.ts")).clustering,
  anomaly: async () => (await import("./anomaly.ts")).anomaly,
  generation: async () => (await import("./generation.ts")).generation,
  translation: async () => (await import("./translation.ts")).translation,
  segmentation: async () => (await import("./segmentation.ts")).segmentation,
  detection: async () => (await import("./detection.ts")).detection,
};

/** The kind of that name; only its own code is loaded. */
export const kindOf = (task: Task): Promise<Kind> => KINDS[task]();
