// A landscape as a file: SVG, PNG, or a page with both views and its numbers. Knows no networks.
import { landscapeContour, landscapeSurface, lineChart, themes, toSvg } from "../viz/index.ts";
import type { Language, Scene } from "../viz/index.ts";
import type { LandscapeRecord } from "./landscape-record.ts";
import { pngOf } from "./png.ts";

export type View = "contour" | "surface";

export interface DrawOptions {
  readonly view: View;
  readonly theme: "light" | "dark";
  readonly language: Language;
  /** svg, png or html. */
  readonly form: string;
  readonly name: string;
}

/** Words of the pictures: titles, what the directions are, and what must be known to read a slice. */
function wordsOf({ mode, parameters, examples, explained, eigenvalues, path }: LandscapeRecord, { language, name }: DrawOptions) {
  const ru = language === "ru";
  const number = (value: number, digits: number): string => (ru ? value.toFixed(digits).replace(".", ",") : value.toFixed(digits));
  const percent = (share: number): string => `${Math.round(share * 100)}${ru ? " " : ""}%`;
  const cosine = number(Math.sqrt(2 / (Math.PI * parameters)), 4);
  switch (mode) {
    case "random":
      return {
        title: ru ? `Ландшафт потерь: ${name}` : `Loss landscape: ${name}`,
        subtitle: ru ? `Случайная плоскость из ${parameters} измерений (средний |cos| направлений ${cosine}), ${examples} примеров` : `A random plane of ${parameters} dimensions (mean |cos| of directions ${cosine}), ${examples} examples`, // prettier-ignore
      };
    case "hessian":
      return {
        title: ru ? `Ландшафт потерь: ${name}` : `Loss landscape: ${name}`,
        subtitle: ru ? `Направления наибольшей кривизны: λ = ${eigenvalues!.map((v) => number(v, 3)).join(" и ")}; ${examples} примеров` : `Directions of largest curvature: λ = ${eigenvalues!.map((v) => number(v, 3)).join(" and ")}; ${examples} examples`, // prettier-ignore
      };
    case "path":
      return {
        title: ru ? `Путь обучения: ${name}` : `The path of training: ${name}`,
        subtitle: ru ? `Главные компоненты объясняют ${explained!.map(percent).join(" + ")} пути; начало лежит вне плоскости на ${percent(path![0]!.outside)}` : `Principal components explain ${explained!.map(percent).join(" + ")} of the path; its start is ${percent(path![0]!.outside)} outside of the plane`, // prettier-ignore
        xLabel: ru ? "первая компонента" : "first component",
        yLabel: ru ? "вторая компонента" : "second component",
      };
    case "between":
      return {
        title: ru ? "Потери между двумя сетями" : "The loss between two networks",
        subtitle: ru
          ? `${name}: (1 − α)·первая + α·вторая, ${examples} примеров`
          : `${name}: (1 − α)·first + α·second, ${examples} examples`,
      };
  }
}

function sceneOf(record: LandscapeRecord, options: DrawOptions): Scene {
  const { language, view } = options;
  const words = wordsOf(record, options);
  const ru = language === "ru";
  if (record.profile) {
    const { x, heights } = record.profile;
    return lineChart([{ name: ru ? "потери" : "loss", x, y: heights }], { language, ...words, xLabel: ru ? "доля пути α" : "share of the way α", yLabel: ru ? "потери" : "loss", notes: [{ x: 0, text: ru ? "первая сеть" : "first network", side: "right" }, { x: 1, text: ru ? "вторая сеть" : "second network", side: "right" }] }); // prettier-ignore
  }
  return (view === "surface" ? landscapeSurface : landscapeContour)(record.surface!, {
    language,
    ...words,
    ...(record.path && { path: record.path }),
  });
}

/** The bytes or the text of the picture. */
export async function drawLandscape(record: LandscapeRecord, options: DrawOptions): Promise<string | Uint8Array> {
  const theme = themes[options.theme];
  const draw = (view: View): string => toSvg(sceneOf(record, { ...options, view }), { theme });
  if (options.form === "svg") return draw(options.view);
  if (options.form === "png") return pngOf(draw(options.view));
  const views: readonly View[] = record.surface ? ["contour", "surface"] : ["contour"];
  // Two pictures in one page: their ids must differ.
  const pictures = views.map((view) => draw(view).replace(/\b(id="|url\(#|aria-labelledby=")([\w -]+)/g, (_, before: string, ids: string) => before + ids.split(" ").map((id) => `${view}-${id}`).join(" "))); // prettier-ignore
  const { title } = sceneOf(record, options);
  const { background, ink } = theme.roles;
  return [
    `<!doctype html><html lang="${options.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${title.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)}</title>`,
    `<style>body{margin:2rem auto;max-width:70rem;background:${background};color:${ink};display:flex;flex-wrap:wrap;gap:1rem;justify-content:center;font-family:system-ui,sans-serif}svg{max-width:100%;height:auto}</style></head><body>`,
    ...pictures,
    `<script type="application/json" id="landscape">${JSON.stringify(record).replaceAll("<", "\\u003c")}</script></body></html>\n`,
  ].join("\n");
}
