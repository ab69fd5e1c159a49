// The palette (Ctrl-K): rooms, quantities of the open room, actions. A dialog with a combobox: arrows choose, Enter does.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { language, speak } from "../i18n/language.ts";
import { rooms } from "../rooms/index.ts";
import { engine } from "../worker/engine.ts";
import { notify } from "./notices.ts";
import { link, open, reseed, reset, room } from "./route.ts";
import { paint, theme } from "./theme.ts";
import { words } from "./words.ts";

const opened = signal(false);

export function openPalette(): void {
  opened.value = true;
}

interface Entry {
  readonly id: string;
  readonly group: "rooms" | "parameters" | "actions";
  readonly text: string;
  readonly hint?: string;
  /** Further words that find it: the other language. */
  readonly also: string;
  run(): void;
}

/** Moves the focus to the control of a quantity: whatever in the page carries its name. */
function focusOn(name: string): void {
  const wanted = name.toLowerCase();
  const controls = document.querySelectorAll<HTMLElement>(
    ".figure [role=slider], .aside input, .aside select, .aside button, .aside textarea",
  );
  const named = Array.from(controls).find((control) => {
    const own = control.getAttribute("aria-label") ?? (control as HTMLInputElement).labels?.[0]?.textContent ?? control.textContent ?? "";
    const legend = control.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
    return [own, legend].some((text) => text.trim().toLowerCase() === wanted);
  });
  named?.scrollIntoView({ block: "center" });
  named?.focus();
}

function entries(): readonly Entry[] {
  const spoken = language.value;
  const say = words[spoken];
  const other = words[spoken === "ru" ? "en" : "ru"];
  const dark = theme.value === "dark";
  const action = (id: string, text: string, also: string, run: () => void): Entry => ({ id, group: "actions", text, also, run });
  const parameters = Object.entries(room.value?.parameters ?? {}).flatMap(([key, name]) => (name ? [{ key, name }] : []));
  return [
    ...rooms.map((entry): Entry => ({ id: `room-${entry.id}`, group: "rooms", text: entry[spoken], hint: String(entry.number), also: `${entry.ru} ${entry.en} ${entry.id}`, run: () => open(entry.id) })),
    ...parameters.map(({ key, name }): Entry => ({ id: `parameter-${key}`, group: "parameters", text: name[spoken], hint: key, also: `${name.ru} ${name.en} ${key}`, run: () => focusOn(name[spoken]) })),
    action("seed", say.newSeed, other.newSeed, () => reseed()),
    action("reset", `${say.reset}: ${say.resetHelp}`, other.reset, reset),
    action("link", say.shareHelp, other.shareHelp, () => void navigator.clipboard.writeText(link()).then(() => notify("copied"), () => undefined)),
    action("proofs", say.openProofs, other.openProofs, () => unfold("details.proofs")),
    action("code", say.openCode, other.openCode, () => unfold(".code")),
    action("language", spoken === "ru" ? "Switch to English" : "Перейти на русский", "language язык", () => speak(spoken === "ru" ? "en" : "ru")),
    action("theme", `${say.theme}: ${dark ? say.themes.light : say.themes.dark}`, `${other.theme} dark light`, () => paint(dark ? "light" : "dark")),
    action("theme-system", `${say.theme}: ${say.themes.system}`, `${other.theme} system auto`, () => paint("system")),
    action("restart", say.restartWorker, other.restartWorker, () => engine.crash()),
  ];
} // prettier-ignore

function unfold(selector: string): void {
  const part = document.querySelector<HTMLElement>(selector);
  if (!part) return;
  if (part instanceof HTMLDetailsElement) part.open = true;
  part.scrollIntoView({ block: "start" });
  part.querySelector<HTMLElement>("summary, button")?.focus();
}

/** Every word that was typed begins a word of the entry. */
function matches(entry: Entry, query: string): boolean {
  const text = ` ${entry.text} ${entry.hint ?? ""} ${entry.also}`.toLowerCase().replaceAll("ё", "е");
  return query.toLowerCase().replaceAll("ё", "е").split(/\s+/).every((part) => text.includes(part)); // prettier-ignore
}

export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (opened.value && !dialog.current!.open) dialog.current!.showModal();
  }, [opened.value]);
  return (
    <dialog ref={dialog} class="palette" aria-label={words[language.value].palette} onClose={() => (opened.value = false)} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      {opened.value && <Search close={() => dialog.current!.close()} />}
    </dialog>
  );
} // prettier-ignore

function Search({ close }: { close(): void }) {
  const say = words[language.value];
  const [query, setQuery] = useState("");
  const [place, setPlace] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const found = entries().filter((entry) => matches(entry, query));
  const chosen = found[Math.min(place, found.length - 1)];
  useLayoutEffect(() => input.current!.focus(), []);
  useLayoutEffect(() => document.getElementById(`palette-${chosen?.id}`)?.scrollIntoView({ block: "nearest" }), [chosen?.id]);
  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    close();
    entry.run();
  };
  const press = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };
    const by = moves[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const last = found.length - 1;
      const next = Math.min(place, last) + by;
      setPlace(Math.abs(by) === 1 ? (next < 0 ? last : next > last ? 0 : next) : Math.max(0, Math.min(last, next)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <>
      <input
        ref={input}
        class="palette-input"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        aria-label={say.paletteHelp}
        placeholder={say.paletteHelp}
        autoComplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value.trimStart());
          setPlace(0);
        }}
        onKeyDown={press}
      />
      <div class="palette-list" id="palette-list" role="listbox" aria-label={say.palette} tabIndex={-1}>
        {(["rooms", "parameters", "actions"] as const).map((group) => {
          const members = found.filter((entry) => entry.group === group);
          if (members.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={say.groups[group]}>
              <p class="palette-group" aria-hidden="true">
                {say.groups[group]}
              </p>
              {members.map((entry) => (
                <div
                  key={entry.id}
                  id={`palette-${entry.id}`}
                  class="palette-entry"
                  role="option"
                  aria-selected={entry === chosen}
                  onClick={() => run(entry)}
                >
                  <span>{entry.text}</span>
                  {entry.hint && <span class="palette-hint">{entry.hint}</span>}
                </div>
              ))}
            </div>
          );
        })}
        {found.length === 0 && <p class="palette-empty">{say.paletteEmpty}</p>}
      </div>
    </>
  );
}
