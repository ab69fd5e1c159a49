// The command `nabla`: which commands and options there are, and how an error ends. What they do stands in a file each.
import { Command, CommanderError, Option } from "commander";
import type { BenchOptions } from "./bench/bench.ts";
import type { ClaimsOptions } from "./claims.ts";
import type { DataOptions } from "./data.ts";
import { CommandError, describeError, exitCodeOf } from "./errors.ts";
import type { InspectOptions } from "./inspect.ts";
import type { LabOptions } from "./lab.ts";
import type { LandscapeOptions } from "./landscape.ts";
import { DEVICES, positiveNumber, wholeNumber } from "./options.ts";
import type { Common, Run } from "./options.ts";
import { addRunCommands } from "./run-commands.ts";
import { Terminal } from "./terminal.ts";
import type { TasksOptions } from "./tasks.ts";
import { version } from "./version.ts";

function program(run: Run): Command {
  const root = new Command("nabla")
    .description("Neural networks in TypeScript: train them, look into them, use them.")
    .version(version(), "-v, --version", "print the version")
    .helpOption("-h, --help", "show what can be asked for")
    .helpCommand(false)
    .option("--debug", "show where an unexpected failure came from")
    .showSuggestionAfterError(true)
    .exitOverride();

  addRunCommands(root, run);

  root
    .command("inspect")
    .description("show the layers, shapes, parameters and cost of a trained network")
    .argument("<run>", "the run folder")
    .option("--kernels", "also the kernels that its forward pass compiles to, and their times", false)
    .option("--graph <file>", "draw the graph of its operations into this .svg or .png file")
    .option("--gradient", "in that picture also the operations of the gradients")
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, options: InspectOptions & Common) => {
      const { inspect } = await import("./inspect.ts");
      await run((terminal) => inspect(folder, options, terminal), options);
    });

  root
    .command("claims")
    .description("compute the lecture's claims anew: what was expected, what was found")
    .argument("[name]", "a room, or one claim (default: all)")
    .option("--seed <number>", "what everything random follows", wholeNumber("--seed", 0, 4_294_967_295), 0)
    .option("--quick", "fewer repetitions", false)
    .addOption(new Option("--lang <language>", "language of the statements").choices(["en", "ru"]).default("en"))
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (name: string | undefined, options: Common & ClaimsOptions) => {
      const { claims } = await import("./claims.ts");
      await run((terminal) => claims(name, options, terminal), options);
    });

  root
    .command("landscape")
    .description("draw the loss around a trained network, along its training, or between two networks")
    .argument("<run>", "the run folder")
    .option(
      "--mode <mode>",
      "random (filter-normalized directions), path (of the training, in its principal plane), hessian (largest curvature) or between (two runs)",
    )
    .option("--with <run>", "the other run, of a network of the same form")
    .option("--examples <number>", "training examples that the loss is taken of (default: 512)", wholeNumber("--examples", 1, 1_000_000))
    .option("--resolution <number>", "points along each axis (default: 31; between: 101)", wholeNumber("--resolution", 3, 1001))
    .option("--range <number>", "how far the picture reaches (default: 1)", positiveNumber("--range"))
    .option("--seed <number>", "seed of the directions", wholeNumber("--seed", 0, 4_294_967_295))
    .option("--plain", "random directions without filter normalization")
    .option("--view <view>", "contour (default) or surface")
    .option("--theme <theme>", "light (default) or dark")
    .option("--language <language>", "en (default) or ru")
    .option("--out <file>", "the .svg, .png or .html file (default: landscape.svg in the run folder); the heights go beside it as .json")
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", wholeNumber("--threads", 1, 256))
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, options: Common & LandscapeOptions) => {
      const { landscape } = await import("./landscape.ts");
      await run((terminal) => landscape(folder, options, terminal), options);
    });

  root
    .command("lab")
    .description("open the lab: the lecture made live, in the browser")
    .option("--port <number>", "where to serve it; the next free one if it is in use", wholeNumber("--port", 0, 65_535), 4180)
    .option("--no-open", "only serve it; do not open a browser")
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (options: Common & LabOptions) => {
      const { lab } = await import("./lab.ts");
      await run((terminal) => lab(options, terminal), options);
    });

  root
    .command("data")
    .description("list the data sets, fetch them, check them, show samples")
    .argument("[action]", "list (default), fetch, verify or show")
    .argument("[names...]", "data sets; `fetch all` brings every one, `verify` without names checks what is here")
    .option("--count <number>", "samples to show (default: 12)", wholeNumber("--count", 1, 2000), 0)
    .option("--out <file>", "with show: draw them into this .svg or .png file")
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (action: string | undefined, names: string[], options: Common & DataOptions) => {
      const { data } = await import("./data.ts");
      await run((terminal) => data(action, names, options, terminal), options);
    });

  root
    .command("tasks")
    .description("train every kind of task on real data, beside its baseline and its reference")
    .argument("[names...]", "tasks, kinds of tasks or data sets, as in `regression` or `iris` (default: all)")
    .option("--quick", "smaller networks on parts of the data: each must beat its baseline", false)
    .option("--list", "say what the tasks are, run none", false)
    .option("--samples", "also show examples of each task's answers", false)
    .option("--seed <number>", "what everything random follows", wholeNumber("--seed", 0, 4_294_967_295), 0)
    .option(
      "--seeds <number>",
      "runs with so many seeds, from --seed on; their mean is held against the bar",
      wholeNumber("--seeds", 1, 100),
      1,
    )
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", wholeNumber("--threads", 1, 256))
    .addOption(new Option("--lang <language>", "language of --list").choices(["en", "ru"]).default("en"))
    .option("--json", "one JSON object a run on stdout", false)
    .action(async (names: string[], options: Common & TasksOptions) => {
      const { tasks } = await import("./tasks.ts");
      await run((terminal) => tasks(names, options, terminal), options);
    });

  root
    .command("bench")
    .description("measure this machine's speed")
    .option("--quick", "short rounds: shows that everything runs")
    .option("--only <works>", "only these works, separated by commas")
    .option("--kernels <work>", "the kernels of one step of a work (cnn-step, …) beside this machine's limits")
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", wholeNumber("--threads", 1, 256))
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (options: Common & BenchOptions) => {
      const { bench } = await import("./bench/bench.ts");
      await run((terminal) => bench(options, terminal), options);
    });

  const quiet = { writeErr: () => {}, outputError: () => {} };
  for (const command of [root, ...root.commands]) command.configureOutput(quiet).exitOverride().allowExcessArguments(false);
  return root;
}

/** Runs one call; tells the exit code. Nothing but this knows how an error is shown. */
export async function main(args: readonly string[]): Promise<number> {
  const debug = args.includes("--debug");
  const fail = (error: unknown): number => {
    process.stderr.write(`nabla: ${describeError(error)}\n`);
    if (debug && error instanceof Error && !(error instanceof CommandError)) process.stderr.write(`${error.stack ?? ""}\n`);
    return exitCodeOf(error);
  };
  // A reader that has seen enough (`nabla data | head -1`) is no failure.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : fail(error)));
  process.on("uncaughtException", (error) => process.exit(fail(error)));
  process.on("unhandledRejection", (error) => process.exit(fail(error)));

  const root = program(async (action, common) => action(new Terminal({ json: common.json })));
  if (args.length === 0) {
    process.stdout.write(root.helpInformation());
    return 0;
  }
  try {
    await root.parseAsync(
      args.filter((arg) => arg !== "--debug"),
      { from: "user" },
    );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      process.stderr.write(
        `nabla: ${error.message
          .replace(/^error: /, "")
          .replace(/\s*\n\s*/g, " ")
          .trim()} (see nabla --help)\n`,
      );
      return 2;
    }
    return fail(error);
  }
}
