// The library code of each view of the room of descent.
import type { Language } from "../../contract.ts";
import type { Method, State } from "./state.ts";

const optimizers: Readonly<Record<Method, { readonly name: string; options(lr: number): string }>> = {
  plain: { name: "sgd", options: (lr) => `{ lr: ${lr} }` },
  momentum: { name: "sgd", options: (lr) => `{ lr: ${lr}, momentum: 0.9 }` },
  nesterov: { name: "sgd", options: (lr) => `{ lr: ${lr}, momentum: 0.9, nesterov: true }` },
  rmsprop: { name: "rmsprop", options: (lr) => `{ lr: ${lr} }` },
  adam: { name: "adam", options: (lr) => `{ lr: ${lr} }` },
};

export function codeOf(state: State, language: Language, seed: number): string {
  const say = (ru: string, en: string): string => (language === "ru" ? ru : en);
  if (state.view === "race")
    return `import { race, spirals } from "nabla/lecture";
import { adam, rmsprop, sgd } from "nabla/optim";

const options = { points: spirals({ count: 160, noise: 0.04, turns: 0.6, seed: ${seed} }), sizes: [2, 16, 16, 1], count: 1, seed: ${seed}, steps: 2000, goal: 0.05 };
const methods = {
  plain: sgd({ lr: 0.1 }),
  momentum: sgd({ lr: 0.1, momentum: 0.9 }),
  nesterov: sgd({ lr: 0.1, momentum: 0.9, nesterov: true }),
  rmsprop: rmsprop({ lr: 0.003 }),
  adam: adam({ lr: 0.01 }),
};
for (const [name, optimizer] of Object.entries(methods)) console.log(name, race(optimizer, options).steps[0]);
`;
  const { name, options } = optimizers[state.method];
  const linear = state.unit === "linear";
  const y = linear ? "Number((0.9 * v + 0.4 + 0.5 * random.normal()).toFixed(3))" : "Number(v + 0.7 * random.normal() > 1)";
  return `import { compile, grad, parameter, tensor } from "nabla";
import { RandomSource } from "nabla/data";
import { ${linear ? "mse" : "binaryCrossEntropyWithLogits"} } from "nabla/losses";
import { ${name} } from "nabla/optim";
import { largestCurvature } from "nabla/lecture";

const random = new RandomSource(${seed}, 3);
const x = Array.from({ length: 24 }, () => Number((${linear ? "2 + 0.7" : "1.2 + 1.1"} * random.normal()).toFixed(3)));
const y = x.map((v) => ${y});
const inputs = tensor([x, x.map(() => 1)], { dtype: "f64" });
const targets = tensor([y], { dtype: "f64" });
const place = parameter(tensor([[${state.w}, ${state.b}]], { dtype: "f64" }));
const loss = () => ${linear ? "mse" : "binaryCrossEntropyWithLogits"}(place.matmul(inputs), targets);

console.log("2/λ =", 2 / largestCurvature(loss, [place]).value); // ${say("порог шага", "the threshold of the rate")}
const optimizer = ${name}(${options(state.lr)}).over([place]);
const step = compile(() => {
  const value = loss();
  optimizer.step(grad(value, [place]));
  return value;
});
for (let k = 1; k <= ${state.steps}; k++) {
  const value = step().item();
  if (k <= 5 || k === ${state.steps}) console.log(k, value, place.toArray()[0]);
}
`;
}
