// The proof drawer: runs the room's own proofs of the current state and the lecture's claims, one by one, on a seed of choice, and
// shows everything: what was found, what was expected, who says so. Claims are computed in a worker of their own, which can be ended.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Bilingual, Finding, Oracle, Task } from "../contract.ts";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import type { AnyRoom } from "../rooms/index.ts";
import { CRASH, judge } from "../worker/engine.ts";
import { same } from "../worker/same.ts";
import { ask, tasksOf } from "../worker/tasks.ts";
import type { PlainError } from "../worker/types.ts";
import { MAX_SEED } from "./address.ts";
import { Icon } from "./icon.tsx";
import { announce } from "./notices.ts";
import { proofWords } from "./words-proofs.ts";

const lecture = tasksOf<typeof import("../worker/claims.ts")>("lecture");

/** Something to prove. */
interface Item extends Bilingual {
  readonly id: string;
  readonly oracle: Oracle;
  readonly slide?: Bilingual;
  readonly own: boolean;
  readonly task: Task<unknown, Finding>;
  readonly args: unknown;
}

interface Verdict {
  readonly args: unknown;
  readonly finding: Finding | null;
  readonly failure: string | null;
}

type Phase = "idle" | "running" | "done";

export function ProofDrawer({ definition, state, seed }: { readonly definition: AnyRoom; readonly state: Readonly<Record<string, unknown>>; readonly seed: number }) {
  const say = proofWords[language.value];
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState<number | null>(null);
  const [claims, setClaims] = useState<Awaited<ReturnType<typeof listOf>> | null>(null);
  const [verdicts, setVerdicts] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const [phase, setPhase] = useState<Phase>("idle");
  const [current, setCurrent] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const turn = useRef(0);
  const chosen = own ?? seed;
  const proofs = open ? (definition.proofs?.(state, seed) ?? []) : [];
  const itemsFor = (wanted: number): readonly Item[] => [
    ...proofs.map((proof): Item => ({ ...proof, own: true })),
    ...(claims ?? []).map((claim): Item => ({ ...claim, own: false, task: lecture.check as Task<unknown, Finding>, args: { id: claim.id, seed: wanted } })),
  ];
  const items = itemsFor(chosen);
  // A verdict about another state or seed is none.
  const verdictOf = (item: Item): Verdict | undefined => {
    const found = verdicts.get(item.id);
    return found && same(found.args, item.args) ? found : undefined;
  };

  useEffect(() => {
    if (!open || claims) return;
    let wanted = true;
    listOf(definition.id).then(
      (list) => wanted && setClaims(list),
      (error: PlainError) => wanted && setTrouble(error.message),
    );
    return () => void (wanted = false);
  }, [open]);
  useEffect(() => () => void (turn.current++, judge.end()), []);

  const stop = (): void => {
    turn.current++;
    judge.end();
    setPhase("idle");
    setCurrent(null);
  };
  const prove = async (wanted: number): Promise<void> => {
    const mine = ++turn.current;
    const found = new Map<string, Verdict>();
    setVerdicts(found);
    setPhase("running");
    for (const item of itemsFor(wanted)) {
      setCurrent(item.id);
      const verdict = await judged(item);
      if (turn.current !== mine) return;
      found.set(item.id, verdict);
      setVerdicts(new Map(found));
    }
    setPhase("done");
    setCurrent(null);
    const passed = [...found.values()].filter(({ finding }) => finding?.pass).length;
    announce(say.summary(passed, found.size));
  };
  const reseed = (next: number): void => {
    setOwn(next);
    void prove(next);
  };

  const judgedItems = items.filter((item) => verdictOf(item));
  const passed = judgedItems.filter((item) => verdictOf(item)!.finding?.pass).length;
  const complete = phase !== "running" && items.length > 0 && judgedItems.length === items.length;
  return (
    <details class="panel proofs" open={open} data-state={phase === "running" ? "running" : complete ? "done" : "idle"} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{say.title}</h2>
        {judgedItems.length > 0 && <span class={passed === judgedItems.length ? "verdict good" : "verdict bad"}>{say.summary(passed, judgedItems.length)}</span>}
        <Icon name="chevron" />
      </summary>
      {open && (
        <div class="proofs-body">
          <p>{say.about}</p>
          <div class="row">
            <label class="seed-field">
              <span>{say.seed}</span>
              <SeedInput value={chosen} onChange={reseed} />
            </label>
            <button type="button" class="button" onClick={() => reseed(1 + Math.floor(Math.random() * 9998))}><Icon name="dice" /><span>{say.newSeed}</span></button>
            {phase === "running" ? (
              <button type="button" class="button" onClick={stop}><Icon name="stop" /><span>{say.stop}</span></button>
            ) : (
              <button type="button" class="button primary prove" disabled={claims === null} onClick={() => void prove(chosen)}><Icon name="play" /><span>{say.prove}</span></button>
            )}
          </div>
          {phase === "running" && (
            <div class="progress">
              <div class="progress-bar" role="progressbar" aria-label={say.title} aria-valuemin={0} aria-valuemax={items.length} aria-valuenow={judgedItems.length}><span style={{ width: `${(100 * judgedItems.length) / items.length}%` }} /></div>
              <span class="progress-text">{judgedItems.length} / {items.length}</span>
            </div>
          )}
          {trouble !== null && <p class="failure" role="alert">{trouble}</p>}
          {claims === null && trouble === null && <p class="muted">{say.loading}</p>}
          {([true, false] as const).map((mine) => {
            const group = items.filter((item) => item.own === mine);
            return group.length > 0 && (
              <div key={String(mine)} class="group">
                <h3>{mine ? say.ownGroup : say.lectureGroup}</h3>
                <ul class="claims">{group.map((item) => <ClaimItem key={item.id} item={item} verdict={verdictOf(item)} running={current === item.id} />)}</ul>
              </div>
            );
          })}
        </div>
      )}
    </details>
  );
} // prettier-ignore

