// Parity: ops along an axis in its order.
import * as nabla from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const both = ({ values, indices }: { readonly values: Tensor; readonly indices: Tensor }): Tensor[] => [values, indices];
const three = ({ values, inverse, counts }: nabla.Unique): Tensor[] => [values, inverse, counts];
const qs = [0, 0.3, 0.5, 1];
const OBJECT = "gives { values, indices }";

export const ordering: Family = {
  name: "ordering",
  title: "Ordering, cumulative sums, histograms",
  rows: [
    {
      torch: "torch.cumsum",
      nabla: "cumsum",
      cases: { cumsum: (x) => nabla.cumsum(x, 1), "cumsum inner": (x) => nabla.cumsum(x, 1), "cumsum integers": (x) => nabla.cumsum(x, 0) },
    },
    {
      torch: "torch.cumprod",
      nabla: "cumprod",
      cases: { cumprod: (x) => nabla.cumprod(x, 1), "cumprod inner": (x) => nabla.cumprod(x, 1), "cumprod zeros": (x) => nabla.cumprod(x, 1) },
    },
    { torch: "torch.logcumsumexp", nabla: "logCumSumExp", cases: { logcumsumexp: (x) => nabla.logCumSumExp(x, 1), "logcumsumexp inner": (x) => nabla.logCumSumExp(x, 1) } },
    { torch: "torch.cummax", nabla: "cummax", differences: OBJECT, cases: { cummax: (x) => both(nabla.cummax(x, 1)), "cummax ties": (x) => both(nabla.cummax(x, 1)), "cummax NaN": (x) => both(nabla.cummax(x, 1)) } },
    { torch: "torch.cummin", nabla: "cummin", differences: OBJECT, cases: { cummin: (x) => both(nabla.cummin(x, 1)), "cummin ties": (x) => both(nabla.cummin(x, 1)), "cummin NaN": (x) => both(nabla.cummin(x, 1)) } },
    { torch: "torch.diff", nabla: "diff", cases: { diff: (x) => nabla.diff(x), "diff n": (x, a, b) => nabla.diff(x, { n: 2, axis: 0, prepend: a, append: b }) } },
    {
      torch: "torch.sort",
      nabla: "sort",
      differences: `${OBJECT}; always stable`,
      cases: {
        sort: (x) => both(nabla.sort(x)),
        "sort descending": (x) => both(nabla.sort(x, 1, { descending: true })),
        "sort stable": (x) => both(nabla.sort(x, 1)),
        "sort stable descending": (x) => both(nabla.sort(x, 0, { descending: true })),
        "sort NaN": (x) => both(nabla.sort(x, 1)),
        "sort NaN descending": (x) => both(nabla.sort(x, 1, { descending: true })),
      },
    },
    { torch: "torch.argsort", nabla: "argsort", differences: "always stable", cases: { argsort: (x) => nabla.argsort(x, 0) } },
    { torch: "torch.msort", nabla: "msort", cases: { msort: (x) => nabla.msort(x) } },
    { torch: "torch.topk", nabla: "topk", differences: `${OBJECT}; always sorted, the first of equals`, cases: { topk: (x) => both(nabla.topk(x, 3)), "topk smallest": (x) => both(nabla.topk(x, 2, 1, { largest: false })) } },
    { torch: "torch.kthvalue", nabla: "kthvalue", differences: OBJECT, cases: { kthvalue: (x) => both(nabla.kthvalue(x, 2)), "kthvalue keepdim": (x) => both(nabla.kthvalue(x, 3, 1, { keepDims: true })) } },
    {
      torch: "torch.median",
      nabla: "median",
      differences: `${OBJECT}, without an axis too`,
      cases: {
        median: (x) => both(nabla.median(x, 1)),
        "median even": (x) => both(nabla.median(x, 1, { keepDims: true })),
        "median NaN": (x) => both(nabla.median(x, 1)),
        "median of all": (x) => nabla.median(x).values,
      },
    },
    { torch: "torch.nanmedian", nabla: "nanmedian", differences: OBJECT, cases: { nanmedian: (x) => both(nabla.nanmedian(x, 1)) } },
    { torch: "torch.mode", nabla: "mode", differences: `${OBJECT}; the last place of the value (PyTorch: any)`, cases: { mode: (x) => nabla.mode(x, 1).values } },
    {
      torch: "torch.quantile",
      nabla: "quantile",
      cases: {
        quantile: (x) => nabla.quantile(x, 0.4),
        "quantile several": (x) => nabla.quantile(x, qs, 1),
        "quantile lower": (x) => nabla.quantile(x, 0.3, 1, { keepDims: true, interpolation: "lower" }),
        "quantile higher": (x) => nabla.quantile(x, 0.3, 1, { keepDims: true, interpolation: "higher" }),
        "quantile midpoint": (x) => nabla.quantile(x, 0.3, 1, { keepDims: true, interpolation: "midpoint" }),
        "quantile nearest": (x) => nabla.quantile(x, 0.3, 1, { keepDims: true, interpolation: "nearest" }),
        "quantile NaN": (x) => nabla.quantile(x, 0.5, 1),
      },
    },
    { torch: "torch.nanquantile", nabla: "nanquantile", cases: { nanquantile: (x) => nabla.nanquantile(x, qs, 1) } },
    { torch: "torch.unique", nabla: "unique", differences: "always sorted, always with inverse and counts; not inside of compile", cases: { unique: (x) => three(nabla.unique(x)), "unique dim": (x) => three(nabla.unique(x, { axis: 1 })) } },
    { torch: "torch.unique_consecutive", nabla: "uniqueConsecutive", differences: "always with inverse and counts; not inside of compile", cases: { unique_consecutive: (x) => three(nabla.uniqueConsecutive(x)), "unique_consecutive dim": (x) => three(nabla.uniqueConsecutive(x, { axis: 0 })) } },
    {
      torch: "torch.searchsorted",
      nabla: "searchsorted",
      differences: "no sorter: sort first",
      cases: { searchsorted: (a, v) => nabla.searchsorted(a, v), "searchsorted right": (a, v) => nabla.searchsorted(a, v, { right: true }), "searchsorted rows": (a, v) => nabla.searchsorted(a, v) },
    },
    { torch: "torch.bucketize", nabla: "bucketize", cases: { bucketize: (v, a) => nabla.bucketize(v, a), "bucketize right": (v, a) => nabla.bucketize(v, a, { right: true }) } },
    { torch: "torch.isin", nabla: "isin", cases: { isin: (a, b) => nabla.isin(a, b), "isin invert": (a, b) => nabla.isin(a, b, { invert: true }) } },
    { torch: "torch.histc", nabla: "histc", cases: { histc: (x) => nabla.histc(x, { bins: 7 }), "histc range": (x) => nabla.histc(x, { bins: 5, min: -1, max: 2 }) } },
    {
      torch: "torch.histogram",
      nabla: "histogram",
      differences: "gives { counts, edges }",
      cases: {
        histogram: (x) => Object.values(nabla.histogram(x, 6)),
        "histogram edges": (x, e) => nabla.histogram(x, e).counts,
        "histogram weight density": (x, w) => Object.values(nabla.histogram(x, 4, { range: [-1, 2], weight: w, density: true })),
      },
    },
    { torch: "torch.bincount", nabla: "bincount", differences: "not inside of compile", cases: { bincount: (x) => nabla.bincount(x, { minLength: 9 }), "bincount weights": (x, w) => nabla.bincount(x, { weights: w }) } },
  ],
}; // prettier-ignore
