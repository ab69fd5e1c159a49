// The room's two panels: what to do (the expression, its inputs, tasks), and what one sees (the step in words, ways, finite difference).
import { useEffect, useState } from "preact/hooks";
import type { RoomProps } from "../../contract.ts";
import { Choice, Select, Slider, Toggle } from "../../kit/controls.tsx";
import { useOnce } from "../../kit/once.ts";
import { Group, Note, NumberText, Step, Steps } from "../../kit/text.tsx";
import { css } from "../../kit/colors.ts";
import { format } from "../../i18n/format.ts";
import { useComputed } from "../../worker/tasks.ts";
import type { Drawing, Problem } from "./compute.ts";
import { WAYS } from "./drawing.tsx";
import { compute, drawing, filled, problem } from "./shared.ts";
import { presets } from "./state.ts";
import type { Preset, State } from "./state.ts";
import { knownAfter, stepsOf } from "./steps.ts";
import type { Words } from "./words.ts";

type Props = RoomProps<State, Words>;

/** All steps: more than any walk has. */
const END = 400;

export function Do({ state, set, words }: Props) {
  const graph = drawing.value;
  const steps = graph ? stepsOf(graph, state.naive) : [];
  const count = Math.min(state.step, steps.length);
  const chosen = (Object.keys(presets) as Preset[]).find((name) => presets[name].text === state.text);
  const backward = graph ? steps.map(({ kind }, k) => (kind === "backward" ? k : -1)).filter((k) => k >= 0) : [];
  const own = filled.value.text === `${state.text} ${state.view}` ? filled.value.own : new Set<number>();
  const flat = graph !== null && chosen === "shared" && Math.abs(graph.nodes.find(({ kind }) => kind === "input")?.gradient ?? 1) < 0.01;
  const done = {
    end: useOnce(graph !== null && !state.naive && count === steps.length),
    fill: useOnce(backward.length > 0 && backward.every((k) => own.has(k))),
    naive: useOnce(state.naive && count === steps.length && steps.length > 0),
    flat: useOnce(flat),
  };
  return (
    <>
      <Steps>
        <Step done={done.end}>{words.tasks.end}</Step>
        <Step done={done.naive}>{words.tasks.naive}</Step>
        <Step done={done.fill}>{words.tasks.fill}</Step>
        <Step done={done.flat}>{words.tasks.flat}</Step>
      </Steps>
      <Select label={words.preset} value={chosen ?? "own"} options={[...(chosen ? [] : [{ value: "own" as const, label: "—" }]), ...(Object.keys(presets) as Preset[]).map((name) => ({ value: name, label: words.presets[name] }))]}
        onChange={(name) => name !== "own" && set({ text: presets[name].text, at: presets[name].values, step: name === "diamond" ? 9 : END, naive: false, leaf: Object.keys(presets[name].values)[0]! })} />
      <Expression text={state.text} words={words} onChange={(text) => set({ text, step: END })} />
      {graph && <Group title={words.values}>{Object.entries(graph.values).map(([name, value]) => (
        <Slider key={name} label={name} value={value} min={Math.min(-4, value)} max={Math.max(4, value)} step={0.05} digits={2} onChange={(next) => set({ at: { ...graph.values, [name]: next } })} />
      ))}</Group>}
      <Choice label={words.view} value={state.view} options={(["names", "operations"] as const).map((value) => ({ value, label: words.views[value] }))} onChange={(view) => set({ view, step: END })} />
      <Choice label={words.mode} value={state.mode} options={(["watch", "fill"] as const).map((value) => ({ value, label: words.modes[value] }))} onChange={(mode) => set(mode === "fill" ? { mode, naive: false, step: graph?.forward.length ?? 0 } : { mode })} />
      <Toggle label={words.naive} on={state.naive} onChange={(naive) => set({ naive, step: naive ? END : state.step, ...(naive && { mode: "watch" as const }) })} />
      <p class="hint">{words.naiveHelp}</p>
    </>
  );
} // prettier-ignore

/** The text, taken a moment after the last key; the address keeps what can be read. */
function Expression({ text, words, onChange }: { readonly text: string; readonly words: Words; onChange(text: string): void }) {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  useEffect(() => {
    if (draft === text) return;
    const timer = setTimeout(() => onChange(draft), 350);
    return () => clearTimeout(timer);
  }, [draft]);
  const wrong = draft === text ? problem.value : null;
  return (
    <div class="graph-text">
      <label for="graph-text">{words.text}</label>
      <textarea id="graph-text" rows={3} spellcheck={false} autoComplete="off" autoCapitalize="off" maxLength={240} value={draft} aria-invalid={wrong !== null} aria-describedby="graph-text-help" onInput={(event) => setDraft(event.currentTarget.value.replace(/\n/g, "; "))} />
      <p id="graph-text-help" class={wrong ? "wrong" : "hint"} role={wrong ? "alert" : undefined}>{wrong ? explain(wrong, words) : words.textHelp}</p>
    </div>
  );
} // prettier-ignore

function explain({ kind, token, at }: Problem, { problem: say }: Words): string {
  if (kind === "token") return say.token(token, at);
  if (kind === "size") return say.size(token, at);
  return say[kind];
}

