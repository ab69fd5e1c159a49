// `nabla landscape` and `nabla inspect --graph`: what is written agrees with the network, and mistakes are told in one line.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { elementsOf, parseXml, textOf } from "../viz/xml.ts";
import { folder, nabla } from "./nabla.ts";

const path = (name: string): string => join(folder, name);
const json = (name: string) => JSON.parse(readFileSync(path(name), "utf8")) as Record<string, never>;

interface Heights {
  readonly center: number;
  readonly examples: number;
  readonly parameters: number;
  readonly surface: { readonly x: number[]; readonly y: number[]; readonly heights: number[][] };
  readonly profile: { readonly x: number[]; readonly heights: number[] };
  readonly path: { readonly x: number; readonly y: number; readonly height: number; readonly below: number; readonly outside: number }[];
  readonly explained: number[];
  readonly eigenvalues: number[];
}
const heights = (name: string): Heights => json(name) as unknown as Heights;

beforeAll(async () => {
  const small = ["--layers", "8", "--epochs", "25", "--threads", "1"];
  const made = await Promise.all([
    nabla(["train", "iris", ...small, "--seed", "5", "--out", path("one")]),
    nabla(["train", "iris", ...small, "--seed", "6", "--out", path("two")]),
    nabla(["train", "iris", "--layers", "4", "--epochs", "5", "--out", path("other")]),
  ]);
  for (const { code, error } of made) expect(code, error).toBe(0);
});

describe("landscape", () => {
  test("a random plane: an SVG, the heights, and the network in their middle", async () => {
    const { code, error, events } = await nabla(["landscape", path("one"), "--resolution", "11", "--examples", "60", "--json"]);
    expect(code, error).toBe(0);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ event: "result", mode: "random", examples: 60, parameters: 67 });
    const made = heights("one/landscape.json");
    expect(made.surface.heights).toHaveLength(11);
    expect(made.surface.x[5]).toBe(0);
    expect(made.surface.heights[5]![5]).toBeCloseTo(made.center, 5);
    expect(made.surface.heights.flat().every(Number.isFinite)).toBe(true);
    const root = parseXml(readFileSync(path("one/landscape.svg"), "utf8"));
    expect([...elementsOf(root)].filter(({ name }) => name === "title").map(textOf)).toEqual(["Loss landscape: iris"]);
    const again = await nabla(["landscape", path("one"), "--resolution", "11", "--examples", "60", "--out", path("again.svg")]);
    expect(again.code, again.error).toBe(0);
    expect(readFileSync(path("again.svg"), "utf8")).toBe(readFileSync(path("one/landscape.svg"), "utf8"));
    const plain = await nabla(["landscape", path("one"), "--resolution", "5", "--plain", "--seed", "2", "--out", path("plain.svg")]);
    expect(plain.code, plain.error).toBe(0);
    expect(heights("plain.json").surface.heights[0]).not.toEqual(made.surface.heights[0]);
  });

  test("the path of the training ends at the network, at its true heights", async () => {
    const { code, error } = await nabla(["landscape", path("one"), "--mode", "path", "--resolution", "7", "--out", path("path.png")]);
    expect(code, error).toBe(0);
    const { path: points, center, explained } = heights("path.json");
    expect(points).toHaveLength(26);
    expect(points.at(-1)!.height).toBeCloseTo(center, 6);
    expect([points.at(-1)!.x, points.at(-1)!.y, points.at(-1)!.outside]).toEqual([0, 0, 0]);
    expect(points[0]!.height).toBeGreaterThan(center);
    expect(explained[0]! + explained[1]!).toBeGreaterThan(0.8);
    expect([...readFileSync(path("path.png")).subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  });

  test("the directions of largest curvature bend as their eigenvalues say", async () => {
    const { code, error } = await nabla(["landscape", path("one"), "--mode", "hessian", "--range", "0.02", "--resolution", "3", "--out", path("bent.svg")]); // prettier-ignore
    expect(code, error).toBe(0);
    const { surface, eigenvalues } = heights("bent.json");
    const middle = surface.heights[1]!;
    const second = (middle[0]! - 2 * middle[1]! + middle[2]!) / 0.02 ** 2;
    expect(second / eigenvalues[0]!).toBeCloseTo(1, 1);
    expect(Math.abs(eigenvalues[0]!)).toBeGreaterThan(Math.abs(eigenvalues[1]!));
  });

  test("between two networks: both ends, and a page with the numbers in it", async () => {
    const { code, error } = await nabla(["landscape", path("one"), "--with", path("two"), "--resolution", "21", "--language", "ru", "--out", path("between.html")]); // prettier-ignore
    expect(code, error).toBe(0);
    const { profile, center } = heights("between.json");
    expect(profile.x[5]).toBe(0);
    expect(profile.heights[5]).toBeCloseTo(center, 5);
    const page = readFileSync(path("between.html"), "utf8");
    expect(page).toContain("Потери между двумя сетями");
    expect(page).toContain('"format":"nabla-landscape-1"');
  });

  const mistakes: readonly (readonly [args: readonly string[], message: string, exit: number])[] = [
    [["--mode", "best"], "--mode best: choose random, path, hessian or between", 2],
    [["--mode", "between"], "--mode between: name the other run with --with <run>", 2],
    [["--with", "other"], "--with other: its network has other layers; only networks of one form have a line between them", 1],
    [["--out", "picture.gif"], "--out picture.gif: name a file that ends in .svg, .png or .html", 2],
    [["--out", "no/such/picture.svg"], "--out no/such/picture.svg: there is no folder no/such", 2],
    [["--view", "globe"], "--view globe: choose contour or surface", 2],
  ];

  test("mistakes are told in one line", async () => {
    const outcomes = await Promise.all(mistakes.map(([args]) => nabla(["landscape", "one", ...args])));
    expect(outcomes.map(({ error, code }) => [error.trim(), code])).toEqual(
      mistakes.map(([, message, exit]) => [`nabla: ${message}`, exit]),
    );
  });
});

describe("inspect --graph", () => {
  test("draws operations with shapes, parameters by name, and gradients if asked for", async () => {
    const { code, error, events } = await nabla(["inspect", path("one"), "--graph", path("graph.svg"), "--json"]);
    expect(code, error).toBe(0);
    const words = [...elementsOf(parseXml(readFileSync(path("graph.svg"), "utf8")))].filter(({ name }) => name === "text").map(textOf);
    expect(words).toEqual(expect.arrayContaining(["x", "0.weight", "8×4", "tanh", "2.bias", "1×3"]));
    expect(events.at(-1)).toMatchObject({ graph: { file: path("graph.svg") } });
    const more = await nabla(["inspect", path("one"), "--graph", path("gradient.svg"), "--gradient"]);
    expect(more.code, more.error).toBe(0);
    const all = [...elementsOf(parseXml(readFileSync(path("gradient.svg"), "utf8")))].filter(({ name }) => name === "text").map(textOf);
    expect(all).toEqual(expect.arrayContaining(["∂ 0.weight", "∂ 2.bias"]));
  });

  test("mistakes are told before anything is computed", async () => {
    const wrong = await nabla(["inspect", "one", "--graph", "graph.txt"]);
    expect([wrong.error.trim(), wrong.code]).toEqual(["nabla: --graph graph.txt: name a file that ends in .svg or .png", 2]);
    const alone = await nabla(["inspect", "one", "--gradient"]);
    expect([alone.error.trim(), alone.code]).toEqual(["nabla: --gradient: it belongs to a picture; name its file with --graph <file>", 2]);
    expect(existsSync(path("graph.txt"))).toBe(false);
  });
});
