// Pieces of JavaScript that an exported module is put together from: each layer in plain arithmetic, only those that are used.
import type { ActivationName, LayerSpec } from "../../nn/index.ts";

/** `[name, expression of x]`. */
export const ACTIVATION_CODE: Readonly<Record<ActivationName, string>> = {
  identity: "x",
  step: "x > 0 ? 1 : 0",
  sigmoid: "1 / (1 + Math.exp(-x))",
  tanh: "Math.tanh(x)",
  relu: "x > 0 ? x : 0",
  leakyRelu: "x > 0 ? x : 0.01 * x",
  elu: "x > 0 ? x : Math.expm1(x)",
  gelu: "0.5 * x * (1 + erf(x / Math.SQRT2))",
  silu: "x / (1 + Math.exp(-x))",
};

/** The error function, by its series without cancellation. */
export const ERF_CODE = `function erf(x) {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  let term = a;
  let sum = a;
  for (let n = 1; term > 1e-17 * sum; n++) sum += term *= (2 * a * a) / (2 * n + 1);
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum;
}`;

/** Values are kept flat; pictures as channels × rows × columns. */
export const LAYER_CODE: Readonly<Partial<Record<LayerSpec["layer"], string>>> = {
  linear: `function linear(x, weight, bias) {
  return Float64Array.from(bias, (sum, o) => {
    for (let i = 0; i < x.length; i++) sum += weight[o * x.length + i] * x[i];
    return sum;
  });
}`,
  batchNorm: `function batchNorm(x, weight, bias, mean, variance) {
  return x.map((v, i) => ((v - mean[i]) / Math.sqrt(variance[i] + 1e-5)) * weight[i] + bias[i]);
}`,
  layerNorm: `function layerNorm(x, weight, bias) {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
  return x.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-5)) * weight[i] + bias[i]);
}`,
  conv2d: `function conv2d(x, weight, bias, channels, height, width, kernel, padding) {
  const rows = height + 2 * padding - kernel + 1;
  const columns = width + 2 * padding - kernel + 1;
  const out = new Float64Array(bias.length * rows * columns);
  for (let o = 0; o < bias.length; o++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        let sum = bias[o];
        for (let k = 0; k < channels; k++)
          for (let i = Math.max(0, padding - r); i < Math.min(kernel, height + padding - r); i++)
            for (let j = Math.max(0, padding - c); j < Math.min(kernel, width + padding - c); j++)
              sum += weight[((o * channels + k) * kernel + i) * kernel + j] * x[(k * height + r + i - padding) * width + c + j - padding];
        out[(o * rows + r) * columns + c] = sum;
      }
  return out;
}`,
  maxPool2d: `function maxPool2d(x, channels, height, width, size) {
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const out = new Float64Array(channels * rows * columns).fill(-Infinity);
  for (let k = 0; k < channels; k++)
    for (let r = 0; r < rows * size; r++)
      for (let c = 0; c < columns * size; c++) {
        const place = (k * rows + Math.floor(r / size)) * columns + Math.floor(c / size);
        out[place] = Math.max(out[place], x[(k * height + r) * width + c]);
      }
  return out;
}`,
};
