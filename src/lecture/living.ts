// A living neuron, as far as a line of physics goes: charge leaks away, pulses add to it, at a threshold the neuron fires.
// Knows nothing of tensors; the mathematical neuron stands in neuron.ts.
import { NablaError } from "../index.ts";

/** What the cell is like. Times in ms; voltage in units of the threshold above rest. */
export interface Membrane {
  /** How fast charge leaks away: V falls by 1/e in that time. */
  readonly timeConstant: number;
  readonly resistance: number;
  readonly threshold: number;
  /** Where V begins anew after a spike. */
  readonly reset: number;
  /** How long the cell is deaf after a spike. */
  readonly refractory: number;
}

/** A cell with usual numbers. */
export const membrane: Membrane = { timeConstant: 20, resistance: 1, threshold: 1, reset: 0, refractory: 2 };

/** A signal that arrives at a dendrite: the voltage jumps. */
export interface Pulse {
  readonly time: number;
  readonly size: number;
}

/** What the cell is given, and for how long. */
export interface Stimulus {
  /** A steady current into the body. */
  readonly current?: number;
  readonly pulses?: readonly Pulse[];
  readonly duration: number;
  /** Length of a step; 0.05 unless told. */
  readonly step?: number;
}

/** What an electrode in the cell would show. */
export interface Recording {
  /** V at the end of each step. */
  readonly voltage: Float64Array;
  /** When the cell fired. */
  readonly spikes: readonly number[];
}

/**
 * Leaky integrate-and-fire: τ · V′ = −V + R · I; at the threshold a spike, then V is reset and the cell rests.
 * Within a step the solution is exact: V → R·I + (V − R·I) · e^(−step/τ).
 *
 * Source: Lapicque 1907; Gerstner et al., "Neuronal Dynamics", 2014, chapter 1.
 *
 * @example
 * integrateAndFire({ pulses: [{ time: 1, size: 0.7 }, { time: 2, size: 0.7 }], duration: 10 }).spikes.length // 1
 * integrateAndFire({ pulses: [{ time: 1, size: 0.7 }, { time: 80, size: 0.7 }], duration: 100 }).spikes.length // 0
 */
export function integrateAndFire({ current = 0, pulses = [], duration, step = 0.05 }: Stimulus, cell: Membrane = membrane): Recording {
  if (!(step > 0 && duration >= 0)) throw new NablaError("lecture-option", `integrateAndFire: step must be above 0 and duration not below, got ${step} and ${duration}`); // prettier-ignore
  const voltage = new Float64Array(Math.round(duration / step));
  const spikes: number[] = [];
  const goal = cell.resistance * current;
  const keep = Math.exp(-step / cell.timeConstant);
  const waiting = [...pulses].sort((a, b) => a.time - b.time);
  let v = 0;
  let deafUntil = 0;
  for (let k = 0; k < voltage.length; k++) {
    const time = (k + 1) * step;
    const deaf = time <= deafUntil;
    if (!deaf) v = goal + (v - goal) * keep;
    while (waiting.length > 0 && waiting[0]!.time <= time) v += deaf ? (waiting.shift(), 0) : waiting.shift()!.size;
    if (v >= cell.threshold) {
      spikes.push(time);
      v = cell.reset;
      deafUntil = time + cell.refractory;
    }
    voltage[k] = v;
  }
  return { voltage, spikes };
}

/** Spikes per ms of a recording: intervals are counted, not the ends. */
export const firingRate = ({ spikes }: Recording): number => (spikes.length < 2 ? 0 : (spikes.length - 1) / (spikes.at(-1)! - spikes[0]!));
