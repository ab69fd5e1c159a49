// The names and bytes of the files in a zip archive, stored or deflated, read and written: what PyTorch and NumPy use. Knows nothing
// of what is in them.
import { NablaError } from "../mini.ts";
import { deflate } from "./deflate.ts";
import { crc32, inflate } from "./inflate.ts";

const zipError = (message: string): NablaError => new NablaError("zip", `zip: ${message}`, { op: "zip" });

/** The files of an archive by name; those that are stored are views of its bytes. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const need = (at: number, count: number): number => {
    if (at < 0 || at + count > bytes.length) throw zipError("the archive is cut off");
    return at;
  };
  const u16 = (at: number): number => view.getUint16(need(at, 2), true);
  const u32 = (at: number): number => view.getUint32(need(at, 4), true);
  const u64 = (at: number): number => {
    const value = view.getBigUint64(need(at, 8), true);
    if (value > BigInt(bytes.length)) throw zipError("the archive is cut off");
    return Number(value);
  };
  // The end record is the last thing in the file but for a comment of at most 65,535 bytes.
  let end = bytes.length - 22;
  while (end >= 0 && end >= bytes.length - 22 - 65535 && u32(end) !== 0x06054b50) end--;
  if (end < 0 || u32(end) !== 0x06054b50) throw zipError("there is no end record: this is no zip archive, or it is cut off");
  let count = u16(end + 10);
  let at = u32(end + 16);
  if ((count === 0xffff || at === 0xffffffff) && end >= 20 && u32(end - 20) === 0x07064b50) {
    const record = u64(end - 12);
    if (u32(record) !== 0x06064b50) throw zipError("the 64-bit end record is broken");
    count = u64(record + 32);
    at = u64(record + 48);
  }
  const files = new Map<string, Uint8Array>();
  for (let k = 0; k < count; k++) {
    if (u32(at) !== 0x02014b50) throw zipError(`entry ${k} of the directory is broken`);
    const [method, nameLength, extraLength, commentLength] = [u16(at + 10), u16(at + 28), u16(at + 30), u16(at + 32)];
    let [packed, size, local] = [u32(at + 20), u32(at + 24), u32(at + 42)];
    const name = new TextDecoder().decode(bytes.subarray(need(at + 46, nameLength), at + 46 + nameLength));
    // Numbers that do not fit into 32 bits follow in an extra field.
    for (let extra = at + 46 + nameLength; extra + 4 <= at + 46 + nameLength + extraLength; extra += 4 + u16(extra + 2)) {
      if (u16(extra) !== 1) continue;
      let place = extra + 4;
      const wide = (value: number): number => (value === 0xffffffff ? u64((place += 8) - 8) : value);
      size = wide(size);
      packed = wide(packed);
      local = wide(local);
    }
    if (u16(at + 8) & 1) throw zipError(`"${name}" is encrypted`);
    if (method !== 0 && method !== 8)
      throw zipError(`"${name}" is packed by method ${method}; only files that are stored or deflated can be read`);
    if (method === 0 && packed !== size) throw zipError(`"${name}" is stored, but its two sizes differ`);
    if (u32(local) !== 0x04034b50) throw zipError(`"${name}" is not where the directory says`);
    const start = local + 30 + u16(local + 26) + u16(local + 28);
    const held = bytes.subarray(need(start, packed), start + packed);
    const content = method === 0 ? held : inflate(held, size, `zip: "${name}"`);
    if (crc32(content) !== u32(at + 16)) throw zipError(`"${name}" is damaged (its check sum differs)`);
    files.set(name, content);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/** An archive of files, as they are or packed where that makes them smaller. Sizes are those of 32 bits: together less than 4 GiB. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>, { compress = false }: { readonly compress?: boolean } = {}): Uint8Array {
  const entries = [...files].map(([name, content]) => {
    const packed = compress ? deflate(content) : content;
    const smaller = packed.length < content.length;
    return {
      name: new TextEncoder().encode(name),
      sum: crc32(content),
      size: content.length,
      content: smaller ? packed : content,
      method: smaller ? 8 : 0,
      at: 0,
    };
  });
  const size = entries.reduce((sum, { name, content }) => sum + 30 + name.length + 46 + name.length + content.length, 22);
  if (size >= 0xffffffff || entries.length >= 0xffff)
    throw zipError(`an archive of ${entries.length} files and ${size} bytes is too large`);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  const put = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): void => {
    for (const [bytes, value] of fields) {
      if (bytes === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += bytes;
    }
  };
  const bytes = (part: Uint8Array): void => {
    out.set(part, at);
    at += part.length;
  };
  // Version 2.0, names in UTF-8, how it is packed, 1 January 1980: what the fields of both records share.
  const about = ({ name, content, size, sum, method }: (typeof entries)[number]): void =>
    put([2, 20], [2, 0x800], [2, method], [2, 0], [2, 0x21], [4, sum], [4, content.length], [4, size], [2, name.length], [2, 0]);
  for (const entry of entries) {
    entry.at = at;
    put([4, 0x04034b50]);
    about(entry);
    bytes(entry.name);
    bytes(entry.content);
  }
  const directory = at;
  for (const entry of entries) {
    put([4, 0x02014b50], [2, 20]);
    about(entry);
    put([2, 0], [2, 0], [2, 0], [4, 0], [4, entry.at]);
    bytes(entry.name);
  }
  put([4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, at - directory], [4, directory], [2, 0]);
  return out;
}
