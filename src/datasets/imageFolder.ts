// A folder of pictures as a data set: each subfolder is a class, each PNG or JPEG file in it a sample. Pictures are decoded when they are
// first asked for and brought to one size; their bytes are kept while there is room.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { resize } from "../data/index.ts";
import type { Dataset, HostBatch, ResizeOptions, Size } from "../data/index.ts";
import { NablaError } from "../index.ts";
import type { Tensor } from "../index.ts";
import { pictureDecoder } from "./decode.ts";
import type { Decoder } from "./decode.ts";
import { fitPicture } from "./fitPicture.ts";

/** How a folder of pictures is read. */
export interface ImageFolderOptions extends ResizeOptions {
  /** Height and width to which all pictures are brought. */
  readonly size: Size;
  /** 3 for red, green, blue; 1 for grey. Default: 3. */
  readonly channels?: 1 | 3;
  /** "crop": the middle of a picture, as large as fits; "stretch": the whole picture, its shape changed. Default: "crop". */
  readonly fit?: "crop" | "stretch";
  /** What to do with files that are no pictures: throw when they are asked for, or look at all at once and leave them out. Default: "throw". */
  readonly broken?: "throw" | "leave out";
  /** Decoded pictures are kept up to so many bytes; those beyond are decoded each time. Default: 2³⁰. */
  readonly keep?: number;
}

/** A file that is no picture, and why. */
export interface BrokenImage {
  /** Path within the folder. */
  readonly file: string;
  readonly reason: string;
}

const folderError = (message: string): NablaError => new NablaError("image-folder", `imageFolder: ${message}`);

interface Found {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: Int32Array;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All PNG and JPEG files under a folder, in order of their names. */
const picturesUnder = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .sort(byCode)
    .flatMap((name) => {
      const path = join(folder, name);
      return isFolder(path) ? picturesUnder(path) : /\.(?:png|jpe?g)$/i.test(name) ? [path] : [];
    });

function find(folder: string): Found {
  if (!isFolder(folder)) throw folderError(`there is no folder ${folder}`);
  const classes = readdirSync(folder).filter((name) => !name.startsWith(".") && isFolder(join(folder, name))).sort(byCode); // prettier-ignore
  if (classes.length === 0) throw folderError(`${folder} has no subfolders; each subfolder should be a class`);
  const groups = classes.map((name) => picturesUnder(join(folder, name)));
  const empty = groups.findIndex((files) => files.length === 0);
  if (empty >= 0) throw folderError(`class ${JSON.stringify(classes[empty])} in ${folder} has no file that ends in .png, .jpg or .jpeg`);
  return { classes, files: groups.flat(), labels: Int32Array.from(groups.flatMap((files, label) => files.map(() => label))) };
}

/** Pictures [N, C, H, W], f32 from 0 to 1, and their class numbers [N]. */
export class ImageFolder implements Dataset<readonly [Tensor, Tensor]> {
  declare readonly tensors?: readonly [Tensor, Tensor];
  /** Names of the classes: the subfolders in order of their names. */
  readonly classes: readonly string[];
  /** Paths of the pictures within the folder. */
  readonly files: readonly string[];
  /** Class number of each picture. */
  readonly labels: Int32Array;
  /** Files that were left out. */
  readonly broken: readonly BrokenImage[];
  readonly #folder: string;
  readonly #decode: Decoder;
  readonly #channels: 1 | 3;
  readonly #size: readonly [number, number];
  readonly #fit: "crop" | "stretch";
  readonly #resizing: ResizeOptions;
  readonly #kept = new Map<string, Uint8Array>();
  /** Bytes that may still be kept. */
  #room: number;

  constructor(folder: string, decode: Decoder, options: ImageFolderOptions) {
    const { size, channels = 3, fit = "crop", broken = "throw", keep = 2 ** 30, ...resizing } = options;
    this.#folder = folder;
    this.#decode = decode;
    this.#channels = channels;
    this.#size = typeof size === "number" ? [size, size] : size;
    resize(this.#size); // refuses wrong sizes
    this.#fit = fit;
    this.#resizing = resizing;
    this.#room = keep;
    const found = find(folder);
    const paths = found.files.map((path) => relative(folder, path).split(sep).join("/"));
    this.classes = found.classes;
    const bad = broken === "leave out" ? this.#check(paths) : [];
    const names = new Set(bad.map(({ file }) => file));
    const good = paths.flatMap((file, i) => (names.has(file) ? [] : [i]));
    this.broken = bad;
    this.files = good.map((i) => paths[i]!);
    this.labels = Int32Array.from(good, (i) => found.labels[i]!);
  }

  get length(): number {
    return this.files.length;
  }

  batch(indices: ArrayLike<number>, scratch?: HostBatch<readonly [Tensor, Tensor]>): HostBatch<readonly [Tensor, Tensor]> {
    const [height, width] = this.#size;
    const size = this.#channels * height * width;
    const old = scratch?.[0].data;
    const data = old instanceof Float32Array && old.length === indices.length * size ? old : new Float32Array(indices.length * size);
    const labels = new Int32Array(indices.length);
    for (let n = 0; n < indices.length; n++) {
      const pixels = this.#pixels(this.files[indices[n]!]!);
      for (let i = 0; i < size; i++) data[n * size + i] = pixels[i]! / 255;
      labels[n] = this.labels[indices[n]!]!;
    }
    return [
      { dtype: "f32", shape: [indices.length, this.#channels, height, width], data },
      { dtype: "i32", shape: [indices.length], data: labels },
    ];
  }

  /** Looks at all pictures; tells which files are none, and why. */
  check(): readonly BrokenImage[] {
    return this.#check(this.files);
  }

  #check(files: readonly string[]): BrokenImage[] {
    return files.flatMap((file) => {
      try {
        this.#pixels(file);
        return [];
      } catch (error) {
        return [{ file, reason: (error as NablaError).message.replace(`imageFolder: ${join(this.#folder, file)}: `, "") }];
      }
    });
  }

  #pixels(file: string): Uint8Array {
    let pixels = this.#kept.get(file);
    if (pixels) return pixels;
    try {
      const { channels, fit } = { channels: this.#channels, fit: this.#fit };
      pixels = fitPicture(this.#decode(readFileSync(join(this.#folder, file))), { size: this.#size, channels, fit, ...this.#resizing });
    } catch (error) {
      throw folderError(`${join(this.#folder, file)}: ${(error as Error).message}`);
    }
    if (this.#room >= pixels.length) {
      this.#kept.set(file, pixels);
      this.#room -= pixels.length;
    }
    return pixels;
  }
}

/**
 * A folder of PNG and JPEG files as a data set, as torchvision's ImageFolder: each subfolder is a class. Needs the packages fast-png and
 * jpeg-js. What is transparent shows its color; 16 bits a channel become 8.
 * @throws when the folder has no classes, or a class no pictures; a file that is no picture is named when it is asked for
 */
export const imageFolder = async (folder: string, options: ImageFolderOptions): Promise<ImageFolder> =>
  new ImageFolder(folder, await pictureDecoder("imageFolder"), options);
