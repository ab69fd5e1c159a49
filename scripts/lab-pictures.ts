// `npm run lab:pictures`: pictures of every room of the lab in both languages and themes, wide and on a phone, into
// runs/lab-pictures, for people to look at. Names of rooms and `--quick` (one picture each) may follow.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PHONE, root, startLab } from "../test/lab/harness.ts";
import type { OpenOptions } from "../test/lab/harness.ts";
import { readArguments } from "./arguments.ts";

const USAGE = `
npm run lab:pictures -- [rooms] [--quick]    pictures of the lab's rooms into runs/lab-pictures; --quick: one of each
`;
const {
  values: { quick },
  positionals: only,
} = readArguments("lab:pictures", USAGE, { quick: { type: "boolean", default: false } }, Infinity);
const folder = join(root, "runs", "lab-pictures");
mkdirSync(folder, { recursive: true });

const lab = await startLab();
try {
  const page = await lab.open();
  const ids = await page.locator(".rooms a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).hash.slice(2)));
  await page.context().close();
  for (const id of ids.filter((name) => only.length === 0 || only.includes(name)))
    for (const language of ["ru", "en"] as const)
      for (const theme of ["light", "dark"] as const)
        for (const [size, options] of [
          ["wide", {}],
          ["phone", PHONE],
        ] as const satisfies readonly (readonly [string, OpenOptions])[]) {
          if (quick && !(language === "ru" && theme === "light" && size === "wide")) continue;
          const shown = await lab.open(`#/${id}`, { language, theme, ...options });
          // Rooms that run something by themselves: let it come to something.
          await shown.waitForTimeout(700);
          const path = join(folder, `${id}-${language}-${theme}-${size}.png`);
          await shown.screenshot({ path, fullPage: size === "wide" });
          await shown.context().close();
          console.log(path);
        }
  for (const complaint of lab.complaints) console.error(complaint);
} finally {
  await lab.close();
}
