// Room 14: depth.
import "../../kit/notes.css";
import "./room.css";
import type { RoomDefinition } from "../../contract.ts";
import { proof } from "../../worker/tasks.ts";
import { codeOf } from "./code.ts";
import { Figure } from "./figure.tsx";
import { Do, See } from "./panels.tsx";
import { compute, netOf } from "./shared.ts";
import { fields } from "./state.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";
import type { Words } from "./words.ts";

export const room: RoomDefinition<State, Words> = {
  id: "depth",
  fields,
  words,
  Figure,
  Do,
  See,
  predict: ({ words: say }) => ({ ...say.predict, right: 1 }),
  code: codeOf,
  proofs: (state, seed) => {
    const net = netOf(state, seed);
    return [
      proof("depth.your-gradient", { ru: words.ru.proofs.norm, en: words.en.proofs.norm }, "plain arithmetic", compute.normByHand, net),
      proof("depth.your-dead", { ru: words.ru.proofs.dead, en: words.en.proofs.dead }, "plain arithmetic", compute.deadByHand, {
        ...net,
        width: state.width,
        bias: state.bias,
        lr: state.lr,
      }),
    ];
  },
  parameters: {
    depth: { ru: words.ru.depth, en: words.en.depth },
    f: { ru: words.ru.f, en: words.en.f },
    initial: { ru: words.ru.initial, en: words.en.initial },
    gain: { ru: words.ru.gain, en: words.en.gain },
    skip: { ru: words.ru.skip, en: words.en.skip },
    lr: { ru: words.ru.lr, en: words.en.lr },
  },
};
