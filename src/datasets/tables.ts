// The small tables that are shipped.
import { gunzipSync } from "node:zlib";
import { parseCsv, splitRows } from "../data/index.ts";
import { damagedFileError } from "./errors.ts";
import { carsInfo, irisInfo, penguinsInfo } from "./information.ts";
import { readShipped } from "./shipped.ts";
import { breastCancerInfo, co2Info, diabetesInfo, digits8Info, weatherInfo, wineInfo } from "./tableInfo.ts";
import { inOrder, tableDataset } from "./tableDataset.ts";
import type { DatasetInfo, ImageDataset, ImagePart, TableDataset } from "./types.ts";

const load = (info: DatasetInfo, target: string, split?: Parameters<typeof tableDataset>[3]): TableDataset =>
  tableDataset(info, parseCsv(readShipped(`${info.name}.csv`), { name: info.name, header: true }), target, split);

/**
 * 150 irises: sepals and petals in centimetres; which of three species?
 * @example
 * const { classes, train, test } = await iris()
 * [classes, train.rows.length, test.rows.length] // [["setosa","versicolor","virginica"],105,45]
 */
export const iris = async (): Promise<TableDataset> => load(irisInfo, "species");

/**
 * 344 penguins: island, bill, flipper, mass, sex, with some values missing; which of three species?
 * @example
 * (await penguins()).classes // ["Adelie","Chinstrap","Gentoo"]
 */
export const penguins = async (): Promise<TableDataset> => load(penguinsInfo, "species");

/**
 * 392 cars of 1970 to 1982: how many miles do they go on a gallon (`mpg`)?
 * @example
 * (await cars()).table.rows.length // 392
 */
export const cars = async (): Promise<TableDataset> => load(carsInfo, "mpg");

/**
 * 178 wines: thirteen measurements; which of three cultivars?
 * @example
 * (await wine()).classes // ["cultivar 1","cultivar 2","cultivar 3"]
 */
export const wine = async (): Promise<TableDataset> => load(wineInfo, "cultivar");

/**
 * 569 tumors: thirty measurements of cell nuclei; malignant or benign?
 * @example
 * (await breastCancer()).classes // ["benign","malignant"]
 */
export const breastCancer = async (): Promise<TableDataset> => load(breastCancerInfo, "diagnosis");

/**
 * 442 diabetics: how far has the disease gone after a year (`progression`)?
 * @example
 * (await diabetes()).table.columns.length // 11
 */
export const diabetes = async (): Promise<TableDataset> => load(diabetesInfo, "progression");

/**
 * Carbon dioxide over Mauna Loa, month by month from March 1958 to April 2020. The test is the last 30 %.
 * @example
 * (await co2()).table.rows[0] // ["1958-03-01","315.70","314.44"]
 */
export const co2 = async (): Promise<TableDataset> => load(co2Info, "co2", inOrder(0.3));

/**
 * The weather of Seattle, day by day from 2012 to 2015; the target is the highest temperature, in degrees Celsius. The test is the last 30 %.
 * @example
 * (await weather()).table.columns // ["date","precipitation","temp_max","temp_min","wind","weather"]
 */
export const weather = async (): Promise<TableDataset> => load(weatherInfo, "temp_max", inOrder(0.3));

const FILE = "digits-8x8.bin.gz";
const [COUNT, SIDE, LEVELS] = [1797, 8, 16];

/**
 * 1,797 handwritten digits, 8 × 8 grey, ink bright (0 to 255 in 17 levels); a stratified 30 % are the test.
 * @example
 * (await digits8()).train.shape // [1258,8,8]
 */
export const digits8 = async (): Promise<ImageDataset> => {
  const bytes = new Uint8Array(gunzipSync(readShipped(FILE)));
  const [pixels, row] = [SIDE * SIDE, SIDE * SIDE + 1];
  if (bytes.length !== COUNT * row) throw damagedFileError(`assets/${FILE}`, `${bytes.length} bytes where ${COUNT * row} were due`);
  const digitOf = (picture: number): number => bytes[picture * row + pixels]!;
  const rows = splitRows(COUNT, { test: 0.3, seed: 0, labels: Int32Array.from({ length: COUNT }, (_, i) => digitOf(i)) });
  const part = (chosen: ArrayLike<number>): ImagePart => {
    const images = new Uint8Array(chosen.length * pixels);
    for (let i = 0; i < chosen.length; i++)
      for (let p = 0; p < pixels; p++) images[i * pixels + p] = Math.round((bytes[chosen[i]! * row + p]! * 255) / LEVELS);
    return { images, shape: [chosen.length, SIDE, SIDE], labels: Int32Array.from(chosen, digitOf) };
  };
  return { ...digits8Info, kind: "images", classes: [..."0123456789"], train: part(rows.train), test: part(rows.test) };
};
