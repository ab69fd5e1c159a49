// Reads data frames out of R's .rda files (https://cran.r-project.org/doc/manuals/r-release/R-ints.html#Serialization-Formats): the
// binary form of versions 2 and 3, packed by xz, gzip or not at all. Knows no data set.
import { gunzipSync } from "node:zlib";
import { isXz, unpackXz } from "./xz.ts";

/** A column: numbers, or texts (categories as their names); null where a value is missing. */
export type RColumn = readonly (number | string | null)[];

/** A data frame: its columns by name, in their order. */
export type RFrame = ReadonlyMap<string, RColumn>;

const damaged = (what: string): RangeError => new RangeError(`the file of R is damaged: ${what}`);

interface Attributes {
  readonly [name: string]: unknown;
}

/** A vector of R with its attributes; lists have vectors as values. */
class Vector {
  readonly values: ArrayLike<unknown>;
  attributes: Attributes = {};
  constructor(values: ArrayLike<unknown>) {
    this.values = values;
  }
}

/** A pair list: R's own kind of list, in which attributes are kept. */
type Pairs = readonly (readonly [name: string, value: unknown])[];

const NA_INTEGER = -(2 ** 31);

class Reader {
  readonly view: DataView;
  at: number;
  readonly symbols: unknown[] = [];

  constructor(bytes: Uint8Array, at: number) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  integer(): number {
    const value = this.view.getInt32(this.at);
    this.at += 4;
    return value;
  }

  double(): number {
    const value = this.view.getFloat64(this.at);
    this.at += 8;
    return value;
  }

  text(length: number): string {
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, length);
    this.at += length;
    return new TextDecoder().decode(bytes);
  }

  many<Value>(of: () => Value): Value[] {
    const count = this.integer();
    if (count < 0) throw damaged("a vector is too long");
    return Array.from({ length: count }, of);
  }

  item(): unknown {
    const flags = this.integer();
    const [kind, hasAttributes, hasTag] = [flags & 255, (flags & 512) !== 0, (flags & 1024) !== 0];
    const withAttributes = (vector: Vector): Vector => {
      if (hasAttributes) vector.attributes = Object.fromEntries(this.item() as Pairs);
      return vector;
    };
    switch (kind) {
      case 254: // nothing
      case 242: // the empty environment
      case 253: // the global environment
        return null;
      case 1: {
        const name = this.item();
        this.symbols.push(name);
        return name;
      }
      case 255:
        return this.symbols[(flags >> 8 || this.integer()) - 1];
      case 2: {
        // One pair after another, the last of them nothing.
        const attributes = hasAttributes ? this.item() : null;
        const tag = hasTag ? String(this.item()) : "";
        const value = this.item();
        const rest = this.item();
        void attributes;
        return [[tag, value], ...((rest as Pairs | null) ?? [])] satisfies Pairs;
      }
      case 9: {
        const length = this.integer();
        return length === -1 ? null : this.text(length);
      }
      case 10:
      case 13:
        return withAttributes(new Vector(this.many(() => this.integer()).map((value) => (value === NA_INTEGER ? null : value))));
      case 14:
        return withAttributes(new Vector(this.many(() => this.double()).map((value) => (Number.isNaN(value) ? null : value))));
      case 16:
      case 19:
      case 20:
        return withAttributes(new Vector(this.many(() => this.item())));
      case 238: {
        // A vector in another guise: its kind, what it is made of, its attributes.
        const [name] = (this.item() as Pairs).map(([, value]) => value);
        const state = this.item();
        const attributes = this.item();
        const vector = unguised(String(name), state);
        if (attributes) vector.attributes = Object.fromEntries(attributes as Pairs);
        return vector;
      }
      default:
        throw damaged(`it holds a value of kind ${kind}, which is not known here`);
    }
  }
}

function unguised(kind: string, state: unknown): Vector {
  if (kind === "compact_intseq" || kind === "compact_realseq") {
    const [count, first, step] = Array.from((state as Vector).values) as [number, number, number];
    return new Vector(Array.from({ length: count }, (_, i) => first + i * step));
  }
  if (kind.startsWith("wrap_")) {
    const inner = Array.isArray(state) ? (state as Pairs)[0]![1] : (state as Vector).values[0];
    return new Vector((inner as Vector).values);
  }
  throw damaged(`it holds a vector in the guise ${kind}, which is not known here`);
}

/** A column's values; categories by their names. */
const columnOf = (vector: Vector): RColumn => {
  const levels = vector.attributes["levels"] as Vector | undefined;
  const values = Array.from(vector.values) as (number | string | null)[];
  return levels ? values.map((value) => (value === null ? null : String(levels.values[(value as number) - 1]))) : values;
};

/** The data frames of an .rda file by their names. Throws a RangeError when it is damaged or holds what is not known here. */
export function readRda(file: Uint8Array): Map<string, RFrame> {
  const bytes = isXz(file) ? unpackXz(file) : file[0] === 0x1f && file[1] === 0x8b ? new Uint8Array(gunzipSync(file)) : file;
  const head = new TextDecoder().decode(bytes.subarray(0, 7));
  if (!/^RDX[23]\nX\n$/.test(head)) throw damaged("it does not begin as one of R's binary files");
  const reader = new Reader(bytes, 7);
  const version = reader.integer();
  reader.at += 8; // the versions of R that wrote it, and that can read it
  if (version === 3) reader.text(reader.integer()); // the encoding of its texts
  const frames = new Map<string, RFrame>();
  for (const [name, value] of reader.item() as Pairs) {
    if (!(value instanceof Vector) || !(value.attributes["names"] instanceof Vector)) continue;
    const names = Array.from(value.attributes["names"].values) as string[];
    const columns = Array.from(value.values).map((column) => (column instanceof Vector ? columnOf(column) : []));
    frames.set(name, new Map(names.map((column, i) => [column, columns[i]!])));
  }
  return frames;
}
