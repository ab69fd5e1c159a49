// What the scenes say: numbers in the right places, signs by form and not by color alone, mistakes told.
import { describe, expect, test } from "vitest";
import * as viz from "../../src/viz/index.ts";
import type { Mark, Scene } from "../../src/viz/index.ts";

/** All marks, groups opened; positions are those within their groups. */
const flat = (marks: readonly Mark[]): Mark[] => marks.flatMap((mark) => (mark.kind === "group" ? flat(mark.marks) : [mark]));
const of = <Kind extends Mark["kind"]>(scene: Scene, kind: Kind) => flat(scene.marks).filter((mark): mark is Extract<Mark, { kind: Kind }> => mark.kind === kind); // prettier-ignore
const words = (scene: Scene): string[] => of(scene, "text").map(({ text }) => text);

describe("line charts", () => {
  const series = [{ name: "a", x: [1, 10, 100], y: [1, 0.1, 0.01] }, { name: "b", x: [1, 10, 100], y: [0.5, Number.NaN, 0.5] }]; // prettier-ignore

  test("on logarithmic axes a power law is a straight line", () => {
    const scene = viz.lineChart(series, { title: "t", logX: true, logY: true });
    const [line] = of(scene, "path").filter(({ stroke }) => stroke === "series1" ).at(-1)!.lines; // prettier-ignore
    const [[x0, y0], [x1, y1], [x2, y2]] = line as unknown as [[number, number], [number, number], [number, number]];
    expect(x1 - x0).toBeCloseTo(x2 - x1, 6);
    expect(y1 - y0).toBeCloseTo(y2 - y1, 6);
    expect(y1).toBeGreaterThan(y0);
  });

  test("a line is broken where a number is missing, and series differ in dash as well as in color", () => {
    const scene = viz.lineChart(series, { title: "t" });
    const drawn = (role: string) => of(scene, "path").filter(({ stroke }) => stroke === role).at(-1)!; // prettier-ignore
    expect(drawn("series2").lines).toHaveLength(2);
    expect(drawn("series1").dash ?? []).not.toEqual(drawn("series2").dash);
    expect(scene.table).toEqual({ columns: ["x", "a", "b"], rows: [[1, 1, 0.5], [10, 0.1, Number.NaN], [100, 0.01, 0.5]] }); // prettier-ignore
  });

  test("names at the ends do not cover each other", () => {
    const close = [1, 1.001, 1.002, 1.003].map((end, k) => ({ name: `run ${k}`, x: [0, 1], y: [0, end] }));
    const scene = viz.lineChart(close, { title: "t", names: "ends" });
    const places = of(scene, "text").filter(({ text }) => text.startsWith("run")).map(({ y }) => y).sort((a, b) => a - b); // prettier-ignore
    places.slice(1).forEach((y, k) => expect(y - places[k]!).toBeGreaterThanOrEqual(12));
  });

  test("frames tell scales: a reader can go back from pixels to numbers", () => {
    const scene = viz.lineChart([{ name: "a", x: [0, 4], y: [0, 8] }], { title: "t" });
    const [frame] = scene.frames;
    const [line] = of(scene, "path").at(-1)!.lines; // prettier-ignore
    expect(viz.valueAt(frame!.x!.scale, line![1]![0])).toBeCloseTo(4, 10);
    expect(viz.valueAt(frame!.y!.scale, line![1]![1])).toBeCloseTo(8, 10);
  });

  test("mistakes", () => {
    expect(() => viz.lineChart([])).toThrow("lineChart: the list of series must not be empty");
    expect(() => viz.lineChart([{ name: "a", x: [1], y: [1, 2] }])).toThrow('lineChart: the length of y of "a" must be 1, is 2');
    expect(() => viz.lineChart([{ name: "a", x: [0, 1], y: [1, 2] }], { x: { domain: [0, 1], exact: true }, logX: true })).toThrow(
      /above 0/,
    );
  });
});

