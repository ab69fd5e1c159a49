// The workbench: own data → task → network → training → taken away.
import type { RoomDefinition } from "../contract.ts";
import { view } from "./bench.ts";
import { Do } from "./do.tsx";
import { Figure } from "./figure.tsx";
import { proofsOf } from "./proofs.ts";
import { See } from "./see.tsx";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { program } from "./take.tsx";
import { words } from "./words.ts";
import type { Words } from "./words.ts";
import "./workbench.css";

export const room: RoomDefinition<State, Words> = {
  id: "together",
  fields,
  words,
  Figure,
  Do,
  See,
  code: (state, language, seed) => program(state, seed) ?? `// ${words[language].nothingYet}\n`,
  proofs: (state, seed) => (view.value ? proofsOf(state, seed) : []),
  parameters: {
    data: { ru: words.ru.data, en: words.en.data },
    lr: { ru: words.ru.rate, en: words.en.rate },
    opt: { ru: words.ru.optimizer, en: words.en.optimizer },
    loss: { ru: words.ru.loss, en: words.en.loss },
    epochs: { ru: words.ru.epochs, en: words.en.epochs },
    batch: { ru: words.ru.batch, en: words.en.batch },
    init: { ru: words.ru.init, en: words.en.init },
    metric: { ru: words.ru.metric, en: words.en.metric },
  },
};
