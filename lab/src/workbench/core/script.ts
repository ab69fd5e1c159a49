// The training on the workbench as a program for the library: run again, it makes the same numbers. Pure texts; needs nothing of the
// library, so that the page can write it.
import type { LayerSpec } from "nabla/nn";
import { architectureOf, lossOf, metricOfSettings, outputsOf } from "./decide.ts";
import type { Facts, PlainLoss } from "./decide.ts";
import type { RateChange } from "./session.ts";
import type { Settings } from "./settings.ts";

/** What the program depends on besides the settings. */
export interface ScriptFacts extends Facts {
  readonly target: string;
  readonly trainCount: number;
  /** The library call that makes the points; null for tables and pictures. */
  readonly call: string | null;
  /** A table as text, where it is short enough to stand in a program; its name. */
  readonly text: string | null;
  readonly delimiter: string | null;
  readonly file: string;
}

/** How far the training went. */
export interface ScriptRun {
  readonly steps: number;
  readonly marks: readonly RateChange[];
  readonly edited: boolean;
}

const q = (text: string): string => JSON.stringify(text);
const literal = (text: string): string => `\`${text.replace(/[\\`]/g, "\\$&").replaceAll("${", "\\${")}\``;

function layerCode(spec: LayerSpec): string {
  switch (spec.layer) {
    case "linear":
      return `nn.linear(${spec.in}, ${spec.out}, { generator })`;
    case "conv2d":
      return `nn.conv2d(${spec.in}, ${spec.out}, ${spec.kernel}, { padding: ${spec.padding}, generator })`;
    case "maxPool2d":
      return `nn.maxPool2d(${spec.size})`;
    case "flatten":
      return "nn.flatten()";
    case "dropout":
      return `nn.dropout(${spec.share}, { generator })`;
    case "batchNorm":
      return `nn.batchNorm1d(${spec.features})`;
    case "layerNorm":
      return `nn.layerNorm(${spec.features})`;
    case "activation":
      return `nn.${spec.name}()`;
    case "residual":
      return `nn.residual(nn.sequential(${spec.layers.map(layerCode).join(", ")}))`;
  }
}

interface LossCode {
  readonly imports: readonly string[];
  readonly main: readonly string[];
  readonly of: string;
}

function lossCode(loss: PlainLoss, facts: Facts): LossCode {
  const one = outputsOf(loss, facts) === 1;
  const column = 'y.to("f32").reshape([-1, 1])';
  const classes = facts.task === "classification";
  const plain = (name: string, target = "y"): LossCode => ({ imports: [name], main: [], of: `${name}(model.forward(x), ${target})` });
  if (loss === "binaryCrossEntropy") return plain("binaryCrossEntropyWithLogits", column);
  if (loss === "hinge") return one ? plain("hinge", `${column}.mul(2).sub(1)`) : plain("multiMargin");
  if (loss === "mse" && classes)
    return one
      ? { imports: ["mse"], main: ["sigmoid"], of: `mse(sigmoid(model.forward(x)), ${column})` }
      : {
          imports: ["mse"],
          main: ["oneHot", "softmax"],
          of: `mse(softmax(model.forward(x), 1), oneHot(y, ${facts.classes!.length}).to("f32"))`,
        };
  return plain(loss);
}

const OPTIMIZER = { adam: "adam", sgd: "sgd", momentum: "sgd", nesterov: "sgd", rmsprop: "rmsprop", adagrad: "adagrad", adamw: "adamw", nadam: "nadam", lion: "lion" } as const; // prettier-ignore

function optimizerCode({ opt, lr, l2 }: Settings): string {
  const more = opt === "momentum" ? ", momentum: 0.9" : opt === "nesterov" ? ", momentum: 0.9, nesterov: true" : "";
  return `${OPTIMIZER[opt]}({ lr: ${lr}${more}${l2 > 0 || opt === "adamw" || opt === "lion" ? `, weightDecay: ${l2}` : ""} })`;
}

function scheduleCode({ sched }: Settings, total: number): { readonly name: string | null; readonly code: string } {
  const part = Math.max(1, Math.round(total / 10));
  switch (sched) {
    case "constant":
      return { name: null, code: "" };
    case "cosine":
      return { name: "cosineAnnealing", code: `cosineAnnealing({ steps: ${total}, warmup: ${Math.min(part, 100)} })` };
    case "warmup":
      return { name: "linearWarmup", code: `linearWarmup({ steps: ${part} })` };
    case "steps":
      return { name: "stepLr", code: `stepLr({ every: ${Math.max(1, Math.round(total / 3))}, gamma: 0.1 })` };
    case "exponential":
      return { name: "exponentialLr", code: `exponentialLr({ gamma: 0.01 ** (1 / ${total}) })` };
  }
}

