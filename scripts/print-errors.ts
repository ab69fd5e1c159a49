// Prints docs/errors.md: which errors there are and how their texts read. Begun by print-docs.ts, which shares its tables.
import { relative } from "node:path";
import ts from "typescript";

export const heading = (what: string): string => `${what} Printed from the source by \`npm run docs\`; do not edit.`;
const cell = (text: string): string => text.replace(/\s+/g, " ").replaceAll("|", "\\|");
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(" | ")} |`).join("\n");

export const line = (text: string): string => text.replace(/\s+/g, " ");

/** Every `new NablaError(code, text)`, with the values in the text as names in ‹›. */
export function printErrors(files: readonly ts.SourceFile[], source: string): string {
  const rooms = new Map<string, string[][]>();
  for (const file of files) {
    const path = relative(source, file.fileName).replaceAll("\\", "/");
    const rows: string[][] = [];
    const visit = (node: ts.Node): void => {
      const [code, text] = ts.isNewExpression(node) && node.expression.getText() === "NablaError" ? (node.arguments ?? []) : [];
      if (code && text) rows.push(...texts(text).map((words) => [`\`${texts(code)[0]!}\``, `\`${ownerOf(node)}\``, words]));
      ts.forEachChild(node, visit);
    };
    visit(file);
    if (rows.length > 0) rooms.set(path, rows);
  }
  const first = "core/errors.ts";
  const order = [...rooms.keys()].sort((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1));
  const parts = order.map((path) => `## ${path}\n\n${table(["code", "made by", "text"], rooms.get(path)!)}\n`);
  return `# Errors\n\n${heading("Every mistake that nabla names: `error.code` is stable, the text may improve.")}\n\n${parts.join("\n")}`;
}

/** The function, method or class that the node stands in. */
function ownerOf(node: ts.Node): string {
  const named = (d: ts.Node): boolean => ts.isFunctionDeclaration(d) || ts.isMethodDeclaration(d) || ts.isClassDeclaration(d);
  const owner = ts.findAncestor(
    node,
    (d) => named(d) || (ts.isVariableDeclaration(d) && !!d.initializer && ts.isFunctionLike(d.initializer)),
  );
  return (owner as ts.NamedDeclaration | undefined)?.name?.getText() ?? "the file";
}

/** The shapes that a text can take: one for each branch of a condition. */
function texts(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return texts(node.expression);
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [`‹${line(node.getText())}›`];
  return [node.head.text + node.templateSpans.map((span) => value(span.expression) + span.literal.text).join("")];
}

/** A value in a text: the texts it may be, or the name of what it shows. */
function value(node: ts.Expression): string {
  if (ts.isParenthesizedExpression(node)) return value(node.expression);
  if (ts.isConditionalExpression(node)) return `‹${texts(node).map((text) => text || "nothing").join(" or ")}›`; // prettier-ignore
  if (ts.isCallExpression(node) && node.arguments.length === 1 && ts.isIdentifier(node.expression)) return value(node.arguments[0]!);
  const shown = line(node.getText());
  return shown.length > 40 ? "‹…›" : `‹${shown}›`;
}
