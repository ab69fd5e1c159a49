// Muon: momentum whose matrices are made orthogonal.
import { matmul, norm, t } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption, needSteps } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import type { Dial, Transform } from "./rule.ts";
import { addDecay, addMomentum, scaleBy, scaleByAdam, scaleByRate } from "./transforms.ts";

/** What `muon` may be told. Learning rate: 0.02 unless told. */
export interface MuonOptions extends CommonOptions {
  /** 0.95 unless told; a function is asked at every step. */
  readonly momentum?: Dial;
  /** True unless told. */
  readonly nesterov?: boolean;
  /** Rounds of the Newton–Schulz iteration; 5 unless told. */
  readonly rounds?: number;
  /** Matrices that are trained as vectors are: embeddings, the last layer. */
  readonly except?: readonly Tensor[];
  /** For biases, scales and other parameters with fewer than two axes, which AdamW trains: its rate as a share of `lr`, betas and eps. */
  readonly vectors?: { readonly scale?: number; readonly betas?: readonly [number, number]; readonly eps?: number };
}

/**
 * Muon: the momentum of each weight matrix (axes behind the first are taken as one) is brought near U Vᵀ of its singular value
 * decomposition by X ← 3.4445 X − 4.775 (X Xᵀ) X + 2.0315 (X Xᵀ)² X, begun with X / ‖X‖, and multiplied by √max(1, rows / columns):
 * p ← p − lr · (X + weightDecay · p). Parameters with fewer than two axes are trained by AdamW; so should be
 * embeddings and the last layer, see `except`. Jordan et al. 2024.
 * @throws if a number is negative or NaN
 * @example
 * const w = parameter(tensor([[1, 0], [0, 1]]))
 * muon({ lr: 0.1 }).over([w]).step([tensor([[3, 0], [0, 3]])])
 * w.toArray() // [[0.9, 0], [0, 0.9]]
 */
export const muon = (options: MuonOptions = {}): OptimizerFactory<MuonOptions> =>
  optimizerOf(
    "muon",
    { lr: 0.02, ...options },
    ({ momentum = 0.95, nesterov = true, rounds = 5, weightDecay = 0, except = [], vectors = {} }) => {
      const { scale = 0.015, betas = [0.9, 0.95] as const, eps = 1e-10 } = vectors;
      needSteps("muon", "rounds", rounds);
      needOption("muon", "vectors.scale", scale);
      const decay = addDecay("muon", weightDecay);
      const matrices = chain("muon", addMomentum("muon", { momentum, nesterov }), orthogonal(rounds), decay, scaleByRate());
      const others = chain("muon", scaleByAdam("muon", { betas, eps }), decay, scaleBy(scale), scaleByRate());
      return (parameter) => (parameter.shape.length < 2 || except.includes(parameter) ? others : matrices);
    },
  );

/** u ← the nearest matrix (roughly) whose singular values are 1. */
export function orthogonal(rounds = 5): Transform {
  return {
    next({ update }) {
      const { shape } = update;
      const rows = shape[0]!;
      const columns = shape.slice(1).reduce((product, size) => product * size, 1);
      if (rows * columns === 0) return update;
      const matrix = update.reshape([rows, columns]);
      let x: Tensor = rows > columns ? t(matrix) : matrix;
      x = x.div(norm(x).add(1e-7));
      for (let i = 0; i < rounds; i++) {
        const square = matmul(x, t(x));
        x = x.mul(3.4445).add(matmul(square.mul(-4.775).add(matmul(square, square).mul(2.0315)), x));
      }
      return (rows > columns ? t(x) : x).mul(Math.sqrt(Math.max(1, rows / columns))).reshape(shape);
    },
  };
}
