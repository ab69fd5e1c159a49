// The landscape's part of the door `nabla/viz`.
export { filterNormalized, hessianDirections, pathPlane, projectOn, randomDirection, randomPlane } from "./directions.ts";
export type { FilterOptions, PathPlane, PathPlaneOptions, Projection } from "./directions.ts";
export { objective } from "./objective.ts";
export type { Objective, Part } from "./objective.ts";
export { describeSurface, interpolation, pathOver, profile, shareBelow, surface, surfaceSteps } from "./surface.ts";
export type { PathPoint, Profile, ProfileOptions, Range, Surface, SurfaceOptions, SurfaceProgress, SurfaceReport } from "./surface.ts";
export { eigenpairs, orthogonalized, orthonormal } from "./vector.ts";
export type { EigenOptions, Eigenpair, Eigenpairs, Vector } from "./vector.ts";
