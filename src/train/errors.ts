// Errors of training: settings that cannot work, data that do not fit the model, numbers that are no longer finite.
import { NablaError } from "../mini.ts";

export const fitOptionError = (option: string, rule: string, value: unknown): NablaError =>
  new NablaError("fit-option", `fit: ${option} must be ${rule}, got ${String(value)}`, { op: "fit" });

export const fitDataError = (message: string): NablaError => new NablaError("fit-data", `fit: ${message}`, { op: "fit" });

export const resumeError = (message: string): NablaError => new NablaError("fit-resume", `fit: cannot resume: ${message}`, { op: "fit" });

/** Where training broke down. */
export interface NotFinite {
  /** Number of the step, from 0. */
  readonly step: number;
  readonly epoch: number;
  /** The first thing that is not finite. */
  readonly what: "input" | "target" | "parameter" | "layer" | "loss";
  /** Its name in the model, where it has one. */
  readonly name: string;
}

/** Training stopped because a number became NaN or infinite. The parameters are those before that step. */
export class NotFiniteError extends NablaError {
  readonly place: NotFinite;
  constructor(message: string, place: NotFinite) {
    super("not-finite", message, { op: "fit" });
    this.place = place;
  }
}
