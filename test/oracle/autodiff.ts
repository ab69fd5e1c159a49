// Parity: derivatives of functions.
import * as n from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const f = (x: Tensor, y: Tensor): Tensor => n.matmul(n.sin(x), y);
const g = (x: Tensor): Tensor => n.mul(n.sum(n.mul(n.exp(x), n.flip(x, 0))), n.norm(x));
const A = "torch.autograd.functional";
const FORM = "always differentiable again (createGraph)";
const TESTS = "engine/functional.test.ts";

export const autodiff: Family = {
  name: "autodiff",
  title: "Derivatives of functions",
  rows: [
    { torch: `${A}.jacobian`, nabla: "jacobian", differences: FORM, cases: { jacobian: (x, y) => n.jacobian(f, [x, y]), "jacobian one": (x) => n.jacobian((v) => n.mul(n.sum(v), v), x) } },
    { torch: `${A}.hessian`, nabla: "hessian", differences: FORM, cases: { hessian: (x) => n.hessian(g, x), "hessian two": (x, y) => n.hessian((a, b) => n.mul(n.sum(n.mul(a, a)), n.sum(n.mul(n.exp(b), a))), [x, y]).flat() } },
    { torch: `${A}.vjp`, nabla: "vjp", cases: { vjp: (x, y, v) => { const [value, products] = n.vjp(f, [x, y], v); return [value, ...products]; } } },
    { torch: `${A}.jvp`, nabla: "jvp", cases: { jvp: (x, y, v, w) => n.jvp(f, [x, y], [v, w]) } },
    { torch: `${A}.hvp`, nabla: "hvp", cases: { hvp: (x, v) => n.hvp(g, x, v) } },
    { torch: `${A}.vhp`, nabla: "vhp", cases: { vhp: (x, v) => n.vhp(g, x, v) } },
    { torch: "torch.autograd.grad", nabla: "grad", differences: "inputs without influence get zeros; always differentiable again", testedBy: { file: "graph/grad.test.ts", title: "unreached inputs get zeros" } },
    { torch: "torch.autograd.Function", nabla: "customGradient", differences: "a function of forward and backward instead of a class; one output", testedBy: { file: TESTS, title: "inputs and output are at hand; second derivatives follow the rule" } },
    { torch: "torch.utils.checkpoint.checkpoint", nabla: "checkpoint", differences: "one output; random numbers inside are always the same again", testedBy: { file: TESTS, title: "less memory, the same bits" } },
    { torch: "torch.no_grad", nabla: "noGrad", differences: "takes a function, whose results are detached", testedBy: { file: "engine/engine.test.ts", title: "noGrad detaches what it returns" } },
  ],
}; // prettier-ignore
