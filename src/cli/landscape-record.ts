// What is known of a landscape once it was computed. Knows neither how, nor how it is drawn.
import type { describeSurface, PathPoint, Profile, Surface } from "../viz/index.ts";

export const MODES = ["random", "path", "hessian", "between"] as const;
export type Mode = (typeof MODES)[number];

/** What was computed: `landscape.json` holds it. */
export interface LandscapeRecord {
  readonly format: "nabla-landscape-1";
  readonly mode: Mode;
  readonly run: string;
  readonly with: string | null;
  readonly seed: number;
  readonly examples: number;
  readonly parameters: number;
  readonly loss: "crossEntropy" | "mse";
  /** The loss at the network itself. */
  readonly center: number;
  readonly surface: Surface | null;
  readonly profile: Profile | null;
  readonly path: readonly PathPoint[] | null;
  /** Shares of the path that the directions of `path` explain. */
  readonly explained: readonly number[] | null;
  /** Of `hessian`: the curvature along the directions. */
  readonly eigenvalues: readonly number[] | null;
  readonly report: ReturnType<typeof describeSurface> | null;
}
