// Parity: pictures of other sizes and pictures looked at through matrices, against interpolate and grid_sample.
import { affine, RandomSource, resize, rotate } from "../../src/data/index.ts";
import type { AffineOptions, ImageTransform } from "../../src/data/index.ts";
import { near, unpack, type Family, type Recorded, type Row } from "./oracle.ts";

type Check = (record: Recorded) => void;

/** Applies a transform made of what is recorded. */
const check =
  (make: (record: Recorded) => ImageTransform): Check =>
  (record) => {
    const [x, y] = [record.inputs![0]!, record.outputs![0]!];
    const out = make(record)({ dtype: "f32", shape: x.shape, data: unpack(x) }, new RandomSource(0));
    if (String(out.shape) !== String(y.shape)) throw new Error(`shape [${out.shape.join(", ")}] instead of [${y.shape.join(", ")}]`);
    near("pictures", out.data, unpack(y), 1e-6);
  };

const field = <T>(record: Recorded, name: string): T => (record as unknown as Readonly<Record<string, T>>)[name]!;
const all = (prefix: string, keys: readonly string[], one: Check): Record<string, Check> =>
  Object.fromEntries(keys.map((key) => [`${prefix} ${key}`, one]));

const SIZES = ["shrink", "much", "grow", "mixed", "one"];
const MOVES = ["turn", "move", "scale", "shear", "all"];
const sized = (options: Parameters<typeof resize>[1]): Check => check((record) => resize(field(record, "size"), options));
const moved = (mode: "nearest" | "bilinear"): Check => check((record) => affine({ ...field<AffineOptions>(record, "how"), mode }));

const rows: readonly Row[] = [
  {
    torch: "torchvision.transforms.functional.resize",
    nabla: "data.resize",
    differences: "nearest, bilinear; compared with torch.nn.functional.interpolate",
    checks: {
      ...all("nearest", SIZES, sized({ mode: "nearest" })),
      ...all("bilinear", SIZES, sized({ antialias: false })),
      ...all("antialias", SIZES, sized({})),
    },
  },
  {
    torch: "torchvision.transforms.functional.affine",
    nabla: "data.affine",
    differences: "bilinear unless told; compared with torch.nn.functional.grid_sample",
    checks: { ...all("affine", MOVES, moved("bilinear")), ...all("affine nearest", MOVES, moved("nearest")) },
  },
  {
    torch: "torchvision.transforms.functional.rotate",
    nabla: "data.rotate",
    differences: "the size stays; bilinear unless told; compared with torch.nn.functional.grid_sample",
    checks: all(
      "rotate",
      ["37", "180"],
      check((record) => rotate(field(record, "angle"))),
    ),
  },
];

export const images: Family = { name: "images", title: "Pictures", rows };
