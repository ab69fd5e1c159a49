// Claims of the room of gates.
import { claim, near, none, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { feasibleCone, gates, inputsOf, learnGates, passes, tableNumber, tableOf } from "../gates.ts";
import { thresholdAtZero } from "../neuron.ts";
import { contradiction, separableTables } from "../separability.ts";
import { RandomSource } from "../../data/index.ts";

const TABLES = { not: [1, 0], and: [0, 0, 0, 1], or: [0, 1, 1, 1], nand: [1, 1, 1, 0], nor: [1, 0, 0, 0] } as const;

/** Counts tables that a neuron makes; every other one must show a contradiction, and none may do both. */
const counted = (id: string, count: number, published: number, ru: string, en: string): Claim =>
  claim(id, {
    oracle: "enumeration",
    ru,
    en,
    compute() {
      const made = separableTables(count);
      const refuted = range(2 ** (2 ** count)).filter((k) => contradiction(tableNumber(k, count)) !== null);
      const both = refuted.filter((k) => made.has(k)).length;
      const unsettled = 2 ** (2 ** count) - made.size - refuted.length + both;
      return { ...near(made.size, published, 0, { of: 2 ** 2 ** count, refuted: refuted.length, both, unsettled }), pass: made.size === published && both === 0 && unsettled === 0 }; // prettier-ignore
    },
  });

export const gateClaims: readonly Claim[] = [
  claim("gates.given", {
    oracle: "enumeration",
    ru: "Один пороговый нейрон — это НЕ (w = −1, b = 0,5), И (b = −1,5), ИЛИ (b = −0,5), И-НЕ, ИЛИ-НЕ: таблицы истинности совпадают.",
    en: "One threshold neuron is NOT (w = −1, b = 0.5), AND (b = −1.5), OR (b = −0.5), NAND, NOR: the truth tables agree.",
    compute: () => none(Object.entries(TABLES).filter(([name, table]) => tableOf(gates[name as keyof typeof gates]).join() !== table.join()).length), // prettier-ignore
  }),
  claim("gates.strict", {
    oracle: "enumeration",
    ru: "Знак в пороге важен: И с b = −1 верно при «Z > 0» и неверно при «Z ≥ 0».",
    en: "The sign in the threshold matters: AND with b = −1 is right for “Z > 0” and wrong for “Z ≥ 0”.",
    compute() {
      const neuron = { weights: [1, 1], bias: -1 };
      const wrongRows = inputsOf(2).filter(([a, b], row) => (a! + b! - 1 >= 0 ? 1 : 0) !== TABLES.and[row]).length;
      const strict = passes(neuron, TABLES.and);
      const loose = passes(neuron, TABLES.and, thresholdAtZero);
      return none(Number(!strict) + Number(loose), { wrongRows });
    },
  }),
  counted("gates.separable2", 2, 14, "Из 16 функций двух входов один нейрон умеет 14 (не умеет XOR и его отрицание).", "Of 16 functions of two inputs one neuron makes 14 (not XOR and its opposite)."), // prettier-ignore
  counted("gates.separable3", 3, 104, "Из 256 функций трёх входов один нейрон умеет 104.", "Of 256 functions of three inputs one neuron makes 104."), // prettier-ignore
  counted("gates.separable4", 4, 1882, "Из 65 536 функций четырёх входов один нейрон умеет 1882.", "Of 65,536 functions of four inputs one neuron makes 1,882."), // prettier-ignore
  claim("gates.learned", {
    oracle: "enumeration",
    ru: "Правило перцептрона само находит веса для каждой функции двух и трёх входов, для которой они есть, и не находит для остальных.",
    en: "The perceptron rule finds weights for every function of two and three inputs that has them, and none for the others.",
    compute() {
      const wrong = [2, 3].map((count) => {
        const tables = range(2 ** (2 ** count)).map((k) => tableNumber(k, count));
        return learnGates(tables, count).filter(({ found, neuron }, k) => {
          const possible = contradiction(tables[k]!) === null;
          // Judged by hand, not by the neuron's own code.
          const right = inputsOf(count).every((row, r) => Number(row.reduce((sum, x, i) => sum + x * neuron.weights[i]!, neuron.bias) > 0) === tables[k]![r]); // prettier-ignore
          return found !== possible || right !== possible;
        }).length;
      });
      return none(wrong[0]! + wrong[1]!, { wrong });
    },
  }),
  claim("gates.cone", {
    oracle: "enumeration",
    ru: "Все решения вентиля при данном b образуют многоугольник: внутри него таблица верна, снаружи — нет.",
    en: "All solutions of a gate for a given b form a polygon: inside it the table is right, outside it is not.",
    compute({ seed }) {
      const random = new RandomSource(seed, 1);
      let wrong = 0;
      for (const [table, bias] of [
        [TABLES.and, -1.5],
        [TABLES.or, -0.5],
        [TABLES.nand, 1.5],
        [TABLES.nor, 0.5],
      ] as const) {
        // prettier-ignore
        const polygon = feasibleCone(table, bias);
        for (let k = 0; k < 500; k++) {
          const [w1, w2] = [random.uniform(-3, 3), random.uniform(-3, 3)];
          const right = inputsOf(2).every(([a, b], row) => Number(w1 * a! + w2 * b! + bias > 0) === table[row]);
          const inside = polygon.length > 0 && polygon.every(([x, y], i) => {
            const [u, v] = polygon[(i + 1) % polygon.length]!;
            return (u - x) * (w2 - y) - (v - y) * (w1 - x) >= 0;
          }); // prettier-ignore
          if (right !== inside) wrong++;
        }
      }
      return none(wrong);
    },
  }),
];
