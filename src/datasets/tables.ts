// The small tables that are shipped: irises, penguins, cars.
import { parseCsv, readTarget, selectRows, splitRows } from "../data/index.ts";
import { carsInfo, irisInfo, penguinsInfo } from "./information.ts";
import { readShipped } from "./shipped.ts";
import type { DatasetInfo, TableDataset } from "./types.ts";

const load = (info: DatasetInfo, target: string): TableDataset => {
  const table = parseCsv(readShipped(`${info.name}.csv`), { name: info.name, header: true });
  const goal = readTarget(table, target, info.task);
  const rows = splitRows(table.rows.length, { test: 0.3, seed: 0, ...(goal.task === "classification" && { labels: goal.codes }) });
  return {
    ...info,
    kind: "table",
    table,
    target,
    classes: goal.task === "classification" ? goal.classes : [],
    train: selectRows(table, rows.train),
    test: selectRows(table, rows.test),
  };
};

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
