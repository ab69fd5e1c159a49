// `--budget`: a few sensible networks and rates, compared by successive halving (Jamieson and Talwalkar 2016, arXiv:1502.07943) on a part of
// the training data. How much is tried follows from the budget and the sizes of networks and data alone, not from the clock, so that equal
// seeds choose equal winners. The test data are not touched.
import { manualSeed } from "../index.ts";
import { loader } from "../data/index.ts";
import { NotFiniteError, evaluate, fit } from "../train/index.ts";
import { usageError } from "./errors.ts";
import type { Wishes, Work } from "./kinds/kind.ts";
import { innerParts } from "./kinds/shared.ts";
import { buildNetwork, countParameters, report } from "./network.ts";
import { clock, short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

export interface Trial {
  readonly wishes: Wishes;
  readonly parameters: number;
  /** Its validation loss after each round that it took part in; null where it was not finite. */
  readonly rounds: readonly { readonly epochs: number; readonly loss: number | null; readonly accuracy: number | null }[];
}

export interface SearchRecord {
  /** Seconds that were asked for, and that it took. */
  readonly budget: number;
  readonly seconds: number;
  /** Numbers of examples. */
  readonly train: number;
  readonly validation: number;
  /** The best first. */
  readonly trials: readonly Trial[];
  /** False where the clock ended it, so that another machine may choose another winner. */
  readonly complete: boolean;
}

/** `90`, `60s`, `5m`, `1h` → seconds. */
export function parseBudget(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/i.exec(text.trim());
  const seconds = found ? Number(found[1]) * { s: 1, m: 60, h: 3600 }[(found[2] ?? "s").toLowerCase() as "s" | "m" | "h"] : NaN;
  if (!(seconds >= 1 && seconds <= 86_400))
    throw usageError(`--budget ${text}: write a time from 1s to 24h, as in --budget 60s or --budget 5m`);
  return seconds;
}

/** What a usual machine computes in a second, and what a training costs before it computes: cautious, the same everywhere. */
const FLOPS = 4e9;
const START = 0.8;
const STEP = 8e-5;

interface Candidate {
  readonly wishes: Wishes;
  readonly parameters: number;
  /** Seconds to begin, and of an epoch, by the sizes alone. */
  readonly epoch: number;
  readonly epochs: number;
}

interface Round {
  readonly survivors: number;
  /** Share of the epochs that a whole training has. */
  readonly share: number;
}

const KEEP = 3;

/** Rounds for so many candidates, each with a third of the candidates and three times the epochs of the one before. */
const roundsFor = (candidates: number, share: number): Round[] => {
  const rounds: Round[] = [];
  for (let survivors = candidates; ; survivors = Math.ceil(survivors / KEEP)) {
    rounds.push({ survivors, share });
    if (survivors <= 2) break;
  }
  return rounds.map((round, k) => ({ ...round, share: share * KEEP ** (k + 1 - rounds.length) }));
};

const epochsOf = (candidate: Candidate, share: number): number => Math.max(1, Math.round(candidate.epochs * share));

/** The most that fits into the budget: first fewer epochs, then fewer candidates. */
function planFor(
  candidates: readonly Candidate[],
  budget: number,
): { readonly candidates: readonly Candidate[]; readonly rounds: readonly Round[] } {
  const cost = (list: readonly Candidate[], rounds: readonly Round[]): number =>
    rounds.reduce((sum, { survivors, share }) => {
      // Which ones survive is not known: the dearest are counted.
      const each = list.map((one) => START + one.epoch * epochsOf(one, share)).sort((a, b) => b - a);
      return sum + each.slice(0, survivors).reduce((all, value) => all + value, 0);
    }, 0);
  for (let count = candidates.length; count >= 2; count = count > 4 ? Math.floor((count * 2) / 3) : count - 1) {
    const list = candidates.slice(0, count);
    for (const share of [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.06, 0.03]) {
      const rounds = roundsFor(count, share);
      const shortest = rounds.at(-1)!.share * Math.max(...list.map(({ epochs }) => epochs));
      if ((shortest >= 1 || share === 1) && cost(list, rounds) <= budget) return { candidates: list, rounds };
    }
  }
  const least = Math.ceil(cost(candidates.slice(0, 2), roundsFor(2, 0.03)));
  throw usageError(`--budget ${Math.round(budget)}s: too short to compare anything on these data; ${least}s compare two networks`);
}

/** The configuration in the words of the options. */
export const wordsOf = (wishes: Wishes): string =>
  Object.entries(wishes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${name} ${String(value)}`)
    .join(" ") || "as without --budget";

/** Searches; tells what to ask the work for, and all that was tried. */
export async function searchWithin(
  budget: number,
  work: Work,
  fixed: Wishes,
  seed: number,
  terminal: Terminal,
): Promise<{ readonly winner: Wishes; readonly record: SearchRecord }> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const { train, validation } = work.inner?.(seed) ?? innerParts(work.train, seed);
  const seen = new Set<string>();
  const all = work.candidates().flatMap((own): Candidate[] => {
    // What was asked for stands; a candidate that differs in nothing else is the same one.
    const wishes = { ...own, ...fixed };
    const recipe = work.recipe(wishes);
    const architecture = work.architecture(wishes);
    const key = JSON.stringify([recipe, architecture]);
    if (seen.has(key)) return [];
    seen.add(key);
    const flops = report(architecture).reduce((sum, layer) => sum + layer.flops, 0);
    const epoch = (3 * flops * train.length) / FLOPS + STEP * Math.ceil(train.length / recipe.batch);
    return [{ wishes, parameters: countParameters(architecture), epoch, epochs: recipe.epochs }];
  });
  if (all.length < 2) throw usageError("--budget: every choice was made by other options, so there is nothing to search");
  const plan = planFor(all, budget);
  const rounds = new Map<Candidate, Trial["rounds"][number][]>(plan.candidates.map((one) => [one, []]));
  const lossOf = (one: Candidate): number => rounds.get(one)!.at(-1)?.loss ?? Infinity;
  const order = (a: Candidate, b: Candidate): number => rounds.get(b)!.length - rounds.get(a)!.length || lossOf(a) - lossOf(b);
  const runs = plan.rounds.reduce((sum, { survivors }) => sum + survivors, 0);
  let [done, complete] = [0, true];
  let field = plan.candidates;
  for (const { survivors, share } of plan.rounds) {
    field = [...field].sort(order).slice(0, survivors);
    for (const one of field) {
      if (seconds() > 3 * budget + 5 && done > 1) {
        complete = false;
        break;
      }
      const epochs = epochsOf(one, share);
      terminal.status(
        `search ${terminal.bar(done / runs)}  ${done + 1} of ${runs}  ${wordsOf(one.wishes)}  ${epochs} epochs  ${clock(seconds())}`,
      );
      rounds.get(one)!.push({ epochs, ...(await tryOut(one, epochs, work, { train, validation }, seed)) });
      done++;
    }
    if (!complete) break;
  }
  terminal.clear();
  const ranked = [...plan.candidates].sort(order);
  const trials = ranked.map((one): Trial => ({ wishes: one.wishes, parameters: one.parameters, rounds: rounds.get(one)! }));
  if (!Number.isFinite(lossOf(ranked[0]!))) throw usageError("--budget: no configuration learned anything finite; try --lr 0.0003");
  const record: SearchRecord = {
    budget,
    seconds: Number(seconds().toFixed(1)),
    train: train.length,
    validation: validation.length,
    trials,
    complete,
  };
  printTrials(record, terminal);
  return { winner: ranked[0]!.wishes, record };
}

async function tryOut(
  { wishes }: Candidate,
  epochs: number,
  work: Work,
  { train, validation }: ReturnType<typeof innerParts>,
  seed: number,
): Promise<{ readonly loss: number | null; readonly accuracy: number | null }> {
  const recipe = { ...work.recipe(wishes), epochs };
  manualSeed(seed);
  const model = buildNetwork(work.architecture(wishes));
  try {
    await fit(model, work.batches?.(train, recipe, seed) ?? train, { ...work.training(recipe, seed), metrics: [] });
  } catch (error) {
    if (error instanceof NotFiniteError) return { loss: null, accuracy: null };
    throw error;
  }
  const { loss, metrics } = evaluate(model, loader(validation, { batchSize: Math.min(256, 4 * recipe.batch) }), {
    loss: work.loss,
    metrics: work.task === "classification" ? ["accuracy"] : [],
  });
  return { loss: Number.isFinite(loss) ? loss : null, accuracy: metrics["accuracy"] ?? null };
}

const shown = (loss: number | null): string => (loss === null ? "not finite" : loss.toFixed(4));

function printTrials(record: SearchRecord, terminal: Terminal): void {
  const { trials, train, validation, seconds, complete, budget } = record;
  terminal.line(
    `${trials.length} configurations tried on ${train} training examples, compared on ${validation} others of the training data; ${seconds} s`,
  );
  terminal.table(
    [
      ["", "configuration", "parameters", "epochs", "validation loss"],
      ...trials.map(({ wishes, parameters, rounds }, k) => [
        k === 0 ? "★" : String(k + 1),
        wordsOf(wishes),
        short(parameters),
        rounds.map(({ epochs }) => epochs).join(" → ") || "–",
        rounds.map(({ loss }) => shown(loss)).join(" → ") || "–",
      ]),
    ],
    ["right", "left", "right", "right", "right"],
  );
  if (!complete) terminal.line(`  the clock ended the search, far beyond its ${budget} s: on a faster machine the winner may be another`);
  terminal.line();
  terminal.event({ event: "search", ...record });
}