describe("the plane", () => {
  test("the normal is orthogonal to the line, which passes where the neuron's sum is zero", () => {
    const [w, bias] = [[0.7, -1.9], 0.4] as const; // prettier-ignore
    const scene = viz.neuronGeometry({ weights: w, bias, range: [-2, 2], points: [{ x: 1, y: 1, label: 0 }] });
    const { x, y } = scene.frames[0]!;
    const back = ([px, py]: readonly [number, number]) => [viz.valueAt(x!.scale, px), viz.valueAt(y!.scale, py)] as const;
    const line = of(scene, "path")
      .filter(({ stroke }) => stroke === "ink")
      .at(-1)!;
    const ends = line.lines[0]!.map(back);
    for (const [a, b] of ends) expect(w[0] * a + w[1] * b + bias).toBeCloseTo(0, 9);
    const [tail, tip] = of(scene, "path").find(({ arrow }) => arrow)!.lines[0]!.map(back); // prettier-ignore
    const [dx, dy] = [tip![0] - tail![0], tip![1] - tail![1]];
    expect(dx * (ends[1]![0] - ends[0]![0]) + dy * (ends[1]![1] - ends[0]![1])).toBeCloseTo(0, 9);
    expect(dx * w[0] + dy * w[1]).toBeGreaterThan(0);
    expect(scene.table.rows[0]![3]).toBeCloseTo((0.7 - 1.9 + 0.4) / Math.hypot(...w), 12);
    expect(() => viz.neuronGeometry({ weights: [0, 0], bias: 1, range: [0, 1], points: [{ x: 0, y: 0, label: 0 }] })).toThrow(
      /no line then/,
    );
  });

  test("the border stands where both classes are equally likely, and regions tell who wins", () => {
    const [columns, rows] = [21, 11];
    const probabilities = Array.from({ length: rows * columns }, (_, i) => (i % columns) / (columns - 1)).flatMap((p) => [1 - p, p]);
    const scene = viz.decisionBoundary({ x: [0, 10], y: [0, 5], columns, rows, probabilities, classes: ["left", "right"], points: { x: [1], y: [2], labels: [1] } }); // prettier-ignore
    const border = of(scene, "path")
      .find(({ stroke }) => stroke === "ink")!
      .lines.flat();
    for (const [px] of border) expect(viz.valueAt(scene.frames[0]!.x!.scale, px)).toBeCloseTo(5, 9);
    const [regions] = of(scene, "regions");
    expect([regions!.values[0], regions!.values[columns - 1]]).toEqual([0, 1]);
    expect(regions!.shares[0]).toBeGreaterThan(regions!.shares[9]!);
    expect(of(scene, "point").at(-1)!.shape).toBe("triangle");
    expect(() => viz.decisionBoundary({ x: [0, 1], y: [0, 1], columns: 2, rows: 2, probabilities: [1], classes: ["a", "b"] })).toThrow(/must be 8, is 1/); // prettier-ignore
    const many = Array.from({ length: 7 }, (_, k) => `${k}`);
    expect(() => viz.decisionBoundary({ x: [0, 1], y: [0, 1], columns: 1, rows: 1, probabilities: many.map(() => 1 / 7), classes: many })).toThrow(/at most 6 classes/); // prettier-ignore
  });
});

