// What can be proved about the learner's own network.
import type { Proof } from "../contract.ts";
import { proof, tasksOf } from "../worker/tasks.ts";
import { file } from "./bench.ts";
import type { Settings } from "./core/settings.ts";
import { words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("together");

export const proofsOf = (settings: Settings, seed: number): readonly Proof[] =>
  settings.data === "csv"
    ? []
    : [proof("together.your-gradient", { ru: words.ru.proofs.gradient, en: words.en.proofs.gradient }, "finite difference", compute.checkGradient, { settings, file: file.value?.id ?? null, seed })]; // prettier-ignore
