// The ops that are methods of tensors: those that nearly every program uses and that take little room. All others are
// functions only, because a bundler keeps every method and only those functions that are called.
export { relu, sigmoid } from "./activations.ts";
export { abs, add, clamp, div, maximum, minimum, mul, neg, reciprocal, sign, square, sub } from "./arithmetic.ts";
export { cast, detach, expand, sum } from "./broadcast.ts";
export { eq, ge, gt, le, logicalAnd, logicalNot, logicalOr, lt, ne, where } from "./compare.ts";
export { logSoftmax, softmax } from "./composites.ts";
export { matmul } from "./contraction.ts";
export { exp, log, sqrt } from "./powers.ts";
export { argmax, argmin, max, mean, min, std, variance } from "./reductions.ts";
export { flatten, reshape, squeeze, unsqueeze } from "./reshape.ts";
export { tanh } from "./trigonometry.ts";
export { permute, select, slice, t, transpose } from "./views.ts";
