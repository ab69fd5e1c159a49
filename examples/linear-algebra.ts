// Least squares of a real table, three ways: by QR, by the normal equations (Cholesky), and by the pseudoinverse (singular
// values). Then the gradient of the solution: how much does a coefficient depend on each car?
import assert from "node:assert/strict";
import { grad, ones, stack, sum, tensor, transpose } from "nabla";
import type { Tensor } from "nabla";
import { readTable } from "nabla/data";
import { cars } from "nabla/datasets";
import { cholesky, choleskySolve, cond, lstsq, pinv } from "nabla/linalg";

// How far a car goes on a gallon, by its weight, its power and its year.
const { columns } = readTable((await cars()).table);
const column = (name: string): Tensor => {
  const found = columns.find((c) => c.name === name);
  assert.ok(found?.kind === "number");
  const x = tensor(found.values);
  return x.sub(x.mean()).div(x.std());
};
const names = ["weight", "horsepower", "year"];
const features = names.map(column);
const x = stack([...features, ones(features[0]!.shape, { dtype: "f64" })], 1); // [392, 4]
const y = column("mpg").realize(); // [392]

const byQr = lstsq(x, y);
const xt = transpose(x, 0, 1);
const byCholesky = choleskySolve(xt.matmul(y.unsqueeze(-1)), cholesky(xt.matmul(x)));
const bySvd = pinv(x).matmul(y);

const explained = 1 - byQr.residuals.item() / sum(y.square()).item();
names.forEach((name, i) => console.log(`${name.padEnd(11)} ${byQr.solution.data()[i]!.toFixed(4)}`));
console.log(`explained: ${(100 * explained).toFixed(1)} % of the variance; condition of the table: ${cond(x).item().toFixed(2)}`);
for (const other of [byCholesky, bySvd])
  other.data().forEach((value, i) => assert.ok(Math.abs(value - byQr.solution.data()[i]!) < 1e-9, "three ways, one solution"));
assert.ok(explained > 0.8, "weight, power and year explain most of it");

// ∂(coefficient of weight)/∂y is the row of the pseudoinverse that belongs to it.
const influence = grad(byQr.solution.slice(0, 0, 1).sum(), [y])[0]!;
const row = pinv(x).select(0, 0).data();
influence.data().forEach((value, i) => assert.ok(Math.abs(value - row[i]!) < 1e-9, "the gradient of least squares is the pseudoinverse"));