export function See({ state, set, words, language }: Props) {
  const graph = drawing.value;
  const differences = useComputed(compute.differences, problem.value === null ? { text: state.text, values: state.at } : null);
  if (!graph) return <p class="muted">{words.loading}</p>;
  const write = format(language);
  const number = (value: number): string => write.short(value, 4);
  const leaves = Object.keys(graph.values);
  const leaf = leaves.includes(state.leaf) ? state.leaf : leaves[0]!;
  const node = graph.nodes.find(({ label, kind }) => kind === "input" && plain(label) === leaf);
  const ways = graph.ways[leaf] ?? [];
  const broken = graph.nodes.find(({ value }) => !Number.isFinite(value));
  const apart = node !== undefined && Number.isFinite(node.naive) && Math.abs(node.naive - node.gradient) > 1e-9 * Math.max(1, Math.abs(node.gradient));
  // While blanks are filled in, nothing gives the answers away.
  const filling = state.mode === "fill" && !state.naive && state.step < stepsOf(graph, false).length;
  const difference = differences.value?.details[`Δ/Δ${leaf}`];
  return (
    <>
      {broken && <Note tone="bad">{words.notFinite(broken.label)}</Note>}
      <Told graph={graph} state={state} words={words} number={number} />
      {node && !filling && (
        <>
          {leaves.length > 1 && <Choice label={words.leaf} value={leaf} options={leaves.slice(0, 8).map((value) => ({ value, label: value }))} onChange={(value) => set({ leaf: value })} />}
          {ways.length > 0 && <p>{words.ways(node.label, ways.length)}</p>}
          <table class="graph-ways">
            <tbody>
              {ways.length > 1 && ways.slice(0, 6).map(({ edges, product }, k) => (
                <tr key={k}>
                  <th scope="row"><i class="graph-swatch" style={{ background: k < WAYS.length ? css(WAYS[k]!.color) : "transparent" }} />{words.way(k + 1)}: {wayText(graph, edges)}</th>
                  <td><NumberText value={product} text={number(product)} /></td>
                </tr>
              ))}
              <tr class="graph-total"><th scope="row">{words.sum}: ∂{graph.nodes.find(({ id }) => id === graph.result)?.label}/∂{node.label}</th><td><NumberText value={node.gradient} text={number(node.gradient)} /></td></tr>
              {typeof difference === "number" && <tr><th scope="row" title={words.differenceHelp}>{words.difference}</th><td><NumberText value={difference} text={number(difference)} /></td></tr>}
              {Number.isFinite(node.naive) && <tr class={apart ? "wrong" : undefined}><th scope="row">{words.naiveSum}</th><td><NumberText value={node.naive} text={number(node.naive)} /></td></tr>}
            </tbody>
          </table>
          {state.naive && Number.isFinite(node.naive) && <Note tone={apart ? "bad" : "plain"}>{apart ? words.naiveWrong(number(node.gradient), number(node.naive)) : words.naiveRight}</Note>}
        </>
      )}
    </>
  );
} // prettier-ignore

/** y₁ back to y1. */
const plain = (label: string): string => label.replace(/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080));

const wayText = (graph: Drawing, edges: readonly number[]): string => {
  const name = (id: number): string => graph.nodes.find((node) => node.id === id)?.label ?? "";
  return [graph.edges[edges[0]!]!.from, ...edges.map((k) => graph.edges[k]!.to)].map(name).join(" → ");
};

/** The last step in words. */
function Told({ graph, state, words, number }: { readonly graph: Drawing; readonly state: State; readonly words: Words; number(value: number): string }) {
  const steps = stepsOf(graph, state.naive);
  const count = Math.min(state.step, steps.length);
  const known = knownAfter(graph, steps, count);
  const { last } = known;
  const name = (id: number): string => graph.nodes.find((node) => node.id === id)?.label ?? "";
  const { said } = words;
  const node = last && graph.nodes.find(({ id }) => id === last.node);
  return (
    <div class="graph-told" role="status">
      {last === null && <p>{said.inputs}</p>}
      {last?.kind === "forward" && <p>{said.forward(node!.label, node!.formula || node!.label, number(node!.value))}</p>}
      {last?.kind === "seed" && <p>{said.seed(node!.label)}</p>}
      {last?.kind === "backward" && <p>{said.hands(node!.label, number(known.gradients.get(last.node) ?? 0))}</p>}
      {last?.kind === "visit" && <p>{said.visit(node!.label, name(graph.edges[last.edges[0]!]!.from), number(last.handed))}</p>}
      {last?.kind === "backward" && <ul>{last.edges.map((k) => { const handed = known.handed.get(k)!; const edge = graph.edges[k]!; return <li key={k}>{said.edge(name(edge.from) || number(graph.nodes.find(({ id }) => id === edge.from)!.value), number(edge.local), number(handed.upstream), number(handed.contribution))}</li>; })}</ul>}
      {known.waiting.map(({ node: id, got, all }) => <p key={id} class="graph-waiting">{words.waits(name(id), got, all)}</p>)}
      {count === steps.length && <p>{said.done(name(graph.result))}</p>}
    </div>
  );
} // prettier-ignore
