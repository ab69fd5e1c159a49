// The samples of all ops: one row for each. Leave one out, and the type checker says which.
import type { OpName, Sample } from "./sample.ts";
import { attention } from "./samples.attention.ts";
import { arranging } from "./samples.arranging.ts";
import { convolutions } from "./samples.convolution.ts";
import { elementwise } from "./samples.elementwise.ts";
import { functions } from "./samples.functions.ts";
import { indexing } from "./samples.indexing.ts";
import { layers } from "./samples.layers.ts";
import { linear } from "./samples.linear.ts";
import { ordering } from "./samples.ordering.ts";
import { paths } from "./samples.paths.ts";
import { patterns } from "./samples.patterns.ts";
import { pooling } from "./samples.pooling.ts";
import { reductions } from "./samples.reductions.ts";
import { resampling } from "./samples.resampling.ts";
import { shapes } from "./samples.shapes.ts";
import { special } from "./samples.special.ts";
import { statistics } from "./samples.statistics.ts";

export const samples: Record<OpName, Sample> = {
  ...elementwise,
  ...shapes,
  ...reductions,
  ...linear,
  ...layers,
  ...convolutions,
  ...pooling,
  ...functions,
  ...arranging,
  ...indexing,
  ...ordering,
  ...paths,
  ...special,
  ...statistics,
  ...resampling,
  ...patterns,
  ...attention,
};
