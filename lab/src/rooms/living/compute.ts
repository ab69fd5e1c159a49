// What the room of the living neuron computes, by nabla/lecture: the cell's voltage and spikes, McCulloch and Pitts's twin on the
// same signals, rates by current. The proofs judge by plain arithmetic alone.
import { fire, firingRate, integrateAndFire, membrane, weightedSum } from "nabla/lecture";
import type { Finding } from "nabla/lecture";
import { near } from "../../kit/judge.ts";

export interface CellArgs {
  readonly synapses: readonly number[];
  readonly signals: readonly { readonly dendrite: number; readonly time: number }[];
  readonly current: number;
  readonly duration: number;
}

/** What an electrode shows. */
export interface Trace {
  /** V every `step` ms. */
  readonly voltage: Float64Array;
  readonly step: number;
  readonly spikes: readonly number[];
  readonly threshold: number;
}

/** What the mathematical neuron makes of the same signals: it hears which dendrites, and not when. */
export interface Twin {
  readonly inputs: readonly number[];
  readonly bias: number;
  readonly z: number;
  readonly y: number;
}

const STEP = 0.05;
const EVERY = 4;

const stimulus = ({ synapses, signals, current, duration }: CellArgs, step = STEP) => ({
  pulses: signals.map(({ dendrite, time }) => ({ time, size: synapses[dendrite]! })),
  current,
  duration,
  step,
});

export function record(args: CellArgs): { trace: Trace; twin: Twin } {
  const { voltage, spikes } = integrateAndFire(stimulus(args));
  const inputs = args.synapses.map((_, k) => Number(args.signals.some(({ dendrite }) => dendrite === k)));
  const neuron = { weights: args.synapses, bias: -membrane.threshold };
  return {
    trace: { voltage: voltage.filter((_, k) => k % EVERY === EVERY - 1), step: STEP * EVERY, spikes, threshold: membrane.threshold },
    twin: { inputs, bias: neuron.bias, z: weightedSum(neuron, [inputs]).data()[0]!, y: fire(neuron, [inputs])[0]! },
  };
}

/** The same signals at several times: how often the cell fires, and what its twin says. */
export const compare = (versions: readonly CellArgs[]): { spikes: number; y: number }[] =>
  versions.map((version) => {
    const { trace, twin } = record(version);
    return { spikes: trace.spikes.length, y: twin.y };
  });

/** What is left of a charge after so many ms without signals. */
export const left = ({ after }: { readonly after: number }): number => integrateAndFire({ pulses: [{ time: 0.01, size: 0.5 }], duration: after, step: 0.01 }).voltage.at(-1)! / 0.5; // prettier-ignore

const rateByFormula = (current: number): number => {
  const goal = membrane.resistance * current;
  return goal <= membrane.threshold ? 0 : 1 / (membrane.refractory + membrane.timeConstant * Math.log(goal / (goal - membrane.threshold)));
};

/** Spikes per second by current: measured, and by the formula. */
export function rates(): { current: number[]; measured: number[]; formula: number[]; timeConstant: number; refractory: number } {
  const current = Array.from({ length: 25 }, (_, k) => k / 8);
  return {
    current,
    measured: current.map((value) => 1000 * firingRate(integrateAndFire({ current: value, duration: 600 }))),
    formula: current.map((value) => 1000 * rateByFormula(value)),
    timeConstant: membrane.timeConstant,
    refractory: membrane.refractory,
  };
}

export function rate({ current }: { readonly current: number }): { measured: number; formula: number } {
  return { measured: 1000 * firingRate(integrateAndFire({ current, duration: 2000 })), formula: 1000 * rateByFormula(current) };
}

/** Euler's method by hand, with steps a tenth as long: how often the cell fires. */
export function proveSpikes(args: CellArgs): Finding {
  const { pulses, current, duration } = stimulus(args);
  const waiting = pulses.toSorted((a, b) => a.time - b.time);
  const step = STEP / 10;
  let [v, deafUntil, count] = [0, -1, 0];
  let closest = Infinity;
  for (let time = step; time <= duration; time += step) {
    const deaf = time <= deafUntil;
    if (!deaf) v += (step / membrane.timeConstant) * (-v + membrane.resistance * current);
    while (waiting.length > 0 && waiting[0]!.time <= time) v += deaf ? (waiting.shift(), 0) : waiting.shift()!.size;
    closest = Math.min(closest, Math.abs(v - membrane.threshold));
    if (v < membrane.threshold) continue;
    count++;
    v = membrane.reset;
    deafUntil = time + membrane.refractory;
  }
  const { spikes } = integrateAndFire(stimulus(args));
  // A steady current fires on and on: rounding may move the last spike over the end.
  return near(spikes.length, count, current > 0 ? 1 : 0, { closestToThreshold: closest, spikes });
}

/** The mathematical neuron by hand: the sum of the strengths of the synapses that heard something, less the threshold. */
export function proveTwin(args: CellArgs): Finding {
  const heard = new Set(args.signals.map(({ dendrite }) => dendrite));
  const z = args.synapses.reduce((sum, strength, k) => sum + (heard.has(k) ? strength : 0), 0) - membrane.threshold;
  const { twin } = record(args);
  return { ...near(twin.z, z, 1e-12, { heard: [...heard].map((k) => k + 1), y: twin.y }), pass: Math.abs(twin.z - z) <= 1e-12 && (Math.abs(z) < 1e-12 || twin.y === Number(z > 0)) }; // prettier-ignore
}

/** The rate for the learner's current against the formula. */
export function proveRate({ current }: { readonly current: number }): Finding {
  const expected = 1000 * rateByFormula(current);
  return near(rate({ current }).measured, expected, Math.max(expected / 100, 1e-9), { current });
}
