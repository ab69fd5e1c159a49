// The bar and the lines of a training: rate, loss, metric, time left. Knows numbers only.
import { clock, percent, short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

export interface Stage {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch, and how many it has. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Examples done since the start of this call. */
  readonly examples: number;
}

export interface Score {
  readonly name: string;
  readonly value: number;
}

export const showScore = ({ name, value }: Score): string => `${name} ${name === "accuracy" ? percent(value) : value.toPrecision(4)}`;

const REDRAW = 80;

export class Progress {
  private readonly terminal: Terminal;
  private readonly started = performance.now();
  private drawn = -Infinity;
  private score: Score | null = null;

  /** Share of the work that a former call has done. */
  private readonly from: number;

  constructor(terminal: Terminal, from = 0) {
    this.terminal = terminal;
    this.from = from;
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** The latest validation score, shown in the bar until the next. */
  note(score: Score | null): void {
    this.score = score;
  }

  step(stage: Stage): void {
    const now = performance.now();
    if (now - this.drawn < REDRAW || !this.terminal.live) return;
    this.drawn = now;
    const { paint } = this.terminal;
    const share = this.share(stage);
    const gone = share - this.from;
    const left = gone > 0 ? (this.seconds * (1 - share)) / gone : NaN;
    const parts = [
      `epoch ${String(stage.epoch).padStart(String(stage.epochs).length)}/${stage.epochs}`,
      this.terminal.bar(share),
      `${String(Math.floor(share * 100)).padStart(3)} %`,
      `loss ${paint.bold(stage.loss.toFixed(4))}`,
      ...(this.score ? [showScore(this.score)] : []),
      `${short(Math.round(stage.examples / Math.max(this.seconds, 1e-3)))}/s`,
      paint.dim(`${clock(left)} left`),
    ];
    this.terminal.status(parts.join("  "));
  }

  /** A plain line at the end of an epoch, for a file or pipe; at most about 50 of them, the first and the last included. */
  epoch(stage: Stage): void {
    if (this.terminal.live) return;
    const every = Math.ceil(stage.epochs / 50);
    if (stage.epoch % every !== 0 && stage.epoch !== 1 && stage.epoch !== stage.epochs) return;
    const score = this.score ? `  ${showScore(this.score)}` : "";
    this.terminal.line(`epoch ${stage.epoch}/${stage.epochs}  loss ${stage.loss.toFixed(4)}${score}  ${this.seconds.toFixed(1)} s`);
  }

  private share({ epoch, epochs, step, steps }: Stage): number {
    return (epoch - 1 + step / Math.max(1, steps)) / epochs;
  }
}
