// The words behind a script's name: a usage for --help, one line of plain text and exit code 2 for what the script does not know.
import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Given<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>;

/** Reads the options, and up to `most` words that are none. `usage` is the whole text of --help. */
export function readArguments<const O extends Options>(name: string, usage: string, options: O, most = 0): Given<O> {
  const refuse = (text: string): never => {
    process.stderr.write(`${name}: ${text}; --help tells what there is\n`);
    process.exit(2);
  };
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  try {
    const given = parseArgs({ options, allowPositionals: true });
    return given.positionals.length > most ? refuse(`unexpected ${given.positionals[most]!}`) : given;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse(error.message.split(/[.;] /)[0]!.replace(/^Unknown/, "unknown"));
  }
}
