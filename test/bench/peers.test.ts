// The table that compares this library with its peers: what it makes of lines, without running a peer.
import { describe, expect, test } from "vitest";
import { historyOf, replaceBetween, section } from "../../bench/peers/page.ts";
import { plot } from "../../bench/peers/plot.ts";
import { PEERS } from "../../bench/peers/roster.ts";
import { bestOf, medianOf, resultsOf, settingsTable, table, verdictsOf, versionsOf } from "../../bench/peers/table.ts";
import type { Line, PeerColumn } from "../../bench/peers/table.ts";
import { WORKS } from "../../bench/peers/works.ts";
import type { ComparedWork } from "../../bench/peers/works.ts";
import { WORKS as MEASURED } from "../../src/cli/bench/works.ts";

const PEOPLE: readonly PeerColumn[] = [
  { name: "nabla wasm", kind: "ours" },
  { name: "nabla native", kind: "ours" },
  { name: "tfjs", kind: "javascript" },
  { name: "PyTorch", kind: "native" },
];
const STEP: ComparedWork = {
  id: "some-step",
  title: "a step",
  unit: "steps/s",
  seconds: (value) => 1 / value,
  bars: [
    { of: "nabla wasm", factor: 3, against: "javascript" },
    { of: "nabla native", factor: 1, against: "PyTorch" },
    { of: "nabla wasm", factor: 1.8, against: "self", threads: 2, theirThreads: 1 },
  ],
};
const OP: ComparedWork = { id: "ops-some", title: "an op", unit: "ms", bars: [{ of: "nabla wasm", most: 5 }] };

const line = (id: string, peer: string, setting: string, values: readonly number[], threads = 1): Line => ({ id, peer, setting, threads, values, unit: id === "ops-some" ? "ms" : "steps/s", version: "1.2.3" }); // prettier-ignore
const cells = (markdown: string, row: number): string[] => markdown.split("\n")[row]!.split("|").slice(1, -1).map((cell) => cell.trim()); // prettier-ignore

describe("the table of peers", () => {
  test("a median is the middle, or the mean of the two in the middle", () => {
    expect(medianOf([9, 1, 4])).toBe(4);
    expect(medianOf([9, 1, 4, 6])).toBe(5);
  });

  test("rounds of one setting are one pool; settings stay apart; the best is the fastest by its unit", () => {
    const lines = [
      line("some-step", "tfjs", "wasm", [10, 30]),
      line("some-step", "tfjs", "cpu", [50]),
      line("some-step", "tfjs", "wasm", [20]),
      line("ops-some", "tfjs", "wasm", [2]),
      line("ops-some", "tfjs", "cpu", [8]),
    ];
    const steps = resultsOf(lines, "some-step");
    expect(steps).toEqual([
      { peer: "tfjs", setting: "wasm", threads: 1, median: 20, min: 10, max: 30, once: false },
      { peer: "tfjs", setting: "cpu", threads: 1, median: 50, min: 50, max: 50, once: false },
    ]);
    expect(bestOf("steps/s", steps)!.setting).toBe("cpu");
    expect(bestOf("ms", resultsOf(lines, "ops-some"))!.setting).toBe("wasm");
  });

  test("shows best settings with least and most, ratios, notes for what cannot be, and marks what is missed", () => {
    const lines: Line[] = [
      line("some-step", "nabla wasm", "1 thread", [100, 110, 90]),
      line("some-step", "nabla wasm", "2 threads", [150, 160, 140], 2),
      line("some-step", "nabla native", "1 thread", [400]),
      line("some-step", "tfjs", "wasm", [60]),
      { id: "some-step", peer: "tfjs", setting: "cpu", error: "cannot: too | slow" },
      line("some-step", "PyTorch", "1 thread", [200]),
      line("ops-some", "nabla wasm", "1 thread", [4]),
      { id: "ops-some", peer: "tfjs", setting: "wasm", error: "cannot: no such op" },
      { id: "ops-some", peer: "tfjs", setting: "cpu", error: "cannot: no such op" },
      { id: "ops-some", peer: "nabla native", setting: "1 thread", error: "skipped: no compiler" },
    ];
    const made = table(lines, [STEP, OP], PEOPLE);
    expect(cells(made.markdown, 0)).toEqual(["work", "unit", "nabla wasm", "nabla native", "tfjs", "PyTorch", "× best JavaScript", "× PyTorch", "bars"]); // prettier-ignore
    expect(cells(made.markdown, 2)).toEqual([
      "a step",
      "steps/s",
      "**150** (140–160) 2 threads",
      "**400** (400–400) 1 thread",
      "**60** (60–60) wasm",
      "**200** (200–200) 1 thread",
      "6.67×",
      "2×",
      "✗ nabla wasm 2.5× JavaScript (tfjs), bar 3×; nabla wasm 2 threads 1.5× one, bar 1.8×",
    ]);
    expect(cells(made.markdown, 3)).toEqual(["an op", "ms", "**4** (4–4) 1 thread", "(1)", "(2)", "–", "–", "–", "✓"]);
    expect(made.markdown).toContain("(1) nabla native: skipped: no compiler");
    expect(made.markdown).toContain("(2) tfjs: cannot: no such op");
    expect(made.markdown).not.toContain("slow");
    expect(made.missed).toEqual([
      "some-step: nabla wasm 2.5× JavaScript (tfjs), bar 3×",
      "some-step: nabla wasm 2 threads 1.5× one, bar 1.8×",
    ]);
    expect(versionsOf(lines, PEOPLE)).toBe("nabla wasm 1.2.3; nabla native 1.2.3; tfjs 1.2.3; PyTorch 1.2.3");
  });

  test("settings side by side, where all of the peers were measured", () => {
    const lines = [line("some-step", "nabla wasm", "1 thread", [100, 300]), line("some-step", "nabla native", "2 threads", [400], 2), line("ops-some", "nabla native", "2 threads", [1500], 2)]; // prettier-ignore
    expect(settingsTable(lines, [STEP, OP], ["nabla wasm", "nabla native"])).toBe(
      "| work | unit | nabla wasm, 1 thread | nabla native, 2 threads |\n| --- | --- | ---: | ---: |\n| a step | steps/s | 200 | 400 |\n| an op | ms | – | 1,500 |\n",
    );
    expect(settingsTable(lines, [STEP, OP], ["nabla wasm", "tfjs"])).toBe("");
  });

  test("says so where the first call was all that was measured", () => {
    const slow: Line = { ...line("some-step", "tfjs", "cpu", [0.05]), once: true };
    expect(cells(table([slow], [STEP], PEOPLE).markdown, 2)[2]).toBe("**0.05** (once) cpu");
  });

  test("leaves out peers and works that nobody asked for; a peer without the work has a dash", () => {
    const { markdown, missed } = table([line("some-step", "PyTorch", "1 thread", [2])], [STEP, OP], PEOPLE);
    expect(cells(markdown, 0)).toEqual(["work", "unit", "PyTorch", "× best JavaScript", "× PyTorch", "bars"]);
    expect(cells(markdown, 2)).toEqual(["a step", "steps/s", "**2** (2–2) 1 thread", "–", "–", "–"]);
    expect(markdown.trim().split("\n")).toHaveLength(3);
    expect(missed).toEqual([]);
  });

  test("what cannot be judged is neither kept nor missed; short steps need not be shared; less time is better", () => {
    const alone = resultsOf([line("some-step", "nabla wasm", "1 thread", [1e6]), line("some-step", "nabla wasm", "2 threads", [1e5], 2)], "some-step"); // prettier-ignore
    expect(verdictsOf(STEP, alone, PEOPLE).map(({ kept }) => kept)).toEqual([undefined, undefined]);
    const slow = resultsOf([line("ops-some", "nabla wasm", "1 thread", [5.5])], "ops-some");
    expect(verdictsOf(OP, slow, PEOPLE)).toEqual([{ kept: false, text: "nabla wasm 5.5 ms, bar 5" }]);
  });
});

