// Parity: resampling, grids, margins as functions.
import { affineGrid, channelShuffle, gridSample, interpolate, pad, pixelShuffle, pixelUnshuffle } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

export const resamplingFunctions: Family = {
  name: "resampling",
  title: "Resampling, grids, margins as functions",
  rows: [
    {
      torch: `${F}.interpolate`,
      nabla: "interpolate",
      differences: "no antialias, no recompute_scale_factor",
      cases: {
        nearest: (x) => interpolate(x, { size: [5, 3] }),
        "nearest factor": (x) => interpolate(x, { scaleFactor: 2 }),
        "nearest odd factor": (x) => interpolate(x, { scaleFactor: 1.6 }),
        "nearest-exact": (x) => interpolate(x, { size: [5, 3], mode: "nearest-exact" }),
        linear: (x) => interpolate(x, { size: 7, mode: "linear" }),
        bilinear: (x) => interpolate(x, { size: [5, 3], mode: "bilinear" }),
        "bilinear factor": (x) => interpolate(x, { scaleFactor: [1.7, 0.6], mode: "bilinear" }),
        "bilinear corners": (x) => interpolate(x, { size: [5, 3], mode: "bilinear", alignCorners: true }),
        trilinear: (x) => interpolate(x, { size: [3, 2, 4], mode: "trilinear" }),
        bicubic: (x) => interpolate(x, { size: [6, 3], mode: "bicubic" }),
        "bicubic corners": (x) => interpolate(x, { scaleFactor: 1.5, mode: "bicubic", alignCorners: true }),
        area: (x) => interpolate(x, { size: [3, 2], mode: "area" }),
      },
    },
    {
      torch: `${F}.grid_sample`,
      nabla: "gridSample",
      cases: {
        "grid bilinear zeros": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "zeros", alignCorners: false }),
        "grid bilinear zeros corners": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "zeros", alignCorners: true }),
        "grid bilinear border": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "border", alignCorners: false }),
        "grid bilinear border corners": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "border", alignCorners: true }),
        "grid bilinear reflection": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "reflection", alignCorners: false }),
        "grid bilinear reflection corners": (x, g) => gridSample(x, g, { mode: "bilinear", paddingMode: "reflection", alignCorners: true }),
        "grid nearest zeros": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "zeros", alignCorners: false }),
        "grid nearest zeros corners": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "zeros", alignCorners: true }),
        "grid nearest border": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "border", alignCorners: false }),
        "grid nearest border corners": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "border", alignCorners: true }),
        "grid nearest reflection": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "reflection", alignCorners: false }),
        "grid nearest reflection corners": (x, g) => gridSample(x, g, { mode: "nearest", paddingMode: "reflection", alignCorners: true }),
        "grid bicubic zeros": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "zeros", alignCorners: false }),
        "grid bicubic zeros corners": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "zeros", alignCorners: true }),
        "grid bicubic border": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "border", alignCorners: false }),
        "grid bicubic border corners": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "border", alignCorners: true }),
        "grid bicubic reflection": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "reflection", alignCorners: false }),
        "grid bicubic reflection corners": (x, g) => gridSample(x, g, { mode: "bicubic", paddingMode: "reflection", alignCorners: true }),
        "grid of volumes": (x, g) => gridSample(x, g),
      },
    },
    {
      torch: `${F}.affine_grid`,
      nabla: "affineGrid",
      cases: {
        affine_grid: (t) => affineGrid(t, [2, 1, 3, 2]),
        "affine_grid corners": (t) => affineGrid(t, [1, 1, 2, 3, 2], { alignCorners: true }),
      },
    },
    { torch: `${F}.pixel_shuffle`, nabla: "pixelShuffle", cases: { pixel_shuffle: (x) => pixelShuffle(x, 2) } },
    { torch: `${F}.pixel_unshuffle`, nabla: "pixelUnshuffle", cases: { pixel_unshuffle: (x) => pixelUnshuffle(x, 3) } },
    { torch: `${F}.channel_shuffle`, nabla: "channelShuffle", cases: { channel_shuffle: (x) => channelShuffle(x, 3) } },
    {
      torch: `${F}.pad`,
      nabla: "pad",
      differences: "any number of axes in every mode",
      cases: {
        pad: (x) => pad(x, [1, 2, 0, 1], { value: 0.5 }),
        "pad cut": (x) => pad(x, [-1, 2]),
        "pad reflect": (x) => pad(x, [2, 1, 1, 0], { mode: "reflect" }),
        "pad replicate": (x) => pad(x, [3, 1, 0, 2], { mode: "replicate" }),
        "pad circular": (x) => pad(x, [2, 1], { mode: "circular" }),
      },
    },
  ],
};
