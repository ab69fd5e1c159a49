// Opens a room as four readers do (both languages, both themes, a wide window and a phone): nothing sticks out, no text is too small,
// axe finds nothing, and the two languages do not mix.
import { expect } from "vitest";
import { accessible, fits, PHONE } from "./harness.ts";
import type { Lab } from "./harness.ts";

const READERS = [
  { language: "ru", theme: "light" },
  { language: "en", theme: "dark" },
  { language: "ru", theme: "dark", ...PHONE },
  { language: "en", theme: "light", ...PHONE },
] as const;

/** The first address is opened by all readers, each of the others by one. */
export async function looksWell(lab: Lab, first: string, ...others: readonly string[]): Promise<void> {
  await Promise.all(
    READERS.map(async (reader, k) => {
      const page = await lab.open(first, reader);
      for (const address of [first, ...others.filter((_, i) => i % READERS.length === k)]) {
        await page.goto(lab.url + address);
        await page.locator("article.room .figure > *").first().waitFor();
        await fits(page);
        await accessible(page);
        const text = await page.locator("article.room .aside").innerText();
        expect([address, /[а-яё]/i.test(text)]).toEqual([address, reader.language === "ru"]);
      }
      await page.context().close();
    }),
  );
}