describe("the comparison", () => {
  test("has every work that is measured, in the same unit, and no other", () => {
    const known = new Map([
      ...MEASURED.map(({ id, unit }) => [id, unit] as const),
      ["cold-start", "ms"] as const,
      ["cold-start-cnn", "ms"] as const,
    ]);
    expect(new Map(WORKS.map(({ id, unit }) => [id, unit]))).toEqual(known);
    expect(new Set(WORKS.map(({ id }) => id)).size).toBe(WORKS.length);
  });

  test("asks for peers in exact versions, in folders of their own", () => {
    const installed = PEERS.flatMap(({ packages }) => (packages ? [packages] : []));
    for (const spec of installed.flatMap(({ specs }) => specs)) expect(spec).toMatch(/@\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(new Set(installed.map(({ folder }) => folder)).size).toBe(installed.length);
    expect(new Set(PEERS.map(({ name }) => name)).size).toBe(PEERS.length);
  });

  test("becomes a picture with a row a work that PyTorch does", () => {
    const lines = [line("some-step", "nabla wasm", "1 thread", [100]), line("some-step", "PyTorch", "1 thread", [50])];
    const scene = plot(lines, [STEP, OP], PEOPLE)!;
    expect(scene.table.rows).toEqual([["a step", "nabla wasm", 2]]);
    expect(plot(lines.slice(0, 1), [STEP, OP], PEOPLE)).toBeUndefined();
  });

  test("says where and how it was measured; history has our devices at their best", () => {
    const lines = [line("some-step", "nabla wasm", "1 thread", [100]), line("some-step", "nabla wasm", "2 threads", [150], 2), line("some-step", "PyTorch", "1 thread", [50])]; // prettier-ignore
    const about = { date: "2020-01-02", commit: "abc", machine: "a machine", node: "20.1.0", effort: "One round" };
    const run = { about, lines, works: [STEP, OP], peers: PEOPLE, made: table(lines, [STEP, OP], PEOPLE) };
    const text = section(run, false);
    expect(text).toContain(
      "Measured 2020-01-02 at abc: a machine; Node 20.1.0. One round.\n\nVersions: nabla wasm 1.2.3; PyTorch 1.2.3.\n",
    );
    expect(text).toContain("Bars that are missed:\n\n- some-step: nabla wasm 2 threads 1.5× one, bar 1.8×\n");
    expect(JSON.parse(historyOf(run))).toEqual({ ...about, figures: { "some-step": { wasm: 150 } } });
  });

  test("is written between two markers only", () => {
    const page = "before\n<!-- table: begin -->\nold\n<!-- table: end -->\nbehind\n";
    expect(replaceBetween(page, "new\n")).toBe("before\n<!-- table: begin -->\n\nnew\n\n<!-- table: end -->\nbehind\n");
    expect(replaceBetween("<!-- scaling: begin --><!-- scaling: end -->", "x", "scaling")).toContain("\n\nx\n\n");
    expect(() => replaceBetween("no marker", "new")).toThrow("the page has no <!-- table: begin -->");
  });
});
