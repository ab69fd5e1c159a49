// `npm run docs`: prints docs/api.txt, docs/ops.md and docs/errors.md from the source, by TypeScript's own reading of it, and
// docs/pytorch.md from the rows of the parity tests.
// The test `printed.test.ts` compares the committed files with what is printed here.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import * as everyOp from "../src/graph/ops/index.ts";
import type { Op } from "../src/graph/tensor.ts";
import { heading, line, printErrors, table } from "./print-errors.ts";
import { printParity } from "./print-parity.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const FORMAT = ts.TypeFormatFlags.NoTruncation;
const printer = ts.createPrinter({ removeComments: true });
const KINDS: readonly (readonly [number, string])[] = [
  [ts.SymbolFlags.Class, "class"],
  [ts.SymbolFlags.Interface, "interface"],
  [ts.SymbolFlags.TypeAlias, "type"],
  [ts.SymbolFlags.Function, "function"],
  [ts.SymbolFlags.ValueModule, "namespace"],
];

/** A public name. */
interface Entry {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

export interface Printed {
  /** Path from the root → text. */
  readonly files: ReadonlyMap<string, string>;
  /** Public names without a docstring, as `door: name`. */
  readonly undocumented: readonly string[];
}

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? walk(join(folder, entry.name)) : entry.name.endsWith(".ts") ? [join(folder, entry.name)] : [],
    );

