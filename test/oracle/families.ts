// All families of the parity table, in the order in which it is printed.
import type { Family } from "./oracle.ts";
import { activations } from "./activations.ts";
import { lossFamily } from "./losses.ts";
import { optimizerFamily } from "./optimizers.ts";
import { scheduleFamily } from "./schedules.ts";
import { metricsFamily } from "./metrics.ts";
import { autodiff } from "./autodiff.ts";
import { elementwise } from "./elementwise.ts";
import { linearAlgebra } from "./linalg.ts";
import { attentionFunctions } from "./attention.ts";
import { convolutions } from "./convolution.ts";
import { einsumFamily } from "./einsum.ts";
import { normalizationFunctions } from "./normalization.ts";
import { poolingFunctions } from "./pooling.ts";
import { resamplingFunctions } from "./resampling.ts";
import { random } from "./random.ts";
import { reductions } from "./reductions.ts";
import { indexing } from "./indexing.ts";
import { modulesActivation } from "./modules-activation.ts";
import { modulesAttention } from "./modules-attention.ts";
import { modulesConvolution } from "./modules-convolution.ts";
import { modulesInit } from "./modules-init.ts";
import { modulesLinear } from "./modules-linear.ts";
import { modulesNormalization } from "./modules-normalization.ts";
import { modulesRecurrent } from "./modules-recurrent.ts";
import { images } from "./images.ts";
import { numpyFiles } from "./numpy-files.ts";
import { preprocessing } from "./preprocessing.ts";
import { ordering } from "./ordering.ts";
import { shapes } from "./shapes.ts";

export const families: readonly Family[] = [
  shapes,
  indexing,
  ordering,
  elementwise,
  reductions,
  linearAlgebra,
  autodiff,
  random,
  convolutions,
  poolingFunctions,
  resamplingFunctions,
  normalizationFunctions,
  einsumFamily,
  attentionFunctions,
  activations,
  modulesLinear,
  modulesConvolution,
  modulesNormalization,
  modulesRecurrent,
  modulesAttention,
  modulesActivation,
  modulesInit,
  lossFamily,
  optimizerFamily,
  scheduleFamily,
  metricsFamily,
  preprocessing,
  images,
  numpyFiles,
];
