// Reads NIfTI files, in which brain scans are kept: one array of three or more axes. Knows the header's sizes, element types and scaling; not
// the orientation in the room. Format: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
import { NablaError, tensor } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { bytesOf, decodeElements } from "./elements.ts";
import type { ElementKind } from "./elements.ts";
import { gunzip, isGzip } from "./inflate.ts";
import type { ReadArrayOptions } from "./npy.ts";
import type { HostTensor } from "./safetensors.ts";

const niftiError = (name: string, message: string): NablaError => new NablaError("nifti", `${name}: ${message}`, { op: "nifti" });

/** Kinds of elements by their number in the file. */
const KINDS: Readonly<Record<number, ElementKind>> = {
  2: "u1",
  4: "i2",
  8: "i4",
  16: "f4",
  64: "f8",
  256: "i1",
  512: "u2",
  768: "u4",
  1024: "i8",
  1280: "u8",
};

/** Bytes of a header of the first version, which is its first number. */
const HEADER = 348;

/** As `nifti.read`, but leaves the values in an ordinary array. */
export function readHost(file: Uint8Array, { name = "nifti" }: ReadArrayOptions = {}): HostTensor {
  const bytes = isGzip(file) ? gunzip(file, name) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER + 4)
    throw niftiError(name, `${bytes.length} bytes are too few: a NIfTI file begins with a header of ${HEADER}`);
  const little = view.getInt32(0, true) === HEADER;
  if (!little && view.getInt32(0, false) !== HEADER)
    throw niftiError(name, `this is no NIfTI-1 file: it does not begin with the number ${HEADER}`);
  const magic = String.fromCharCode(...bytes.subarray(344, 347));
  if (magic === "ni1") throw niftiError(name, "the header stands alone, its values are in an .img file; only single .nii files are read");
  if (magic !== "n+1") throw niftiError(name, `this is no NIfTI-1 file: its mark is ${JSON.stringify(magic)}, not "n+1"`);
  const rank = view.getInt16(40, little);
  if (rank < 1 || rank > 7) throw niftiError(name, `it says that it has ${rank} axes; NIfTI has 1 to 7`);
  const sizes = Array.from({ length: rank }, (_, axis) => view.getInt16(42 + 2 * axis, little));
  if (sizes.some((size) => size < 1)) throw niftiError(name, `its sizes are [${sizes.join(", ")}]; all must be above 0`);
  const type = view.getInt16(70, little);
  const kind = KINDS[type];
  if (kind === undefined) throw niftiError(name, `elements of the type ${type} are not read; known are ${Object.keys(KINDS).join(", ")}`);
  const start = view.getFloat32(108, little);
  if (!Number.isInteger(start) || start < HEADER + 4) throw niftiError(name, `its values begin at byte ${start}, within the header`);
  const end = start + sizes.reduce((product, size) => product * size, 1) * bytesOf(kind);
  const shape = sizes.reverse();
  if (bytes.length < end) throw niftiError(name, `${bytes.length} bytes where ${end} were due for [${shape.join(", ")}]`);
  const { dtype, data } = decodeElements(bytes.subarray(start, end), kind, little, (value) =>
    niftiError(name, `${value} does not fit into i32`),
  );
  const [slope, intercept] = [view.getFloat32(112, little), view.getFloat32(116, little)];
  // A slope of 0 says that values are not scaled.
  if (slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept) || (slope === 1 && intercept === 0))
    return { dtype, shape, data };
  return dtype === "f64"
    ? { dtype, shape, data: Float64Array.from(data, (value) => value * slope + intercept) }
    : { dtype: "f32", shape, data: Float32Array.from(data, (value) => value * slope + intercept) };
}

/**
 * The array in a NIfTI-1 file (.nii), also one packed by gzip (.nii.gz): [z, y, x], with further axes (time …) before them. Bytes without
 * sign become u8, other integers i32, and values with a scale in the header f32.
 * @param bytes the whole file
 * @throws NablaError where the file is damaged or of another kind
 * @example
 * const file = new Uint8Array(352 + 2), view = new DataView(file.buffer)
 * view.setInt32(0, 348, true); [3, 2, 1, 1].forEach((n, k) => view.setInt16(40 + 2 * k, n, true))
 * view.setInt16(70, 2, true); view.setFloat32(108, 352, true); file.set([110, 43, 49], 344); file.set([7, 9], 352)
 * nifti.read(file).toArray() // [[[7, 9]]]
 */
export function read(bytes: Uint8Array, options: ReadArrayOptions = {}): Tensor {
  const { data, dtype, shape } = readHost(bytes, options);
  return tensor(data, { dtype, shape });
}
