// Fashion-MNIST: 70,000 small pictures of clothes, brought from Debian at first use.
import { idx } from "../io/index.ts";
import { debianCached, debianFiles } from "./debian.ts";
import type { DebianPackage, DebianSettings } from "./debian.ts";
import { fashionInfo } from "./information.ts";
import type { FetchOptions, ImageDataset, ImagePart } from "./types.ts";

const FOLDER = "usr/share/datasets/fashion-mnist";

const FILES: DebianPackage = {
  name: "fashion",
  package: "dataset-fashion-mnist",
  files: {
    [`${FOLDER}/train-images-idx3-ubyte.gz`]: "cf8536b0aa1a6ac5fa3f23001093305c",
    [`${FOLDER}/train-labels-idx1-ubyte.gz`]: "10bea18fdb374794d4bb42e356e600c9",
    [`${FOLDER}/t10k-images-idx3-ubyte.gz`]: "f78720b4224f21cce2f2ccf2d7a94c9a",
    [`${FOLDER}/t10k-labels-idx1-ubyte.gz`]: "0d30e22e447f3c33dab9ed536400ac01",
  },
};

const CLASSES = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

const partOf = (files: ReadonlyMap<string, Uint8Array>, prefix: string): ImagePart => {
  const read = (file: string): ReturnType<typeof idx.readHost> =>
    idx.readHost(files.get(`${FOLDER}/${prefix}-${file}.gz`)!, { name: file });
  const [images, labels] = [read("images-idx3-ubyte"), read("labels-idx1-ubyte")];
  const [count, height, width] = images.shape as [number, number, number];
  return { images: images.data as Uint8Array, shape: [count, height, width], labels: Int32Array.from(labels.data) };
};

/** Whether `fashion` would be read without fetching. */
export const fashionCached = (cache?: string): boolean => debianCached(FILES, cache);

/**
 * Fashion-MNIST: ten kinds of clothes, 60,000 pictures for training and 10,000 for the test, 28 × 28 grey, cloth bright.
 * Fetched once (31 MB) from the Debian package `dataset-fashion-mnist` by the system's apt, checked by MD5, kept in the platform's cache folder.
 * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017.
 * @throws when it cannot be had: names the package and the reason
 */
export const fashion = async (options: FetchOptions & Pick<DebianSettings, "run"> = {}): Promise<ImageDataset> => {
  const files = await debianFiles(FILES, options);
  return { ...fashionInfo, kind: "images", classes: CLASSES, train: partOf(files, "train"), test: partOf(files, "t10k") };
};
