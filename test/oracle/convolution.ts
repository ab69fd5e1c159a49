// Parity: convolutions as functions.
import {
  bilinear,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  fold,
  linear,
  unfold,
} from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

export const convolutions: Family = {
  name: "convolution",
  title: "Convolutions as functions",
  rows: [
    {
      torch: `${F}.conv1d`,
      nabla: "conv1d",
      cases: {
        conv1d: (x, w, b) => conv1d(x, w, b, { stride: 2, padding: 1 }),
        "conv1d same": (x, w) => conv1d(x, w, null, { padding: "same", dilation: 2 }),
        "conv1d no batch": (x, w) => conv1d(x, w, null, { padding: "valid" }),
      },
    },
    {
      torch: `${F}.conv2d`,
      nabla: "conv2d",
      cases: {
        conv2d: (x, w, b) => conv2d(x, w, b),
        "conv2d stride": (x, w) => conv2d(x, w, null, { stride: 2, padding: 1 }),
        "conv2d stride beyond the kernel": (x, w) => conv2d(x, w, null, { stride: [2, 3] }),
        "conv2d depthwise": (x, w, b) => conv2d(x, w, b, { padding: 1, groups: 3 }),
        "conv2d groups, dilation": (x, w) => conv2d(x, w, null, { stride: 2, padding: [2, 1], dilation: [2, 1], groups: 2 }),
      },
    },
    { torch: `${F}.conv3d`, nabla: "conv3d", cases: { conv3d: (x, w, b) => conv3d(x, w, b, { stride: [1, 2, 1], padding: 1 }) } },
    {
      torch: `${F}.conv_transpose1d`,
      nabla: "convTranspose1d",
      cases: {
        conv_transpose1d: (x, w, b) => convTranspose1d(x, w, b, { stride: 3, padding: 1, outputPadding: 2 }),
        "conv_transpose1d dilation": (x, w) => convTranspose1d(x, w, null, { stride: 2, dilation: 3 }),
      },
    },
    {
      torch: `${F}.conv_transpose2d`,
      nabla: "convTranspose2d",
      cases: {
        conv_transpose2d: (x, w, b) => convTranspose2d(x, w, b, { stride: 2, padding: 1, outputPadding: 1 }),
        "conv_transpose2d groups": (x, w) => convTranspose2d(x, w, null, { stride: [1, 2], groups: 2 }),
      },
    },
    {
      torch: `${F}.conv_transpose3d`,
      nabla: "convTranspose3d",
      cases: { conv_transpose3d: (x, w, b) => convTranspose3d(x, w, b, { stride: [1, 2, 1] }) },
    },
    { torch: `${F}.linear`, nabla: "linear", cases: { linear: (x, w, b) => linear(x, w, b), "linear vector": (x, w) => linear(x, w) } },
    { torch: `${F}.bilinear`, nabla: "bilinear", cases: { bilinear: (x, y, w, b) => bilinear(x, y, w, b) } },
    {
      torch: `${F}.unfold`,
      nabla: "unfold",
      cases: { unfold: (x) => unfold(x, [2, 3], { dilation: [2, 1], padding: 1, stride: [1, 2] }) },
    },
    { torch: `${F}.fold`, nabla: "fold", cases: { fold: (x) => fold(x, [4, 5], [2, 3], { padding: [1, 0], stride: [2, 1] }) } },
  ],
};
