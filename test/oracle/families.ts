// All families of the parity table, in the order in which it is printed.
import type { Family } from "./oracle.ts";
import { activations } from "./activations.ts";
import { metricsFamily } from "./metrics.ts";
import { modules } from "./modules.ts";

export const families: readonly Family[] = [activations, modules, metricsFamily];
