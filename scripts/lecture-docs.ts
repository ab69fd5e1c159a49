// `npm run lecture-docs`: prints docs/lecture.md and docs/lecture.ru.md, a walk through the rooms of the lecture in their order. Every
// number in them is computed here, by the claims.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLetters } from "../src/cli/claims.ts";
import { setDefaultDevice, wasm } from "../src/index.ts";
import { claims, rooms } from "../src/lecture/index.ts";
import type { Claim, Finding } from "../src/lecture/index.ts";
import { storyOf } from "./lecture-story.ts";
import { readArguments } from "./arguments.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
type Language = "en" | "ru";

const WORDS = {
  en: {
    title: "The lecture, room by room",
    intro: "Each system of the lecture is a small file of `nabla/lecture`; each statement is a claim that is computed anew by `nabla claims`. The numbers below were computed when this page was printed (`npm run lecture-docs`, seed 0), none was typed in.",
    code: "The code",
    claimHead: "| claim | statement | expected | found |",
    slide: "The slide says",
    holds: "What holds",
    oracle: { "closed form": "closed form", "finite difference": "finite difference", enumeration: "enumeration", "plain arithmetic": "plain arithmetic" },
    check: "checked by",
    other: "[По-русски](lecture.ru.md)",
  },
  ru: {
    title: "Лекция по комнатам",
    intro: "Каждая система лекции — небольшой файл `nabla/lecture`; каждое утверждение — проверка, которую заново вычисляет `nabla claims --lang ru`. Числа ниже вычислены при печати этой страницы (`npm run lecture-docs`, зерно 0), ни одно не вписано рукой.",
    code: "Код",
    claimHead: "| проверка | утверждение | ожидалось | найдено |",
    slide: "На слайде",
    holds: "Что верно",
    oracle: { "closed form": "формула", "finite difference": "конечная разность", enumeration: "перебор", "plain arithmetic": "обычная арифметика" },
    check: "чем проверено",
    other: "[In English](lecture.md)",
  },
} as const; // prettier-ignore

/** A number as people read it. */
export function shown(value: number, language: Language): string {
  if (Number.isNaN(value)) return "—";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = Number.isInteger(value) && size < 1e9 ? String(value) : size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(6))) : scientific(value); // prettier-ignore
  const signed = text.replace(/-/g, "−");
  return language === "ru" ? signed.replace(".", ",") : signed;
}

function scientific(value: number): string {
  const [digits, power] = value.toExponential(2).split("e") as [string, string];
  const raised = [...String(Number(power))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]!)).join("");
  return `${digits} · 10${raised}`;
}

function expectation({ expected, band, tolerance }: Finding, language: Language): string {
  if (band) return `${shown(band[0], language)} … ${shown(band[1], language)}`;
  return shown(expected, language) + (tolerance ? ` ± ${shown(tolerance, language)}` : "");
}

/** Numbers that were found on the way, as a list. */
const detailsOf = ({ details }: Finding, language: Language): string =>
  Object.entries(details)
    .filter(([, value]) => typeof value !== "string" || value !== "")
    .map(
      ([name, value]) =>
        `${name} ${
          Array.isArray(value)
            ? value
                .slice(0, 8)
                .map((v: number) => shown(v, language))
                .join(", ")
            : typeof value === "number"
              ? shown(value, language)
              : String(value)
        }`,
    ) // prettier-ignore
    .join("; ");

/** The pictures of a room: `docs/pictures/<name>.svg`, in its language if there is one. */
function picturesOf(names: readonly string[], language: Language): string[] {
  const found = new Set(existsSync(join(root, "docs/pictures")) ? readdirSync(join(root, "docs/pictures")) : []);
  return names
    .map((name) => (language === "ru" && found.has(`${name}.ru.svg`) ? `${name}.ru.svg` : `${name}.svg`))
    .filter((file) => found.has(file))
    .map((file) => `![${file.replace(/(\.ru)?\.svg$/, "")}](pictures/${file})`);
}

/** The page of one language. */
export function printLecture(findings: ReadonlyMap<Claim, Finding>, language: Language): string {
  const words = WORDS[language];
  const parts = rooms.map((room, number) => {
    const { text, files, pictures } = storyOf(room.id);
    const own = claims.filter((claim) => claim.room === room.id);
    const rows = own.map((claim) => {
      const finding = findings.get(claim)!;
      const more = detailsOf(finding, language);
      return `| \`${claim.id}\`<br>${words.oracle[claim.oracle]} | ${claim[language]}${more ? `<br><sub>${more}</sub>` : ""} | ${expectation(finding, language)} | ${finding.pass ? "✓" : "✗"} ${shown(finding.value, language)} |`; // prettier-ignore
    });
    const slides = own.filter((claim) => claim.slide).map((claim) => `- ${words.slide}: ${claim.slide![language]}\n  ${words.holds}: ${claim[language]}`); // prettier-ignore
    return [
      `## ${number + 1}. ${room[language]}`,
      text[language],
      ...picturesOf(pictures, language),
      `${words.code}: ${files.map((file) => `[\`${file}.ts\`](../src/lecture/${file}.ts)`).join(", ")}.`,
      [words.claimHead, "| --- | --- | ---: | ---: |", ...rows].join("\n"),
      ...(slides.length > 0 ? [slides.join("\n")] : []),
    ].join("\n\n");
  });
  return `# ${words.title}\n\n${words.other}\n\n${words.intro}\n\n${parts.join("\n\n")}\n`;
}

/** All claims, computed with the arithmetic that is the same on every machine. */
export async function findAll(seed: number, budget: "quick" | "full"): Promise<Map<Claim, Finding>> {
  setDefaultDevice(wasm({ threads: 1, portable: true }));
  const findings = new Map<Claim, Finding>();
  for (const claim of claims) findings.set(claim, await claim.compute({ seed, budget, letters: readLetters }));
  return findings;
}

async function main(): Promise<void> {
  const findings = await findAll(0, "full");
  for (const [language, name] of [
    ["en", "lecture.md"],
    ["ru", "lecture.ru.md"],
  ] as const) {
    // prettier-ignore
    writeFileSync(join(root, "docs", name), printLecture(findings, language));
    console.log(`docs/${name}: ${readFileSync(join(root, "docs", name), "utf8").length} characters`);
  }
  const failed = [...findings].filter(([, { pass }]) => !pass).map(([{ id }]) => id);
  if (failed.length > 0) throw new Error(`these claims do not hold: ${failed.join(", ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  readArguments("lecture-docs", "npm run lecture-docs    prints the pages of the lecture", {});
  await main();
}