describe("networks and graphs", () => {
  test("negative weights are dashed, larger ones wider, zero ones left out", () => {
    const scene = viz.networkDiagram([{ units: 3 }, { units: 1, weights: [[2, -1, 0]], biases: [0.5] }]);
    const lines = of(scene, "path").filter(({ stroke, lines: [line] }) => (stroke === "positive" || stroke === "negative") && line!.length === 2 && Math.abs(line![0]![0] - line![1]![0]) > 30); // prettier-ignore
    expect(lines.map(({ stroke, dash }) => [stroke, (dash ?? []).length > 0])).toEqual([["positive", false], ["negative", true]]); // prettier-ignore
    expect(lines[0]!.width).toBeGreaterThan(lines[1]!.width!);
    expect(scene.table.rows).toEqual([[1, 1, 1, 2], [1, 2, 1, -1], [1, 3, 1, 0]]); // prettier-ignore
    expect(words(scene)).toContain("b = 0.5");
    expect(() => viz.networkDiagram([{ units: 2 }, { units: 1, weights: [[1]] }])).toThrow(/must have 2 columns, row 0 has 1/);
  });

  test("wide layers are shortened", () => {
    const scene = viz.networkDiagram([{ units: 784 }, { units: 10 }]);
    expect(of(scene, "point").filter(({ radius }) => radius > 3)).toHaveLength(9 + 10);
    expect(words(scene)).toEqual(expect.arrayContaining(["784", "10"]));
  });

  test("edges carry the local derivative and what comes from above", () => {
    const scene = viz.computationGraph([
      { id: "a", label: "a", value: 2, gradient: -6, inputs: [] },
      { id: "b", label: "b", value: -3, gradient: 4, inputs: [] },
      { id: "c", label: "a·b", value: -6, gradient: 2, inputs: ["a", "b"], locals: [-3, 2] },
    ]);
    expect(words(scene)).toEqual(expect.arrayContaining(["−3 · 2", "2 · 2", "∂L = −6", "= 2"]));
    expect(scene.table.rows[2]).toEqual(["c: a·b", "a, b", -6, 2]);
  });
});

describe("landscapes", () => {
  const axis = Array.from({ length: 21 }, (_, k) => (k - 10) / 10);
  const bowl = { x: axis, y: axis, heights: axis.map((y) => axis.map((x) => x * x + y * y)) };
  const path = [{ x: 0.9, y: 0.5, height: 1.5, below: 1.06, outside: 0.3 }, { x: 0, y: 0, height: 0, below: 0, outside: 0 }]; // prettier-ignore

  test("contours of a bowl are circles at their heights", () => {
    const scene = viz.landscapeContour(bowl, { path });
    const { x, y } = scene.frames[0]!;
    for (const { lines } of of(scene, "path").filter(({ strokeOpacity }) => strokeOpacity === 0.45)) {
      const heights = lines.flat().map(([px, py]) => viz.valueAt(x!.scale, px) ** 2 + viz.valueAt(y!.scale, py) ** 2);
      for (const height of heights) expect(height).toBeCloseTo(heights[0]!, 1);
    }
    expect(of(scene, "cells")[0]!.ramp).toBe("height");
    expect(words(scene)).toEqual(expect.arrayContaining(["path of the optimizer", "start", "end"]));
  });

  test("facets come from back to front, and stems lead from the true height down to the plane", () => {
    const scene = viz.landscapeSurface(bowl, { path, facets: 10 });
    const facets = of(scene, "path").filter(({ closed, strokeOpacity }) => closed && strokeOpacity === 0.22);
    expect(facets).toHaveLength(100);
    const stems = of(scene, "path").find(({ strokeOpacity }) => strokeOpacity === 0.55)!.lines;
    expect(stems[0]![0]![0]).toBeCloseTo(stems[0]![1]![0], 9);
    expect(stems[0]![0]![1]).toBeLessThan(stems[0]![1]![1]);
    expect(stems[1]![0]![1]).toBeCloseTo(stems[1]![1]![1], 9);
  });

  test("two landscapes with one range have one scale; heights over decades are shown by logarithm", () => {
    const low = { ...bowl, heights: bowl.heights.map((row) => row.map((h) => 1e-4 + h / 10)) };
    const bars = [bowl, low].map((one) => viz.landscapeContour(one, { range: [0.001, 10], logarithmic: true }));
    const ticks = bars.map((scene) =>
      words(scene)
        .filter((text) => /^[\d.]+$|^10/.test(text))
        .slice(-4),
    );
    expect(ticks[0]).toEqual(ticks[1]);
    expect(viz.levelsOf(1e-3, 10, 8)).toContain(0.1);
  });

  test("heights that are no numbers leave holes", () => {
    const holed = { ...bowl, heights: bowl.heights.map((row, r) => row.map((h, c) => (r === 10 && c === 10 ? Number.NaN : h))) };
    expect(of(viz.landscapeContour(holed), "cells")[0]!.values).toContain(null);
    expect(viz.toSvg(viz.landscapeSurface(holed, { facets: 20 }))).not.toContain("NaN");
  });
});

