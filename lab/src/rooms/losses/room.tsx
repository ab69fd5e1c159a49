// Room 8: losses.
import "../../kit/notes.css";
import "./room.css";
import type { RoomDefinition } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { proof } from "../../worker/tasks.ts";
import { codeOf } from "./code.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute, pointsOf } from "./shared.ts";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

const both = (key: keyof Words["proofs"]): { readonly ru: string; readonly en: string } => ({
  ru: words.ru.proofs[key],
  en: words.en.proofs[key],
});

export const room: RoomDefinition<State, Words> = {
  id: "losses",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say, language }) => {
    const p = 1 / (1 + Math.exp(10));
    return { question: say.predict.question, answers: say.predict.answers, right: 2, reveal: say.predict.reveal(format(language).short(p * (1 - p))) }; // prettier-ignore
  },
  code: codeOf,
  proofs: (state) => {
    const label = state.label === "1" ? 1 : 0;
    return [
      proof("losses.your-slopes", both("slopes"), "finite difference", compute.slopes, { z: state.z, label }),
      proof("losses.your-race", both("race"), "plain arithmetic", compute.raceByHand, { start: state.start }),
      proof("losses.your-line", both("line"), "finite difference", compute.lineGradient, {
        ...pointsOf(state),
        slope: state.slope,
        bias: state.bias,
      }),
    ];
  },
  parameters: {
    z: { ru: words.ru.z, en: words.en.z },
    label: { ru: words.ru.label, en: words.en.label },
    start: { ru: words.ru.start, en: words.en.start },
    far: { ru: words.ru.far, en: words.en.far },
    slope: { ru: words.ru.slopeLabel, en: words.en.slopeLabel },
    bias: { ru: words.ru.biasLabel, en: words.en.biasLabel },
  },
};
