// All sixteen truth tables of two inputs as small squares: which of them one neuron makes.
import { format } from "../../i18n/format.ts";
import { Group } from "../../kit/text.tsx";
import { Pending } from "../../kit/pending.tsx";
import type { RoomProps } from "../../contract.ts";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("gates");

export function Census({ state, set, words: say, language }: Omit<RoomProps<State, Words>, "seed">) {
  const census = useComputed(compute.census, {});
  const write = format(language);
  const [two, three, four] = census.value?.counts ?? [];
  const number = state.gate === "random" ? state.table : state.gate === "and" ? 8 : state.gate === "or" ? 14 : null;
  return (
    <Group title={say.censusTitle}>
      <Pending of={census} />
      {two && <p>{say.census(write.whole(two.made), write.whole(two.all))}</p>}
      <div class="gates-tiles">
        {Array.from({ length: 16 }, (_, k) => {
          const bits = [0, 1, 2, 3].map((row) => (k >> row) & 1);
          const made = census.value?.made[k] ?? true;
          return (
            <button
              type="button"
              key={k}
              class={made ? "gates-tile" : "gates-tile impossible"}
              aria-pressed={number === k}
              aria-label={say.tile(bits.join(" "), made)}
              title={say.tile(bits.join(" "), made)}
              onClick={() => set({ gate: "random", table: k })}
            >
              <svg viewBox="0 0 36 36" aria-hidden="true">
                {bits.map((bit, row) => (
                  <circle
                    key={row}
                    class={bit === 1 ? "one" : "zero"}
                    cx={row >> 1 ? 26 : 10}
                    cy={row & 1 ? 10 : 26}
                    r={bit === 1 ? 4.5 : 3.75}
                  />
                ))}
                {!made && <path d="M4 4L32 32" />}
              </svg>
            </button>
          );
        })}
      </div>
      {three && four && (
        <p>{say.censusMore(write.whole(three.made), write.whole(three.all), write.whole(four.made), write.whole(four.all))}</p>
      )}
    </Group>
  );
}
