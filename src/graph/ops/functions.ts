// The ops that are no methods: those that make tensors, and those that take several on equal terms.
export * from "./bags.ts";
export * from "./bilinear.ts";
export * from "./constants.ts";
export * from "./dropouts.ts";
export * from "./einsum.ts";
export * from "./joins.ts";
export * from "./normalization.ts";
export * from "./random.ts";
export * from "./sources.ts";
