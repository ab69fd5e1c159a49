// What the sections of a report share.
import type { Language } from "../../viz/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Figures } from "./figure.ts";
import type { ReportWords } from "./words.ts";

/** What every section is made with. */
export interface Page {
  readonly evidence: Evidence;
  readonly language: Language;
  readonly words: ReportWords;
  readonly figures: Figures;
}
