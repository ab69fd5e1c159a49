// The map of units: to what share of points each answers, before training and after. A dead unit is a cross.
import { useEffect } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Pending } from "../../kit/pending.tsx";
import { useWidth } from "../../kit/size.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import { compute, netOf, units } from "./shared.ts";
import type { State } from "./state.ts";
import type { Words } from "./words.ts";

export function Units({ state, words, language, seed }: RoomProps<State, Words>) {
  const computed = useComputed(compute.units, { ...netOf(state, seed), width: state.width, bias: state.bias, lr: state.lr });
  const { value } = computed;
  useEffect(() => {
    if (value) units.value = value;
  }, [value]);
  const write = format(language);
  const dead = (layer: readonly number[]): number => layer.filter((share) => share === 0).length;
  return (
    <>
      <Pending of={computed} />
      {value && (
        <>
          {(["before", "after"] as const).map((when) => (
            <section key={when} class="depth-map" aria-label={when === "before" ? words.unitsBefore : words.unitsAfter}>
              <h2 class="figure-title">{when === "before" ? words.unitsBefore : words.unitsAfter} <span class="muted">{write.percent(when === "before" ? value.deadBefore : value.deadAfter, 1)}</span></h2>
              <Map layers={value[when]} words={words} label={words.figureUnits(write.percent(when === "before" ? value.deadBefore : value.deadAfter, 1))} />
            </section>
          ))}
          <p class="figure-note">{words.unitsLegend}</p>
          <TableTwin caption={words.unitTable.title} columns={[words.unitTable.layer, words.unitTable.before, words.unitTable.after]} rows={() => value.before.map((layer, k) => [write.whole(k + 1), write.whole(dead(layer)), write.whole(dead(value.after[k]!))])} />
        </>
      )}
    </>
  );
} // prettier-ignore

function Map({ layers, words, label }: { readonly layers: readonly (readonly number[])[]; readonly words: Words; readonly label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const left = 68;
  const count = layers[0]?.length ?? 1;
  const cell = Math.min(34, (width - left) / count);
  const side = cell * 0.82;
  return (
    <div ref={ref}>
      <svg class="picture" width={width} height={layers.length * cell} viewBox={`0 0 ${width} ${layers.length * cell}`} role="img" aria-label={label}>
        {layers.map((layer, l) => (
          <g key={l}>
            <text class="tick" x={0} y={(l + 0.5) * cell + 4.5}>{words.layer(l + 1)}</text>
            {layer.map((share, u) => {
              const [x, y] = [left + u * cell + (cell - side) / 2, l * cell + (cell - side) / 2];
              if (share === 0) return <g key={u} class="depth-dead"><rect x={x} y={y} width={side} height={side} rx={3} /><path d={`M${x + side * 0.27} ${y + side * 0.27}l${side * 0.46} ${side * 0.46}M${x + side * 0.73} ${y + side * 0.27}l${-side * 0.46} ${side * 0.46}`} /></g>;
              return <g key={u} class="depth-alive"><rect x={x} y={y} width={side} height={side} rx={3} /><rect class="depth-share" x={x} y={y + side * (1 - share)} width={side} height={side * share} rx={3} /></g>;
            })}
          </g>
        ))}
      </svg>
    </div>
  );
} // prettier-ignore
