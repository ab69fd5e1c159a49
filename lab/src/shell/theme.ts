// Light or dark: as the system says, or as chosen here. The colors themselves stand in style/theme.css.
import { computed, effect, signal } from "@preact/signals";
import { keep, kept } from "./storage.ts";

export type ThemeChoice = "system" | "light" | "dark";

const stored = kept("theme");
const query = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(query.matches);
query.addEventListener("change", ({ matches }) => (systemDark.value = matches));

export const themeChoice = signal<ThemeChoice>(stored === "light" || stored === "dark" ? stored : "system");

/** The theme that is seen. */
export const theme = computed<"light" | "dark">(() =>
  themeChoice.value === "system" ? (systemDark.value ? "dark" : "light") : themeChoice.value,
);

export function paint(choice: ThemeChoice): void {
  themeChoice.value = choice;
  keep("theme", choice === "system" ? null : choice);
}

/** Keeps the document's attribute in step. */
export const followTheme = (): void =>
  void effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
