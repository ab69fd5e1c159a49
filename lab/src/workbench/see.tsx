// Results: numbers, what is taken for what or how far estimates are off, earlier runs, and everything to take away.
import { format } from "../i18n/format.ts";
import { linear } from "../kit/scale.ts";
import { useWidth } from "../kit/size.ts";
import { TableTwin } from "../kit/table.tsx";
import { Group, Stat, Stats } from "../kit/text.tsx";
import type { RoomProps } from "../contract.ts";
import { curve, frame, view } from "./bench.ts";
import { History } from "./history.tsx";
import type { Frame } from "./core/session.ts";
import type { ProblemView } from "./core/describe.ts";
import type { Settings } from "./core/settings.ts";
import { TakeAway } from "./take.tsx";
import type { Words } from "./words.ts";

export function See({ state, set, words, language, seed }: RoomProps<Settings, Words>) {
  const [now, data] = [frame.value, view.value];
  const write = format(language);
  return (
    <div class="results">
      {now && data && (
        <>
          <Stats>
            <Stat label={words.gradient} value={now.point.gradient} />
            <Stat
              label={words.hash}
              value={now.hash}
              note={<span title={words.hashHelp}>{curve.value.length > 1 ? words.speed(now.perStep < 100 ? `${write.short(now.perStep, 2)} ${words.milliseconds}` : write.seconds(now.perStep), write.seconds(now.spent)) : words.hashHelp}</span>}
            />
          </Stats>
          {now.perStep > 1500 && <p class="note bad">{words.slow(write.seconds(now.perStep))}</p>}
          {now.confusion && data.classes && data.classes.length <= 12 && <Confusion now={now} data={data} words={words} write={write} />}
          {now.confusion && data.classes && data.classes.length > 12 && <Group title={words.confusion}><ConfusionTable now={now} data={data} words={words} open /></Group>}
          {now.residuals && <Residuals now={now} words={words} />}
        </>
      )}
      <History state={state} seed={seed} set={set} words={words} language={language} />
      <TakeAway state={state} seed={seed} words={words} set={set} language={language} />
    </div>
  );
} // prettier-ignore

interface ConfusionProps {
  readonly now: Frame;
  readonly data: ProblemView;
  readonly words: Words;
}

function Confusion({ now, data, words, write }: ConfusionProps & { readonly write: ReturnType<typeof format> }) {
  const names = data.classes!;
  const n = names.length;
  const counts = now.confusion!;
  const sums = names.map((_, t) => names.reduce((sum, _name, a) => sum + counts[t * n + a]!, 0));
  return (
    <Group title={words.confusion}>
      <div class="confusion-scroll" tabIndex={0} role="region" aria-label={words.confusion}>
        <table class="confusion">
          <thead>
            <tr><td /><th scope="colgroup" colSpan={n}>{words.answer}</th></tr>
            <tr><th scope="col" class="corner">{words.truth}</th>{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
          </thead>
          <tbody>
            {names.map((name, t) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {names.map((other, a) => {
                  const count = counts[t * n + a]!;
                  const share = sums[t]! > 0 ? count / sums[t]! : 0;
                  return <td key={other} class={t === a ? "right" : count > 0 ? "wrong" : ""} style={{ "--share": `${Math.round(share * 100)}%` }} title={write.percent(share)}>{count}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Group>
  );
} // prettier-ignore

/** The pairs that are confused most, for many classes. */
function ConfusionTable({ now, data, words, open }: ConfusionProps & { readonly open: boolean }) {
  const names = data.classes!;
  const n = names.length;
  const pairs = Array.from(now.confusion!, (count, i) => ({ count, truth: Math.floor(i / n), answer: i % n }))
    .filter(({ count, truth, answer }) => count > 0 && truth !== answer)
    .sort((a, b) => b.count - a.count);
  return (
    <TableTwin
      caption={words.confusion}
      open={open}
      columns={[words.truth, words.answer, "n"]}
      rows={() => pairs.map(({ count, truth, answer }) => [names[truth]!, names[answer]!, count])}
    />
  );
}

function Residuals({ now, words }: { readonly now: Frame; readonly words: Words }) {
  const [ref, width] = useWidth<HTMLDivElement>(320);
  const values = now.residuals!;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const size = Math.min(width, 340);
  const [sx, sy] = [linear([low, high], [36, size - 8]), linear([low, high], [size - 30, 8])];
  const pairs = Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const);
  return (
    <Group title={words.residuals}>
      <div ref={ref}>
        <svg class="picture residuals" width={size} height={size} role="img" aria-label={words.residuals}>
          <line class="axis" x1={sx(low)} y1={sy(low)} x2={sx(high)} y2={sy(high)} stroke-dasharray="4 4" />
          {pairs.map(([truth, answer], i) => <circle key={i} cx={sx(truth)} cy={sy(answer)} r={2.6} />)}
          <text class="axis-label" x={size / 2} y={size - 8} text-anchor="middle">{words.truth}</text>
          <text class="axis-label" x={14} y={size / 2} text-anchor="middle" transform={`rotate(-90 14 ${size / 2})`}>{words.answer}</text>
        </svg>
      </div>
      <TableTwin caption={words.residuals} columns={[words.truth, words.answer]} rows={() => pairs.map(([truth, answer]) => [truth, answer])} />
    </Group>
  );
} // prettier-ignore
