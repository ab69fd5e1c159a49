// `nabla claims`: computes every claim of the lecture anew and says what was expected, what was found, and whether it holds.
import { setDefaultDevice, wasm } from "../index.ts";
import { letters, lettersRu } from "../datasets/index.ts";
import { claims as all, rooms } from "../lecture/index.ts";
import type { Claim, Finding } from "../lecture/index.ts";
import { oneOfEach } from "../lecture/index.ts";
import { CommandError, describeError, nearest, usageError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

export interface ClaimsOptions {
  readonly seed: number;
  readonly quick: boolean;
  readonly lang: "en" | "ru";
}

/** Computes the claims of a room, the one of that name, or all. */
export async function claims(name: string | undefined, { seed, quick, lang }: ClaimsOptions, terminal: Terminal): Promise<void> {
  const chosen = choose(name);
  // The networks are small: threads would wait for each other longer than they compute. Portable: the same numbers everywhere.
  setDefaultDevice(wasm({ threads: 1, portable: true }));
  const begin = performance.now();
  let [passed, room] = [0, ""];
  for (const claim of chosen) {
    if (claim.room !== room) {
      room = claim.room;
      terminal.line();
      terminal.line(terminal.paint.bold(rooms.find(({ id }) => id === room)![lang]));
    }
    terminal.status(`  … ${claim.id}`);
    const started = performance.now();
    const finding = await find(claim, seed, quick);
    const seconds = (performance.now() - started) / 1000;
    if (finding.pass) passed++;
    terminal.line(`  ${finding.pass ? terminal.paint.green("✓") : terminal.paint.red("✗")} ${claim.id.padEnd(26)} ${lang === "ru" ? "ожидалось" : "expected"} ${expectation(finding).padEnd(26)} ${lang === "ru" ? "найдено" : "found"} ${number(finding.value)}`); // prettier-ignore
    terminal.line(terminal.paint.dim(`    ${claim[lang]}`));
    if (typeof finding.details["failure"] === "string") terminal.line(terminal.paint.red(`    ${finding.details["failure"]}`));
    const { value, expected, pass, tolerance, band, details } = finding;
    terminal.event({ id: claim.id, room: claim.room, value, expected, pass, ...(tolerance !== undefined && { tolerance }), ...(band && { band }), oracle: claim.oracle, seed, seconds, details, text: claim[lang] }); // prettier-ignore
  }
  const failed = chosen.length - passed;
  const seconds = (performance.now() - begin) / 1000;
  terminal.line();
  terminal.line(lang === "ru" ? `${passed} верны, ${failed} неверны; зерно ${seed}, ${seconds.toFixed(1)} с` : `${passed} passed, ${failed} failed; seed ${seed}, ${seconds.toFixed(1)} s`); // prettier-ignore
  terminal.event({ event: "summary", passed, failed, seed, seconds });
  if (failed > 0) throw new CommandError(`claims: ${failed} of ${chosen.length} ${failed === 1 ? "does" : "do"} not hold for seed ${seed}`);
}

function choose(name: string | undefined): readonly Claim[] {
  if (name === undefined) return all;
  const chosen = all.filter(({ id, room }) => id === name || room === name);
  if (chosen.length > 0) return chosen;
  const near = nearest(name, [...rooms.map(({ id }) => id), ...all.map(({ id }) => id)]);
  throw usageError(`claims: there is no claim or room "${name}"${near ? `; did you mean ${near}?` : ""}; rooms: ${rooms.map(({ id }) => id).join(", ")}`); // prettier-ignore
}

/** A claim whose computation fails does not hold. */
async function find(claim: Claim, seed: number, quick: boolean): Promise<Finding> {
  try {
    return await claim.compute({ seed, budget: quick ? "quick" : "full", letters: readLetters });
  } catch (error) {
    return { value: NaN, expected: NaN, pass: false, details: { failure: describeError(error) } };
  }
}

/** The alphabets, one picture for each letter, on a retina of 20 × 20. */
export const readLetters = async (script: "latin" | "cyrillic") => oneOfEach(await (script === "latin" ? letters : lettersRu)({ copies: 0 })); // prettier-ignore

const number = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? value.toPrecision(6) : value.toExponential(3); // prettier-ignore

function expectation({ expected, tolerance, band }: Finding): string {
  if (band) return `${number(band[0])} … ${number(band[1])}`;
  return tolerance === undefined || tolerance === 0 ? number(expected) : `${number(expected)} ± ${tolerance.toExponential(0)}`;
}
