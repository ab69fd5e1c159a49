// Tests a network on the test part of a problem. Knows networks and problems; not the terminal.
import type { Module } from "../nn/index.ts";
import { TablePreprocessor } from "../data/index.ts";
import { outputsOf } from "./network.ts";
import type { Problem } from "./problem.ts";
import { classScores, largest, valueScores } from "./scores.ts";
import type { TestScores } from "./scores.ts";

export function judge(model: Module, problem: Problem): TestScores {
  const outputs = outputsOf(model, problem.test.data, problem.outputs);
  if (problem.classes) return classScores(largest(outputs, problem.outputs), problem.test.truth, problem.classes, problem.groups);
  return valueScores(TablePreprocessor.fromJSON(problem.preprocessing).decode(outputs), problem.test.truth);
}