/** Lines that make `train` and `test`: inputs, shape, targets. */
function dataCode(settings: Settings, facts: ScriptFacts): { readonly lines: string[]; readonly data: string[]; readonly lecture: string[]; readonly datasets: string[] } {
  if (facts.kind === "pictures") {
    const name = settings.data === "letters" ? "letters" : settings.data === "letters-ru" ? "lettersRu" : "digits8";
    return {
      data: [],
      lecture: ["hashOf"],
      datasets: [name],
      lines: [
        `const set = await ${name}(${name === "digits8" ? "" : "{ copies: 0 }"}); // reads files: runs in Node`,
        `const part = ({ images, labels }: typeof set.train) => ({ inputs: Float32Array.from(images, (ink) => ink / 255), targets: labels, shape: [labels.length, 1, ${facts.shape[1]}, ${facts.shape[2]}] });`,
        "const [train, test] = [part(set.train), part(set.test)];",
      ],
    };
  }
  const table = facts.call
    ? [
        `const points = ${facts.call};`,
        "const y = points.y.toArray() as number[][];",
        facts.task === "classification" && facts.call.startsWith("curve") === false
          ? "const table = tableOf((points.x.toArray() as number[][]).map(([x1, x2], i) => ({ x1, x2, class: y[i]![0]! })));"
          : "const table = tableOf((points.x.toArray() as number[][]).map(([x], i) => ({ x, y: y[i]![0]! })));",
      ]
    : facts.text !== null
      ? [`const table = parseCsv(${literal(facts.text)}${facts.delimiter ? `, { delimiter: ${q(facts.delimiter)} }` : ""});`]
      : [`const { readFile } = await import("node:fs/promises");`, `const table = parseCsv(await readFile(${q(facts.file)}));`];
  const classes = facts.task === "classification";
  return {
    lecture: [...(facts.call ? [facts.call.split("(")[0]!] : []), "hashOf"],
    datasets: [],
    data: ["TablePreprocessor", "readTarget", "splitRows", facts.call ? "tableOf" : "parseCsv"],
    lines: [
      ...table,
      `const target = readTarget(table, ${q(facts.target)}, ${q(facts.task)});`,
      classes
        ? `const labels = target.task === "classification" ? target.codes : [];`
        : `const labels = target.task === "regression" ? Array.from(target.values, (value) => (Number.isNaN(value) ? -1 : 0)) : [];`,
      `const rows = splitRows(table.rows.length, { test: ${settings.test}, seed: ${settings.ds}, labels });`,
      `const fitted = TablePreprocessor.fit(table, { target: ${q(facts.target)}, task: ${q(facts.task)}, rows: rows.train, missing: ${q(settings.missing)} });`,
      ...(settings.scale === "standard"
        ? ["const way = fitted;"]
        : [
            "const { features, target: goal, ...rest } = fitted.toJSON(); // nothing is scaled",
            "const raw = <T extends object>(part: T): T => ({ ...part, mean: 0, std: 1 });",
            `const way = new TablePreprocessor({ ...rest, features: features.map((one) => (one.kind === "number" ? raw(one) : one)), target: goal.task === "regression" ? raw(goal) : goal });`,
          ]),
      "const train = way.transform(table, { rows: rows.train, target: true });",
      "const test = way.transform(table, { rows: rows.test, target: true });",
    ],
  };
} // prettier-ignore

