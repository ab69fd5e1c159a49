// Room 13: activation functions.
import "../../kit/bars.css";
import "../../kit/notes.css";
import "./room.css";
import type { Language, RoomDefinition } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { proof } from "../../worker/tasks.ts";
import { codeOf } from "./code.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute, experiment } from "./shared.ts";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

/** What the sigmoid's experiment has measured. */
function Reveal({ say, language }: { readonly say: Words["predict"]; readonly language: Language }) {
  const share = experiment.value?.of === "sigmoid" ? experiment.value.bars.find(({ name }) => name === "depth 10")?.value : undefined;
  return <p>{share === undefined ? say.revealWait : say.reveal(format(language).short(share))}</p>;
}

export const room: RoomDefinition<State, Words> = {
  id: "activations",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: { predict: say }, language }) => ({
    question: say.question,
    answers: say.answers,
    right: 2,
    reveal: <Reveal say={say} language={language} />,
  }),
  code: codeOf,
  proofs: ({ f, x }) => [
    proof("activations.your-value", { ru: words.ru.proofs.value, en: words.en.proofs.value }, "plain arithmetic", compute.valueByHand, { name: f, x }), // prettier-ignore
    proof("activations.your-slope", { ru: words.ru.proofs.slope, en: words.en.proofs.slope }, "finite difference", compute.slopeByHand, { name: f, x }), // prettier-ignore
  ],
  parameters: {
    f: { ru: words.ru.choose, en: words.en.choose },
    x: { ru: words.ru.x, en: words.en.x },
    beside: { ru: words.ru.beside, en: words.en.beside },
  },
};
