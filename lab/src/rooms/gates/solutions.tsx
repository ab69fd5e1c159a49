// All solutions at once: the plane of weights, where each row of the table cuts off a half-plane. The learner's neuron is a point.
import { format } from "../../i18n/format.ts";
import { Plane } from "../../kit/plane.tsx";
import { TableTwin } from "../../kit/table.tsx";
import type { RoomProps } from "../../contract.ts";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import { wanted } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("gates");

export function Solutions({ state, set, words: say, language }: Omit<RoomProps<State, Words>, "seed">) {
  const single = state.gate === "not";
  const { value } = useComputed(compute.solutions, { table: wanted(state), bias: state.b });
  const write = format(language);
  const title = single ? say.pairsTitle : say.weightsTitle(write.short(state.b));
  const [x, y] = single ? [state.w1, state.b] : [state.w1, state.w2];
  const axes = single ? (["w", "b"] as const) : (["w₁", "w₂"] as const);
  const text = `${axes[0]} = ${write.short(x)}; ${axes[1]} = ${write.short(y)}`;
  return (
    <div class="gates-solutions">
      <h2>{title}</h2>
      <Plane
        x={[-3, 3]}
        y={[-3, 3]}
        most={340}
        label={`${title}. ${say.solutionsHelp}`}
        xLabel={axes[0]}
        yLabel={axes[1]}
        handles={[
          { id: "weights", x, y, label: say.yours, step: 0.25, text, onMove: (u, v) => set(single ? { w1: u, b: v } : { w1: u, w2: v }) },
        ]}
      >
        {(view) =>
          value && value.polygon.length > 0 ? (
            <polygon class="gates-region" points={value.polygon.map(([u, v]) => `${view.x(u)},${view.y(v)}`).join(" ")} />
          ) : null
        }
      </Plane>
      <p class="gates-caption">{value && value.polygon.length === 0 ? say.noSolutions : say.solutionsHelp}</p>
      <TableTwin caption={title} columns={axes} rows={() => (value?.polygon ?? []).map(([u, v]) => [u, v])} />
    </div>
  );
}
