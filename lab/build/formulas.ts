// Sets the formulas of a source file while it is built: tex`\sigma(z)` becomes an object with the HTML (and MathML for screen readers).
// `\v{name}` keeps a place for a number that the page fills in. Runs in Node only.
import katex from "katex";

/** Places for numbers are set as these digits, which occur nowhere else. */
const FIRST = 90001;

/** Replaces every tex`…` of a source by what it looks like. */
export const setFormulas = (code: string, path: string): string =>
  code.replace(/\btex`([^`]*)`/g, (_, source: string) => {
    if (source.includes("${")) throw new Error(`${path}: a formula is set while building and cannot hold \${…}; use \\v{name} and values`);
    return JSON.stringify(setFormula(source, path));
  });

/** A formula, and the names of its places. */
export function setFormula(
  source: string,
  path: string,
): { readonly tex: string; readonly html: string; readonly slots: readonly string[] } {
  const slots: string[] = [];
  const numbered = source.replace(/\\v\{(\w+)\}/g, (_, name: string) => {
    if (!slots.includes(name)) slots.push(name);
    return `{${FIRST + slots.indexOf(name)}}`;
  });
  let html: string;
  try {
    html = katex.renderToString(numbered, { throwOnError: true, strict: "error", output: "htmlAndMathml" });
  } catch (error) {
    throw new Error(`${path}: tex\`${source}\`: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  // Style attributes would need a laxer content security policy: the page sets them by script.
  const quiet = html.replace(/ style="/g, ' data-style="').replace(/<annotation encoding="application\/x-tex">.*?<\/annotation>/gs, "");
  return { tex: source, html: quiet, slots };
}
