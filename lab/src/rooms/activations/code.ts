// The library code of each function of the room: value and slope at the marker, and the heart of its experiment.
import type { Language } from "../../contract.ts";
import type { Name, State } from "./state.ts";

const ratios = (names: readonly Name[], depth: number, seed: number): string => `
const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
for (const activation of ${JSON.stringify(names)})
  console.log(activation, middle(gradientRatio({ activation, depth: ${depth}, initial: activation === "sigmoid" || activation === "tanh" ? "xavier" : "he", count: 20, seed: ${seed} })));
`;

export function codeOf({ f, x }: State, language: Language, seed: number): string {
  const say = (ru: string, en: string): string => (language === "ru" ? ru : en);
  const head = (also: string): string => `import { activationProfile${also} } from "nabla/lecture";

// ${say("Значение и наклон на отметке.", "Value and slope at the marker.")}
const { values, slopes } = activationProfile("${f}", [${x}]);
console.log("f(x) =", values[0], "f′(x) =", slopes[0]);
`;
  const comment = (text: string): string => `\n// ${text}`;
  if (f === "sigmoid" || f === "tanh" || f === "gelu" || f === "silu")
    return `${head(", gradientRatio")}${comment(say("Какая доля градиента доходит до первого из десяти слоёв.", "What share of the gradient reaches the first of ten layers."))}${ratios([f, f === "sigmoid" ? "tanh" : "sigmoid", "relu"], 10, seed)}`;
  if (f === "relu")
    return `${head(", deadShare, moons, trainWithRates")}${comment(say("Сколько нейронов мертвы после обучения с разным шагом.", "How many units are dead after training with several rates."))}
const points = moons({ count: 200, noise: 0.1, seed: ${seed} });
const nets = trainWithRates(points, [0.1, 0.5, 2, 5, 10], { activation: "relu", depth: 2, width: 16, initial: "he", seed: ${seed} }, 400);
console.log(deadShare(nets, points));
`;
  if (f === "elu")
    return `${head(", gradientNorms")}${comment(say("Градиент первого из двадцати слоёв, когда веса вдвое больше, чем нужно.", "The gradient of the first of twenty layers with weights doubled."))}
for (const activation of ["relu", "elu", "gelu", "tanh"])
  console.log(activation, gradientNorms({ activation, depth: 20, initial: "he", gain: 2, count: 1, seed: ${seed} })[0][0]);
`;
  if (f === "linear")
    return `${head(", collapse, stackOfLayers")}${comment(say("Четыре линейных слоя — одно аффинное отображение.", "Four linear layers are one affine map."))}
const net = stackOfLayers([2, 8, 8, 8, 1], ${seed});
const { weight, bias } = collapse(net);
console.log(weight.toArray(), bias.toArray());
`;
  return `import { grad, parameter, tensor } from "nabla";
${head(", activations")}${comment(say("Нейрон, у которого вход на всех данных отрицателен: есть ли у него градиент?", "A unit whose input is negative on all data: has it a gradient?"))}
const w = parameter(tensor([1, -5], { dtype: "f64" }));
const inputs = tensor([[0, 1], [0.5, 1], [1, 1]], { dtype: "f64" });
for (const name of ["relu", "${f}"]) console.log(name, grad(activations[name].of(inputs.matmul(w)).sub(1).square().mean(), [w])[0].toArray());
`;
}
