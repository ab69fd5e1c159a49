// The library code of each view of the room of losses.
import type { Language } from "../../contract.ts";
import { pointsOf } from "./shared.ts";
import type { State } from "./state.ts";

export function codeOf(state: State, language: Language): string {
  const say = (ru: string, en: string): string => (language === "ru" ? ru : en);
  const { z, label, start, far } = state;
  if (state.view === "logit")
    return `import { grad, sigmoid, tensor } from "nabla";
import { binaryCrossEntropyWithLogits, mse } from "nabla/losses";

const z = tensor([${z}], { dtype: "f64", requiresGrad: true });
const y = tensor([${label}], { dtype: "f64" });
const losses = {
  BCE: binaryCrossEntropyWithLogits(z, y),
  MSE: mse(sigmoid(z), y),
};
for (const [name, loss] of Object.entries(losses)) console.log(name, loss.item(), "dL/dz", grad(loss, [z])[0].item());
`;
  if (state.view === "race")
    return `import { bce, squaredError, stepsToRecover } from "nabla/lecture";

// ${say("От уверенной ошибки до p ≥ ½, шаг 1.", "From a confident mistake to p ≥ ½, rate 1.")}
console.log("BCE", stepsToRecover(bce, ${start}));
console.log("MSE", stepsToRecover(squaredError, ${start}));
`;
  if (state.view === "break")
    return `import { log, sigmoid, tensor } from "nabla";
import { binaryCrossEntropyWithLogits } from "nabla/losses";

const z = tensor([${far}]); // ${say("одинарная точность", "single precision")}
console.log("−log σ(z)", log(sigmoid(z)).neg().item());
console.log("${say("устойчиво", "stable")}", binaryCrossEntropyWithLogits(z, tensor([1])).item());
`;
  const { x, y } = pointsOf(state);
  return `import { grad, tensor } from "nabla";
import { mse } from "nabla/losses";

const x = tensor([${x.map((value) => `[${value}, 1]`).join(", ")}], { dtype: "f64" });
const y = tensor([${y.join(", ")}], { dtype: "f64" });
const line = tensor([${state.slope}, ${state.bias}], { dtype: "f64", requiresGrad: true });
const loss = mse(x.matmul(line), y);
console.log("MSE", loss.item(), "${say("градиент", "gradient")}", grad(loss, [line])[0].toArray());
`;
}
