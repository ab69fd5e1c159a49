// `nabla report`: the report of a finished run once more, from what was kept of it.
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import { writeWhole } from "./files.ts";
import { landscapeOfRun } from "./landscape.ts";
import { languageOf } from "./language.ts";
import type { Evidence } from "./report/evidence.ts";
import { reportPage } from "./report/page.ts";
import { restore } from "./restore.ts";
import { readEvidence, readModel, reportPath, saveReport } from "./run-folder.ts";
import type { Terminal } from "./terminal.ts";
import { sameWork } from "./work.ts";

export interface ReportOptions extends DeviceOptions {
  readonly lang?: string;
  readonly landscape?: boolean;
  readonly out?: string;
}

export async function reportAgain(folder: string, options: ReportOptions, terminal: Terminal): Promise<void> {
  const language = languageOf(options.lang);
  const { out } = options;
  if (out !== undefined && !/\.html?$/i.test(out)) throw usageError(`--out ${out}: name a file that ends in .html`);
  if (out !== undefined && !(existsSync(dirname(out)) && statSync(dirname(out)).isDirectory())) throw usageError(`--out ${out}: there is no folder ${dirname(out)}`); // prettier-ignore
  const { record, weights } = readModel(folder);
  let evidence = readEvidence<Evidence>(folder);
  if (!evidence)
    throw new CommandError(`${folder}: no report.json lies there; this run was made before there were reports: train it again`);
  if (options.landscape) {
    const model = restore(record, weights, folder);
    useDevice({ ...options, device: options.device ?? record.settings.device }, (message) => terminal.line(message));
    const work = await sameWork(record.settings, "to see the loss that was learned", (message) => terminal.line(message));
    evidence = { ...evidence, landscape: landscapeOfRun(model, work, terminal) };
  }
  const page = reportPage(evidence, language);
  if (out === undefined || options.landscape) saveReport(folder, evidence, page);
  if (out !== undefined) writeWhole(out, page);
  terminal.line(`report written to ${out ?? reportPath(folder)}`);
  terminal.event({ event: "result", report: out ?? reportPath(folder), language });
}
