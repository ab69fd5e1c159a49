// Derivatives of functions: the Hessian of a formula, Newton's method with it, a Jacobian, and memory for time.
import assert from "node:assert/strict";
import { checkpoint, grad, hessian, hvp, jacobian, jvp, sin, stack, tensor, vjp } from "nabla";
import type { Tensor } from "nabla";
import { solve } from "nabla/linalg";

// Rosenbrock's valley: f(x, y) = (1 − x)² + 100 (y − x²)², smallest at (1, 1).
const valley = (v: Tensor): Tensor => {
  const [x, y] = [v.select(0, 0), v.select(0, 1)];
  return x.neg().add(1).square().add(y.sub(x.square()).square().mul(100));
};
const h = hessian(valley, tensor([0, 0], { dtype: "f64" }));
console.log("the Hessian at (0, 0):", h.toArray());
assert.deepEqual(h.toArray(), [
  [2, 0],
  [0, 200],
]);

// Newton's method: v ← v − H⁻¹ g.
let v = tensor([-1.2, 1], { dtype: "f64" });
for (let step = 1; step <= 6; step++) {
  const [, slope] = vjp(valley, v);
  v = v
    .sub(solve(hessian(valley, v), slope))
    .detach()
    .realize();
  console.log(`step ${step}: ${v.toArray()}, f = ${valley(v).item()}`);
}
assert.ok(valley(v).item() < 1e-12, "Newton's method finds the bottom of the valley");

// A product with the Hessian needs no Hessian.
const direction = tensor([1, 2], { dtype: "f64" });
const [, product] = hvp(valley, v, direction);
hessian(valley, v)
  .matmul(direction)
  .data()
  .forEach((value, i) => assert.ok(Math.abs(value - product.data()[i]!) < 1e-6));

// From polar to Cartesian coordinates: the Jacobian's determinant is the radius.
const cartesian = (p: Tensor): Tensor => {
  const [r, angle] = [p.select(0, 0), p.select(0, 1)];
  return stack([r.mul(sin(angle.add(Math.PI / 2))), r.mul(sin(angle))]);
};
const at = tensor([2, 0.5]);
const [[a, b], [c, d]] = jacobian(cartesian, at).toArray() as [[number, number], [number, number]];
assert.ok(Math.abs(a * d - b * c - 2) < 1e-5, "an area in polar coordinates is r dr dφ");
const [, outward] = jvp(cartesian, at, tensor([1, 0]));
console.log("one step outward goes along", outward.toArray());

// A part that is computed again in the backward pass: the same gradient, less memory.
const x = tensor([0.3, 0.7]);
const part = (u: Tensor): Tensor => sin(sin(sin(u)));
const [kept, again] = [grad(part(x).sum(), [x])[0]!, grad(checkpoint(part, x).sum(), [x])[0]!];
assert.deepEqual(again.toArray(), kept.toArray());
