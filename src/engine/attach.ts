// Functions of a tensor as methods of tensors: how the doors do it. Knows no function.
import { Tensor } from "../graph/tensor.ts";

/** The op without its first argument, which is the tensor itself. */
type Method<F> = F extends (x: Tensor, ...rest: infer Rest) => infer Result ? (...rest: Rest) => Result : never;
/** The methods that functions become. */
export type Methods<Functions> = { readonly [Name in keyof Functions]: Method<Functions[Name]> };

export const define = (name: string | symbol, property: PropertyDescriptor): void =>
  void Object.defineProperty(Tensor.prototype, name, { configurable: true, ...property });

/** From now on every tensor has these methods. */
export function attach(functions: Readonly<Record<string, (x: Tensor, ...rest: never[]) => unknown>>): void {
  for (const [name, call] of Object.entries(functions))
    define(name, {
      writable: true,
      value(this: Tensor, ...rest: never[]) {
        return call(this, ...rest);
      },
    });
}
