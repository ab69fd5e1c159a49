// Reads the files of a tar archive (POSIX ustar, as npm packs it). Knows no packages and no disk.

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** Path of a file from a pax header's records ("27 path=some/long/name\n"). */
const paxPath = (bytes: Uint8Array): string | undefined => /^\d+ path=(.*)$/m.exec(new TextDecoder().decode(bytes))?.[1];

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Path → content of each plain file. The contents are views into `archive`. Throws a RangeError when the archive is cut off or is no tar. */
export const readTar = (archive: Uint8Array): Map<string, Uint8Array> => {
  const files = new Map<string, Uint8Array>();
  let longPath: string | undefined;
  for (let at = 0; at + 512 <= archive.length;) {
    const header = archive.subarray(at, at + 512);
    if (isZero(header)) return files;
    const stored = parseInt(text(header.subarray(148, 156)).trim(), 8);
    let sum = 8 * 32; // the sum's own field counts as spaces
    header.forEach((byte, index) => (sum += index >= 148 && index < 156 ? 0 : byte));
    if (stored !== sum) throw new RangeError("this is not a tar archive");
    const size = parseInt(text(header.subarray(124, 136)).trim() || "0", 8);
    const start = at + 512;
    if (!(size >= 0) || start + size > archive.length) throw new RangeError("the archive is cut off");
    const content = archive.subarray(start, start + size);
    const kind = String.fromCharCode(header[156]!);
    if (kind === "x") longPath = paxPath(content);
    else if (kind === "L") longPath = text(content);
    else {
      const prefix = text(header.subarray(257, 262)) === "ustar" ? text(header.subarray(345, 500)) : "";
      const name = text(header.subarray(0, 100));
      if (kind === "0" || kind === "\0") files.set(longPath ?? (prefix === "" ? name : `${prefix}/${name}`), content);
      longPath = undefined;
    }
    at = start + Math.ceil(size / 512) * 512;
  }
  throw new RangeError("the archive is cut off");
};
