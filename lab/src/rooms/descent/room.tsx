// Room 12: gradient descent.
import "../../kit/notes.css";
import "./room.css";
import type { RoomDefinition } from "../../contract.ts";
import { proof } from "../../worker/tasks.ts";
import { codeOf } from "./code.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute } from "./shared.ts";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

export const room: RoomDefinition<State, Words> = {
  id: "descent",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say }) => ({ ...say.predict, right: 2 }),
  code: codeOf,
  proofs: ({ unit, w, b, lr, method, steps }, seed) => [
    proof("descent.your-walk", { ru: words.ru.proofs.walk, en: words.en.proofs.walk }, "plain arithmetic", compute.walkByHand, {
      unit,
      seed,
      start: [w, b],
      lr,
      method,
      steps,
    }),
    proof("descent.your-curvature", { ru: words.ru.proofs.curvature, en: words.en.proofs.curvature }, "closed form", compute.curvatureByHand, { unit, seed, place: [w, b] }), // prettier-ignore
  ],
  parameters: {
    lr: { ru: words.ru.lr, en: words.en.lr },
    method: { ru: words.ru.method, en: words.en.method },
    unit: { ru: words.ru.unit, en: words.en.unit },
    steps: { ru: words.ru.steps, en: words.en.steps },
  },
};
