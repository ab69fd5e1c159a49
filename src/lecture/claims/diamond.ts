// Claims of the room of the computation graph: the slide's diamond f₁ → {f₂, f₃} → f₄ → L.
import { claim, near } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { difference, gradientOf, known } from "./graph.ts";
import { graphOfText } from "../chain.ts";
import { byName, naiveGradients, paths, productAlong } from "../routes.ts";

/** The slide's diamond f₁ → {f₂, f₃} → f₄ → L. */
const diamond = "y1 = tanh(w*x); y2 = y1^2; y3 = sin(y1); y4 = y2*y3; L = (y4 - 1)^2";
const diamondValues = { w: 0.8, x: 1.5 };

export const diamondClaims: readonly Claim[] = [
  known("graph.diamond", diamond, diamondValues, "w", -0.75587007, 5e-9, "Ромб лекции: ∂L/∂w₁ — сумма по двум путям, через f₂ и через f₃.", "The slide's diamond: ∂L/∂w₁ is the sum over two ways, by f₂ and by f₃."), // prettier-ignore
  claim("graph.formula", {
    oracle: "closed form",
    ru: "Формула лекции: ∂L/∂w₁ = ∂L/∂y₄ · (∂f₄/∂y₂ · ∂f₂/∂y₁ + ∂f₄/∂y₃ · ∂f₃/∂y₁) · ∂f₁/∂w₁.",
    en: "The slide's formula: ∂L/∂w₁ = ∂L/∂y₄ · (∂f₄/∂y₂ · ∂f₂/∂y₁ + ∂f₄/∂y₃ · ∂f₃/∂y₁) · ∂f₁/∂w₁.",
    compute() {
      const { w, x } = diamondValues;
      const y1 = Math.tanh(w * x);
      const [y2, y3] = [y1 ** 2, Math.sin(y1)];
      const exact = 2 * (y2 * y3 - 1) * (y3 * 2 * y1 + y2 * Math.cos(y1)) * (1 - y1 ** 2) * x;
      return near(gradientOf(graphOfText(diamond, diamondValues), "w"), exact, 1e-12);
    },
  }),
  claim("graph.paths", {
    oracle: "finite difference",
    ru: "Градиент — сумма по всем путям произведений местных производных; в ромбе путей два.",
    en: "The gradient is the sum over all ways of the products of local derivatives; in the diamond there are two.",
    compute() {
      const graph = graphOfText(diamond, diamondValues);
      const ways = paths(graph, graph.nodes.find((node) => node.label === "w")!.id).map(productAlong);
      const found = near(ways.reduce((a, b) => a + b, 0), difference(diamond, diamondValues, "w"), 1e-7, { ways }); // prettier-ignore
      return { ...found, pass: found.pass && ways.length === 2 };
    },
  }),
  claim("graph.naive", {
    oracle: "plain arithmetic",
    ru: "Наивная рекурсия, которая не ждёт всех пользователей узла, на ромбе ошибается: первый путь засчитан дважды.",
    en: "The naive recursion that does not wait for all users of a node is wrong on the diamond: the first way counts twice.",
    compute() {
      const graph = byName(graphOfText(diamond, diamondValues));
      const w = graph.nodes.find((node) => node.label === "w")!.id;
      const [first, second] = paths(graph, w).map(productAlong) as [number, number];
      const { x } = diamondValues;
      const y1 = Math.tanh(diamondValues.w * x);
      const share = 2 * (y1 ** 2 * Math.sin(y1) - 1) * (1 - y1 ** 2) * x; // ∂L/∂y₄ · ∂f₁/∂w₁
      const byHand = share * (2 * Math.sin(y1) * 2 * y1 + y1 ** 2 * Math.cos(y1));
      return { ...near(naiveGradients(graph)[w]!, byHand, 1e-9, { right: first + second, ways: [first, second] }), pass: Math.abs(naiveGradients(graph)[w]! - byHand) <= 1e-9 && Math.abs(byHand - first - second) > 0.1 }; // prettier-ignore
    },
  }),
];
