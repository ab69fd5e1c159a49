// The further ops that are methods of tensors behind the main door: those that nearly every program uses and that take little room.
// All others are functions only, because a bundler keeps every method and only those functions that are called.
export { relu, sigmoid } from "./activations.ts";
export { abs, clamp, maximum, minimum, reciprocal, sign } from "./arithmetic.ts";
export { eq, ge, gt, le, logicalAnd, logicalNot, logicalOr, lt, ne, where } from "./compare.ts";
export { logSoftmax, softmax } from "./composites.ts";
export { matmul } from "./contraction.ts";
export { exp, log } from "./powers.ts";
export { argmax, argmin, max, min, std, variance } from "./reductions.ts";
export { flatten, squeeze, unsqueeze } from "./reshape.ts";
export { tanh } from "./trigonometry.ts";
export { permute, select, slice, t, transpose } from "./views.ts";
