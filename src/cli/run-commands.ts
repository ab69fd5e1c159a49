// The commands about runs: train, evaluate, predict, report, export. Which options they have, and how they are called for help.
import type { Command } from "commander";
import type { EvaluateOptions } from "./evaluate.ts";
import type { ExportOptions } from "./export.ts";
import { DEVICES, SEED, THREADS, positiveNumber, wholeNumber } from "./options.ts";
import type { Common, Run } from "./options.ts";
import type { PredictOptions } from "./predict.ts";
import type { ReportOptions } from "./report.ts";
import type { TrainOptions } from "./train.ts";

const NEW_DATA = "new data of the same form: a table, a picture, a folder of pictures, a text";

const LANGUAGE = "language of the report: en or ru (default: the system's)";

const TRAIN_HELP = `
What can be trained on:
  a data set by name            nabla data lists them
  a table                       .csv .tsv .jsonl .json .parquet .arrow: classes or a number in the last column or in --target;
                                --task clustering or --task anomaly need no target
  a folder of pictures          each subfolder is a class; or pictures and a folder masks (segmentation);
                                or pictures with boxes, COCO .json or YOLO .txt (detection)
  a table with a column of texts  their class in the last column or in --target (classification, --model bag, lstm or transformer)
  a text                        .txt or .md (generation)
  a table of two text columns   pairs (translation)

What is inferred is said before training begins, and each choice has an option. In the run folder lie the weights, model.json,
history.jsonl, report.html and report.json.

Examples:
  nabla train houses.csv --target price
  nabla train photos/ --budget 5m
  nabla train customers.csv --task clustering --clusters 4
  nabla train book.txt --tokens bpe --epochs 20`;

