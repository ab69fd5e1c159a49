// A broken line: one input, one layer of rectifiers, one output. Each unit folds it once.
import type { RoomProps } from "../../contract.ts";
import { Chart } from "../../kit/chart.tsx";
import { Slider } from "../../kit/controls.tsx";
import { TableTwin } from "../../kit/table.tsx";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

const compute = tasksOf<typeof import("./compute.ts")>("layers");

export function Pieces({ state, set, words: say, seed }: RoomProps<State, Words>) {
  const { value } = useComputed(compute.pieces, { units: state.units, seed });
  return (
    <section class="layers-pieces" aria-labelledby="layers-pieces">
      <h2 id="layers-pieces">{say.piecesTitle}</h2>
      <p class="layers-small">{say.piecesHelp}</p>
      <Slider label={say.units} value={state.units} min={1} max={20} step={1} onChange={(units) => set({ units })} />
      <p data-pieces={value?.pieces}>{value && say.pieces(state.units, value.pieces)}</p>
      <Chart
        label={say.piecesTitle}
        xLabel="x"
        yLabel="y"
        height={230}
        x={[-4, 4]}
        series={[{ name: "y", color: "ink", points: value ? value.x.map((x, i) => [x, value.y[i]!] as const) : [] }]}
      >
        {(view) =>
          value?.folds.map((fold, i) => <circle key={i} class="layers-fold" cx={view.x(fold)} cy={view.y(value.y[i + 1]!)} r={5} />)
        }
      </Chart>
      <TableTwin caption={say.piecesTable} columns={say.piecesColumns} rows={() => (value?.x ?? []).map((x, i) => [x, value!.y[i]!])} />
    </section>
  );
}
