// Colors as numbers: mixing, lightness, contrast. Knows no roles.

/** Red, green, blue, 0 … 255. */
export type Rgb = readonly [number, number, number];

export const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

export const hexOf = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(Math.max(0, Math.min(255, part))).toString(16).padStart(2, "0")).join("")}`; // prettier-ignore

const toLight = (part: number): number => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const fromLight = (light: number): number => 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * Math.max(0, light) ** (1 / 2.4) - 0.055);

/** The color between two, mixed in OKLab so that lightness changes evenly. Source: Björn Ottosson 2020. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  if (share <= 0) return a;
  if (share >= 1) return b;
  const [p, q] = [oklab(a), oklab(b)];
  return fromOklab([0, 1, 2].map((i) => p[i]! + (q[i]! - p[i]!) * share) as unknown as Rgb);
}

/** Lightness and two axes of color, in which distances are about as large as they look. */
export function oklab(rgb: Rgb): readonly [number, number, number] {
  const [r, g, b] = rgb.map(toLight) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: readonly [number, number, number]): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLight(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLight(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLight(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Contrast of two colors, 1 … 21. Source: Web Content Accessibility Guidelines 2.2. */
export function contrast(a: Rgb, b: Rgb): number {
  const luminance = (rgb: Rgb): number => 0.2126 * toLight(rgb[0]) + 0.7152 * toLight(rgb[1]) + 0.0722 * toLight(rgb[2]);
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
