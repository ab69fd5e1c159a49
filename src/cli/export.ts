// `nabla export`: a trained network in a form that others read: one module without dependencies, a PyTorch program, one safetensors file.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exportModule, exportPyTorch, safetensors, writeModelFile } from "../io/index.ts";
import type { ExportModel, ModelFileRecord, Preprocessing } from "../io/index.ts";
import { isLayered } from "./architecture.ts";
import { CommandError, usageError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { readModel } from "./run-folder.ts";
import type { ModelRecord } from "./run-folder.ts";
import type { Task } from "./task.ts";
import type { Terminal } from "./terminal.ts";

const FORMS = ["module", "pytorch", "safetensors"] as const;
type Form = (typeof FORMS)[number];

export interface ExportOptions {
  readonly to: string;
  readonly out?: string;
}

const ENDING: Readonly<Record<Form, string>> = { module: ".js", pytorch: ".py", safetensors: ".safetensors" };

/** What a network does that cannot be written but as its weights. */
const DOES: Readonly<Record<Task, string>> = {
  classification: "tells classes of texts",
  regression: "reads other data",
  clustering: "finds groups",
  anomaly: "finds unusual rows",
  generation: "writes a text",
  translation: "translates",
  segmentation: "tells classes of pixels",
  detection: "finds boxes",
};

function formOf(text: string): Form {
  const form = FORMS.find((known) => known === text);
  if (form) return form;
  if (text === "onnx") throw usageError(`--to onnx: nabla cannot write ONNX yet; choose ${FORMS.join(", ")}`);
  throw usageError(`--to ${text}: choose ${FORMS.join(", ")}`);
}

/** What exporters need of a run; refuses runs whose answers need more than layers and a table or a picture. */
function modelOf(record: ModelRecord, weights: Uint8Array, folder: string, form: Form): ExportModel {
  const { architecture, classes, settings } = record;
  const preprocessing = record.preprocessing as Partial<Preprocessing> | null;
  const known = preprocessing?.format === "nabla-table-1" || preprocessing?.format === "nabla-pictures-1";
  const usual = settings.task === "classification" || settings.task === "regression";
  if (!isLayered(architecture) || !known || !usual)
    throw new CommandError(
      `${folder}: ${form} can be written for networks that tell classes or numbers from a table's numbers and categories, or classes of pictures; this one ${DOES[settings.task]}. --to safetensors gives its weights`,
    );
  return { name: settings.name, architecture, classes, preprocessing: preprocessing as Preprocessing, weights: safetensors.readHost(weights).tensors }; // prettier-ignore
}

/** Where the file goes: beside the run, named after it, unless told. */
function placeOf(folder: string, form: Form, out: string | undefined): string {
  const ending = ENDING[form];
  if (out === undefined)
    return form === "safetensors" ? join(folder, `${basename(resolve(folder))}${ending}`) : join(folder, `model${ending}`);
  if (!out.endsWith(ending)) throw usageError(`--out ${out}: name a file that ends in ${ending}`);
  const parent = dirname(out);
  if (!existsSync(parent) || !statSync(parent).isDirectory()) throw usageError(`--out ${out}: there is no folder ${parent}`);
  return out;
}

export async function exportRun(folder: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const form = formOf(options.to);
  const { record, weights } = readModel(folder);
  const place = placeOf(folder, form, options.out);
  const written: string[] = [];
  const write = (path: string, content: string | Uint8Array): void => {
    writeWhole(path, content);
    written.push(path);
  };
  if (form === "safetensors") write(place, writeModelFile(record as ModelFileRecord, safetensors.readHost(weights).tensors));
  else if (form === "module") {
    const { code, types } = exportModule(modelOf(record, weights, folder, form));
    write(place, code);
    write(place.replace(/\.js$/, ".d.ts"), types);
  } else {
    const beside = join(dirname(place), "model.safetensors");
    write(place, exportPyTorch(modelOf(record, weights, folder, form)));
    if (resolve(beside) !== resolve(join(folder, "model.safetensors"))) write(beside, weights);
  }
  for (const path of written) terminal.line(`written to ${path}`);
  terminal.event({ event: "result", to: form, files: written });
}
