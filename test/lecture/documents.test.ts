// The printed documents say what comes out: every claim stands in both languages, and numbers computed again are those printed.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { setDefaultDevice, wasm } from "nabla";
import { claims, rooms } from "nabla/lecture";
import { shown } from "../../scripts/lecture-docs.ts";
import { storyOf } from "../../scripts/lecture-story.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const pages = { en: readFileSync(join(root, "docs/lecture.md"), "utf8"), ru: readFileSync(join(root, "docs/lecture.ru.md"), "utf8") };
setDefaultDevice(wasm({ threads: 1, portable: true }));

test("every claim stands in both pages, in order, and holds", () => {
  for (const language of ["en", "ru"] as const) {
    const printed = [...pages[language].matchAll(/^\| `([^`]+)`.*\| (✓|✗) [^|]+ \|$/gm)].map(([, id, mark]) => `${id} ${mark}`);
    expect(printed).toEqual(claims.map(({ id }) => `${id} ✓`));
    for (const room of rooms) expect(pages[language]).toContain(`. ${room[language]}\n`);
  }
});

test("numbers computed again are those printed", async () => {
  for (const id of ["living.rate", "losses.race-mse", "graph.naive", "cybenko.staircase", "activations.saturation", "depth.tanh"]) {
    const claim = claims.find((candidate) => candidate.id === id)!;
    const { value } = await claim.compute({ seed: 0, budget: "full", letters: () => Promise.reject(new Error("not needed")) });
    for (const language of ["en", "ru"] as const) {
      const line = pages[language].split("\n").find((text) => text.startsWith(`| \`${id}\``))!;
      expect(line.endsWith(`| ✓ ${shown(value, language)} |`), `${line} should end with ${shown(value, language)}`).toBe(true);
    }
  }
});

test("files and pictures that the pages link to are there", () => {
  for (const { id } of rooms) for (const file of storyOf(id).files) expect(existsSync(join(root, "src/lecture", `${file}.ts`))).toBe(true);
  for (const language of ["en", "ru"] as const)
    for (const [, path] of pages[language].matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) expect([path, existsSync(join(root, "docs", path!))]).toEqual([path, true]); // prettier-ignore
});
