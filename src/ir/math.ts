// The math words, as functions of expressions.
export { atan, cos, sin } from "./math/circular.ts";
export { exp, expm1 } from "./math/exponential.ts";
export { log, log1p } from "./math/logarithm.ts";
export { pow } from "./math/power.ts";
export { erf, tanh } from "./math/sigmoidal.ts";