describe("matrices, images and rates", () => {
  test("a confusion matrix counts and shares by row", () => {
    const scene = viz.confusionMap([[8, 2], [0, 0]], ["a", "b"], { language: "ru" }); // prettier-ignore
    expect(words(scene)).toEqual(expect.arrayContaining(["8", "2", "предсказано", "на деле"]));
    expect(scene.description).toContain("80,0");
    expect(scene.table.rows).toEqual([["a", 8, 2], ["b", 0, 0]]); // prettier-ignore
    expect(() => viz.heatMap({ rows: ["a"], columns: ["x"], values: [[1, 2]] })).toThrow(
      "heatMap: the length of every row must be 1, is 2",
    );
  });

  test("filters around zero have zero in the middle of the ramp", () => {
    const cells = of(viz.plates([{ columns: 2, rows: 1, values: [0, -4] }, { columns: 2, rows: 1, values: [1, 2] }]), "cells"); // prettier-ignore
    expect(cells[0]!.values).toEqual([0.5, 0]);
    expect(cells[1]!.values).toEqual([0.625, 0.75]);
    expect(() => viz.plates([{ columns: 2, rows: 2, values: [1] }])).toThrow(/must be 4, is 1/);
  });

  test("true boxes are dashed, masks hatched", () => {
    const image = { columns: 4, rows: 4, values: new Array<number>(16).fill(0.5) };
    const box = { x: 1, y: 1, width: 2, height: 2 };
    const scene = viz.overlays([{ image, boxes: [{ ...box, label: "", truth: true }, { ...box, label: "cat" }], masks: [{ label: "cat", values: image.values }] }]); // prettier-ignore
    const rims = of(scene, "rect").filter(({ stroke }) => stroke === "series1");
    expect(rims.map(({ dash }) => (dash ?? []).length > 0)).toEqual([true, false]);
    expect(of(scene, "path").some(({ hatch }) => hatch === "rising")).toBe(true);
    expect(words(scene)).toContain("cat");
  });

  test("the calibration error is told, and empty bins are left out", () => {
    const scene = viz.reliabilityDiagram([{ confidence: 0.2, accuracy: 0.4, count: 30 }, { confidence: 0, accuracy: 0, count: 0 }, { confidence: 0.9, accuracy: 0.8, count: 10 }]); // prettier-ignore
    expect(scene.description).toBe("Reliability: ECE 17.5%");
    expect(of(scene, "rect").filter(({ hatch }) => hatch).length).toBe(2 + 1); // and one in the legend
  });

  test("scenes side by side keep their scales", () => {
    const one = viz.lineChart([{ name: "a", x: [0, 1], y: [0, 1] }], { title: "One" });
    const both = viz.beside([one, one], { title: "Both" });
    const [left, right] = both.frames;
    expect(right!.box.x - left!.box.x).toBe(one.width);
    expect(viz.valueAt(right!.x!.scale, right!.box.x)).toBeCloseTo(viz.valueAt(left!.x!.scale, left!.box.x), 12);
    expect(both.table.rows).toContainEqual(["One", 1, 1]);
  });

  test("a page may draw the heading and the legend itself", () => {
    const scene = viz.lineChart([{ name: "a", x: [0, 1], y: [0, 1] }, { name: "b", x: [0, 1], y: [1, 0] }], { title: "Heading", heading: false, legend: false }); // prettier-ignore
    expect(words(scene)).not.toContain("Heading");
    expect(words(scene)).not.toContain("b");
    expect(scene.title).toBe("Heading");
  });
});
