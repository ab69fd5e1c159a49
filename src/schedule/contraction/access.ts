// How operands walk through memory: the step of each axis where it is constant, and which axes may be run through as one.
// Knows index arithmetic only.
import { call, indexVar, int } from "../../ir/build.ts";
import { coefficient } from "../../ir/linear.ts";
import type { Buffer, Expr, Stmt, Var } from "../../ir/types.ts";
import { children, expressionsOf, visitStmts } from "../../ir/walk.ts";
import type { Axis, Operand, Place } from "./types.ts";

/** An operand that is one plain load whose place moves by a constant step along each axis. */
export interface Access {
  readonly buffer: Buffer;
  /** Elements from one position to the next; 0 for axes the operand does not have. */
  readonly steps: ReadonlyMap<string, number>;
  /** The step along the innermost of the runs that a joined axis, which has no step of its own, is counted through. */
  readonly runStep?: number | undefined;
  /** The extent of that run. */
  readonly run?: number;
  index(at: Place): Expr;
}

/** For each index expression that memory is reached with: its step along each axis (null: none that is constant). */
export type Steps = readonly ReadonlyMap<string, number | null>[];

const variablesFor = (axes: readonly Axis[]): Map<string, Var> => new Map(axes.map((x) => [x.label, indexVar(x.label, x.extent)]));

export function accessOf(operand: Operand, axes: readonly Axis[]): Access | null {
  const at = variablesFor(axes);
  const element = operand.read(at);
  if (element.is !== "load" || element.lanes !== 1 || element.base) return null;
  const steps = new Map<string, number>();
  for (const { label } of axes) {
    const step = coefficient(element.index, at.get(label)!);
    if (step === null) return null;
    steps.set(label, step);
  }
  const index = (place: Place): Expr => (operand.read(place) as Expr & { readonly is: "load" }).index;
  return { buffer: element.buffer, steps, index };
}

/** The steps of all loads in an operand's expression. */
export function stepsOfOperand(operand: Operand, axes: readonly Axis[]): Steps {
  const at = variablesFor(axes);
  return stepsOf([operand.read(at)], [], at);
}

/** The steps of all loads and stores in statements written at these positions. */
export function stepsOfStatements(make: (at: Place) => readonly Stmt[], axes: readonly Axis[]): Steps {
  const at = variablesFor(axes);
  const values: Expr[] = [];
  const places: Expr[] = [];
  visitStmts(make(at), (s) => {
    if (s.is === "store") {
      places.push(s.index);
      values.push(s.value);
    } else values.push(...expressionsOf(s));
  });
  return stepsOf(values, places, at);
}

function stepsOf(values: readonly Expr[], places: readonly Expr[], at: ReadonlyMap<string, Var>): Steps {
  const all = [...places];
  const free = new Set<Expr>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.is === "var") free.add(e);
    if (e.is === "load") all.push(e.index);
    else children(e).forEach(visit);
  };
  values.forEach(visit);
  const steps = all.map((index) => new Map([...at].map(([label, v]) => [label, coefficient(index, v)] as const)));
  // A position that is used as a value, and not as a place, has no step that merging could keep.
  return [...steps, new Map([...at].map(([label, v]) => [label, free.has(v) ? null : 0] as const))];
}

/** Several axes that are run through as one: positions go to `label`, the others stay 0. */
export interface Merged extends Axis {
  readonly zeros: readonly string[];
}

/** The position of each part (outermost first) of axes that are counted through as one. */
export function positionsOf(parts: readonly Axis[], position: Expr): [label: string, Expr][] {
  const out: [string, Expr][] = [];
  let rest = position;
  for (const [i, { label, extent }] of [...parts].reverse().entries()) {
    out.push([label, i === parts.length - 1 ? rest : call("rem", rest, int(extent))]);
    rest = call("quot", rest, int(extent));
  }
  return out;
}

/** Joins neighbouring axes (outermost first) wherever every index moves on from the end of the inner to the next of the outer. */
export function mergeAxes(axes: readonly Axis[], steps: Steps): Merged[] {
  const out: Merged[] = [];
  for (const axis of [...axes].reverse()) {
    const inner = out[0];
    const joins = inner && steps.every((s) => {
      const [a, b] = [s.get(axis.label) ?? 0, s.get(inner.label) ?? 0];
      return s.get(axis.label) !== null && s.get(inner.label) !== null && a === b * inner.extent;
    }); // prettier-ignore
    if (axis.extent === 1 && out.length > 0) out[0] = { ...inner!, zeros: [...inner!.zeros, axis.label] };
    else if (inner && (joins || inner.extent === 1)) {
      if (inner.extent === 1) out[0] = { ...axis, zeros: [...inner.zeros, inner.label] };
      else out[0] = { label: inner.label, extent: inner.extent * axis.extent, zeros: [...inner.zeros, axis.label] };
    } else out.unshift({ ...axis, zeros: [] });
  }
  return out;
}
