// The ops that act on a tensor: they are methods of tensors too.
export * from "./activations.ts";
export * from "./arithmetic.ts";
export * from "./broadcast.ts";
export * from "./compare.ts";
export * from "./composites.ts";
export * from "./contraction.ts";
export * from "./convolution.ts";
export * from "./indexing.ts";
export * from "./parts.ts";
export * from "./pooling.ts";
export * from "./powers.ts";
export * from "./reductions.ts";
export * from "./reshape.ts";
export * from "./trigonometry.ts";
export * from "./views.ts";
export * from "./windows.ts";
