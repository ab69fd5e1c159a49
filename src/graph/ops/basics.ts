// The ops that are methods of tensors behind every door: gradients and the optimizers need them anyway, so that they take no room.
export { add, div, mul, neg, square, sub } from "./arithmetic.ts";
export { cast, detach, expand, sum } from "./broadcast.ts";
export { sqrt } from "./powers.ts";
export { mean } from "./reductions.ts";
export { reshape } from "./reshape.ts";
