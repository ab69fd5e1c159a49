// Parity: elements read and written at places given by indices, masks and slices.
import * as nabla from "../../src/index.ts";
import type { Family, Row } from "./oracle.ts";

const REDUCTIONS = ["sum", "prod", "mean", "amax", "amin"] as const;
const EAGER = "not inside of compile";
type Cases = NonNullable<Row["cases"]>;
const scatterReduce: Cases = Object.fromEntries(
  REDUCTIONS.flatMap((r): (readonly [string, Cases[string]])[] => [
    [`scatter_reduce ${r}`, (x, i, s) => nabla.scatterReduce(x, 0, i, s, r)],
    [`scatter_reduce ${r} without self`, (x, i, s) => nabla.scatterReduce(x, 0, i, s, r, { includeSelf: false })],
  ]),
);
const indexReduce: Cases = Object.fromEntries(
  REDUCTIONS.slice(1).map((r): readonly [string, Cases[string]] => [`index_reduce ${r}`, (x, i, s) => nabla.indexReduce(x, 0, i, s, r)]),
);

export const indexing: Family = {
  name: "indexing",
  title: "Indexing, gathering, scattering",
  rows: [
    {
      torch: "torch.Tensor.__getitem__",
      nabla: "index",
      differences: `slices are strings ("1:3"), None is null; negative steps work; masks ${EAGER}`,
      cases: {
        "index integers": (x) => nabla.index(x, 1, -1),
        "index slices": (x) => nabla.index(x, "...", "1:4:2", ":2"),
        "index none": (x) => nabla.index(x, ":", null, 0, "...", null),
        "index one": (x, i) => nabla.index(x, i),
        "index neighbours": (x, i, j) => nabla.index(x, ":", i, j),
        "index separated": (x, i, j) => nabla.index(x, i, ":", j),
        "index integer and index": (x, i) => nabla.index(x, 0, ":", i),
        "index mask": (x, m) => nabla.index(x, m),
        "index mask of rows": (x, m) => nabla.index(x, ":", m),
        "index mask and index": (x, m, i) => nabla.index(x, m, i),
      },
    },
    {
      torch: "torch.index_put",
      nabla: "indexPut",
      differences: "of equal indices the last stands; takes every kind of subscript",
      cases: {
        index_put: (x, i, v) => nabla.indexPut(x, [i, [0, 1, 2]], v),
        "index_put accumulate": (x, i, v) => nabla.indexPut(x, [i], v, { accumulate: true }),
        "index_put mask": (x, m, v) => nabla.indexPut(x, [m], v),
      },
    },
    { torch: "torch.gather", nabla: "gather", cases: { gather: (x, i) => nabla.gather(x, 0, i), "gather inner": (x, i) => nabla.gather(x, 1, i) } },
    { torch: "torch.scatter", nabla: "scatter", differences: "of equal indices the last stands and gets the gradient", cases: { scatter: (x, i, s) => nabla.scatter(x, 1, i, s), "scatter value": (x, i) => nabla.scatter(x, 0, i, 7) } },
    { torch: "torch.scatter_add", nabla: "scatterAdd", cases: { scatter_add: (x, i, s) => nabla.scatterAdd(x, 0, i, s) } },
    {
      torch: "torch.scatter_reduce",
      nabla: "scatterReduce",
      cases: { ...scatterReduce, "scatter_reduce prod zeros": (x, i, s) => nabla.scatterReduce(x, 0, i, s, "prod"), "scatter_reduce amax ties": (x, i, s) => nabla.scatterReduce(x, 0, i, s, "amax") },
    },
    { torch: "torch.index_select", nabla: "indexSelect", differences: "the index may have any rank", cases: { index_select: (x, i) => nabla.indexSelect(x, 1, i) } },
    { torch: "torch.index_add", nabla: "indexAdd", cases: { index_add: (x, i, s) => nabla.indexAdd(x, 0, i, s, { alpha: 2 }) } },
    { torch: "torch.index_copy", nabla: "indexCopy", cases: { index_copy: (x, i, s) => nabla.indexCopy(x, 1, i, s) } },
    { torch: "torch.index_fill", nabla: "indexFill", cases: { index_fill: (x, i) => nabla.indexFill(x, 0, i, -1.5) } },
    { torch: "torch.index_reduce", nabla: "indexReduce", cases: indexReduce },
    { torch: "torch.take", nabla: "take", cases: { take: (x, i) => nabla.take(x, i) } },
    { torch: "torch.take_along_dim", nabla: "takeAlongDim", cases: { take_along_dim: (x, i) => nabla.takeAlongDim(x, i, 1), "take_along_dim flat": (x, i) => nabla.takeAlongDim(x, i) } },
    { torch: "torch.put", nabla: "put", cases: { put: (x, i, s) => nabla.put(x, i, s), "put accumulate": (x, i, s) => nabla.put(x, i, s, { accumulate: true }) } },
    { torch: "torch.masked_fill", nabla: "maskedFill", cases: { masked_fill: (x, m) => nabla.maskedFill(x, m, 0.5) } },
    { torch: "torch.masked_scatter", nabla: "maskedScatter", cases: { masked_scatter: (x, m, s) => nabla.maskedScatter(x, m, s) } },
    { torch: "torch.masked_select", nabla: "maskedSelect", differences: EAGER, cases: { masked_select: (x, m) => nabla.maskedSelect(x, m), "masked_select broadcast": (x, m) => nabla.maskedSelect(x, m) } },
    { torch: "torch.nonzero", nabla: "nonzero", differences: EAGER, cases: { nonzero: (x) => nabla.nonzero(x) } },
    { torch: "torch.argwhere", nabla: "argwhere", differences: EAGER, cases: { argwhere: (x) => nabla.argwhere(x) } },
    { torch: "torch.count_nonzero", nabla: "countNonzero", cases: { count_nonzero: (x) => nabla.countNonzero(x, 1) } },
    { torch: "torch.nn.functional.one_hot", nabla: "oneHot", differences: "the result is f32 unless told", cases: { one_hot: (i) => nabla.oneHot(i, 5, { dtype: "i32" }), "one_hot of all": (i) => nabla.oneHot(i, undefined, { dtype: "i32" }) } },
    {
      torch: "torch.repeat_interleave",
      nabla: "repeatInterleave",
      cases: { repeat_interleave: (x) => nabla.repeatInterleave(x, 2), "repeat_interleave dim": (x) => nabla.repeatInterleave(x, 3, 1), "repeat_interleave tensor": (x, n) => nabla.repeatInterleave(x, n, 0) },
    },
    { torch: "torch.narrow", nabla: "narrow", cases: { narrow: (x) => nabla.narrow(x, 1, 1, 2) } },
    { torch: "torch.select", nabla: "select", cases: { select: (x) => nabla.select(x, 1, -2) } },
    { torch: "torch.select_scatter", nabla: "selectScatter", cases: { select_scatter: (x, s) => nabla.selectScatter(x, s, 1, -2) } },
    { torch: "torch.slice_scatter", nabla: "sliceScatter", cases: { slice_scatter: (x, s) => nabla.sliceScatter(x, s, 1, 0, 4, 2) } },
    { torch: "torch.diagonal_scatter", nabla: "diagonalScatter", cases: { diagonal_scatter: (x, s) => nabla.diagonalScatter(x, s, -1) } },
  ],
}; // prettier-ignore
