// What several commands' options have in common: numbers are checked where they are given. Knows no command.
import { InvalidArgumentError } from "commander";
import type { Terminal } from "./terminal.ts";

/** What every command has. */
export interface Common {
  readonly json: boolean;
}

/** Runs the body of a command with a terminal to speak to. */
export type Run = (action: (terminal: Terminal) => Promise<void>, common: Common) => Promise<void>;

export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || value < least || value > most)
      throw new InvalidArgumentError(
        `${name} must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`}.`,
      );
    return value;
  };
}

export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(`${name} must be a number above 0.`);
    return value;
  };
}

export const DEVICES = "wasm (default), native (needs a C compiler and the package koffi), or auto (native where it works)";
export const SEED = wholeNumber("--seed", 0, 4_294_967_295);
export const THREADS = wholeNumber("--threads", 1, 256);