/** The whole program. Its last expression is the score and the fingerprint of all weights. */
export function script(settings: Settings, seed: number, facts: ScriptFacts, run: ScriptRun): string {
  const architecture = architectureOf(settings, facts);
  const loss = lossOf(settings, facts);
  const made = lossCode(loss, facts);
  const perEpoch = Math.ceil(facts.trainCount / settings.batch);
  const schedule = scheduleCode(settings, settings.epochs * perEpoch);
  const data = dataCode(settings, facts);
  const classes = facts.task === "classification";
  const metric = metricOfSettings(settings, facts);
  const steps = run.steps > 0 ? run.steps : settings.epochs * perEpoch;
  // What was typed may have moved on; the program begins with the rate that the training began with.
  const network =
    settings.init === "default"
      ? [`const model = nn.sequential(`, ...architecture.layers.map((spec) => `  ${layerCode(spec)},`), ");"]
      : [`const model = nn.buildNetwork(${JSON.stringify(architecture)}, { generator, initial: ${q(settings.init)} });`];
  const changes = run.marks.map(({ step, rate }) => `    if (k === ${step}) rate = ${rate};`);
  const answers = !classes
    ? { code: facts.kind === "pictures" ? "outputs.data()" : "way.decode(outputs.data())", truth: "Array.from(test.values!)" }
    : outputsOf(loss, facts) === 1
      ? { code: "sigmoid(outputs).reshape([-1])", truth: "test.targets!" }
      : { code: metric === "rocAuc" ? "softmax(outputs, 1).slice([[0, test.shape[0]!], [1, 2]]).reshape([-1])" : "softmax(outputs, 1)", truth: "test.targets!" }; // prettier-ignore
  const main = new Set(["Generator", "compile", ...made.main]);
  if (classes) main.add(outputsOf(loss, facts) === 1 ? "sigmoid" : "softmax");
  if (classes) main.add("tensor");
  const optim = [OPTIMIZER[settings.opt], ...(schedule.name ? [schedule.name] : []), ...(settings.clip > 0 ? ["clipGradNorm"] : [])];
  const lines = [
    `import { ${[...main].sort().join(", ")} } from "nabla";`,
    'import type { Tensor } from "nabla";',
    `import { ${[...data.data, "loader", "tensorDataset"].join(", ")} } from "nabla/data";`,
    ...(data.datasets.length > 0 ? [`import { ${data.datasets.join(", ")} } from "nabla/datasets";`] : []),
    `import { ${data.lecture.join(", ")} } from "nabla/lecture";`,
    `import { ${made.imports.join(", ")} } from "nabla/losses";`,
    `import { ${metric} } from "nabla/metrics";`,
    'import * as nn from "nabla/nn";',
    `import { ${optim.join(", ")} } from "nabla/optim";`,
    'import { predict } from "nabla/train";',
    "",
    ...(run.edited ? ["// Weights were changed by hand on the way: this program does not know of that, the model file does.", ""] : []),
    ...data.lines,
    "",
    `const generator = new Generator(${seed});`,
    ...network,
    `const optimizer = ${optimizerCode(settings)}.over(model);`,
    ...(settings.l1 > 0
      ? ['const weights = model.namedParameters().flatMap(([name, weight]) => (name.endsWith("weight") ? [weight] : []));']
      : []),
    "const step = compile((x: Tensor, y: Tensor) => {",
    `  const loss = ${made.of};`,
    settings.l1 > 0
      ? `  loss.add(weights.map((w) => w.abs().sum()).reduce((a, b) => a.add(b)).mul(${settings.l1})).backward();`
      : "  loss.backward();",
    ...(settings.clip > 0 ? [`  clipGradNorm(model.parameters(), ${settings.clip});`] : []),
    "  optimizer.step();",
    "  return loss;",
    "});",
    "",
    classes
      ? 'const pairs = tensorDataset({ dtype: "f32", shape: train.shape, data: train.inputs }, { dtype: "i32", shape: [train.shape[0]!], data: train.targets! });'
      : 'const pairs = tensorDataset({ dtype: "f32", shape: train.shape, data: train.inputs }, { dtype: "f32", shape: [train.shape[0]!, 1], data: train.targets! });',
    `const batches = loader(pairs, { batchSize: ${settings.batch}, shuffle: true, seed: ${seed} });`,
    ...(schedule.name ? [`const schedule = ${schedule.code};`] : []),
    ...(changes.length > 0 ? [`let rate = ${settings.lr};`] : []),
    "model.train();",
    `for (let k = 0, epoch = 0; k < ${steps}; epoch++)`,
    "  for (const [x, y] of batches.batches(epoch)) {",
    ...changes,
    ...(changes.length > 0 || schedule.name
      ? [`    optimizer.lr = ${changes.length > 0 ? "rate" : settings.lr}${schedule.name ? " * schedule(k)" : ""};`]
      : []),
    "    step(x, y);",
    `    if (++k === ${steps}) break;`,
    "  }",
    "",
    "model.eval();",
    'const outputs = predict(model, { dtype: "f32", shape: test.shape, data: test.inputs });',
    `const score = ${metric}(${answers.code}, ${classes ? `tensor(${answers.truth}, { dtype: "i32" })` : answers.truth});`,
    `({ ${metric}: score, hash: hashOf(model.parameters()) });`,
  ];
  return `${lines.join("\n")}\n`;
}
