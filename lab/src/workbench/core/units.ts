// The fully connected layers of a network in their order, with the names of their parameters: what is drawn, shown and edited. No page.
import type { ActivationName, Architecture, LayerSpec } from "nabla/nn";

/** One fully connected layer and what follows it. */
export interface DenseLayer {
  readonly in: number;
  readonly out: number;
  /** Prefix of its parameters in the state dictionary: "0", or "2.body.0". */
  readonly path: string;
  /** "identity" for the last one. */
  readonly activation: ActivationName;
  readonly skip: boolean;
}

export function denseLayers({ layers }: Architecture): DenseLayer[] {
  const found: DenseLayer[] = [];
  const walk = (specs: readonly LayerSpec[], prefix: string, skip: boolean): void =>
    specs.forEach((spec, i) => {
      const last = found.at(-1);
      if (spec.layer === "linear") found.push({ in: spec.in, out: spec.out, path: `${prefix}${i}`, activation: "identity", skip });
      else if (spec.layer === "activation" && last) found[found.length - 1] = { ...last, activation: spec.name };
      else if (spec.layer === "residual") walk(spec.layers, `${prefix}${i}.body.`, true);
    });
  walk(layers, "", false);
  return found;
}
