// What a report shows, as plain data without words of any language: kept in report.json, painted by report/. Knows no kind of task.

/** A picture in a report: a PNG as base64. */
export interface Photo {
  readonly png: string;
  readonly width: number;
  readonly height: number;
}

/** A box in a picture's pixels. */
export interface PhotoBox {
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  readonly label: string;
  readonly kind: number;
  readonly score?: number;
  readonly truth: boolean;
}

export type Exhibit =
  | { readonly exhibit: "confusion"; readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] }
  | {
      readonly exhibit: "classScores";
      readonly rows: readonly {
        readonly name: string;
        readonly precision: number;
        readonly recall: number;
        readonly f1: number;
        readonly count: number;
      }[];
    }
  | {
      readonly exhibit: "reliability";
      readonly bins: readonly { readonly confidence: number; readonly accuracy: number; readonly count: number }[];
    }
  | { readonly exhibit: "residuals"; readonly actual: readonly number[]; readonly predicted: readonly number[]; readonly column: string }
  | {
      readonly exhibit: "groups";
      readonly of: string;
      readonly rows: readonly { readonly name: string; readonly value: number; readonly count: number }[];
    }
  /** Pictures with what was said of them; `right` where that is known. */
  | {
      readonly exhibit: "photos";
      readonly of: "train" | "mistakes" | "right";
      readonly items: readonly { readonly photo: Photo; readonly truth: string; readonly answer?: string; readonly confidence?: number }[];
    }
  | {
      readonly exhibit: "boxes";
      readonly items: readonly { readonly photo: Photo; readonly name: string; readonly boxes: readonly PhotoBox[] }[];
    }
  /** Picture, true mask and found mask side by side; masks are pictures of class colors. */
  | {
      readonly exhibit: "masks";
      readonly classes: readonly string[];
      readonly items: readonly { readonly photo: Photo; readonly name: string; readonly truth: Photo; readonly found: Photo }[];
    }
  | {
      readonly exhibit: "texts";
      readonly of: "samples" | "translations" | "mistakes";
      readonly items: readonly { readonly source?: string; readonly expected?: string; readonly text: string; readonly how?: string }[];
    }
  | {
      readonly exhibit: "map";
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly labels: readonly number[];
      readonly classes: readonly string[];
      readonly of: "groups" | "labels";
    }
  | {
      readonly exhibit: "scores";
      readonly groups: readonly { readonly name: "normal" | "odd" | "all"; readonly values: readonly number[] }[];
      readonly threshold: number;
    }
  | { readonly exhibit: "roc"; readonly x: readonly number[]; readonly y: readonly number[]; readonly area: number }
  | {
      readonly exhibit: "choice";
      readonly of: "clusters";
      readonly at: readonly number[];
      readonly values: readonly number[];
      readonly chosen: number;
    }
  | {
      readonly exhibit: "profile";
      readonly groups: readonly string[];
      readonly columns: readonly string[];
      readonly values: readonly (readonly number[])[];
    }
  | {
      readonly exhibit: "rows";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly of: "odd" | "worst";
    };

/** A fact of the data: a column of a table, or a number of something. */
export type Fact =
  | {
      readonly fact: "number";
      readonly name: string;
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
      readonly missing: number;
      readonly counts: readonly number[];
      /** What is counted, where the column holds texts. */
      readonly of?: "words" | "letters";
    }
  | {
      readonly fact: "category";
      readonly name: string;
      readonly values: readonly (readonly [name: string, count: number])[];
      readonly different: number;
      readonly missing: number;
    }
  | { readonly fact: "classes"; readonly values: readonly (readonly [name: string, train: number, test: number])[] }
  | {
      readonly fact: "count";
      readonly what: "characters" | "tokens" | "alphabet" | "pairs" | "boxes" | "inputs" | "pixels";
      readonly value: number;
    };