export function addRunCommands(root: Command, run: Run): void {
  root
    .command("train")
    .description("train a network on a data set or on your own data, and write a run folder with a report")
    .argument("[source]", "a data set by name, a file, or a folder of pictures")
    .optionsGroup("Data:")
    .option(
      "--task <task>",
      "classification, regression, clustering, anomaly, generation, translation, segmentation or detection (default: inferred)",
    ) // prettier-ignore
    .option("--target <column>", "the column to predict (default: the last one); for clustering and anomaly the labels to compare with")
    .option("--ignore <columns>", "columns to leave out, as in id,date")
    .option("--test <share>", "share of the examples that test (default: 0.2)", positiveNumber("--test"))
    .option("--drop-missing", "leave out rows with missing values instead of filling them in")
    .option("--size <pixels>", "height and width of pictures, as in 64 or 48x64 (default: by their own sizes)")
    .option("--channels <number>", "1 for grey, 3 for color (default: by the pictures)", wholeNumber("--channels", 1, 3))
    .option("--clusters <number>", "clustering: number of groups (default: by the silhouette)", wholeNumber("--clusters", 2, 100))
    .option("--share <share>", "anomaly: share of training rows that counts as unusual (default: 0.05)", positiveNumber("--share"))
    .option("--tokens <kind>", "texts: characters or bpe (default: by the length of the text)")
    .option("--vocabulary <size>", "texts: most tokens of a byte-pair vocabulary", wholeNumber("--vocabulary", 257, 100_000))
    .option("--context <tokens>", "texts: tokens that the network sees at once", wholeNumber("--context", 4, 4096))
    .option(
      "--text <column>",
      "classification: the column of texts to tell classes by (default: the only column of texts, if nothing else is told)",
    )
    .option("--model <name>", "classification of texts: bag (of embeddings), lstm or transformer (default: bag)")
    .optionsGroup("Network and training:")
    .option("--layers <sizes>", "sizes of the hidden layers of a perceptron, as in 64,64; `none` for no hidden layer")
    .option("--activation <name>", "identity, step, sigmoid, tanh, relu, leakyRelu, elu, gelu or silu")
    .option(
      "--width <number>",
      "width of other networks: channels of the first stage, numbers for a token",
      wholeNumber("--width", 1, 4096),
    )
    .option("--depth <number>", "depth of other networks: stages or blocks", wholeNumber("--depth", 1, 64))
    .option("--epochs <number>", "passes over the training data", wholeNumber("--epochs", 1, 1_000_000))
    .option("--lr <rate>", "highest learning rate", positiveNumber("--lr"))
    .option("--decay <number>", "weight decay: how strongly weights are held small", positiveNumber("--decay"))
    .option("--batch <size>", "examples a step", wholeNumber("--batch", 1, 1_000_000))
    .option("--budget <time>", "first search networks and rates for about so long, as in 60s or 5m, then train the best")
    .option("--seed <number>", "seed of weights, split and order", SEED)
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", THREADS)
    .optionsGroup("Output:")
    .option("--out <folder>", "the run folder (default: runs/<name>-<time>)")
    .option("--resume <folder>", "continue an unfinished run, to the same bits")
    .option("--lang <language>", LANGUAGE)
    .option("--landscape", "also compute the loss around the network, for the report")
    .option("--json", "one JSON object a line on stdout", false)
    .addHelpText("after", TRAIN_HELP)
    .action(async (source: string | undefined, options: Common & TrainOptions) => {
      const { train } = await import("./train.ts");
      await run((terminal) => train(source, options, terminal), options);
    });

  root
    .command("evaluate")
    .description("measure a trained network on its test data, or on new data of which the answers are known")
    .argument("<run>", "the run folder")
    .argument("[data]", `${NEW_DATA}, with the answers`)
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", THREADS)
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, data: string | undefined, options: Common & EvaluateOptions) => {
      const { evaluate } = await import("./evaluate.ts");
      await run((terminal) => evaluate(folder, data, options, terminal), options);
    });

  root
    .command("predict")
    .description("answer for new data: a row each, pictures, or a text that goes on")
    .argument("<run>", "the run folder")
    .argument("[data]", NEW_DATA)
    .option("--out <path>", "write to this file (.csv or .json), or pictures into this folder, instead of stdout")
    .option("--prompt <text>", "generation: what the text begins with")
    .option("--length <tokens>", "generation: tokens to write (default: 300)", wholeNumber("--length", 1, 100_000))
    .option("--temperature <number>", "generation: how bold (default: 0.8)", positiveNumber("--temperature"))
    .option("--top-k <number>", "generation: only among so many tokens", wholeNumber("--top-k", 1, 100_000))
    .option("--top-p <share>", "generation: only among tokens that make up so much of the probability", positiveNumber("--top-p"))
    .option("--threshold <share>", "detection: only boxes surer than this (default: 0.3)", positiveNumber("--threshold"))
    .option("--seed <number>", "generation: what the choice follows (default: 0)", SEED)
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", THREADS)
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, data: string | undefined, options: Common & PredictOptions) => {
      const { predict } = await import("./predict.ts");
      await run((terminal) => predict(folder, data, options, terminal), options);
    });

  root
    .command("report")
    .description("write the report of a run again: in another language, or with the loss landscape")
    .argument("<run>", "the run folder")
    .option("--lang <language>", LANGUAGE)
    .option("--landscape", "also compute the loss around the network")
    .option("--out <file>", "write to this .html file (default: report.html in the run folder)")
    .option("--device <name>", DEVICES)
    .option("--threads <number>", "threads to compute with", THREADS)
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, options: Common & ReportOptions) => {
      const { reportAgain } = await import("./report.ts");
      await run((terminal) => reportAgain(folder, options, terminal), options);
    });

  root
    .command("export")
    .description("write a trained network in a form that others read")
    .argument("<run>", "the run folder")
    .requiredOption(
      "--to <form>",
      "module (one ES module that needs nothing else), pytorch (a program), or safetensors (one file with all)",
    )
    .option("--out <file>", "the .js, .py or .safetensors file (default: in the run folder)")
    .option("--json", "one JSON object a line on stdout", false)
    .action(async (folder: string, options: Common & ExportOptions) => {
      const { exportRun } = await import("./export.ts");
      await run((terminal) => exportRun(folder, options, terminal), options);
    });
}
