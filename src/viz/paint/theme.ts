// What roles look like: a light and a dark theme. The series colors were chosen by search: far apart (in OKLab) for full color
// vision and for protanopia, deuteranopia and tritanopia as Machado, Oliveira and Fernandes 2009 simulate them, with at least
// 3 : 1 contrast to the background. `height` is Matplotlib's viridis (CC0). Knows no marks.
import { contrast, hexOf, mix, rgbOf } from "../kit/color.ts";
import type { Rgb } from "../kit/color.ts";
import type { Paint, Ramp, Role } from "../kit/scene.ts";

/** Colors of all roles, and stops of all ramps from 0 to 1. */
export interface Theme {
  readonly name: string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly ramps: Readonly<Record<Ramp, readonly string[]>>;
}

const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];

/** Dark on white. */
export const light: Theme = {
  name: "light",
  roles: {
    background: "#ffffff",
    panel: "#f5f6fa",
    ink: "#191d29",
    muted: "#535a6b",
    faint: "#8a91a3",
    grid: "#e3e6ee",
    accent: "#b5156f",
    positive: "#2b5cd9",
    negative: "#ac4028",
    series1: "#2b5cd9",
    series2: "#ac4028",
    series3: "#109e93",
    series4: "#8b3192",
    series5: "#b28916",
    series6: "#463544",
  },
  ramps: {
    height: VIRIDIS,
    heat: ["#f7f8fc", "#cfdcf7", "#93b2ee", "#4f7fdc", "#2653b4", "#132c6b"],
    diverging: ["#7c2411", "#c0603f", "#e8ab90", "#f6f4f2", "#9dbbf2", "#4a78d8", "#16357f"],
    gray: ["#000000", "#ffffff"],
  },
};

/** Bright on near-black. */
export const dark: Theme = {
  name: "dark",
  roles: {
    background: "#12151d",
    panel: "#1b202c",
    ink: "#eceff6",
    muted: "#a9b1c3",
    faint: "#737b8e",
    grid: "#2a3040",
    accent: "#ff7cc0",
    positive: "#679cf9",
    negative: "#fd8b24",
    series1: "#679cf9",
    series2: "#fd8b24",
    series3: "#34cb98",
    series4: "#c368a6",
    series5: "#f7dd46",
    series6: "#c6d8fd",
  },
  ramps: {
    height: VIRIDIS,
    heat: ["#181d29", "#1d3468", "#2a58ae", "#4f86e0", "#93b8f5", "#e2ecff"],
    diverging: ["#ffb169", "#d9772a", "#8a4a1d", "#20242f", "#27508f", "#4f86e0", "#a9c8ff"],
    gray: ["#000000", "#ffffff"],
  },
};

/** Themes by name. */
export const themes: Readonly<Record<"light" | "dark", Theme>> = { light, dark };

/** The color at a place 0 … 1 of a ramp. */
export function rampColor(stops: readonly string[], at: number): Rgb {
  const place = Math.max(0, Math.min(1, at)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(place));
  return mix(rgbOf(stops[k]!), rgbOf(stops[k + 1]!), place - k);
}

/** What a paint looks like in a theme. */
export function colorOf(paint: Paint, theme: Theme): string {
  if (typeof paint === "string") return theme.roles[paint];
  if ("ramp" in paint) return hexOf(rampColor(theme.ramps[paint.ramp], paint.at));
  const under = rgbOf(colorOf(paint.on, theme));
  // The theme's own two if they will do; black or white always will.
  const candidates = [theme.roles.ink, theme.roles.background, "#000000", "#ffffff"];
  return candidates.find((color) => contrast(rgbOf(color), under) >= 4.5) ?? theme.roles.ink;
}
