// The system's C compiler: finds it, asks what the machine can do, and keeps what it made in a folder by the hash of its input.
// Safe for processes that compile the same thing at once: each writes a file of its own and renames it.
import { compilerFlags } from "../../emit/c/spell.ts";
import { NablaError } from "../../core/errors.ts";
import { builtin } from "./host.ts";

export interface Compiler {
  /** Bytes of the widest vector register. */
  readonly vectorBytes: 16 | 32 | 64;
  /** The path of a shared library made of the source. */
  build(source: string, options: { readonly fma: boolean }): string;
}

export interface CompilerOptions {
  /** Command of the compiler; otherwise the first of cc, gcc and clang that runs. */
  readonly compiler?: string | undefined;
  readonly folder: string;
}

/** What the compiler said of itself; kept in the folder, since asking takes as long as a training step of a large network. */
interface Identity {
  readonly version: string;
  /** Code is made for this very processor: another one that shares the folder needs its own. */
  readonly machine: string;
  readonly vectorBytes: 16 | 32 | 64;
}

const CANDIDATES = ["cc", "gcc", "clang"];

/** @throws NablaError if there is no compiler, or it cannot write its results */
export function findCompiler(options: CompilerOptions): Compiler {
  const path = builtin("path");
  const files = builtin("fs");
  const found = (options.compiler === undefined ? CANDIDATES : [options.compiler]).map(where).find((at) => at !== undefined);
  if (found === undefined)
    throw new NablaError(
      "native-compiler",
      `native: ${options.compiler === undefined ? "there is no C compiler (cc, gcc or clang)" : `the compiler ${options.compiler} was not found`}; install one (Debian: apt install gcc; macOS: xcode-select --install), or use wasm()`,
    );
  try {
    files.mkdirSync(options.folder, { recursive: true });
  } catch (error) {
    throw new NablaError("native-cache", `native: the folder ${options.folder} cannot be made: ${reason(error)}`);
  }
  const identity = identify(found, options.folder);
  return {
    vectorBytes: identity.vectorBytes,
    build(source, { fma }) {
      const flags = compilerFlags(fma);
      const key = hash(JSON.stringify([identity, flags, source]));
      const made = path.join(options.folder, `${key}.so`);
      if (!files.existsSync(made)) compile(found, flags, source, made);
      return made;
    },
  };
}

const reason = (error: unknown): string => (error instanceof Error ? error.message.split("\n")[0]! : String(error));
const hash = (text: string): string => builtin("crypto").createHash("sha256").update(text).digest("hex").slice(0, 40);

/** The file of a command. */
function where(command: string): string | undefined {
  const [path, files] = [builtin("path"), builtin("fs")];
  const folders = command.includes(path.sep) ? [""] : (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => (folder ? path.join(folder, command) : command)).find((file) => files.existsSync(file));
}

function identify(compiler: string, folder: string): Identity {
  const [path, files] = [builtin("path"), builtin("fs")];
  const { mtimeMs, size } = files.statSync(compiler);
  const machine = builtin("os").cpus()[0]?.model ?? "";
  const file = path.join(folder, `compiler-${hash(JSON.stringify([files.realpathSync(compiler), mtimeMs, size, machine]))}.json`);
  try {
    return JSON.parse(files.readFileSync(file, "utf8")) as Identity;
  } catch {
    // Not asked yet, or not readable: ask.
  }
  const say = (...flags: string[]): string => run(compiler, flags, "");
  const macros = say("-march=native", "-dM", "-E", "-x", "c", "-");
  const identity: Identity = {
    version: say("--version").split("\n")[0]!,
    machine,
    vectorBytes: macros.includes("__AVX512F__") ? 64 : macros.includes("__AVX2__") ? 32 : 16,
  };
  write(file, JSON.stringify(identity));
  return identity;
}

function run(compiler: string, flags: readonly string[], input: string): string {
  const { status, error, stdout, stderr } = builtin("child_process").spawnSync(compiler, flags, {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (error) throw new NablaError("native-compiler", `native: ${compiler} does not run: ${reason(error)}`);
  if (status !== 0) {
    const first = stderr.split("\n").find((text) => text.includes("error")) ?? stderr.split("\n")[0] ?? "";
    throw new NablaError("native-compiler", `native: ${compiler} failed: ${first.trim()}`);
  }
  return stdout;
}

function compile(compiler: string, flags: readonly string[], source: string, made: string): void {
  const temporary = `${made}.${process.pid}.${hash(String(performance.now())).slice(0, 8)}`;
  try {
    run(compiler, [...flags, "-x", "c", "-o", temporary, "-", "-x", "none", "-lm", "-lpthread"], source);
    builtin("fs").renameSync(temporary, made);
  } finally {
    builtin("fs").rmSync(temporary, { force: true });
  }
}

function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    builtin("fs").writeFileSync(temporary, text);
    builtin("fs").renameSync(temporary, file);
  } catch (error) {
    builtin("fs").rmSync(temporary, { force: true });
    throw new NablaError("native-cache", `native: ${file} cannot be written: ${reason(error)}`);
  }
}
