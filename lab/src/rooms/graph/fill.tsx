// Blanks of the next step: the learner computes them, two or three digits are enough. Knows the step, not the picture.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Row } from "../../kit/controls.tsx";
import { usePhone } from "../../kit/phone.ts";
import { Icon } from "../../shell/icon.tsx";
import { announce } from "../../shell/notices.ts";
import { format } from "../../i18n/format.ts";
import { language } from "../../i18n/language.ts";
import type { Drawing } from "./compute.ts";
import { judgeAnswer } from "./steps.ts";
import type { Blank } from "./steps.ts";
import type { Words } from "./words.ts";

export interface FillProps {
  readonly graph: Drawing;
  readonly blanks: readonly Blank[];
  readonly words: Words;
  /** All blanks are right; `own`: without having been shown any. */
  onDone(own: boolean): void;
}

/** The form of one step; a new one is made for each step. */
export function Fill({ graph, blanks, words, onDone }: FillProps) {
  const say = words.fill;
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState(false);
  const [shown, setShown] = useState(false);
  // On phones one blank at a time: the graph must stay in sight.
  const phone = usePhone();
  const [turn, setTurn] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const verdicts = blanks.map(({ key, answer }) => judgeAnswer(given[key] ?? "", answer));
  const name = (id: number): string => graph.nodes.find((node) => node.id === id)!.label;
  const prompt = ({ kind, node, edge }: Blank): string => {
    const { label, formula } = graph.nodes.find(({ id }) => id === node)!;
    if (kind === "value") return say.value(label, formula || label);
    if (kind === "gradient") return say.gradient(label);
    return kind === "local" ? say.local(name(graph.edges[edge!]!.to), label) : say.contribution(label);
  };
  const help = { value: undefined, gradient: say.helpGradient, local: say.helpLocal, contribution: say.helpContribution };
  const told = { right: say.right, wrong: say.wrong, sign: say.near, number: say.number };
  useEffect(() => form.current?.querySelector("input")?.focus({ preventScroll: true }), [turn]);
  const check = (): void => {
    if (phone && turn < blanks.length - 1 && verdicts[turn] === "right") {
      setTurn(turn + 1);
      return setChecked(false);
    }
    setChecked(true);
    if (verdicts.every((verdict) => verdict === "right")) onDone(!shown);
    else {
      const first = phone ? turn : verdicts.findIndex((verdict) => verdict !== "right");
      announce(`${prompt(blanks[first]!)}: ${told[verdicts[first]!]}`);
      form.current?.querySelectorAll("input")[phone ? 0 : first]?.focus();
    }
  };
  const show = (): void => {
    setGiven(Object.fromEntries(blanks.map(({ key, answer }) => [key, format(language.value).short(answer, 4)])));
    setShown(true);
    setChecked(true);
  };
  return (
    <form ref={form} class="graph-fill" aria-label={say.title} onSubmit={(event) => { event.preventDefault(); check(); }}>
      {blanks.map((blank, k) => {
        if (phone && k !== turn) return null;
        const verdict = checked ? verdicts[k]! : null;
        return (
          <label key={blank.key} class={`graph-blank${verdict === null ? "" : verdict === "right" ? " right" : " wrong"}`} title={help[blank.kind]}>
            <span>{prompt(blank)}</span>
            <input type="text" inputMode="text" autoComplete="off" size={8} value={given[blank.key] ?? ""} aria-invalid={verdict !== null && verdict !== "right"}
              onInput={(event) => { setChecked(false); setGiven({ ...given, [blank.key]: event.currentTarget.value }); }} />
            <span class="graph-verdict">{verdict !== null && <><Icon name={verdict === "right" ? "check" : "cross"} />{told[verdict]}</>}</span>
          </label>
        );
      })}
      <Row>
        <button type="submit" class="button primary"><span>{say.check}</span></button>
        <Button kind="quiet" onClick={show}>{say.show}</Button>
        <span class="hint">{say.tolerance}</span>
      </Row>
    </form>
  );
} // prettier-ignore
