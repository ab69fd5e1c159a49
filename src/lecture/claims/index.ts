// Every claim of the lecture, in its order.
import type { Claim } from "../claim.ts";
import { activationClaims } from "./activations.ts";
import { cybenkoClaims } from "./cybenko.ts";
import { depthClaims } from "./depth.ts";
import { descentClaims } from "./descent.ts";
import { gateClaims } from "./gates.ts";
import { graphClaims } from "./graph.ts";
import { landscapeClaims } from "./landscape.ts";
import { componentClaims, layerClaims } from "./layers.ts";
import { livingClaims } from "./living.ts";
import { lossClaims } from "./losses.ts";
import { neuronClaims } from "./neuron.ts";
import { perceptronClaims } from "./perceptron.ts";
import { scaleClaims } from "./scales.ts";
import { togetherClaims } from "./together.ts";
import { xorClaims } from "./xor.ts";
import { drawbackClaims } from "./drawbacks.ts";
import { optimizerClaims } from "./optimizers.ts";
import { diamondClaims } from "./diamond.ts";
import { pathClaims } from "./path.ts";
import { entropyClaims } from "./entropy.ts";

/** Every claim of the lecture, in its order. */
export const claims: readonly Claim[] = [
  ...livingClaims,
  ...neuronClaims,
  ...gateClaims,
  ...xorClaims,
  ...layerClaims,
  ...componentClaims,
  ...lossClaims,
  ...entropyClaims,
  ...cybenkoClaims,
  ...perceptronClaims,
  ...graphClaims,
  ...diamondClaims,
  ...descentClaims,
  ...optimizerClaims,
  ...activationClaims,
  ...drawbackClaims,
  ...depthClaims,
  ...landscapeClaims,
  ...pathClaims,
  ...scaleClaims,
  ...togetherClaims,
];
