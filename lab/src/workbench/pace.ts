// How fast training is shown.
import { signal } from "@preact/signals";
import type { Pace } from "./control.ts";

export const pace = signal<Pace>("normal");
