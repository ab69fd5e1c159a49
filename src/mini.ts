// The small door: all of the main door, and only those methods of tensors that take no room; the other ops are called as functions.
// For pages that count bytes, and for the rooms above, so that they do not bring what such a page leaves out.
import "./engine/methods.ts";

export type { DType, TypedArray } from "./core/dtype.ts";
export { NablaError } from "./core/errors.ts";
export { Generator } from "./core/random.ts";
export type { Shape } from "./core/shape.ts";
export { backward, grad, noGrad } from "./engine/autograd.ts";
export { allClose, equal, isNonzero } from "./engine/comparison.ts";
export { compile } from "./engine/compile.ts";
export type { Compiled } from "./engine/compile.ts";
export { defaultDevice, setDefaultDevice } from "./engine/device.ts";
export { checkpoint, customGradient, hessian, hvp, jacobian, jvp, stopGradient, valueAndGrad, vhp, vjp } from "./engine/functional.ts";
export type { GradientRule, Hessian, Jacobian, Like, Spread, Tensors } from "./engine/functional.ts";
export { generatorState, manualSeed, nextKey, rand, randHost, randn, setGeneratorState } from "./engine/random.ts";
export type { GeneratorState, HostRandomOptions, RandomOptions } from "./engine/random.ts";
export { update } from "./engine/realize.ts";
export { categorical, gumbelSoftmax, multinomial, randBernoulli, randExponential, randGamma, randint, randintLike, randLike, randNormal, randnLike, randperm, randTruncatedNormal, randUniform, rrelu } from "./engine/sampling.ts"; // prettier-ignore
export type { GumbelOptions, MultinomialOptions, RandomizedOptions, RandomTypeOptions, TruncatedOptions } from "./engine/sampling.ts";
export { argwhere, bincount, maskedSelect, nonzero, repeatInterleave, unique, uniqueConsecutive } from "./engine/selection.ts";
export type { BincountOptions, Unique, UniqueOptions } from "./engine/selection.ts";
export { live, parameter, variable } from "./engine/state.ts";
export { index, indexPut } from "./engine/subscripts.ts";
export type { IndexPutOptions, Subscript } from "./engine/subscripts.ts";
export { substitute } from "./engine/substitute.ts";
export { isVariable } from "./engine/variables.ts";
export * from "./graph/ops/functions.ts";
export { tensor } from "./graph/ops/sources.ts";
export { canCast, isFloatingPoint, isSameSize, isSigned, isTensor, numel, resultType } from "./graph/queries.ts";
export type { Nested, TensorOptions } from "./graph/ops/sources.ts";
export { Tensor } from "./graph/tensor.ts";
export type { Device } from "./runtime/device.ts";
export { wasm } from "./runtime/wasm/device.ts";
export type { WasmDeviceOptions } from "./runtime/wasm/device.ts";
