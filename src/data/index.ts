// The door `nabla/data`: data sets, splits, batches, scaling.
export { columnOf, labels, oneHotLabels, randomSplit, subset, tensorDataset } from "./dataset.ts";
export type { Column, ColumnLike, Dataset, HostBatch, Nested, SplitOptions } from "./dataset.ts";
export { Loader, loader } from "./loader.ts";
export type { Augment, LoaderOptions } from "./loader.ts";
export { RandomSource } from "./random.ts";
export { StandardScaler } from "./scaler.ts";
export type { ScalerState } from "./scaler.ts";
