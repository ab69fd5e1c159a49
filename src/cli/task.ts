// The kinds of task by name: what `--task` takes. Knows nothing of how any of them is done.

export const TASKS = [
  "classification",
  "regression",
  "clustering",
  "anomaly",
  "generation",
  "translation",
  "segmentation",
  "detection",
] as const;
export type Task = (typeof TASKS)[number];
