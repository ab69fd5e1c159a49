// A figure of the page as one SVG or PNG: its drawings with their styles written out, its canvases as images. Needs the page.

export type FigureName = "stage" | "network" | "curves";

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "text-anchor"]; // prettier-ignore

/** The size of a figure, and its drawings where they stand in it. */
function partsOf(figure: FigureName): {
  readonly box: DOMRect;
  readonly parts: readonly (SVGSVGElement | HTMLCanvasElement)[];
} {
  const whole = document.getElementById(`${figure}-figure`);
  const root =
    figure === "network" ? whole?.querySelector(".network-picture") : figure === "curves" ? whole?.querySelector(".chart") : whole;
  if (!root) throw new Error(`there is no figure "${figure}" to save`);
  const inner = [...root.querySelectorAll<SVGSVGElement | HTMLCanvasElement>("canvas, svg.picture, svg.stage-line, svg.network-nodes")];
  return { box: root.getBoundingClientRect(), parts: inner.filter((part) => !(part instanceof HTMLCanvasElement && part.hidden)) };
}

function written(source: Element, copy: Element): void {
  const style = getComputedStyle(source);
  // As attributes: a strict page lets nobody set the attribute `style`.
  for (const name of STYLES) copy.setAttribute(name, style.getPropertyValue(name));
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  [...source.children].forEach((child, i) => written(child, copy.children[i]!));
}

/** The figure as the text of an SVG file. */
export function svgOf(figure: FigureName): string {
  const { box, parts } = partsOf(figure);
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  const paper = getComputedStyle(document.body).backgroundColor;
  const inner = parts.map((part) => {
    const at = part.getBoundingClientRect();
    const [x, y] = [at.left - box.left, at.top - box.top];
    if (part instanceof HTMLCanvasElement)
      return `<image x="${x}" y="${y}" width="${at.width}" height="${at.height}" preserveAspectRatio="none" href="${part.toDataURL("image/png")}"/>`;
    const copy = part.cloneNode(true) as SVGSVGElement;
    written(part, copy);
    copy.setAttribute("x", String(x));
    copy.setAttribute("y", String(y));
    copy.setAttribute("overflow", "visible");
    return new XMLSerializer().serializeToString(copy);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${paper}"/>${inner.join("")}</svg>`;
}

/** The figure as a PNG of twice its size. */
export async function pngOf(figure: FigureName): Promise<Uint8Array> {
  const { box, parts } = partsOf(figure);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(box.width * 2), Math.ceil(box.height * 2)];
  const context = canvas.getContext("2d")!;
  context.scale(2, 2);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, box.width, box.height);
  for (const part of parts) {
    const at = part.getBoundingClientRect();
    const [x, y] = [at.left - box.left, at.top - box.top];
    if (part instanceof HTMLCanvasElement) {
      context.drawImage(part, x, y, at.width, at.height);
      continue;
    }
    const copy = part.cloneNode(true) as SVGSVGElement;
    written(part, copy);
    const text = new XMLSerializer().serializeToString(copy);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    context.drawImage(image, x, y, at.width, at.height);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  return new Uint8Array(await blob!.arrayBuffer());
}
