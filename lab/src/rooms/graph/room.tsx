// Room 11: the gradient and the computation graph.
import "../../kit/notes.css";
import "./room.css";
import type { RoomDefinition } from "../../contract.ts";
import { format } from "../../i18n/format.ts";
import { proof } from "../../worker/tasks.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute, drawing } from "./shared.ts";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

export const room: RoomDefinition<State, Words> = {
  id: "graph",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say, language }) => {
    const graph = drawing.value;
    const write = format(language);
    // The numbers are those of the graph that is shown, by its first input.
    const leaf = graph?.nodes.find(({ kind }) => kind === "input");
    const [right, wrong] = leaf ? [write.fixed(leaf.gradient, 4), write.fixed(leaf.naive, 4)] : ["…", "…"];
    return { question: say.predict.question, answers: say.predict.answers, right: 1, reveal: say.predict.reveal(right, wrong) };
  },
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
