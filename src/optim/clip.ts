// Limits on gradients.
import { full, maximum, minimum, sqrt } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption } from "./errors.ts";

/** √ Σ g² over all elements of all gradients. */
export function normOf(gradients: readonly Tensor[]): Tensor {
  const squares = gradients.map((g) => g.mul(g).sum());
  return sqrt(squares.reduce((sum, square) => sum.add(square), full([], 0, { dtype: squares[0]?.dtype ?? "f32" })));
}

/**
 * Gradients scaled down together so that their common norm is at most `maxNorm`: g · min(1, maxNorm / (norm + 10⁻⁶)).
 * Pascanu et al. 2013; PyTorch's formula.
 * @returns the gradients and their norm before
 * @example
 * clippedByNorm([tensor([3, 4])], 10).norm.item() // 5
 */
export function clippedByNorm(gradients: readonly Tensor[], maxNorm: number): { readonly gradients: Tensor[]; readonly norm: Tensor } {
  needOption("clipGradNorm", "maxNorm", maxNorm, { above: true });
  const norm = normOf(gradients);
  const scale = minimum(full([], maxNorm, { dtype: norm.dtype }).div(norm.add(1e-6)), 1);
  return { gradients: gradients.map((g) => g.mul(scale)), norm };
}

/** Gradients with every element brought into ±`maxValue`. */
export function clippedByValue(gradients: readonly Tensor[], maxValue: number): Tensor[] {
  needOption("clipGradValue", "maxValue", maxValue, { above: true });
  return gradients.map((g) => minimum(maximum(g, -maxValue), maxValue));
}

/**
 * Scales the gradients of the last `backward()` in place, as PyTorch's clip_grad_norm_.
 * @returns the norm before
 */
export function clipGradNorm(parameters: readonly Tensor[], maxNorm: number): Tensor {
  const having = parameters.filter((parameter) => parameter.grad !== null);
  const { gradients, norm } = clippedByNorm(
    having.map((parameter) => parameter.grad!),
    maxNorm,
  );
  having.forEach((parameter, i) => (parameter.grad = gradients[i]!));
  return norm;
}

/** Brings every element of the gradients of the last `backward()` into ±`maxValue`, as PyTorch's clip_grad_value_. */
export function clipGradValue(parameters: readonly Tensor[], maxValue: number): void {
  const having = parameters.filter((parameter) => parameter.grad !== null);
  const gradients = clippedByValue(
    having.map((parameter) => parameter.grad!),
    maxValue,
  );
  having.forEach((parameter, i) => (parameter.grad = gradients[i]!));
}
