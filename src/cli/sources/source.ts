// From the word on the command line to what lies there: a data set by name, a file, a folder. And which kind of task it is made for.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, extname, join, relative, resolve } from "node:path";
import { decodeText, readTarget } from "../../data/index.ts";
import type { TextTable } from "../../data/index.ts";
import { dataset, datasetNames } from "../../datasets/index.ts";
import { CommandError, nearest, usageError } from "../errors.ts";
import type { Choice, Source } from "../kinds/kind.ts";
import type { Task } from "../task.ts";
import type { Note } from "../notes.ts";
import { isTableFile, readBytes, readTableFile, TABLE_ENDINGS } from "./tables.ts";

const TEXT_ENDINGS = [".txt", ".md", ".text"];
export const PICTURE = /\.(?:png|jpe?g)$/i;
/** Pictures in forms that are not read. */
const OTHER_PICTURE = /\.(?:gif|webp|bmp|tiff?|heic|avif)$/i;

/** What can be trained on, for errors. */
export const SOURCES = `a file (${TABLE_ENDINGS.join(", ")}, .txt) or a folder of pictures`;

export async function openSource(word: string, choice: Choice, say: (message: string) => void): Promise<Source> {
  if (word.trim() === "") throw usageError(`train: the source is empty; name a data set, ${SOURCES}`);
  const set = existsSync(word) && /[./\\]/.test(word) ? undefined : await dataset(word, { onProgress: say });
  if (set) return { form: "set", set, name: set.name, fingerprint: null, notes: [] };
  const status = statSync(word, { throwIfNoEntry: false });
  if (!status && !/[./\\]/.test(word)) {
    const near = nearest(word, datasetNames());
    throw usageError(
      `${word}: there is no data set of that name${near ? ` (did you mean ${near}?)` : ""}; choose ${datasetNames().join(", ")}, or name ${SOURCES}`,
    );
  }
  if (status?.isDirectory()) return openFolder(word);
  const ending = extname(word).toLowerCase();
  if (TEXT_ENDINGS.includes(ending) && (choice.task === undefined || choice.task === "generation")) {
    const bytes = readBytes(word, "a text file");
    const { text, encoding } = decodeText(bytes, { name: basename(word) });
    const note: Note = { note: "file", format: ending === ".md" ? "Markdown" : "text", encoding };
    return { form: "text", text, name: basename(word), fingerprint: hashOf(bytes), notes: [note] };
  }
  if (choice.task === "generation" && status)
    throw usageError(`--task generation: ${word} is no text file; name one that ends in ${TEXT_ENDINGS.join(", ")}`);
  if (status && !isTableFile(word) && !TEXT_ENDINGS.includes(ending))
    throw usageError(`${word}: files that end in "${ending}" cannot be read; name ${SOURCES}`);
  const { table, fingerprint, note } = await readTableFile(word);
  return { form: "table", table, name: basename(word), fingerprint, notes: [note] };
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** All files below a folder that are not hidden, in order of their names. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

/** Annotations in COCO's form, wherever they usually lie. */
export const cocoFiles = (folder: string): string[] =>
  [folder, join(folder, "annotations")].flatMap((place) =>
    existsSync(place)
      ? readdirSync(place).filter((name) => /\.json$/i.test(name) && !name.startsWith(".")).map((name) => join(place, name)).sort() // prettier-ignore
      : [],
  );

/** YOLO's text files: one beside each picture, or in a folder `labels`. */
const hasYolo = (folder: string, files: readonly string[]): boolean => {
  const texts = files.filter((file) => /\.txt$/i.test(file) && !/(?:^|[\\/])(?:classes|obj\.names|readme[^\\/]*)\.txt$/i.test(file));
  if (existsSync(join(folder, "labels")) && texts.some((file) => relative(folder, file).startsWith("labels"))) return true;
  const stems = new Set(files.filter((file) => PICTURE.test(file)).map((file) => file.replace(PICTURE, "")));
  return texts.some((file) => stems.has(file.replace(/\.txt$/i, "")));
};

function openFolder(folder: string): Source {
  const files = filesBelow(folder);
  const pictures = files.filter((file) => PICTURE.test(file));
  const layouts = "subfolders that are classes; pictures and a folder masks; or pictures with boxes (annotations .json as COCO, or .txt as YOLO)"; // prettier-ignore
  const others = files.filter((file) => OTHER_PICTURE.test(file));
  if (pictures.length === 0 && others.length > 0) throw usageError(`${folder}: its pictures end in ${extname(others[0]!)}; only .png and .jpg are read: convert them`); // prettier-ignore
  if (pictures.length === 0) throw usageError(`${folder}: the folder has no pictures (.png, .jpg); a folder to train on holds ${layouts}`);
  const notes: readonly Note[] = others.length > 0 ? [{ note: "otherPictures", files: others.map((file) => relative(folder, file)) }] : [];
  const common = { folder, name: basename(resolve(folder)), notes };
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(folder, file)}\0`).update(readFileSync(file));
  const fingerprint = hash.digest("hex");
  const below = readdirSync(folder).filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isDirectory());
  if (below.includes("masks")) return { form: "masks", ...common, fingerprint };
  if (cocoFiles(folder).length > 0 || hasYolo(folder, files)) return { form: "boxes", ...common, fingerprint };
  if (below.length === 0) throw usageError(`${folder}: nothing says what is in its pictures; a folder to train on holds ${layouts}`);
  return { form: "pictures", ...common, fingerprint };
}

/** Texts that differ from row to row and hold words. */
const isProse = (table: TextTable, column: number): boolean => {
  const cells = table.rows.map((row) => row[column]!);
  const different = new Set(cells).size;
  return different > 0.8 * cells.length && cells.filter((cell) => /\p{L}{2}/u.test(cell)).length > 0.9 * cells.length;
};

/** The task that a source is made for, or the one that was asked for if it can be. */
export function taskOf(source: Source, asked: Task | undefined, target: string | undefined): { readonly task: Task; readonly note: Note } {
  const told = (task: Task, because: Extract<Note, { note: "task" }>["because"]) => ({
    task,
    note: { note: "task", task, because } as const,
  });
  const fits = (tasks: readonly Task[], what: string): void => {
    if (asked !== undefined && !tasks.includes(asked))
      throw usageError(`--task ${asked}: ${source.name} ${what}, made for ${tasks.join(", ")}`);
  };
  switch (source.form) {
    case "text":
      return told("generation", asked ? "asked" : "text");
    case "pictures":
      fits(["classification"], "holds pictures in subfolders");
      return told("classification", asked ? "asked" : "subfolders");
    case "masks":
      fits(["segmentation"], "holds pictures and masks");
      return told("segmentation", asked ? "asked" : "masks");
    case "boxes":
      fits(["detection"], "holds pictures with boxes");
      return told("detection", asked ? "asked" : "boxes");
    case "set":
      if (source.set.kind === "images") {
        fits(["classification"], "holds pictures with classes");
        return told("classification", asked ? "asked" : "set");
      }
      fits(["classification", "regression", "clustering", "anomaly"], "is a table");
      return told(asked ?? source.set.task, asked ? "asked" : "set");
    case "table": {
      fits(["classification", "regression", "clustering", "anomaly", "translation"], "is a table");
      if (asked) return told(asked, "asked");
      const { table } = source;
      if (table.columns.length === 2 && target === undefined && table.rows.length >= 20 && isProse(table, 0) && isProse(table, 1))
        return told("translation", "pairs");
      const { task } = readTarget(table, target ?? table.columns.at(-1)!);
      return told(task, task === "classification" ? "target-classes" : "target-numbers");
    }
  }
}

/** The table of a source, for kinds that learn from tables. */
export function tableIn(source: Source): TextTable {
  if (source.form === "table") return source.table;
  if (source.form === "set" && source.set.kind === "table") return source.set.table;
  throw new CommandError(`${source.name}: a table is needed`);
}
