// The value of a picture between its pixels. What every bending of pictures shares.

/**
 * The value of one plane of pixels at (x, y), by straight lines between the four pixels around; outside it is `fill`. Pixel 0 has its
 * middle at 0.
 * @param plane place of the plane's first pixel in `data`
 * @example
 * samplePixels(Float32Array.of(0, 10, 20, 30), 0, 2, 2, 0.5, 0.5) // 15
 * samplePixels(Float32Array.of(0, 10, 20, 30), 0, 2, 2, 1, 1.5) // 15
 */
export function samplePixels(
  data: ArrayLike<number>,
  plane: number,
  height: number,
  width: number,
  x: number,
  y: number,
  fill = 0,
): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (!(left >= -1 && top >= -1 && left < width && top < height)) return fill;
  const u = x - left;
  const v = y - top;
  const at = plane + top * width + left;
  const hasLeft = left >= 0;
  const hasRight = left + 1 < width;
  const hasTop = top >= 0;
  const hasBottom = top + 1 < height;
  const upper = (hasTop && hasLeft ? data[at]! : fill) * (1 - u) + (hasTop && hasRight ? data[at + 1]! : fill) * u;
  const lower = (hasBottom && hasLeft ? data[at + width]! : fill) * (1 - u) + (hasBottom && hasRight ? data[at + width + 1]! : fill) * u;
  return upper * (1 - v) + lower * v;
}
