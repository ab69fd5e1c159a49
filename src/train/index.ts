// The door `nabla/train`: training, evaluation, use.
export { compiledForward, evaluate, inMode, predict } from "./evaluate.ts";
export type { EvaluateOptions, Evaluation, LossFunction, Pairs, PredictOptions } from "./evaluate.ts";
export { beamSearch } from "./beamSearch.ts";
export type { BeamSearchOptions, Hypothesis } from "./beamSearch.ts";
export { diagnose } from "./diagnose.ts";
export type { BrokenStep } from "./diagnose.ts";
export { NotFiniteError } from "./errors.ts";
export type { NotFinite } from "./errors.ts";
export { fit } from "./fit.ts";
export type { Callbacks, Checkpoint, FitOptions, FitResult } from "./fit.ts";
export { cachedScores, generate, nextScores, tokenProbabilities } from "./generate.ts";
export type { CachedStep, GenerateOptions, NextScores, SamplingOptions } from "./generate.ts";
export type { EpochRecord, ProgressEvent, Scores } from "./history.ts";
export { readState, writeState } from "./state.ts";
export type { TrainingProgress, TrainingState } from "./state.ts";
export type { Best, EarlyStopping } from "./stopping.ts";
