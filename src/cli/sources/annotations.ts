// Boxes in pictures as others write them: COCO's one JSON file, or YOLO's text file for each picture. Knows no networks.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { CommandError, usageError } from "../errors.ts";
import { cocoFiles, filesBelow, PICTURE } from "./source.ts";

/** A picture and what is in it; boxes as shares of its width and height. */
export interface Annotated {
  readonly file: string;
  readonly name: string;
  readonly boxes: readonly (readonly [left: number, top: number, right: number, bottom: number])[];
  readonly labels: readonly string[];
}

export interface Annotations {
  readonly format: "COCO" | "YOLO";
  readonly classes: readonly string[];
  readonly items: readonly Annotated[];
}

interface Coco {
  readonly images?: readonly {
    readonly id: number | string;
    readonly file_name?: string;
    readonly width?: number;
    readonly height?: number;
  }[];
  readonly annotations?: readonly {
    readonly image_id: number | string;
    readonly category_id: number | string;
    readonly bbox?: readonly number[];
  }[];
  readonly categories?: readonly { readonly id: number | string; readonly name?: string }[];
}

export function readAnnotations(folder: string): Annotations {
  const files = filesBelow(folder);
  for (const file of cocoFiles(folder)) {
    const made = readCoco(folder, file, files);
    if (made) return made;
  }
  return readYolo(folder, files);
}

/** Null where the JSON is something else. */
function readCoco(folder: string, file: string, files: readonly string[]): Annotations | null {
  let json: Coco | null;
  try {
    json = JSON.parse(readFileSync(file, "utf8")) as Coco | null;
  } catch (error) {
    throw new CommandError(`${file}: not readable as JSON (${(error as Error).message})`);
  }
  const { images, annotations, categories } = json ?? {};
  if (!Array.isArray(images) || !Array.isArray(annotations) || !Array.isArray(categories)) return null;
  const wrong = (what: string): CommandError => new CommandError(`${file}: ${what}`);
  const names = new Map((categories as NonNullable<Coco["categories"]>).map(({ id, name }) => [id, name ?? String(id)]));
  const byName = new Map(files.filter((path) => PICTURE.test(path)).map((path) => [basename(path), path]));
  const items = new Map<number | string, { file: string; name: string; width: number; height: number; boxes: Annotated["boxes"][number][]; labels: string[] }>(); // prettier-ignore
  for (const { id, file_name, width, height } of images as NonNullable<Coco["images"]>) {
    if (file_name === undefined || !(Number(width) > 0) || !(Number(height) > 0))
      throw wrong(`image ${id} needs file_name, width and height`);
    const near = [join(dirname(file), file_name), join(folder, file_name), join(folder, "images", file_name)].find((path) =>
      existsSync(path),
    );
    const path = near ?? byName.get(basename(file_name));
    if (path === undefined) throw wrong(`the picture ${file_name} of image ${id} is not in ${folder}`);
    items.set(id, { file: path, name: file_name, width: width!, height: height!, boxes: [], labels: [] });
  }
  (annotations as NonNullable<Coco["annotations"]>).forEach(({ image_id, category_id, bbox }, at) => {
    const item = items.get(image_id);
    const name = names.get(category_id);
    if (!item) throw wrong(`annotation ${at + 1} belongs to image ${image_id}, which is not listed`);
    if (name === undefined) throw wrong(`annotation ${at + 1} has category ${category_id}, which is not listed`);
    if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite)) throw wrong(`annotation ${at + 1} needs bbox: [left, top, width, height]`); // prettier-ignore
    const [x, y, wide, high] = bbox as unknown as [number, number, number, number];
    if (!(wide > 0 && high > 0)) return;
    item.boxes.push([x / item.width, y / item.height, (x + wide) / item.width, (y + high) / item.height]);
    item.labels.push(name);
  });
  return { format: "COCO", classes: [...new Set(names.values())], items: [...items.values()].map(({ file: path, name, boxes, labels }) => ({ file: path, name, boxes, labels })) }; // prettier-ignore
}

/** Names of classes from classes.txt, obj.names, or data.yaml. */
function yoloNames(folder: string): string[] | null {
  for (const name of ["classes.txt", "obj.names", join("labels", "classes.txt")]) {
    const path = join(folder, name);
    if (existsSync(path)) return readFileSync(path, "utf8").split(/\r?\n/).map((line) => line.trim()).filter(Boolean); // prettier-ignore
  }
  const path = ["data.yaml", "dataset.yaml"].map((name) => join(folder, name)).find((file) => existsSync(file));
  if (path === undefined) return null;
  const text = readFileSync(path, "utf8");
  const unquoted = (word: string): string => word.trim().replace(/^["']|["']$/g, "");
  const inline = /^names:\s*\[(.*)\]/m.exec(text);
  if (inline) return inline[1]!.split(",").map(unquoted);
  const block = /^names:\s*\n((?:[ \t]+.*\n?)+)/m.exec(text);
  return block ? block[1]!.split("\n").map((line) => unquoted(line.replace(/^\s*(?:-|\d+:)\s*/, ""))).filter(Boolean) : null; // prettier-ignore
}

function readYolo(folder: string, files: readonly string[]): Annotations {
  const pictures = files.filter((file) => PICTURE.test(file));
  const names = yoloNames(folder);
  const found = new Set<number>();
  const raw = pictures.map((file) => {
    const inside = relative(folder, file).split(sep);
    const text = inside.join(sep).replace(PICTURE, ".txt");
    // Beside the picture, or in `labels` where the picture is in `images`.
    const own = [join(folder, text), join(folder, "labels", text), join(folder, text.replace(/(^|[\\/])images([\\/])/, "$1labels$2"))];
    const path = own.find((place) => existsSync(place));
    const boxes: Annotated["boxes"][number][] = [];
    const numbers: number[] = [];
    const lines = path === undefined ? [] : readFileSync(path, "utf8").split(/\r?\n/);
    lines.forEach((line, at) => {
      if (line.trim() === "") return;
      const [kind, x, y, wide, high, ...rest] = line.trim().split(/\s+/).map(Number) as [
        number,
        number,
        number,
        number,
        number,
        ...number[],
      ];
      const shares = [x, y, wide, high];
      if (!Number.isInteger(kind) || kind < 0 || rest.length > 0 || !shares.every((share) => share >= 0 && share <= 1))
        throw new CommandError(`${path}, line ${at + 1}: a box is a class number and the shares x y width height of its middle and size, as in 0 0.5 0.5 0.2 0.3; here is ${JSON.stringify(line)}`); // prettier-ignore
      if (names && kind >= names.length) throw new CommandError(`${path}, line ${at + 1}: class ${kind} has no name; ${names.length} classes are named (0 to ${names.length - 1})`); // prettier-ignore
      if (wide === 0 || high === 0) return;
      found.add(kind);
      boxes.push([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2]);
      numbers.push(kind);
    });
    return { file, name: inside.join("/"), boxes, numbers };
  });
  if (found.size === 0) throw usageError(`${folder}: none of its pictures has a box`);
  const classes = names ?? Array.from({ length: Math.max(...found) + 1 }, (_, kind) => String(kind));
  return {
    format: "YOLO",
    classes,
    items: raw.map(({ numbers, ...item }) => ({ ...item, labels: numbers.map((kind) => classes[kind]!) })),
  };
}
