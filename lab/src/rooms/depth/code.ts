// The library code of each view of the room of depth.
import type { Language } from "../../contract.ts";
import type { State } from "./state.ts";

export function codeOf(state: State, language: Language, seed: number): string {
  const say = (ru: string, en: string): string => (language === "ru" ? ru : en);
  const { f, depth, initial, gain, skip, width, bias, lr } = state;
  const skipped = skip === "skip" ? ", skip: 1" : "";
  if (state.view === "gradients")
    return `import { gradientNorms } from "nabla/lecture";

// ${say("Норма градиента каждого слоя у двадцати сетей: до обучения.", "The norm of every layer's gradient in twenty networks, before training.")}
const norms = gradientNorms({ activation: "${f}", depth: ${depth}, initial: "${initial}", gain: ${gain}${skipped}, count: 20, seed: ${seed} });
const middle = (values) => [...values].sort((a, b) => a - b)[10];
norms.forEach((values, layer) => console.log(layer + 1, middle(values)));
`;
  return `import { compile, grad } from "nabla";
import { Population, activations, deadShare, moons } from "nabla/lecture";
import { binaryCrossEntropyWithLogits } from "nabla/losses";
import { sgd } from "nabla/optim";

const points = moons({ count: 200, noise: 0.1, seed: ${seed} });
const net = new Population({ count: 1, sizes: [2, ${new Array(depth).fill(width).join(", ")}, 1], activation: activations.${f}.of, initial: "${initial}", gain: ${gain}, bias: ${bias}${skipped}, seed: ${seed} });
console.log("${say("мёртвых до", "dead before")}", deadShare(net, points)[0]);
const optimizer = sgd({ lr: ${lr} }).over(net);
const step = compile(() => optimizer.step(grad(binaryCrossEntropyWithLogits(net.forward(points.x), points.y.expand([1, 200, 1])), optimizer.parameters)));
for (let k = 0; k < 300; k++) step();
console.log("${say("после", "after")}", deadShare(net, points)[0]);
`;
}
