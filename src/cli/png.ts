// An SVG as a PNG, with the typeface that comes along: the picture is the same on every machine. Only this file knows the renderer.
import { createRequire } from "node:module";
import type { Resvg } from "@resvg/resvg-js";
import { CommandError } from "./errors.ts";

const FACES = ["400Regular/Inter_400Regular.ttf", "400Regular_Italic/Inter_400Regular_Italic.ttf", "600SemiBold/Inter_600SemiBold.ttf"];

/**
 * Renders an SVG text.
 * @param scale pixels of the PNG for each pixel of the SVG; 2 unless told
 * @throws CommandError if the renderer has no build for this machine
 */
export async function pngOf(svg: string, scale = 2): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  let renderer: { readonly Resvg: typeof Resvg };
  try {
    renderer = await import("@resvg/resvg-js");
  } catch {
    throw new CommandError(
      `--png: the renderer @resvg/resvg-js has no build for ${process.platform} ${process.arch}; write an .svg file instead`,
    );
  }
  const font = {
    loadSystemFonts: false,
    fontFiles: FACES.map((face) => require.resolve(`@expo-google-fonts/inter/${face}`)),
    defaultFontFamily: "Inter",
    sansSerifFamily: "Inter",
  };
  const image = new renderer.Resvg(anchored(svg), { font, fitTo: { mode: "zoom", value: scale } });
  return image.render().asPng();
}

/**
 * The renderer ends the whole process when a clipped group draws nothing within the picture; an invisible rectangle of the
 * clip's size in each such group keeps it from that.
 */
function anchored(svg: string): string {
  const clips = new Map(Array.from(svg.matchAll(/<clipPath id="([^"]+)">(<rect [^>]*)\/>/g), ([, id, rect]) => [id!, rect!]));
  return svg.replace(/<g [^>]*clip-path="url\(#([^)]+)\)"[^>]*>/g, (group, id: string) => `${group}${clips.get(id) ?? "<rect"} fill="#000" fill-opacity="0"/>`); // prettier-ignore
}
