// The debug switch: the first tensor that is not finite, with the line that made it.
import { expect, test } from "vitest";
import { grad, setDefaultDevice, tensor, wasm } from "../../src/index.ts";
import { debugEager } from "../../src/inspect.ts";

setDefaultDevice(wasm({ threads: 1 }));

test("names the first operation that leaves the finite numbers, and the user's line", () => {
  const x = tensor([1, 0]);
  const call = (): unknown => debugEager(() => x.mul(2).log().mul(0).sum());
  expect(call).toThrow(
    /^debugEager: log of \[2\] gave -Infinity in its result \[2\], from inputs that are all finite, at .*debug\.test\.ts:\d+/,
  );
  expect(x.mul(2).log().toArray()).toEqual([expect.closeTo(Math.log(2), 6), -Infinity]);
});
test("infinities that were given are nobody's fault", () =>
  expect(debugEager(() => tensor([-Infinity, 0]).exp().toArray())).toEqual([0, 1])); // prettier-ignore
test("looks into gradients", () => {
  const x = tensor([0]);
  expect(() => debugEager(() => grad(x.sqrt().sum(), [x]))).toThrow(/^debugEager: div of \[1\] and \[1\] gave Infinity/);
});
