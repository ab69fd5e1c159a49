// Every error of the engine is made here, one function each: the text starts with the name that the user called, shows
// whole shapes, states the rule, and gives a cure only when it is nearly certain.
import type { Shape } from "./shape.ts";

export interface ErrorDetails {
  readonly op?: string;
  readonly shapes?: readonly Shape[];
  readonly axis?: number;
}

/** The one class of errors that nabla throws on a user's mistake. `code` is stable; the text may improve. */
export class NablaError extends Error {
  override readonly name = "NablaError";
  readonly code: string;
  readonly op: string | undefined;
  readonly shapes: readonly Shape[] | undefined;
  readonly axis: number | undefined;
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.op = details.op;
    this.shapes = details.shapes;
    this.axis = details.axis;
  }
}

/** `[2, 3]` */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const broadcastError = (op: string, shapes: readonly Shape[], axis: number): NablaError =>
  new NablaError(
    "broadcast",
    `${op}: cannot broadcast ${shapes.map(showShape).join(" with ")}; aligned at the last axis, sizes must be equal or 1, and axis ${axis} of the result has neither`,
    { op, shapes, axis },
  );

export const axisError = (op: string, axis: number, rank: number): NablaError =>
  new NablaError(
    "axis",
    rank === 0
      ? `${op}: axis ${axis} is out of range; a scalar has no axes`
      : `${op}: axis ${axis} is out of range; a tensor of rank ${rank} has axes ${-rank} to ${rank - 1}`,
    { op, axis },
  );
