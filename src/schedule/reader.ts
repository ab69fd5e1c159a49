// Writes the elements of a tensor as an expression: down through maps, views and reads until it meets memory, or a value
// that the loops around have at hand. Knows the kinds; makes no loops.
import type { Shape } from "../core/shape.ts";
import { entry } from "../core/memo.ts";
import { load } from "../ir/build.ts";
import { same } from "../ir/key.ts";
import { simplify } from "../ir/simplify.ts";
import type { Buffer, Expr } from "../ir/types.ts";
import type { Tensor } from "../graph/tensor.ts";
import { Index } from "./index-of.ts";

export interface ReaderOptions {
  /** The memory of a leaf or stored node; null for what is written as an expression. */
  memory(node: Tensor): Buffer | null;
  /** Told of every read of memory. */
  onRead?(node: Tensor, flat: Expr): void;
}

export class Reader {
  readonly #options: ReaderOptions;
  readonly #bound = new Map<Tensor, { flat: Expr; value: Expr }>();
  #memo = new Map<Tensor, Map<Index, Expr>>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** From here on, `node` at this place is `value`: no memory is read for it. */
  bind(node: Tensor, at: Index, value: Expr): void {
    this.#bound.set(node, { flat: at.flat, value });
    this.#memo = new Map();
  }

  unbind(node: Tensor): void {
    this.#bound.delete(node);
    this.#memo = new Map();
  }

  /** The element of `node` at that place. */
  read(node: Tensor, at: Index): Expr {
    const places = entry(this.#memo, node, () => new Map<Index, Expr>());
    return entry(places, at, () => this.#write(node, at));
  }

  #write(node: Tensor, at: Index): Expr {
    const bound = this.#bound.get(node);
    if (bound && same(bound.flat, at.flat)) return bound.value;
    const memory = this.#options.memory(node);
    if (memory) {
      this.#options.onRead?.(node, at.flat);
      return load(memory, at.flat);
    }
    return this.compute(node, at);
  }

  /** The element written in terms of the node's inputs, even if the node itself has memory. */
  compute(node: Tensor, at: Index): Expr {
    const how = node.op.how;
    const attrs = node.attrs as never;
    switch (how.kind) {
      case "map":
        return how.scalar(node.inputs.map((x) => this.read(x, at)), attrs, node.dtype); // prettier-ignore
      case "reshape":
        return this.read(node.inputs[0]!, Index.flat(node.inputs[0]!.shape, at.flat));
      case "view": {
        const input = node.inputs[0]!;
        return this.read(input, Index.at(input.shape, how.index(at.coordinates, attrs, input.shape).map(simplify)));
      }
      case "read": {
        const shapes: Shape[] = [...node.inputs.map((x) => x.shape), node.shape];
        const read = (k: number, index: readonly Expr[]): Expr =>
          this.read(node.inputs[k]!, Index.at(node.inputs[k]!.shape, index.map(simplify)));
        return how.element(at.coordinates, read, attrs, shapes, node.dtype);
      }
      default:
        throw new TypeError(`${node.op.name} (${how.kind}) is not written as an expression`);
    }
  }
}
