// The view of squares: points and a line that can be pulled, and the squares of residuals between them.
import type { RoomProps } from "../../contract.ts";
import { Plane } from "../../kit/plane.tsx";
import type { View } from "../../kit/plane.tsx";
import { Pending } from "../../kit/pending.tsx";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import { compute, fit, pointsOf } from "./shared.ts";
import { ENDS, SIDE } from "./state.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";
import { useEffect } from "preact/hooks";

const RANGE = [-SIDE - 0.2, SIDE + 0.2] as const;

export function Squares({ state, set, words, language }: RoomProps<State, Words>) {
  const { x, y } = pointsOf(state);
  const { slope, bias } = state;
  const computed = useComputed(compute.fit, { x, y, slope, bias });
  useEffect(() => {
    if (computed.value) fit.value = computed.value;
  }, [computed.value]);
  const write = format(language);
  const at = (v: number): number => slope * v + bias;
  // An end that is pulled leaves the other one where it is.
  const pull = (end: 0 | 1, height: number): void => {
    const heights = ENDS.map((v, k) => (k === end ? height : at(v))) as [number, number];
    const next = (heights[1] - heights[0]) / (ENDS[1] - ENDS[0]);
    set({ slope: next, bias: heights[0] - next * ENDS[0] });
  };
  return (
    <>
      <Pending of={computed} />
      <Plane x={RANGE} y={RANGE} label={words.figureSquares} xLabel="x" yLabel="y" most={600}
        handles={[
          ...x.map((v, k) => ({ id: `point-${k}`, x: v, y: y[k]!, along: "y" as const, step: 0.05, color: "ink" as const, label: words.pointLabel(k + 1), onMove: (_: number, height: number) => set({ heights: y.map((old, i) => (i === k ? height : old)) }) })),
          ...([0, 1] as const).map((end) => ({ id: `end-${end}`, x: ENDS[end], y: at(ENDS[end]), along: "y" as const, step: 0.05, shape: "diamond" as const, label: end === 0 ? words.leftEnd : words.rightEnd, onMove: (_: number, height: number) => pull(end, height) })),
        ]}>
        {(view) => (
          <>
            {x.map((v, k) => <Square key={k} view={view} x={v} y={y[k]!} line={at(v)} />)}
            <line class="losses-line" x1={view.x(RANGE[0])} y1={view.y(at(RANGE[0]))} x2={view.x(RANGE[1])} y2={view.y(at(RANGE[1]))} />
          </>
        )}
      </Plane>
      <TableTwin caption={words.tableSquares.title} digits={3} columns={[words.tableSquares.x, words.tableSquares.y, words.tableSquares.predicted, words.tableSquares.residual, words.tableSquares.square]}
        rows={() => x.map((v, k) => [v, y[k]!, at(v), at(v) - y[k]!, (at(v) - y[k]!) ** 2])} />
      <p class="unseen" role="status">{computed.value && `MSE ${write.short(computed.value.loss)}`}</p>
    </>
  );
} // prettier-ignore

/** The square over a residual, on the side where there is room. */
function Square({ view, x, y, line }: { readonly view: View; readonly x: number; readonly y: number; readonly line: number }) {
  const side = Math.abs(view.y(y) - view.y(line));
  const top = Math.min(view.y(y), view.y(line));
  const left = view.x(x) + (x > 0 ? -side : 0);
  return <rect class={line > y ? "losses-square above" : "losses-square below"} x={left} y={top} width={side} height={side} />;
}
