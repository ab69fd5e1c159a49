// Parity: tensors made, reshaped, cut, joined and turned.
import * as nabla from "../../src/index.ts";
import type { Family, Row } from "./oracle.ts";

/** A row of one case that has the name of the function. */
const row = (torch: string, name: string, call: NonNullable<Row["cases"]>[string], more: Partial<Row> = {}): Row => ({
  torch: `torch.${torch}`,
  nabla: name,
  ...more,
  cases: { [torch.replace("Tensor.", "")]: call, ...more.cases },
});
const LIST = "takes an array of tensors";

export const shapes: Family = {
  name: "shapes",
  title: "Making, reshaping, cutting and joining tensors",
  rows: [
    row("reshape", "reshape", (x) => nabla.reshape(x, [4, -1])),
    row("flatten", "flatten", (x) => nabla.flatten(x, 1)),
    row("unflatten", "unflatten", (x) => nabla.unflatten(x, 2, [2, -1])),
    row("ravel", "ravel", (x) => nabla.ravel(x)),
    row("squeeze", "squeeze", (x) => nabla.squeeze(nabla.slice(x, 0, 0, 1), 0), { differences: "an axis that is given must have size 1" }),
    row("unsqueeze", "unsqueeze", (x) => nabla.unsqueeze(x, -2)),
    row("permute", "permute", (x) => nabla.permute(x, [2, 0, 1])),
    row("transpose", "transpose", (x) => nabla.transpose(x, 0, -1)),
    row("t", "t", (x) => nabla.t(x)),
    row("movedim", "movedim", (x) => nabla.movedim(x, [0, 1], [2, 0])),
    row("moveaxis", "moveaxis", (x) => nabla.moveaxis(x, 0, 1)),
    row("swapaxes", "swapaxes", (x) => nabla.swapaxes(x, 0, 1)),
    row("swapdims", "swapdims", (x) => nabla.swapdims(x, 1, 2)),
    row("roll", "roll", (x) => nabla.roll(x, [1, -2], [0, 2]), { cases: { "roll flat": (x) => nabla.roll(x, 5) } }),
    row("rot90", "rot90", (x) => nabla.rot90(x, 1, [1, 2]), { cases: { "rot90 back": (x) => nabla.rot90(x, -1, [0, 2]) } }),
    row("flip", "flip", (x) => nabla.flip(x, [0, 2])),
    row("fliplr", "fliplr", (x) => nabla.fliplr(x)),
    row("flipud", "flipud", (x) => nabla.flipud(x)),
    row("tile", "tile", (x) => nabla.tile(x, [2, 1])),
    row("Tensor.repeat", "repeat", (x) => nabla.repeat(x, [2, 1, 1, 2])),
    row("Tensor.expand", "expand", (x) => nabla.expand(x, [4, -1, 3])),
    row("Tensor.expand_as", "expandAs", (x, y) => nabla.expandAs(x, y)),
    row("Tensor.unfold", "unfoldAxis", (x) => nabla.unfoldAxis(x, 2, 3, 1)),
    row("broadcast_to", "broadcastTo", (x) => nabla.broadcastTo(x, [2, 3])),
    row("broadcast_tensors", "broadcastTensors", (x, y) => nabla.broadcastTensors(x, y)),
    row("broadcast_shapes", "broadcastShapes", () => nabla.zeros(nabla.broadcastShapes([2, 1], [3], []))),
    row("atleast_1d", "atleast1d", (x) => nabla.atleast1d(x)),
    row("atleast_2d", "atleast2d", (x) => nabla.atleast2d(x)),
    row("atleast_3d", "atleast3d", (x) => nabla.atleast3d(x), { cases: { "atleast_3d row": (x) => nabla.atleast3d(x) } }),
    row("cat", "concat", (a, b) => nabla.concat([a, b], 1)),
    row("stack", "stack", (a, b) => nabla.stack([a, b], -1)),
    row("hstack", "hstack", (a, b) => nabla.hstack([a, b])),
    row("vstack", "vstack", (a, b) => nabla.vstack([a, b])),
    row("dstack", "dstack", (a, b) => nabla.dstack([a, b])),
    row("column_stack", "columnStack", (a, b) => nabla.columnStack([a, b])),
    row("split", "split", (x) => nabla.split(x, 2, 1), { cases: { "split sizes": (x) => nabla.split(x, [1, 3], 2) } }),
    row("chunk", "chunk", (x) => nabla.chunk(x, 3, 2)),
    row("tensor_split", "tensorSplit", (x) => nabla.tensorSplit(x, 3, 2), { cases: { "tensor_split indices": (x) => nabla.tensorSplit(x, [1, -1], 1) } }), // prettier-ignore
    row("hsplit", "hsplit", (x) => nabla.hsplit(x, 3)),
    row("vsplit", "vsplit", (x) => nabla.vsplit(x, [1])),
    row("dsplit", "dsplit", (x) => nabla.dsplit(x, 2)),
    row("unbind", "unbind", (x) => nabla.unbind(x, 1)),
    row("diagonal", "diagonal", (x) => nabla.diagonal(x, 1, 1, 2)),
    row("diag_embed", "diagEmbed", (x) => nabla.diagEmbed(x, -1, 0, 2)),
    row("diag", "diag", (x) => nabla.diag(x), { cases: { "diag matrix": (x) => nabla.diag(x, -1) } }),
    row("diagflat", "diagflat", (x) => nabla.diagflat(x, 1)),
    row("tril", "tril", (x) => nabla.tril(x, 1)),
    row("triu", "triu", (x) => nabla.triu(x, -1)),
    row("tril_indices", "trilIndices", () => nabla.trilIndices(3, 4, -1)),
    row("triu_indices", "triuIndices", () => nabla.triuIndices(3, 4, 1)),
    row("kron", "kron", (x, y) => nabla.kron(x, y), { cases: { "kron ranks": (x, y) => nabla.kron(x, y) } }),
    row("block_diag", "blockDiag", (...x) => nabla.blockDiag(...x)),
    row("meshgrid", "meshgrid", (a, b) => nabla.meshgrid([a, b]), { differences: LIST, cases: { "meshgrid xy": (a, b) => nabla.meshgrid([a, b], { indexing: "xy" }) } }), // prettier-ignore
    row("cartesian_prod", "cartesianProd", (a, b) => nabla.cartesianProd(a, b)),
    row("combinations", "combinations", (x) => nabla.combinations(x, 2), { cases: { "combinations with replacement": (x) => nabla.combinations(x, 3, { withReplacement: true }) } }), // prettier-ignore
    row("arange", "arange", () => [nabla.arange(5), nabla.arange(2, 11, 3), nabla.arange(1, 2.5, 0.5), nabla.arange(3, -3, -2)], { differences: "whole numbers give i32" }), // prettier-ignore
    row("linspace", "linspace", () => nabla.linspace(-1, 2, 7)),
    row("logspace", "logspace", () => [nabla.logspace(-1, 1, 5), nabla.logspace(0, 3, 4, { base: 2 })]),
    row("eye", "eye", () => [nabla.eye(2), nabla.eye(2, 3)]),
    row("full", "full", () => [nabla.full([2, 2], 1.5), nabla.full([2], 3, { dtype: "i32" })], { differences: "f32 unless told, also for whole numbers" }), // prettier-ignore
    row("full_like", "fullLike", (x) => nabla.fullLike(x, 2)),
    row("zeros", "zeros", () => nabla.zeros([2, 1])),
    row("zeros_like", "zerosLike", (x) => nabla.zerosLike(x)),
    row("ones", "ones", () => nabla.ones([2, 1])),
    row("ones_like", "onesLike", (x) => nabla.onesLike(x)),
    {
      torch: "torch.empty",
      nabla: "empty",
      differences: "holds zeros",
      testedBy: { file: "graph/samples.arranging.ts", title: "  empty: {" },
    },
  ],
};
