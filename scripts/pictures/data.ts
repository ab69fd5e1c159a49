// Real data for the pictures: letters of real fonts, penguins, cars, as tensors and rows. Knows no models.
import { tensor } from "nabla";
import type { Tensor } from "nabla";
import { cars, letters, penguins } from "nabla/datasets";
import type { ImagePart, TableDataset } from "nabla/datasets";
import { range } from "./picture.ts";

/** Pictures as numbers 0 … 1, [N, 1, side, side], with their labels. */
interface Part {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly labels: Int32Array;
  readonly pixels: Float32Array;
  readonly side: number;
}

function part({ images, labels, shape }: ImagePart): Part {
  const [count, side] = shape;
  const pixels = Float32Array.from(images, (value) => value / 255);
  return { x: tensor(pixels, { shape: [count, 1, side, side] }), y: tensor(labels), labels, pixels, side };
}

/** Every picture once for training; those of unseen fonts for testing. */
export async function lettersOf(): Promise<{ readonly train: Part; readonly test: Part; readonly side: number }> {
  const set = await letters({ copies: 0 });
  return { train: part(set.train), test: part(set.test), side: set.train.shape[1] };
}

/** Columns of numbers, scaled by the mean and deviation of the training rows; rows with a missing cell are left out. */
function scaledRows({ train, test }: TableDataset, columns: readonly string[], target: string) {
  const read = (table: TableDataset["train"]) => {
    const at = [...columns, target].map((name) => table.columns.indexOf(name));
    return table.rows.map((row) => at.map((column) => row[column]!)).filter((row) => row.every((cell) => cell !== "" && cell !== "NA"));
  };
  const [first, second] = [read(train), read(test)];
  const moments = columns.map((_, k) => {
    const values = first.map((row) => Number(row[k]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
  });
  const scaled = (rows: readonly (readonly string[])[]) => rows.map((row) => columns.map((_, k) => (Number(row[k]) - moments[k]!.mean) / moments[k]!.deviation)); // prettier-ignore
  const targets = (rows: readonly (readonly string[])[]) => rows.map((row) => row[columns.length]!);
  return { train: { rows: scaled(first), targets: targets(first) }, test: { rows: scaled(second), targets: targets(second) } };
}

/** Four measures of penguins, and whether each is a male. */
export async function penguinSexes() {
  const { train, test } = scaledRows(await penguins(), ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"], "sex");
  const labels = (targets: readonly string[]): number[] => targets.map((sex) => (sex.toLowerCase() === "male" ? 1 : 0));
  return { train: { rows: train.rows, labels: labels(train.targets) }, test: { rows: test.rows, labels: labels(test.targets) } };
}

/** Measures of cars and their miles per gallon. */
export async function columnsOfCars() {
  const { train, test } = scaledRows(await cars(), ["cylinders", "displacement", "horsepower", "weight", "acceleration", "year"], "mpg");
  const values = (targets: readonly string[]): number[] => targets.map(Number);
  const all = values(train.targets);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const deviation = Math.sqrt(range(all.length).reduce((sum, k) => sum + (all[k]! - mean) ** 2, 0) / all.length);
  return { mean, deviation, train: { rows: train.rows, values: all }, test: { rows: test.rows, values: values(test.targets) } };
}
