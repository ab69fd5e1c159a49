// The theme's roles as numbers, for canvases: read from the style sheet, so that there is one source of colors.
import { theme } from "../shell/theme.ts";

/** Roles of colors, as in nabla/viz; each is a CSS variable of the same name. */
export type Role = "background" | "panel" | "ink" | "muted" | "faint" | "grid" | "accent" | "positive" | "negative" | "series1" | "series2" | "series3" | "series4" | "series5" | "series6"; // prettier-ignore

export type Rgb = readonly [number, number, number];

/** The CSS color of a role. */
export const css = (role: Role): string => `var(--${role})`;

const cache = new Map<string, Rgb>();

/** What a CSS color looks like in the theme that is seen; it depends on the theme's signal. */
export function rgb(color: string): Rgb {
  const key = `${theme.value} ${color}`;
  let found = cache.get(key);
  if (!found) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    const probe = document.createElement("i");
    probe.style.color = color;
    document.body.append(probe);
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    cache.set(key, (found = [r!, g!, b!]));
  }
  return found;
}

export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [0, 1, 2].map((k) => a[k]! + (b[k]! - a[k]!) * share) as unknown as Rgb;

/** Ramps from 0 to 1. `classes`: the colors of class 0 and class 1, pale at the border between them; `diverging`: signs, strong at the ends. */
export type Ramp = "classes" | "diverging" | "height" | "heat" | "gray";

/** Matplotlib's viridis (CC0), as nabla/viz has it. */
const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];

/** A table of 256 colors. */
export function rampTable(ramp: Ramp): readonly Rgb[] {
  const [paper, low, high, ink] = [rgb("var(--background)"), rgb("var(--negative)"), rgb("var(--positive)"), rgb("var(--ink)")];
  const stops: readonly Rgb[] = {
    classes: [mix(paper, low, 0.5), mix(paper, low, 0.22), mix(paper, low, 0.1), mix(paper, high, 0.1), mix(paper, high, 0.22), mix(paper, high, 0.5)],
    diverging: [low, mix(paper, low, 0.5), paper, mix(paper, high, 0.5), high],
    height: VIRIDIS.map(rgb),
    heat: [paper, mix(paper, high, 0.35), high, mix(high, ink, 0.6)],
    gray: [rgb("#000000"), rgb("#ffffff")],
  }[ramp];
  return Array.from({ length: 256 }, (_, i) => {
    const place = (i / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(place));
    return mix(stops[k]!, stops[k + 1]!, place - k);
  });
} // prettier-ignore
