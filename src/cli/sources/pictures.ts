// Pictures for a network: from files, brought to its size; and as photos for people. Knows no tasks.
import { readFileSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { pictureDecoder } from "../../datasets/index.ts";
import type { FitPictureOptions, Picture } from "../../datasets/index.ts";
import type { HostBatch } from "../../data/index.ts";
import type { Tensor } from "../../index.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Photo } from "../exhibits.ts";
import type { Choice } from "../kinds/kind.ts";
import { photoOf, pngOfPlanes } from "../photo.ts";
import { filesBelow, PICTURE } from "./source.ts";

/** How pictures become inputs: kept with the network. */
export interface PictureFit {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly fit: "crop" | "stretch";
}

export const fitOptions = ({ height, width, channels, fit }: PictureFit): FitPictureOptions => ({ size: [height, width], channels, fit });

/** Decodes files; errors name them. */
export async function pictureReader(): Promise<(path: string) => Picture> {
  const decode = await pictureDecoder("train");
  return (path) => {
    try {
      return decode(readFileSync(path));
    } catch (error) {
      throw new CommandError(`${path}: ${(error as Error).message}`);
    }
  };
}

/** Pictures that are looked at to choose a size. */
const LOOKED_AT = 60;

/** A size for pictures: about their median, no larger than `most`, a multiple of 8; color where one of them has it. */
export async function chooseFit(
  files: readonly string[],
  { size, channels }: Choice,
  { most, least, fit }: { readonly most: number; readonly least: number; readonly fit: PictureFit["fit"] },
): Promise<PictureFit & { readonly because: "asked" | "median" }> {
  const read = await pictureReader();
  const step = Math.max(1, Math.floor(files.length / LOOKED_AT));
  const looked: Picture[] = [];
  for (let i = 0; i < files.length; i += step) {
    try {
      looked.push(read(files[i]!));
    } catch {
      continue; // told where pictures are read
    }
  }
  if (looked.length === 0) throw new CommandError(`${files[0]}: neither this file nor others of the folder can be read as pictures`);
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const own: readonly [number, number] = [median(looked.map(({ height }) => height)), median(looked.map(({ width }) => width))];
  const factor = Math.min(1, most / Math.max(...own));
  const even = (value: number): number => Math.max(least, Math.round((value * factor) / 8) * 8);
  const [height, width] = size ?? [even(own[0]), even(own[1])];
  return { height, width, channels: channels ?? (looked.some(hasColor) ? 3 : 1), fit, because: size === undefined ? "median" : "asked" };
}

/** Whether red, green and blue differ anywhere by more than what compression makes of grey. */
function hasColor({ channels, data, height, width }: Picture): boolean {
  if (channels === 1) return false;
  const size = height * width;
  for (let i = 0; i < size; i++)
    if (Math.max(data[i]!, data[size + i]!, data[2 * size + i]!) - Math.min(data[i]!, data[size + i]!, data[2 * size + i]!) > 12)
      return true;
  return false;
}

/** A file, or all pictures below a folder. */
export function pictureFiles(path: string): { readonly files: readonly string[]; readonly names: readonly string[] } {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw usageError(`${path}: there is no such file or folder`);
  if (!status.isDirectory()) {
    if (!PICTURE.test(path)) throw usageError(`${path}: the network reads pictures; name a .png or .jpg file, or a folder of them`);
    return { files: [path], names: [path] };
  }
  const files = filesBelow(path).filter((file) => PICTURE.test(file));
  if (files.length === 0) throw usageError(`${path}: the folder has no pictures (.png, .jpg)`);
  return { files, names: files.map((file) => relative(path, file).split(sep).join("/")) };
}

/** Picture number `index` of a batch, as a photo. */
export function photoFrom(batch: HostBatch<readonly [Tensor, Tensor]>, index = 0): Photo {
  const [, channels, height, width] = batch[0].shape as readonly [number, number, number, number];
  const size = channels * height * width;
  const planes = (batch[0].data as Float32Array).subarray(index * size, (index + 1) * size);
  return photoOf(pngOfPlanes(planes, channels, height, width), height, width);
}
