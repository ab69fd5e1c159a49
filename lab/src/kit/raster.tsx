// Many numbers as colored cells, on a canvas. Knows no axes.
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import { rampTable } from "./colors.ts";
import type { Ramp } from "./colors.ts";

export interface RasterData {
  readonly columns: number;
  readonly rows: number;
  /** Row by row; numbers that are none are left empty. */
  readonly values: ArrayLike<number>;
  readonly ramp: Ramp;
  /** What lies at the ends of the ramp; 0 and 1 unless told. */
  readonly range?: readonly [low: number, high: number];
  /** Where the first row lies; at the bottom (smallest y) unless told. */
  readonly first?: "bottom" | "top";
  /** Blends neighbours; true unless told. */
  readonly smooth?: boolean;
  readonly opacity?: number;
}

export function Raster({ data, class: name = "" }: { readonly data: RasterData; readonly class?: string }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const seen = theme.value;
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const { columns, rows, values, ramp, range: [low, high] = [0, 1], first = "bottom" } = data;
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d")!;
    const image = context.createImageData(columns, rows);
    const colors = rampTable(ramp);
    for (let row = 0; row < rows; row++) {
      const from = (first === "bottom" ? rows - 1 - row : row) * columns;
      for (let column = 0; column < columns; column++) {
        const share = (values[from + column]! - low) / (high - low);
        if (Number.isNaN(share)) continue;
        const color = colors[Math.round(Math.max(0, Math.min(1, share)) * 255)]!;
        const at = (row * columns + column) * 4;
        for (let k = 0; k < 3; k++) image.data[at + k] = color[k]!;
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }, [data, seen]);
  return <canvas ref={ref} class={`raster ${data.smooth === false ? "sharp" : ""} ${name}`} style={data.opacity === undefined ? {} : { opacity: data.opacity }} aria-hidden="true" />;
} // prettier-ignore
