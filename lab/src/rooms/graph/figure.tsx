// The main figure of the room: the graph, the walk through it step by step, blanks to fill in, and the tables of the same numbers.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Button } from "../../kit/controls.tsx";
import { Pending } from "../../kit/pending.tsx";
import { useWidth } from "../../kit/size.ts";
import { TableTwin } from "../../kit/table.tsx";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import type { Drawing } from "./compute.ts";
import { GraphDrawing } from "./drawing.tsx";
import { Fill } from "./fill.tsx";
import { compute, drawing, note, problem } from "./shared.ts";
import type { State } from "./state.ts";
import { blanksOf, knownAfter, stepsOf } from "./steps.ts";
import type { Step } from "./steps.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

/** Below this width there is one line less of room for labels. */
const NARROW = 600;

export function Figure(props: Props) {
  const { state, words } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const narrow = width < NARROW;
  const computed = useComputed(compute.draw, { text: state.text, values: state.at, view: state.view, narrow });
  const { value } = computed;
  useEffect(() => {
    if (!value) return;
    problem.value = value.problem;
    if (value.problem === null) drawing.value = value;
  }, [value]);
  const graph = drawing.value;
  return (
    <div class="graph-figure" ref={ref}>
      <Pending of={computed} />
      {graph ? <Walk {...props} graph={graph} narrow={narrow} width={width} /> : <p class="muted">{words.loading}</p>}
    </div>
  );
}

function Walk({ state, set, words, language, graph, narrow, width }: Props & { readonly graph: Drawing; readonly narrow: boolean; readonly width: number }) {
  const picture = useRef<HTMLDivElement>(null);
  const steps = stepsOf(graph, state.naive);
  const count = Math.min(state.step, steps.length);
  const known = knownAfter(graph, steps, count);
  const filling = state.mode === "fill" && !state.naive && count < steps.length;
  const blanks = filling ? blanksOf(graph, steps[count]!, known) : [];
  const ways = graph.ways[state.leaf] ?? Object.values(graph.ways)[0] ?? [];
  useEffect(() => follow(picture.current), [count, state.naive, narrow]);
  const go = (step: number): void => set({ step: Math.max(0, Math.min(steps.length, step)) });
  const askedNodes = new Set(blanks.filter(({ kind }) => kind === "value" || kind === "gradient").map(({ node }) => node));
  const asked = new Set(blanks.flatMap(({ edge }) => (edge === undefined ? [] : [edge])));
  return (
    <>
      <div ref={picture} class="graph-scroll" tabIndex={0} role="region" aria-label={words.figure(state.text)}>
        <GraphDrawing graph={graph} known={known} asked={asked} askedNodes={askedNodes} ways={ways.length > 1 ? ways : []} label={words.figure(state.text)} narrow={narrow} room={width} again={words.again} />
      </div>
      <Stepper steps={steps} count={count} go={go} words={words} graph={graph} queue={known.queue} />
      {filling && <Fill key={`${state.text} ${state.view} ${count}`} graph={graph} blanks={blanks} words={words} onDone={(own) => { note(`${state.text} ${state.view}`, count, own ? "own" : "shown"); go(count + 1); }} />}
      <p class="figure-note muted">{words.edgeMeans}</p>
      <Tables graph={graph} words={words} language={language} />
    </>
  );
} // prettier-ignore

/** Keeps the node that acts in view, where the picture is higher than its place. */
function follow(picture: HTMLElement | null): void {
  const active = picture?.querySelector(".graph-node.active, .graph-node.asked");
  let frame: HTMLElement | null = picture;
  while (frame && !(frame.scrollHeight > frame.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(frame).overflowY)))
    frame = frame.parentElement;
  if (!picture || !active) return;
  const across = active.getBoundingClientRect();
  picture.scrollLeft += across.left + across.width / 2 - (picture.getBoundingClientRect().left + picture.clientWidth / 2);
  if (!frame || frame === document.documentElement) return;
  const [node, seen] = [active.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollTop += node.top + node.height / 2 - (seen.top + seen.height * 0.6);
}

interface StepperProps {
  readonly steps: readonly Step[];
  readonly count: number;
  readonly words: Words;
  readonly graph: Drawing;
  readonly queue: readonly number[];
  go(step: number): void;
}

/** Forward and back, by buttons and by a slider; the queue of what comes next. */
function Stepper({ steps, count, go, words, graph, queue }: StepperProps) {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    if (count >= steps.length) return setPlaying(false);
    const timer = setTimeout(() => go(count + 1), 1000);
    return () => clearTimeout(timer);
  }, [playing, count, steps.length]);
  const last = steps[count - 1];
  const phase = last === undefined ? "inputs" : count === steps.length ? "done" : last.kind === "forward" ? "forward" : last.kind === "seed" ? "seed" : "backward";
  const hand = (to: number): void => (setPlaying(false), go(to));
  const name = (id: number): string => graph.nodes.find((node) => node.id === id)?.label ?? "";
  return (
    <div class="graph-stepper">
      <div class="graph-buttons">
        <Button label={words.first} icon="again" kind="quiet" disabled={count === 0} onClick={() => hand(0)} />
        <Button label={words.back} disabled={count === 0} onClick={() => hand(count - 1)}>←</Button>
        <Button label={words.forth} kind="primary" disabled={count === steps.length} onClick={() => hand(count + 1)}>→</Button>
        <Button label={playing ? words.stop : words.play} icon={playing ? "pause" : "play"} kind="quiet" onClick={() => { if (!playing && count === steps.length) go(0); setPlaying(!playing); }} />
        <input class="graph-range" type="range" min={0} max={steps.length} step={1} value={count} aria-label={words.stepOf(count, steps.length)} aria-valuetext={`${words.stepOf(count, steps.length)}: ${words.phases[phase]}`}
          style={{ "--share": `${(count / Math.max(1, steps.length)) * 100}%` }} onInput={(event) => hand(Number(event.currentTarget.value))} />
      </div>
      <p class="graph-queue"><span class="graph-count">{words.stepOf(count, steps.length)}</span><strong>{words.phases[phase]}</strong><span class="muted">{words.queue}:</span>{queue.length === 0 ? <span class="muted">{words.queueEmpty}</span> : queue.slice(0, 8).map((id, k) => <span key={k} class="graph-chip">{name(id)}</span>)}{queue.length > 8 && <span class="muted">…</span>}</p>
    </div>
  );
} // prettier-ignore

function Tables({ graph, words, language }: { readonly graph: Drawing; readonly words: Words; readonly language: Props["language"] }) {
  const write = format(language);
  const name = (id: number): string => {
    const node = graph.nodes.find((one) => one.id === id)!;
    return node.label || write.short(node.value);
  };
  const of = new Map(graph.nodes.map((node) => [node.id, node.gradient]));
  const { table, nodeTable } = words;
  return (
    <>
      <TableTwin caption={table.title} columns={[table.from, table.to, table.local, table.upstream, table.contribution]} rows={() => graph.edges.map(({ from, to, local, contribution }) => [name(from), name(to), local, of.get(to) ?? NaN, contribution])} />
      <TableTwin caption={nodeTable.title} columns={[nodeTable.node, nodeTable.formula, nodeTable.value, nodeTable.gradient, nodeTable.naive]} rows={() => graph.nodes.map((node) => [name(node.id), node.formula, node.value, node.gradient, node.naive])} />
    </>
  );
} // prettier-ignore
