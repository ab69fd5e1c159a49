// `npm run sabotage`: breaks one primitive of the library after another, computes every claim of the lecture, and prints which ones
// turn red to docs/sabotage.md. Takes about ten minutes.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { letters, lettersRu } from "../src/datasets/index.ts";
import { oneOfEach } from "../src/lecture/index.ts";
import { lectureWith, redClaims, sabotages } from "../test/lecture/sabotage.ts";
import type { Sabotage } from "../test/lecture/sabotage.ts";
import { readArguments } from "./arguments.ts";

const file = fileURLToPath(new URL("../docs/sabotage.md", import.meta.url));
const readLetters = async (script: "latin" | "cyrillic") => oneOfEach(await (script === "latin" ? letters : lettersRu)({ copies: 0 })); // prettier-ignore

/** The document for what turned red under each sabotage. */
export function printSabotage(rows: readonly (readonly [Sabotage, readonly string[]])[], claims: number): string {
  const lines = rows.map(([{ name, words, file: where }, red]) => `| \`${name}\` | ${words} (\`src/${where}\`) | ${red.length} | ${red.map((id) => `\`${id}\``).join(" ")} |`); // prettier-ignore
  return `# Sabotage

What would the lecture's claims notice? In a build of its own one primitive is broken at a time, and all ${claims} claims are
computed (seed 0, \`quick\`). These turn red. Without a sabotage none does. Printed by \`npm run sabotage\`; the tests break
everything again and look for the claims that must notice.

| sabotage | what is broken | red | claims that turn red |
| --- | --- | ---: | --- |
${lines.join("\n")}
`;
}

async function main(): Promise<void> {
  const context = { seed: 0, budget: "quick", letters: readLetters } as const;
  const healthy = await lectureWith(null);
  const wanted = (): boolean => true;
  const before = await redClaims(healthy, wanted, context);
  if (before.length > 0) throw new Error(`without a sabotage these do not hold: ${before.join(", ")}`);
  const rows: [Sabotage, string[]][] = [];
  for (const sabotage of sabotages) {
    const red = await redClaims(await lectureWith(sabotage), wanted, context);
    const missed = sabotage.red.filter((id) => !red.includes(id));
    console.log(`${sabotage.name}: ${red.length} red${missed.length > 0 ? `; NOT NOTICED by ${missed.join(", ")}` : ""}`);
    rows.push([sabotage, red]);
  }
  writeFileSync(file, printSabotage(rows, healthy.claims.length));
  console.log(`docs/sabotage.md: ${readFileSync(file, "utf8").length} characters`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  readArguments("sabotage", "npm run sabotage    breaks the library on purpose, claim by claim, and writes docs/sabotage.md", {});
  await main();
}
