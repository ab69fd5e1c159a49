// A PNG or JPEG file as pixels. The formats are read by fast-png and jpeg-js, which users of these readers install.
import { NablaError } from "../index.ts";
import { foreign } from "./foreign.ts";

/** A decoded picture. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue planes, or one of grey: [channels, height, width]. */
  readonly data: Uint8Array;
  readonly channels: 1 | 3;
}

/** Makes pixels of the bytes of a file; throws an error that says why they are none. */
export type Decoder = (bytes: Uint8Array) => Picture;

const pictureError = (message: string): NablaError => new NablaError("picture", message);

/** Planes of what stands pixel by pixel: `step` values each, of which the first `channels` count. */
function planes(data: ArrayLike<number>, size: number, step: number, channels: 1 | 3, shift: number): Uint8Array {
  const out = new Uint8Array(channels * size);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) out[channel * size + i] = data[i * step + channel]! >> shift;
  return out;
}

/** One byte for each pixel of a row-aligned picture with fewer bits: 0 to 2^depth − 1. */
function unpackBits(data: ArrayLike<number>, height: number, width: number, depth: number): Uint8Array {
  const out = new Uint8Array(height * width);
  const row = Math.ceil((width * depth) / 8);
  const each = 8 / depth;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      out[y * width + x] = (data[y * row + Math.floor(x / each)]! >> (8 - depth * ((x % each) + 1))) & ((1 << depth) - 1);
  return out;
}

/** What can decode PNG and JPEG files. What is transparent shows its color. */
export async function pictureDecoder(reader: string): Promise<Decoder> {
  const [png, jpegPackage] = [await foreign(reader, "fast-png"), await foreign(reader, "jpeg-js")];
  const jpeg = "default" in jpegPackage ? (jpegPackage.default as typeof jpegPackage) : jpegPackage;

  const decodePng = (bytes: Uint8Array): Picture => {
    const { height, width, channels, depth, palette, data } = png.decode(bytes, { checkCrc: true });
    const size = height * width;
    const values = depth < 8 ? unpackBits(data, height, width, depth) : data;
    if (palette) {
      const out = new Uint8Array(3 * size);
      for (let i = 0; i < size; i++) {
        const color = palette[values[i]!];
        if (!color) throw pictureError(`pixel ${i} has color ${values[i]} of a palette of ${palette.length}`);
        for (let channel = 0; channel < 3; channel++) out[channel * size + i] = color[channel]!;
      }
      return { height, width, channels: 3, data: out };
    }
    if (depth < 8) return { height, width, channels: 1, data: Uint8Array.from(values, (value) => (value * 255) / ((1 << depth) - 1)) };
    const kept = channels >= 3 ? 3 : 1;
    return { height, width, channels: kept, data: planes(data, size, channels, kept, depth === 16 ? 8 : 0) };
  };

  const decodeJpeg = (bytes: Uint8Array): Picture => {
    const { height, width, data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false });
    return { height, width, channels: 3, data: planes(data, height * width, 3, 3, 0) };
  };

  return (bytes) => {
    if (bytes.length === 0) throw pictureError("the file is empty");
    const isPng = bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
    const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
    if (!isPng && !isJpeg) throw pictureError("the file is neither PNG nor JPEG");
    let picture: Picture;
    try {
      picture = isPng ? decodePng(bytes) : decodeJpeg(bytes);
    } catch (error) {
      if (error instanceof NablaError) throw error;
      throw pictureError(`the ${isPng ? "PNG" : "JPEG"} file is damaged: ${(error as Error).message}`);
    }
    if (picture.height < 1 || picture.width < 1) throw pictureError("the picture has no pixels");
    return picture;
  };
}
