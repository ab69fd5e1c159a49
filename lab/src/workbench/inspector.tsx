// All numbers of a neuron: bias and weights, each of which can be typed anew.
import { useEffect, useState } from "preact/hooks";
import { NumberInput } from "../kit/controls.tsx";
import { Icon } from "../shell/icon.tsx";
import { frame, running, view } from "./bench.ts";
import { edit, pause, unit as ask } from "./control.ts";
import type { LayerNumbers } from "./core/session.ts";
import type { Words } from "./words.ts";

/** The most weights that are shown at once. */
const MOST = 48;

interface InspectorProps {
  readonly layer: number;
  readonly unit: number;
  readonly last: boolean;
  readonly words: Words;
  onClose(): void;
}

/** Which neuron is meant: number of its fully connected layer, and its own. */
export const place = (layer: number, unit: number, layers: readonly LayerNumbers[]): Pick<InspectorProps, "layer" | "unit" | "last"> => ({
  layer,
  unit,
  last: layer === layers.length - 1,
});

export function Inspector({ layer, unit, last, words, onClose }: InspectorProps) {
  const [numbers, setNumbers] = useState<{ readonly weights: Float32Array; readonly bias: number } | null>(null);
  const now = frame.value;
  const step = now?.step;
  useEffect(() => {
    let wanted = true;
    if (running.value && numbers) return;
    void ask(layer, unit).then((found) => wanted && setNumbers(found), () => undefined); // prettier-ignore
    return () => {
      wanted = false;
    };
  }, [layer, unit, step, now?.hash, running.value]);
  const data = view.value;
  const from = (i: number): string => (layer === 0 ? (data?.inputs[i] ?? String(i + 1)) : words.neuronName(layer, i + 1));
  const title = last
    ? words.outputName(data?.classes ? (now?.layers.at(-1)?.out === 1 ? data.classes[1]! : data.classes[unit]!) : (data?.target ?? ""))
    : words.neuronName(layer + 1, unit + 1);
  const change = (input: number | null) => (value: number) => void edit(layer, unit, input, value);
  return (
    <section class="inspector" aria-label={words.inspect}>
      <header>
        <h3>{title}</h3>
        <button type="button" class="icon-button" aria-label={words.closeWord} onClick={onClose}><Icon name="close" /></button>
      </header>
      {running.value && <button type="button" class="quiet" onClick={pause}>{words.pause}</button>}
      {numbers && (
        <div class="inspector-grid">
          <label><span>{words.bias}</span><NumberInput label={words.bias} value={numbers.bias} min={-1e6} max={1e6} digits={5} onChange={change(null)} /></label>
          {Array.from(numbers.weights.subarray(0, MOST), (weight, i) => (
            <label key={i}><span>{from(i)}</span><NumberInput label={words.weightFrom(from(i))} value={weight} min={-1e6} max={1e6} digits={5} onChange={change(i)} /></label>
          ))}
        </div>
      )}
      {numbers && numbers.weights.length > MOST && <p class="muted">{words.shown(MOST, numbers.weights.length)}</p>}
    </section>
  );
} // prettier-ignore
