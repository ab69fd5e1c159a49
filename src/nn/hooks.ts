// Functions that are called whenever a module computes: before it, after it, and when gradients pass it. A hooked module gets
// a `forward` of its own, which the hooks are called in; others pay nothing.
import type { Tensor } from "../mini.ts";
import { customGradient } from "../mini.ts";
import type { Module } from "./module.ts";

/** Called before `forward`; may give other arguments (all of them, or the first). */
export type ForwardPreHook = (module: Module, inputs: readonly [Tensor, ...unknown[]]) => readonly [Tensor, ...unknown[]] | Tensor | void;
/** Called after `forward`; may give another output. */
export type ForwardHook = (module: Module, inputs: readonly [Tensor, ...unknown[]], output: Tensor) => Tensor | void;

/**
 * Called when gradients pass a module: the gradient at its output, and that at its first argument (null where nothing before the
 * module requires one). May give another gradient for the argument.
 */
export type FullBackwardHook = (module: Module, gradInput: Tensor | null, gradOutput: Tensor) => Tensor | void;

/** A hook that is in place. */
export interface HookHandle {
  /** Takes the hook away. */
  remove(): void;
}

interface Hooks {
  readonly before: Set<ForwardPreHook>;
  readonly after: Set<ForwardHook>;
  readonly restore: () => void;
}

const hooked = /* @__PURE__ */ new WeakMap<Module, Hooks>();

function hooksOf(module: Module): Hooks {
  const known = hooked.get(module);
  if (known) return known;
  const own = Object.getOwnPropertyDescriptor(module, "forward");
  const forward = module.forward.bind(module);
  const hooks: Hooks = {
    before: new Set(),
    after: new Set(),
    restore: () => {
      hooked.delete(module);
      if (own) Object.defineProperty(module, "forward", own);
      else Reflect.deleteProperty(module, "forward");
    },
  };
  const replaced = (...given: [Tensor, ...unknown[]]): Tensor => {
    let inputs: readonly [Tensor, ...unknown[]] = given;
    for (const hook of [...hooks.before]) {
      const other = hook(module, inputs);
      if (other) inputs = Array.isArray(other) ? (other as readonly unknown[] as [Tensor, ...unknown[]]) : [other as Tensor, ...inputs.slice(1)]; // prettier-ignore
    }
    let output = forward(...inputs);
    for (const hook of [...hooks.after]) output = hook(module, inputs, output) ?? output;
    return output;
  };
  Object.defineProperty(module, "forward", { value: replaced, configurable: true, writable: true });
  hooked.set(module, hooks);
  return hooks;
}

function place<H>(module: Module, set: Set<H>, hook: H): HookHandle {
  set.add(hook);
  return {
    remove: () => {
      if (!set.delete(hook)) return;
      const hooks = hooked.get(module);
      if (hooks && hooks.before.size + hooks.after.size === 0) hooks.restore();
    },
  };
}

/**
 * Calls a function before each `forward` of the module. What it returns takes the place of the arguments. In a compiled step it
 * is called while the step is recorded, with tensors that have no values yet.
 * @example
 * const layer = nn.relu()
 * const handle = nn.registerForwardPreHook(layer, (module, [x]) => x.neg())
 * layer.forward(tensor([-1, 2])).toArray() // [1, 0]
 * handle.remove()
 * layer.forward(tensor([-1, 2])).toArray() // [0, 2]
 */
export const registerForwardPreHook = (module: Module, hook: ForwardPreHook): HookHandle => {
  // A hook may stand twice: each registration is a function of its own.
  return place(module, hooksOf(module).before, (...args) => hook(...args));
};

/**
 * Calls a function after each `forward` of the module, with its arguments and its output. What it returns takes the place of
 * the output. In a compiled step it is called while the step is recorded, with tensors that have no values yet.
 * @example
 * const layer = nn.linear(2, 3)
 * let seen = null
 * const handle = nn.registerForwardHook(layer, (module, inputs, output) => { seen = output.shape; })
 * layer.forward(zeros([4, 2]))
 * handle.remove()
 * seen // [4, 3]
 */
export const registerForwardHook = (module: Module, hook: ForwardHook): HookHandle =>
  place(module, hooksOf(module).after, (...args) => hook(...args));

/** What one call of a hooked module passes from its output to its input on the way back. */
interface Passage {
  readonly first: boolean;
  gradOutput: Tensor | null;
}

/**
 * Calls a function when gradients pass the module, with those at its first argument and at its output. What it returns takes the
 * place of the former. Gradients are graph: read them with `toArray()` outside of compiled steps, or keep and return them.
 * @example
 * const layer = nn.lambda((x) => x.mul(3))
 * const handle = nn.registerFullBackwardHook(layer, (module, gradInput, gradOutput) => gradInput.mul(10))
 * const x = parameter(tensor([1, 2]))
 * layer.forward(x).sum().backward()
 * handle.remove()
 * x.grad.toArray() // [30, 30]
 */
export function registerFullBackwardHook(module: Module, hook: FullBackwardHook): HookHandle {
  const passages = new WeakMap<Tensor, Passage>();
  let passage: Passage = { first: false, gradOutput: null };
  // Each call is known by the node that it made.
  const noted = (gate: (x: Tensor) => Tensor, x: Tensor): Tensor => {
    const made = gate(x);
    passages.set(made, passage);
    return made;
  };
  const entry = customGradient<[Tensor]>({
    forward: (x) => x,
    backward: (gradient, _, made) => hook(module, gradient, passages.get(made)!.gradOutput!) ?? gradient,
  });
  const exit = customGradient<[Tensor]>({
    forward: (x) => x,
    backward: (gradient, _, made) => {
      const of = passages.get(made)!;
      of.gradOutput = gradient;
      if (of.first) hook(module, null, gradient);
      return gradient;
    },
  });
  const before = registerForwardPreHook(module, (_, inputs) => {
    const [input, ...rest] = inputs;
    passage = { first: !needsGradient(input), gradOutput: null };
    return passage.first ? undefined : [noted(entry, input), ...rest];
  });
  const after = registerForwardHook(module, (_, __, output) => noted(exit, output));
  return {
    remove: () => {
      before.remove();
      after.remove();
    },
  };
}

/** Does anything that the tensor is made of require a gradient? */
function needsGradient(x: Tensor, seen = new Set<Tensor>()): boolean {
  if (seen.has(x)) return false;
  seen.add(x);
  return x.requiresGrad || x.inputs.some((input) => needsGradient(input, seen));
}