/** Reads the source once and gives all documents. */
export function printDocs(): Printed {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const doors = Object.entries(exports).flatMap(([door, target]) =>
    typeof target === "string"
      ? []
      : [{ door: door.replace(".", "nabla"), file: join(root, target.types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts")) }],
  );
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config as unknown,
    ts.sys,
    root,
  );
  const errorFiles = walk(join(root, "src")).filter((file) => readFileSync(file, "utf8").includes("NablaError("));
  const ops = join(root, "src/graph/ops/index.ts");
  const program = ts.createProgram([...doors.map(({ file }) => file), ops, ...errorFiles], options);
  const reader = new Reader(program.getTypeChecker());
  const exported = (file: string): Entry[] => reader.exportsOf(program.getSourceFile(file)!);

  const undocumented: string[] = [];
  const api = doors.map(({ door, file }) => {
    const entries = exported(file);
    undocumented.push(
      ...entries
        .filter(({ symbol }) => reader.sentence(symbol) === "" && reader.kind(symbol) !== "namespace")
        .map(({ name }) => `${door}: ${name}`),
    );
    return [`# ${door}`, "", ...entries.flatMap((entry) => reader.describe(entry)), ""].join("\n");
  });
  const source = errorFiles.map((file) => program.getSourceFile(file)!);
  return {
    files: new Map([
      ["docs/api.txt", `${heading("The public surface: every name behind every door.")}\n\n${api.join("\n")}`],
      ["docs/ops.md", printOps(exported(ops), reader)],
      ["docs/errors.md", printErrors(source, join(root, "src"))],
      ["docs/pytorch.md", printParity()],
    ]),
    undocumented,
  };
}

/** What TypeScript knows of names. */
class Reader {
  readonly #checker: ts.TypeChecker;
  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Names sorted; those of a namespace follow it, with its name in front. */
  exportsOf(file: ts.SourceFile, prefix = ""): Entry[] {
    const module = this.#checker.getSymbolAtLocation(file);
    const entries = module ? this.#checker.getExportsOfModule(module) : [];
    return entries
      .map(({ name, flags }, k) => ({
        name,
        symbol: flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(entries[k]!) : entries[k]!,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name, symbol }) => {
        const inner = symbol.declarations?.find(ts.isSourceFile);
        return [{ name: prefix + name, symbol }, ...(inner ? this.exportsOf(inner, `${prefix}${name}.`) : [])];
      });
  }

  kind(symbol: ts.Symbol): string {
    return KINDS.find(([flag]) => symbol.flags & flag)?.[1] ?? (this.#typeOf(symbol).getCallSignatures().length > 0 ? "function" : "const");
  }

  /** The first sentence of the docstring, or nothing. */
  sentence(symbol: ts.Symbol): string {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).split("\n\n")[0]!.replace(/\s+/g, " ").trim();
    return /^.*?[.!?](?=\s+[\p{Lu}`]|$)/u.exec(text)?.[0] ?? text;
  }

  /** A line for the name; for a class, one more for each public member that it declares itself. */
  describe({ name, symbol }: Entry): string[] {
    const kind = this.kind(symbol);
    if (kind === "namespace") return [`namespace ${name}`];
    if (kind === "function")
      return this.#typeOf(symbol)
        .getCallSignatures()
        .map((signature) => `function ${name}${this.#signature(signature)}`);
    if (kind === "const") return [`const ${name}: ${this.#show(this.#typeOf(symbol))}`];
    const declarations = symbol.declarations ?? [];
    const alias = declarations.find(ts.isTypeAliasDeclaration);
    if (alias) return [line(printer.printNode(ts.EmitHint.Unspecified, alias, alias.getSourceFile())).replace(/^export |;$/g, "")];
    const written = declarations.filter((d) => ts.isClassDeclaration(d) || ts.isInterfaceDeclaration(d));
    const parameters = written[0]?.typeParameters?.map((parameter) => parameter.getText()) ?? [];
    const heritage = written.flatMap((d) => d.heritageClauses ?? []).map((clause) => clause.getText());
    const title = [`${kind} ${name}${parameters.length > 0 ? `<${parameters.join(", ")}>` : ""}`, ...heritage].join(" ");
    const members = this.#members(symbol.members);
    if (kind === "interface") return [`${title} { ${members.join("; ")} }`];
    const makers = this.#typeOf(symbol).getConstructSignatures().map((signature) => `new${this.#signature(signature)}`); // prettier-ignore
    return [
      title,
      ...[...makers, ...this.#members(symbol.exports).map((member) => `static ${member}`), ...members].map((member) => `  ${member}`),
    ];
  }

  #members(table: ts.SymbolTable | undefined): string[] {
    return [...(table?.values() ?? [])].filter((member) => this.#isPublic(member)).map((member) => this.#member(member)).sort(); // prettier-ignore
  }

  #isPublic(member: ts.Symbol): boolean {
    const declaration = member.declarations?.[0];
    if (!declaration || !(member.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor))) return false;
    const name = ts.getNameOfDeclaration(declaration);
    return !(name && ts.isPrivateIdentifier(name)) && !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.NonPublicAccessibilityModifier); // prettier-ignore
  }

  #member(member: ts.Symbol): string {
    const written = member.valueDeclaration;
    const type = this.#typeOf(member);
    const signatures = member.flags & ts.SymbolFlags.Method ? this.#checker.getNonNullableType(type).getCallSignatures() : [];
    const optional = member.flags & ts.SymbolFlags.Optional ? "?" : "";
    const name = member.name.startsWith("__@") ? `[Symbol.${member.name.slice(3).split("@")[0]}]` : member.name;
    // As it is written: TypeScript itself would add what goes without saying, and sort unions anew.
    if (written && (ts.isPropertySignature(written) || ts.isPropertyDeclaration(written)) && written.type)
      return `${name}${optional}: ${line(printer.printNode(ts.EmitHint.Unspecified, written.type, written.getSourceFile()))}`;
    return signatures.length > 0
      ? signatures.map((s) => `${name}${optional}${this.#signature(s)}`).join("; ")
      : `${name}${optional}: ${this.#show(type)}`;
  }

  #typeOf = (symbol: ts.Symbol): ts.Type => this.#checker.getTypeOfSymbol(symbol);
  #show = (type: ts.Type): string => tidy(this.#checker.typeToString(type, undefined, FORMAT));
  #signature = (signature: ts.Signature): string => tidy(this.#checker.signatureToString(signature, undefined, FORMAT));
}
/** What may be left out need not be said to be undefined; a parameter that is taken apart has no name of its own. */
const tidy = (text: string): string =>
  line(text).replace(/(\?: (?:(?! \| undefined)[^,;(){}])+) \| undefined/g, "$1").replace(/\{ [\w, .]+ \}(?=\??:)/g, "options"); // prettier-ignore

/** The table of ops, by the records that they carry. */
function printOps(entries: readonly Entry[], reader: Reader): string {
  const values = everyOp as Readonly<Record<string, unknown>>;
  const rows = entries.flatMap(({ name, symbol }) => {
    const value = values[name] as ((() => unknown) & { readonly op?: Op }) | Op;
    // A bare record is a leaf: the function of its name makes one, or none does.
    if (typeof value !== "function" && (value === undefined || value.name in values)) return [];
    const op = typeof value === "function" ? (value.op ?? (values[`${name}Op`] as Op | undefined)) : value;
    return [[`\`${typeof value === "function" ? name : value.name}\``, op?.how.kind ?? "composite", reader.sentence(symbol)]];
  });
  return `# Ops\n\n${heading("Every operation on tensors, and how it computes: the only thing that the scheduler asks.")}\n\n${table(["op", "kind", "what it gives"], rows)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const [path, text] of printDocs().files) writeFileSync(join(root, path), text);
