// Everything that a report is made of, without words of any language: kept as report.json, so that the report can be made again.
import type { Reference } from "../../datasets/index.ts";
import type { Exhibit, Fact } from "../exhibits.ts";
import type { Scores, Work } from "../kinds/kind.ts";
import type { LandscapeRecord } from "../landscape-record.ts";
import { report } from "../network.ts";
import type { LayerReport } from "../architecture.ts";
import type { Note } from "../notes.ts";
import type { ModelRecord } from "../run-folder.ts";

export interface Evidence {
  readonly format: "nabla-report-1";
  readonly record: Omit<ModelRecord, "found">;
  readonly notes: readonly Note[];
  readonly facts: readonly Fact[];
  /** Of the data, and of the test. */
  readonly before: readonly Exhibit[];
  readonly after: readonly Exhibit[];
  readonly scores: Scores;
  readonly references: readonly Reference[];
  readonly counts: Work["counts"];
  readonly unit: Work["unit"];
  readonly layers: readonly LayerReport[];
  readonly history: readonly Readonly<Record<string, number>>[];
  readonly landscape: LandscapeRecord | null;
}

export function evidenceOf(of: {
  readonly work: Work;
  readonly record: ModelRecord;
  readonly scores: Scores;
  readonly exhibits: readonly Exhibit[];
  readonly history: readonly Readonly<Record<string, number>>[];
  readonly landscape: LandscapeRecord | null;
}): Evidence {
  const { work, scores, exhibits, history, landscape } = of;
  const { found, ...record } = of.record;
  return {
    format: "nabla-report-1",
    record,
    notes: work.notes,
    facts: work.facts,
    before: work.exhibits,
    after: exhibits,
    scores,
    references: work.references,
    counts: work.counts,
    unit: work.unit,
    layers: report(record.architecture),
    history,
    landscape,
  };
}
