// Claims of the last room: everything put together.
import { grad, tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { claim, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { moons } from "../points.ts";
import { assemble, losses } from "../together.ts";
import type { Data, Task } from "../together.ts";

/** A small problem of each kind, new for every seed. */
function problem(task: Task, seed: number): Data {
  const random = new RandomSource(seed, 31);
  if (task === "two classes") {
    const { x, y } = moons({ count: 200, noise: 0.15, seed });
    return { inputs: x.toArray() as number[][], targets: [...y.data()] };
  }
  const inputs = range(200).map(() => [random.uniform(-2, 2), random.uniform(-2, 2)]);
  if (task === "regression") return { inputs, targets: inputs.map(([a, b]) => Math.sin(a!) + 0.5 * b! + 0.05 * random.normal()) };
  return { inputs, targets: inputs.map(([a, b]) => (Math.hypot(a!, b!) < 1 ? 0 : a! > 0 ? 1 : 2)) };
}

export const togetherClaims: readonly Claim[] = [
  claim("together.same", {
    oracle: "enumeration",
    ru: "Одинаковый выбор и зерно — одинаковые веса до последнего бита; другое зерно — другие.",
    en: "The same choice and seed give the same weights to the last bit; another seed gives others.",
    compute({ seed }) {
      const data = problem("two classes", seed);
      const hashes = [seed, seed, seed + 1].map((own) => assemble({ task: "two classes", data, steps: 50, seed: own }).card["hash"]);
      return none(Number(hashes[0] !== hashes[1]) + Number(hashes[0] === hashes[2]), { hash: hashes[0]! });
    },
  }),
  claim("together.tasks", {
    oracle: "closed form",
    ru: "Один и тот же набор частей решает регрессию и обе классификации на новых данных намного лучше случайного ответа.",
    en: "The same set of parts solves regression and both classifications on fresh data, far better than chance.",
    compute({ seed }) {
      const score = (task: Task): number => Number(assemble({ task, data: problem(task, seed), steps: 400, seed }).card["score"]);
      const [r2, two, many] = [score("regression"), score("two classes"), score("many classes")];
      // chance: R² 0, one half, and the share of the commonest class, below 0.45
      return { ...within(Math.min(r2, two, many), [0.85, 1], 0.95, { r2, two, many }), pass: r2 > 0.9 && two > 0.9 && many > 0.85 };
    },
  }),
  claim("together.gradient", {
    oracle: "finite difference",
    ru: "Градиент собранной сети проверяется конечной разностью вдоль него самого: ‖∇L‖.",
    en: "The gradient of the assembled network is checked by a finite difference along itself: ‖∇L‖.",
    compute({ seed }) {
      const { model, loss } = assemble({ task: "two classes", data: problem("two classes", seed), steps: 5, seed });
      const own = model.parameters();
      const slopes = grad(loss(), own).map((g) => Float64Array.from(g.data()));
      const length = Math.sqrt(slopes.reduce((sum, g) => sum + g.reduce((s, v) => s + v * v, 0), 0));
      const before = own.map((w) => Float64Array.from(w.data()));
      const at = (h: number): number => {
        own.forEach((w, i) => w.assign(tensor(before[i]!.map((v, k) => v + (h * slopes[i]![k]!) / length), { shape: w.shape, dtype: w.dtype }))); // prettier-ignore
        return loss().item();
      };
      const difference = (at(1e-2) - at(-1e-2)) / 2e-2;
      return near(length, difference, 2e-3 * Math.max(1, length), { difference });
    },
  }),
  claim("together.descends", {
    oracle: "closed form",
    ru: "Обучение начинается около ln K — сеть ещё ничего не знает — и уходит далеко вниз.",
    en: "Training begins near ln K, as long as the network knows nothing, and goes far down.",
    compute({ seed }) {
      const { curve } = assemble({ task: "many classes", data: problem("many classes", seed), steps: 400, seed });
      return { ...near(curve[0]!, Math.log(3), 0.25, { last: curve.at(-1)! }), pass: Math.abs(curve[0]! - Math.log(3)) < 0.25 && curve.at(-1)! < 0.2 * Math.log(3) }; // prettier-ignore
    },
  }),
  claim("together.fit", {
    oracle: "enumeration",
    ru: "Потери должны подходить к задаче: неподходящее сочетание отвергается с объяснением, подходящее — обучается.",
    en: "The loss must suit the task: a pair that does not fit is refused with the reason, one that does is trained.",
    compute({ seed }) {
      const wrong = (["regression", "two classes", "many classes"] as const).flatMap((task) =>
        (Object.keys(losses) as (keyof typeof losses)[]).filter((loss) => {
          try {
            assemble({ task, data: problem(task, seed), loss, steps: 2, seed });
            return !losses[loss].tasks.includes(task);
          } catch (error) {
            return losses[loss].tasks.includes(task) || !(error as Error).message.includes(task);
          }
        }),
      );
      return none(wrong.length);
    },
  }),
];
