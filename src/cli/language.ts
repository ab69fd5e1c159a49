// The language that reports are written in: the one asked for, or the one of the system.
import type { Language } from "../viz/index.ts";
import { usageError } from "./errors.ts";

/** What the system's settings say, as every program reads them. */
const systemLocale = (): string => {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale;
};

export function languageOf(asked: string | undefined): Language {
  if (asked === undefined) return /^ru\b|^ru_/i.test(systemLocale()) ? "ru" : "en";
  if (asked === "en" || asked === "ru") return asked;
  throw usageError(`--lang ${asked}: choose en or ru`);
}
