// Errors of pictures and landscapes: each names the function that was called and states the rule.
import { NablaError } from "../index.ts";

export const vizError = (name: string, rule: string): NablaError => new NablaError("viz", `${name}: ${rule}`, { op: name });

/** Checks that two lists go together. */
export function needEqual(name: string, what: string, found: number, expected: number): void {
  if (found !== expected) throw vizError(name, `${what} must be ${expected}, is ${found}`);
}

/** Checks that there is something to show. */
export function needSome(name: string, what: string, count: number): void {
  if (count < 1) throw vizError(name, `${what} must not be empty`);
}

/** Checks a whole number. */
export function needCount(name: string, what: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least) throw vizError(name, `${what} must be a whole number from ${least} up, is ${value}`);
}
