// Variables whose new value cannot be made in place: it is made elsewhere and copied, and the copy is not taken for a store that nobody reads.
import { expect, test } from "vitest";
import { compile, flip, matmul, narrow, ones, setDefaultDevice, tensor, update, variable, wasm } from "../../src/index.ts";

setDefaultDevice(wasm({ threads: 1 }));

test("a variable takes its own elements in another order", () => {
  const v = variable(tensor([1, 2, 3, 4]));
  compile(() => {
    update([[v, flip(v, [0])]]);
    return v;
  })();
  expect(v.toArray()).toEqual([4, 3, 2, 1]);
});

test("a variable is overwritten after a reader that waits for the new value", () => {
  const v = variable(tensor([1, 2, 3, 4]));
  const step = compile(() => {
    const next = v.mul(2);
    const both = next.sum().mul(narrow(v, 0, 1, 2)); // Reads the old v, after all of the new one is there.
    update([[v, next]]);
    return both;
  });
  expect(step().toArray()).toEqual([40, 60]);
  expect(v.toArray()).toEqual([2, 4, 6, 8]);
});

test("a variable takes a product with itself: only the kernel before the copy reads it", () => {
  const size = 48;
  const v = variable(ones([size, size]));
  const step = compile(() => update([[v, matmul(v, ones([size, size]))]]));
  step();
  expect(v.sum().item()).toBe(size ** 3);
  step();
  expect(v.sum().item()).toBe(size ** 4);
});
