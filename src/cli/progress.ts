// The bar and the lines of a training: rate, loss, metric, time left. Knows numbers only.
import type { ProgressEvent } from "../train/index.ts";
import { clock, percent, short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

export interface Score {
  readonly name: string;
  readonly value: number;
}

export const showScore = ({ name, value }: Score): string => `${name} ${name === "accuracy" ? percent(value) : value.toPrecision(4)}`;

/** Plain lines of a training that is not watched on a terminal, at most about this many. */
const LINES = 50;

export class Progress {
  private readonly terminal: Terminal;
  private readonly started = performance.now();

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  show(event: ProgressEvent, score: Score | null): void {
    if (this.terminal.live) this.draw(event, score);
    else if (event.record) this.line(event, score);
  }

  private draw({ epoch, epochs, step, steps, loss, rate, secondsLeft }: ProgressEvent, score: Score | null): void {
    const { paint } = this.terminal;
    const share = step / steps;
    const parts = [
      `epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}`,
      this.terminal.bar(share),
      `${String(Math.floor(share * 100)).padStart(3)} %`,
      `loss ${paint.bold(loss.toFixed(4))}`,
      ...(score ? [showScore(score)] : []),
      `${short(Math.round(rate))}/s`,
      paint.dim(`${clock(secondsLeft)} left`),
    ];
    this.terminal.status(parts.join("  "));
  }

  private line({ epoch, epochs, loss, rate }: ProgressEvent, score: Score | null): void {
    const number = epoch + 1;
    if (number % Math.ceil(epochs / LINES) !== 0 && number !== 1 && number !== epochs) return;
    const seconds = (performance.now() - this.started) / 1000;
    const parts = [
      `epoch ${number}/${epochs}`,
      `loss ${loss.toFixed(4)}`,
      ...(score ? [showScore(score)] : []),
      `${short(Math.round(rate))}/s`,
      `${seconds.toFixed(1)} s`,
    ];
    this.terminal.line(parts.join("  "));
  }
}
