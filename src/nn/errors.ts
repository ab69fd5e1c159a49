// Errors of models: what was called, what it got, what it needs. Knows no layer.
import { NablaError } from "../mini.ts";
import type { Shape, Tensor } from "../mini.ts";

const show = (shape: Shape): string => `[${shape.join(", ")}]`;

/** A whole number of at least `least`, or an error in the layer's name. */
export function needCount(layer: string, name: string, value: number, least = 1): number {
  if (!Number.isInteger(value) || value < least)
    throw new NablaError("layer-option", `${layer}: ${name} must be a whole number ≥ ${least}, got ${value}`, { op: layer });
  return value;
}

/** A number from `low` to `high`, or an error in the layer's name. */
export function needNumber(layer: string, name: string, value: number, low = -Infinity, high = Infinity): number {
  if (!(value >= low && value <= high))
    throw new NablaError("layer-option", `${layer}: ${name} must be a number from ${low} to ${high}, got ${value}`, { op: layer });
  return value;
}

/** The input has as many channels (or features) at `axis` as the layer was made for. */
export function needSize(layer: string, input: Tensor, axis: number, size: number, rule: string): void {
  const at = axis < 0 ? input.shape.length + axis : axis;
  if (input.shape[at] !== size) {
    throw new NablaError("layer-input", `${layer}: expects ${rule} – the input is ${show(input.shape)}`, {
      op: layer,
      shapes: [input.shape],
      axis: at,
    });
  }
}

export function needRank(layer: string, input: Tensor, ranks: readonly number[], rule: string): void {
  if (!ranks.includes(input.shape.length)) {
    throw new NablaError("layer-input", `${layer}: expects ${rule} – the input is ${show(input.shape)}`, {
      op: layer,
      shapes: [input.shape],
    });
  }
}

export function stateError(missing: readonly string[], unexpected: readonly string[]): NablaError {
  const list = (names: readonly string[]): string =>
    names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
  const parts = [
    missing.length > 0 ? `missing: ${list(missing)}` : "",
    unexpected.length > 0 ? `unexpected: ${list(unexpected)}` : "",
  ].filter(Boolean);
  return new NablaError("state-names", `loadStateDict: names differ – ${parts.join("; ")}; { strict: false } loads what fits`);
}

export const stateShapeError = (name: string, own: Shape, given: Shape): NablaError =>
  new NablaError("state-shape", `loadStateDict: ${name} has shape ${show(own)} in the model and ${show(given)} in the dictionary`, {
    shapes: [own, given],
  });
