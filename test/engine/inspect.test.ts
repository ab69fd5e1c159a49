// The door for tools: graphs as data, plans as reports.
import { expect, test } from "vitest";
import { compile, tensor, type Tensor } from "../../src/index.ts";
import { describePlan, graphOf, planOf, plansOf } from "../../src/inspect.ts";

test("a graph is nodes with inputs before users", () => {
  const x = tensor([1, 2]);
  const nodes = graphOf(x.add(1).mul(x));
  expect(nodes.map(({ op }) => op)).toEqual(expect.arrayContaining(["data", "add", "mul"]));
  expect(nodes.at(-1)).toMatchObject({ op: "mul", shape: [2], dtype: "f32" });
  for (const { id, inputs } of nodes) for (const input of inputs) expect(input).toBeLessThan(id);
});

test("a plan tells its kernels, memory, loop IR and code", () => {
  const report = describePlan(planOf(tensor([[1, 2, 3]]).softmax(1)));
  expect(report.kernels).toHaveLength(1);
  const [kernel] = report.kernels;
  expect(kernel!.milliseconds).toBeGreaterThanOrEqual(0);
  expect(report.arenaBytes).toBeGreaterThanOrEqual(3 * 4);
  expect(report.program).toContain(kernel!.name);
  expect([...report.code.values()].join("\n")).toMatch(/f32|v128/);
});

test("a compiled function has one plan a signature", () => {
  const double = compile((x: Tensor) => x.mul(2));
  expect(plansOf(double)).toHaveLength(0);
  double(tensor([1]));
  double(tensor([2]));
  double(tensor([1, 2]));
  expect(plansOf(double)).toHaveLength(2);
});
