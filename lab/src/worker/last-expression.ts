// Makes a program return the value of its last statement, if that is an expression. Knows strings, comments, templates and brackets,
// not the grammar: statements end with a semicolon or a closing brace at the outermost level, as formatted code has it.

const NO_EXPRESSION =
  /^(?:else|catch|finally|const|let|var|function|class|if|for|while|do|switch|try|throw|return|import|export|async\s+function|break|continue|\{|\})(?![\w$])|^[{}]/;

/** The program with `return` before its last expression. */
export function lastExpression(code: string): string {
  const starts = statementStarts(code);
  for (let k = starts.length - 1; k >= 0; k--) {
    const rest = code.slice(starts[k]);
    const skipped = /^(?:\s|;|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(rest)![0].length;
    if (skipped === rest.length) continue;
    const statement = rest.slice(skipped);
    if (NO_EXPRESSION.test(statement)) return code;
    const at = starts[k]! + skipped;
    // A comment after it must not swallow the bracket.
    const end = endOf(code, at);
    return `${code.slice(0, at)}return (${code.slice(at, end)});${code.slice(end).replace(/^;/, "")}`;
  }
  return code;
}

/** Where statements of the outermost level begin. */
function statementStarts(code: string): number[] {
  const starts = [0];
  scan(code, 0, (at, sign, depth) => {
    if (depth === 0 && (sign === ";" || sign === "}")) starts.push(at + 1);
    return false;
  });
  return starts;
}

/** Where the statement that begins here ends: at its semicolon, or where the code does. */
function endOf(code: string, from: number): number {
  let end = -1;
  let last = from;
  scan(code, from, (at, sign, depth) => {
    if (depth === 0 && sign === ";") end = at;
    else last = at + 1;
    return end >= 0;
  });
  return end >= 0 ? end : last;
}

/** Calls `visit` for every sign outside strings and comments; spaces are left out. `depth` counts open brackets after the sign. */
function scan(code: string, from: number, visit: (at: number, sign: string, depth: number) => boolean): void {
  let depth = 0;
  for (let i = from; i < code.length; i++) {
    const sign = code[i]!;
    if (sign === "/" && code[i + 1] === "/") {
      const next = code.indexOf("\n", i);
      i = next < 0 ? code.length : next;
    } else if (sign === "/" && code[i + 1] === "*") {
      const next = code.indexOf("*/", i + 2);
      i = next < 0 ? code.length : next + 1;
    } else if (sign === '"' || sign === "'" || sign === "`") {
      i = skipString(code, i);
      if (visit(i, sign, depth)) return;
    } else if (!/\s/.test(sign)) {
      if ("([{".includes(sign)) depth++;
      if (")]}".includes(sign)) depth--;
      if (visit(i, sign, depth)) return;
    }
  }
}

/** The place of a string's closing sign; of a template too, with what stands in it. */
function skipString(code: string, from: number): number {
  const quote = code[from]!;
  for (let i = from + 1; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === quote) return i;
    else if (quote === "`" && code[i] === "$" && code[i + 1] === "{") {
      let open = 1;
      for (i += 2; i < code.length && open > 0; i++) {
        if (code[i] === "`" || code[i] === '"' || code[i] === "'") i = skipString(code, i);
        else if (code[i] === "{") open++;
        else if (code[i] === "}") open--;
      }
      i--;
    }
  }
  return code.length;
}
