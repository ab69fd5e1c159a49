// Claims of the room of the gradient and the computation graph.
import { gather, grad, sin, tanh, tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { claim, near, none, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { graphOfText } from "../chain.ts";
import type { Graph } from "../chain.ts";
import { evaluateExpression, parseExpression } from "../expression.ts";

export type Values = Readonly<Record<string, number>>;

export const gradientOf = (graph: Graph, name: string): number =>
  graph.nodes.find((node) => node.label === name && node.op === "input")!.gradient;

/** ∂result/∂name of a text by central difference, in plain numbers. */
export function difference(text: string, values: Values, name: string, h = 1e-6): number {
  const at = (value: number): number => evaluateExpression(parseExpression(text), { ...values, [name]: value });
  return (at(values[name]! + h) - at(values[name]! - h)) / (2 * h);
}

/** A random formula of a, b, c with many shared parts. */
function someText(random: RandomSource): string {
  const names = ["a", "b", "c"];
  const lines = range(6).map((k) => {
    const [p, q] = [names[random.integer(names.length)]!, names[random.integer(names.length)]!];
    const forms = [`tanh(${p} * ${q})`, `${p} + sin(${q})`, `sigmoid(${p}) * ${q}`, `${p} - 0.5 * ${q}^2`, `exp(0.3 * tanh(${p})) / (2 + cos(${q}))`];
    names.push(`t${k}`);
    return `t${k} = ${forms[random.integer(forms.length)]!}`;
  });
  return [...lines, `y = ${names.slice(3).join(" + ")} + a * b * c`].join("; ");
} // prettier-ignore

const micrograd = "c=a+b; d=a*b+b^3; c=c+c+1; c=c+1+c+(-a); d=d+d*2+relu(b+a); d=d+3*d+relu(b-a); e=c-d; f=e^2; g=f/2; g=g+10/f";

export const known = (id: string, text: string, values: Values, name: string | null, published: number, tolerance: number, ru: string, en: string): Claim =>
  claim(id, {
    oracle: "finite difference",
    ru,
    en,
    compute() {
      const graph = graphOfText(text, values);
      const value = name === null ? graph.nodes[graph.result]!.value : gradientOf(graph, name);
      const byHand = name === null ? evaluateExpression(parseExpression(text), values) : difference(text, values, name);
      return { ...near(value, byHand, 1e-6 * Math.max(1, Math.abs(byHand)), { published }), pass: Math.abs(value - byHand) <= 1e-6 * Math.max(1, Math.abs(byHand)) && Math.abs(value - published) <= tolerance };
    },
  }); // prettier-ignore

export const graphClaims: readonly Claim[] = [
  claim("graph.gradient", {
    oracle: "finite difference",
    ru: "Градиент — вектор всех частных производных: он смотрит туда же, куда вектор конечных разностей.",
    en: "The gradient is the vector of all partial derivatives: it points where the vector of finite differences points.",
    compute({ seed }) {
      const random = new RandomSource(seed, 1);
      const at = range(10).map(() => random.normal());
      const f = (v: readonly number[]): number => v.reduce((sum, x, i) => sum + Math.tanh(x * v[(i + 1) % v.length]!), 0);
      const x = tensor(at, { dtype: "f64", requiresGrad: true });
      const turned = tensor(range(10).map((i) => (i + 1) % 10), { dtype: "i32" }); // prettier-ignore
      const own = [...grad(tanh(x.mul(gather(x, 0, turned))).sum(), [x])[0]!.data()];
      const other = at.map(
        (_, i) => (f(at.map((v, k) => (k === i ? v + 1e-5 : v))) - f(at.map((v, k) => (k === i ? v - 1e-5 : v)))) / 2e-5,
      );
      const dot = own.reduce((sum, v, i) => sum + v * other[i]!, 0);
      return near(dot / (Math.hypot(...own) * Math.hypot(...other)), 1, 1e-10, { components: 10, length: Math.hypot(...own), lengthByDifferences: Math.hypot(...other) }); // prettier-ignore
    },
  }),
  claim("graph.edges", {
    oracle: "finite difference",
    ru: "На каждом ребре: местная производная × пришедшее сверху; сумма по рёбрам узла — его градиент. Так в любом выражении.",
    en: "On every edge: local derivative × what came from above; the sum over a node's edges is its gradient. So in any expression.",
    compute({ seed }) {
      const random = new RandomSource(seed, 2);
      let worst = 0;
      for (let k = 0; k < 10; k++) {
        const text = someText(random);
        const values = { a: random.normal(), b: random.normal(), c: random.normal() };
        const graph = graphOfText(text, values);
        for (const { id, gradient } of graph.nodes.slice(0, -1)) {
          const sum = graph.edges
            .filter((edge) => edge.from === id)
            .reduce((total, edge) => total + edge.local * graph.nodes[edge.to]!.gradient, 0);
          worst = Math.max(worst, Math.abs(sum - gradient));
        }
        for (const name of ["a", "b", "c"] as const) worst = Math.max(worst, Math.abs(gradientOf(graph, name) - difference(text, values, name))); // prettier-ignore
      }
      return near(worst, 0, 1e-6);
    },
  }),
  claim("graph.autograd", {
    oracle: "finite difference",
    ru: "Автоматический градиент библиотеки складывает вклады всех путей: у t³·sin(t) + t·sin(t) + t он тот же, что по конечной разности.",
    en: "The library's automatic gradient adds the contributions of all ways: for t³·sin(t) + t·sin(t) + t it is that of the finite difference.",
    compute({ seed }) {
      const at = new RandomSource(seed, 3).uniform(0.5, 2);
      const t = tensor(at, { dtype: "f64", requiresGrad: true });
      const shared = t.mul(sin(t));
      const own = grad(shared.mul(t).mul(t).add(t).add(shared), [t])[0]!.item();
      const f = (v: number): number => v ** 3 * Math.sin(v) + v + v * Math.sin(v);
      return near(own, (f(at + 1e-5) - f(at - 1e-5)) / 2e-5, 1e-6, { at });
    },
  }),
  claim("graph.order", {
    oracle: "enumeration",
    ru: "Назад идут в порядке, в котором каждый узел отдаёт градиент лишь после всех, кто им пользуется.",
    en: "The way back has an order in which each node hands its gradient on only after all that use it.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const wrong = range(10).flatMap(() => {
        const { order, edges } = graphOfText(someText(random), { a: 0.3, b: -0.7, c: 1.1 });
        return edges.filter(({ from, to }) => order.indexOf(to) > order.indexOf(from));
      });
      return none(wrong.length);
    },
  }),
  known("graph.small-value", "z=2*x+2+x; q=relu(z)+z*x; h=relu(z*z); y=h+q+q*x", { x: -4 }, null, -20, 1e-9, "Известный пример: x = −4 даёт y = −20.", "A known example: x = −4 gives y = −20."), // prettier-ignore
  known("graph.small-slope", "z=2*x+2+x; q=relu(z)+z*x; h=relu(z*z); y=h+q+q*x", { x: -4 }, "x", 46, 1e-9, "И производную dy/dx = 46.", "And the derivative dy/dx = 46."), // prettier-ignore
  known("graph.large-value", micrograd, { a: -4, b: 2 }, null, 24.7041, 5e-5, "Известный пример с десятком узлов: значение g.", "A known example of many nodes: the value of g."), // prettier-ignore
  known("graph.large-a", micrograd, { a: -4, b: 2 }, "a", 138.8338, 5e-5, "И его производная по a.", "And its derivative by a."), // prettier-ignore
  known("graph.large-b", micrograd, { a: -4, b: 2 }, "b", 645.5773, 5e-5, "И по b.", "And by b."), // prettier-ignore
];
