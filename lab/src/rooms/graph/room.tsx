// Room 11: the gradient and the computation graph.
import "../../kit/notes.css";
import "./room.css";
import type { Language, RoomDefinition } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { proof, useComputed } from "../../worker/tasks.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute, drawing } from "./shared.ts";
import { fields, presets } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

/** The numbers of the lecture's diamond, whatever graph is shown. */
function Reveal({ words: say, language }: { readonly words: Words; readonly language: Language }) {
  const { text, values } = presets.diamond;
  const { value } = useComputed(compute.draw, { text, values, view: "names", narrow: true });
  const leaf = value?.problem === null ? value.nodes.find(({ label }) => label === "w") : undefined;
  const write = format(language);
  return <p>{leaf ? say.predict.reveal(write.fixed(leaf.gradient, 4), write.fixed(leaf.naive, 4)) : say.loading}</p>;
}

export const room: RoomDefinition<State, Words> = {
  id: "graph",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say, language }) => ({
    question: say.predict.question,
    answers: say.predict.answers,
    right: 1,
    reveal: <Reveal words={say} language={language} />,
  }),
  code: () => drawing.value?.code ?? "",
  proofs: ({ text, at }) => {
    const args = { text, values: at };
    return [
      proof(
        "graph.yours",
        { ru: words.ru.proofs.differences, en: words.en.proofs.differences },
        "finite difference",
        compute.differences,
        args,
      ),
      proof("graph.yours-sums", { ru: words.ru.proofs.sums, en: words.en.proofs.sums }, "plain arithmetic", compute.sums, args),
      proof("graph.yours-value", { ru: words.ru.proofs.value, en: words.en.proofs.value }, "plain arithmetic", compute.value, args),
    ];
  },
  parameters: {
    text: { ru: words.ru.text, en: words.en.text },
    view: { ru: words.ru.view, en: words.en.view },
    mode: { ru: words.ru.mode, en: words.en.mode },
    naive: { ru: words.ru.naive, en: words.en.naive },
  },
};
