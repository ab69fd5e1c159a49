// A training as a model file: the form of the command line's runs, with the workbench's settings beside; and back. No page.
import { tensor, update } from "nabla";
import { exportModule, exportPyTorch, readModelFile, safetensors, writeModelFile } from "nabla/io";
import type { ExportModel, HostTensor, ModelFileRecord } from "nabla/io";
import { readAddress, readState, writeAddress } from "../../shell/address.ts";
import { metricOfSettings } from "./decide.ts";
import type { Session } from "./session.ts";
import { defaultsFor, fields } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { BenchError } from "./sources.ts";

/** A file to take away. */
export interface TakenFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array;
}

const baseName = (session: Session): string => session.problem.name.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}_-]+/gu, "-") || "model";

export const modelOf = (session: Session): ExportModel => ({
  name: session.problem.name,
  architecture: session.trainer.architecture,
  weights: session.trainer.model.stateDict(),
  classes: session.problem.classes,
  preprocessing: session.problem.preprocessing,
});

/** `model.json` of a run, for the state as it is. */
export function recordOf(session: Session): ModelFileRecord {
  if (session.imported && session.imported.hash === session.trainer.hash()) return session.imported.record;
  const { problem, settings, trainer } = session;
  const { test, train, testMetric, trainMetric } = session.frame().point;
  const metric = metricOfSettings(settings, problem);
  return {
    format: "nabla-model-1",
    architecture: trainer.architecture,
    classes: problem.classes,
    preprocessing: problem.preprocessing,
    settings: {
      source: problem.name,
      name: problem.name,
      task: problem.task,
      target: problem.kind === "table" ? problem.target : null,
      dropMissing: settings.missing === "drop",
      fingerprint: null,
      seed: trainer.seed,
      device: "wasm",
      threads: 1,
      recipe: { epochs: settings.epochs, lr: settings.lr, batch: settings.batch, weightDecay: settings.l2, labelSmoothing: 0, augment: null },
      lab: writeAddress("together", fields, settings, trainer.seed),
    },
    result: { metric, test: testMetric, train: trainMetric, loss: { test, train }, steps: trainer.step, hash: trainer.hash(), rates: session.marks },
    versions: {},
  };
} // prettier-ignore

const csvOf = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => `${row.join(",")}\n`).join("");

/** Forms in which a training can be taken away. */
export type TakenKind = "model" | "module" | "pytorch" | "curve";

export function takenAway(session: Session, kind: TakenKind): TakenFile[] {
  const name = baseName(session);
  const weights = (): TakenFile => ({ name: `${name}.safetensors`, type: "application/octet-stream", content: writeModelFile(recordOf(session), session.trainer.model.stateDict()) }); // prettier-ignore
  switch (kind) {
    case "model":
      return [weights()];
    case "module": {
      const { code, types } = exportModule(modelOf(session));
      return [
        { name: `${name}.js`, type: "text/javascript", content: code },
        { name: `${name}.d.ts`, type: "text/plain", content: types },
      ];
    }
    case "pytorch":
      return [{ name: `${name}.py`, type: "text/x-python", content: exportPyTorch(modelOf(session), `${name}.safetensors`) }, weights()];
    case "curve": {
      const head = ["step", "batch_loss", "train_loss", "test_loss", "train_metric", "test_metric", "learning_rate", "gradient_norm"];
      const rows = session.curve.map((p) => [p.step, p.batch, p.train, p.test, p.trainMetric, p.testMetric, p.rate, p.gradient]);
      return [{ name: `${name}-curve.csv`, type: "text/csv", content: csvOf([head, ...rows]) }];
    }
  }
}

/** A model that was brought in. */
export interface Imported {
  readonly record: ModelFileRecord;
  readonly weights: Readonly<Record<string, HostTensor>>;
  readonly settings: Settings;
  readonly seed: number;
}

/** Settings of a run of the command line, as far as the workbench can say them. */
function settingsOfRun({ architecture, settings }: ModelFileRecord): Imported | null {
  const run = settings as { readonly source?: string; readonly name?: string; readonly target?: string | null; readonly seed?: number };
  const data = fields.data.read(run.source ?? "") ?? "csv";
  const widths = architecture.layers.flatMap((spec) => (spec.layer === "linear" ? [spec.out] : [])).slice(0, -1);
  const act = architecture.layers.flatMap((spec) => (spec.layer === "activation" ? [spec.name] : []));
  const simple = architecture.layers.every((spec) => spec.layer === "linear" || spec.layer === "activation" || spec.layer === "flatten");
  if (!simple) return null;
  const chosen = { ...defaultsFor(data), layers: widths, act: act.length > 0 ? act : ["tanh" as const], target: run.target ?? "" };
  const all = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, (chosen as Record<string, unknown>)[name] ?? field.initial]));
  // Runs of the command line give every class an output.
  const loss = (settings as { readonly task?: string }).task === "classification" ? "crossEntropy" : "auto";
  return { record: null!, weights: {}, settings: { ...(all as unknown as Settings), loss }, seed: run.seed ?? 0 };
} // prettier-ignore

/** Reads what `takenAway(…, "model")` gave, or the two files of a run folder. */
export function readImported(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Imported {
  const tensors = files.find(({ name }) => name.endsWith(".safetensors"));
  if (!tensors) throw new BenchError("no-model", files.map(({ name }) => name).join(", "));
  const json = files.find(({ name }) => name.endsWith(".json"));
  const { record, weights } = json
    ? { record: JSON.parse(new TextDecoder().decode(json.bytes)) as ModelFileRecord, weights: safetensors.readHost(tensors.bytes).tensors }
    : readModelFile(tensors.bytes);
  const link = (record.settings as { readonly lab?: unknown } | null)?.lab;
  if (typeof link === "string") {
    const { values, seed } = readAddress(link);
    return { record, weights, settings: readState(fields, values).state as Settings, seed };
  }
  const found = settingsOfRun(record);
  if (!found) throw new BenchError("foreign-model", tensors.name);
  return { ...found, record, weights };
}

/** Gives a session the weights of an imported model. */
export function take(session: Session, { record, weights }: Imported): void {
  const own = session.trainer.model.stateDict();
  for (const [name, value] of Object.entries(own)) {
    const given = weights[name];
    if (given?.shape.join() !== value.shape.join()) throw new BenchError("other-shape", name);
  }
  update(Object.entries(own).map(([name, value]) => [value, tensor(weights[name]!.data, { shape: value.shape, dtype: value.dtype })] as const)); // prettier-ignore
  session.imported = { record, hash: session.trainer.hash() };
}
