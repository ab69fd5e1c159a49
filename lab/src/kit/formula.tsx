// Formulas: set while the lab is built; numbers are filled in by the page. Formulas whose form is only known while running are set by
// KaTeX, which is loaded then.
import "katex/dist/katex.min.css";
import "./formula.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** A formula as the build sets it: write it as tex`…` with `\v{name}` for numbers. */
export interface SetFormula {
  readonly tex: string;
  readonly html: string;
  readonly slots: readonly string[];
}

/** Marks a formula for the build, which puts the set formula in its place: this function is never called. */
export function tex(_: TemplateStringsArray): SetFormula {
  throw new Error("tex`…` is replaced while the lab is built");
}

/** The digits that stand for the first place (build/formulas.ts). */
const FIRST = 90001;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export interface FormulaProps {
  readonly tex: SetFormula;
  /** Texts for the places. */
  readonly values?: Readonly<Record<string, string>>;
  /** In a line of its own. */
  readonly block?: boolean;
}

/** Styles come as data: style attributes in markup would need a laxer security policy. */
function applyStyles(element: HTMLElement | null): void {
  for (const part of element?.querySelectorAll<HTMLElement>("[data-style]") ?? []) part.style.cssText = part.dataset["style"]!;
}

export function Formula({ tex: { html, slots }, values = {}, block = false }: FormulaProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const filled = slots.reduce((text, name, place) => text.replaceAll(String(FIRST + place), escape(values[name] ?? "?")), html);
  useLayoutEffect(() => applyStyles(ref.current), [filled]);
  return <span ref={ref} class={block ? "formula block" : "formula"} dangerouslySetInnerHTML={{ __html: filled }} />;
}

/** A formula whose form is only known while running. Until KaTeX is there, its source is shown. */
export function LiveFormula({ source, block = false }: { readonly source: string; readonly block?: boolean }) {
  const ref = useRef<HTMLSpanElement>(null);
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    void import("katex").then(({ default: katex }) => {
      if (wanted) setHtml(katex.renderToString(source, { throwOnError: false, output: "htmlAndMathml" }).replaceAll(' style="', ' data-style="').replace(/<annotation encoding="application\/x-tex">.*?<\/annotation>/gs, "")); // prettier-ignore
    });
    return () => void (wanted = false);
  }, [source]);
  useLayoutEffect(() => applyStyles(ref.current), [html]);
  const name = block ? "formula block" : "formula";
  if (html === null) return <span class={`${name} waiting`}>{source}</span>;
  return <span ref={ref} class={name} dangerouslySetInnerHTML={{ __html: html }} />;
}
