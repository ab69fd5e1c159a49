// Which language the page speaks: the one chosen here before, else the browser's. Knows no texts.
import { signal } from "@preact/signals";
import type { Dictionary, Language } from "../contract.ts";
import { keep, kept } from "../shell/storage.ts";

const isLanguage = (text: string | null): text is Language => text === "ru" || text === "en";

/** Russian for browsers that prefer it (or a language whose readers mostly know it better than English), else English. */
const preferred = (): Language => {
  for (const tag of navigator.languages) {
    const base = tag.toLowerCase().split("-")[0]!;
    if (["ru", "be", "kk", "ky", "tg"].includes(base)) return "ru";
    if (base === "en") return "en";
  }
  return "en";
};

const chosen = kept("language");

/** The language of the page. */
export const language = signal<Language>(isLanguage(chosen) ? chosen : preferred());

/** Switches the language, and remembers it in this browser. */
export function speak(next: Language): void {
  language.value = next;
  keep("language", next);
}

/** Two languages with the same keys: a missing one is a type error. */
export const dictionary = <W extends object>(ru: W, en: NoInfer<W>): Dictionary<W> => ({ ru, en });