const listOf = (room: string) => ask(lecture.list, { room }, { on: judge });

/** A computation that fails proves nothing. */
async function judged({ task, args }: Item): Promise<Verdict> {
  try {
    return { args, finding: await ask(task, args, { on: judge }), failure: null };
  } catch (error) {
    const { name, message } = error as PlainError;
    return { args, finding: null, failure: name === CRASH ? CRASH : message };
  }
}

function SeedInput({ value, onChange }: { readonly value: number; onChange(value: number): void }) {
  const [draft, setDraft] = useState<string | null>(null);
  const take = (always: boolean): void => {
    if (draft === null && !always) return;
    const typed = Number(draft ?? value);
    setDraft(null);
    if (Number.isInteger(typed) && typed >= 0 && typed <= MAX_SEED && (always || typed !== value)) onChange(typed);
  };
  return <input class="number-input proof-seed" type="text" inputMode="numeric" autoComplete="off" value={draft ?? String(value)} onInput={(event) => setDraft(event.currentTarget.value.trim())} onBlur={() => setDraft(null)} onKeyDown={(event) => event.key === "Enter" && take(true)} />;
} // prettier-ignore

function ClaimItem({ item, verdict, running }: { readonly item: Item; readonly verdict: Verdict | undefined; readonly running: boolean }) {
  const spoken = language.value;
  const say = proofWords[spoken];
  const finding = verdict?.finding;
  const pass = finding?.pass === true;
  const look = running ? "running" : verdict ? (pass ? "pass" : "fail") : "open";
  return (
    <li class={`claim ${look}`} data-claim={item.id} data-pass={verdict ? String(pass) : undefined} data-value={finding ? String(finding.value) : undefined}>
      <span class="claim-mark" role="img" aria-label={say.looks[look]}>{look === "pass" && <Icon name="check" />}{look === "fail" && <Icon name="cross" />}</span>
      <div>
        <p>{item[spoken]}</p>
        {finding && <Numbers finding={finding} />}
        {verdict && verdict.failure !== null && <p class="claim-failure">{verdict.failure}</p>}
        <p class="claim-foot"><span>{say.oracles[item.oracle]}</span> <code>{item.id}</code></p>
        {item.slide && <p class="claim-foot">{say.slide}: {item.slide[spoken]}</p>}
        {finding && Object.keys(finding.details).length > 0 && <Details details={finding.details} />}
      </div>
    </li>
  );
} // prettier-ignore

function Numbers({ finding: { value, expected, tolerance, band } }: { readonly finding: Finding }) {
  const say = proofWords[language.value];
  const write = format(language.value);
  const number = (one: number): string => (Number.isInteger(one) ? write.short(one, 9) : write.short(one, 7));
  return (
    <dl class="claim-numbers">
      <div><dt>{say.found}</dt><dd title={write.full(value)}>{number(value)}</dd></div>
      {band
        ? <div><dt>{say.band}</dt><dd title={`${band[0]} … ${band[1]}`}>{number(band[0])} … {number(band[1])}</dd></div>
        : <div><dt>{say.expected}</dt><dd title={write.full(expected)}>{number(expected)}{tolerance ? ` ± ${write.short(tolerance, 2)}` : ""}</dd></div>}
    </dl>
  );
} // prettier-ignore

function Details({ details }: { readonly details: Finding["details"] }) {
  const say = proofWords[language.value];
  const write = format(language.value);
  const text = (value: number | string | readonly number[]): string => (typeof value === "string" ? value : typeof value === "number" ? write.short(value, 7) : value.slice(0, 24).map((one) => write.short(one, 4)).join("; ") + (value.length > 24 ? " …" : ""));
  return (
    <details class="more">
      <summary>{say.details}<Icon name="chevron" /></summary>
      <dl class="claim-details">{Object.entries(details).map(([name, value]) => <div key={name}><dt><code>{name}</code></dt><dd>{text(value)}</dd></div>)}</dl>
    </details>
  );
} // prettier-ignore
