// Errors of optimizers and schedules. Knows none of them.
import { NablaError } from "../mini.ts";

/** A finite number ≥ 0 (or > 0, or below a limit), or an error in the optimizer's name. NaN never passes. */
export function needOption(
  name: string,
  option: string,
  value: number,
  { above = false, below }: { readonly above?: boolean; readonly below?: number } = {},
): number {
  const fits = Number.isFinite(value) && (above ? value > 0 : value >= 0) && (below === undefined || value < below);
  if (fits) return value;
  const rule = `${above ? "above 0" : "≥ 0"}${below === undefined ? "" : ` and below ${below}`}`;
  throw new NablaError("optimizer-option", `${name}: ${option} must be ${rule}, got ${value}`, { op: name });
}

export function needSteps(name: string, option: string, value: number, least = 1): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new NablaError("optimizer-option", `${name}: ${option} must be a whole number ≥ ${least}, got ${value}`, { op: name });
}

export const optimizerError = (code: string, message: string): NablaError => new NablaError(code, message);
