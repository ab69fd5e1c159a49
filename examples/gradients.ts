// Gradients are graphs too: the derivative of a derivative, and Newton's method with it.
import assert from "node:assert/strict";
import { grad, parameter, tensor } from "nabla";

const x = parameter(tensor(2));
const f = x.mul(x).mul(x).sub(x.mul(2)); // x³ − 2x
const first = grad(f, [x])[0]!; // 3x² − 2
const second = grad(first, [x])[0]!; // 6x
console.log(`f = ${f.item()}, f' = ${first.item()}, f'' = ${second.item()}`);
assert.deepEqual([f.item(), first.item(), second.item()], [4, 10, 12]);

// Newton's method for f'(x) = 0: x ← x − f'(x) / f''(x) goes to √(2/3).
let at = 2;
for (let i = 0; i < 6; i++) {
  const point = parameter(tensor(at));
  const slope = grad(point.mul(point).mul(point).sub(point.mul(2)), [point])[0]!;
  const curvature = grad(slope, [point])[0]!;
  at -= slope.item() / curvature.item();
  console.log(`step ${i + 1}: ${at}`);
}
assert.ok(Math.abs(at - Math.sqrt(2 / 3)) < 1e-5, "Newton's method finds the minimum");
