// The frame: rail of rooms, the room that is open, palette, notices. Knows no room by name.
import { useEffect, useRef, useState } from "preact/hooks";
import { language, speak } from "../i18n/language.ts";
import { rooms } from "../rooms/index.ts";
import { engine } from "../worker/engine.ts";
import { Icon } from "./icon.tsx";
import { dismiss, notices, notify, spoken } from "./notices.ts";
import { openPalette, Palette } from "./palette.tsx";
import { RoomView } from "./room-view.tsx";
import { addressOf, entry, open } from "./route.ts";
import { paint, theme, themeChoice } from "./theme.ts";
import type { ThemeChoice } from "./theme.ts";
import { words } from "./words.ts";

export function App() {
  const say = words[language.value];
  const [menu, setMenu] = useState(false);
  const current = entry.value;

  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = current ? `${current[language.value]} · ${say.product}` : say.product;
  }, [language.value, current]);

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyK") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.key === "Escape") setMenu(false);
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
      if (digit) dial(digit);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  const restarts = engine.restarts.value;
  const before = useRef(restarts);
  useEffect(() => {
    if (restarts > before.current) notify("restarted");
    before.current = restarts;
  }, [restarts]);

  useEffect(() => setMenu(false), [current]);

  return (
    <div class="frame">
      <a class="skip" href="#figure" onClick={focusFigure}>
        {say.skip}
      </a>
      <header class="bar">
        <button
          type="button"
          class="icon-button"
          aria-expanded={menu}
          aria-controls="rail"
          aria-label={say.menu}
          onClick={() => setMenu(!menu)}
        >
          <Icon name={menu ? "close" : "menu"} />
        </button>
        <span class="bar-title">{current ? current[language.value] : say.product}</span>
        <button type="button" class="icon-button" aria-label={say.palette} onClick={openPalette}>
          <Icon name="search" />
        </button>
      </header>
      <nav id="rail" class={menu ? "rail open" : "rail"} aria-label={say.rooms}>
        <a class="brand" href={rooms[0] ? `#/${rooms[0].id}` : "#/"}>
          <span class="brand-mark" aria-hidden="true">
            ∇
          </span>
          <span>{say.product}</span>
        </a>
        <button type="button" class="search" onClick={openPalette}>
          <Icon name="search" />
          <span>{say.palette}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <ol class="rooms">
          {rooms.map((room) => (
            <li key={room.id}>
              <a href={addressOf(room.id)} aria-current={room === current ? "page" : undefined} title={say.roomNumber(room.number)}>
                <span class="room-number">{room.number}</span>
                <span>{room[language.value]}</span>
              </a>
            </li>
          ))}
        </ol>
        <div class="rail-foot">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </nav>
      <main class="main" id="main">
        <RoomView />
      </main>
      <Palette />
      <div class="notices" aria-live="polite">
        {notices.value.map(({ id, key, detail }) => (
          <p class="notice" key={id}>
            <span>{say.notices[key](detail)}</span>
            <button type="button" class="icon-button" aria-label={say.close} onClick={() => dismiss(id)}>
              <Icon name="close" />
            </button>
          </p>
        ))}
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {spoken.value}
      </p>
    </div>
  );
}

function LanguageSwitch() {
  const say = words[language.value];
  return (
    <div class="segments" role="group" aria-label={say.language}>
      {(["ru", "en"] as const).map((name) => (
        <button type="button" key={name} lang={name} aria-pressed={language.value === name} onClick={() => speak(name)}>
          {name === "ru" ? "Рус" : "Eng"}
        </button>
      ))}
    </div>
  );
}

const THEMES: readonly (readonly [ThemeChoice, "auto" | "sun" | "moon"])[] = [
  ["system", "auto"],
  ["light", "sun"],
  ["dark", "moon"],
];

function ThemeSwitch() {
  const say = words[language.value];
  return (
    <div class="segments" role="group" aria-label={say.theme} data-seen={theme.value}>
      {THEMES.map(([name, icon]) => (
        <button
          type="button"
          key={name}
          aria-pressed={themeChoice.value === name}
          aria-label={say.themes[name]}
          title={say.themes[name]}
          onClick={() => paint(name)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

let dialed = "";
let dialing: ReturnType<typeof setTimeout> | null = null;

/** Digits are numbers of rooms: 3 opens room 3 at once, 1 waits for a moment whether it will be 11. */
function dial(digit: string): void {
  if (dialing !== null) clearTimeout(dialing);
  dialed += digit;
  const go = (): void => {
    const target = rooms.find(({ number }) => String(number) === dialed);
    dialed = "";
    if (target) open(target.id);
  };
  if (rooms.some(({ number }) => String(number).startsWith(dialed) && String(number) !== dialed)) dialing = setTimeout(go, 500);
  else go();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== "range"));

function focusFigure(event: Event): void {
  // The address bar holds the state: the link moves the focus instead.
  event.preventDefault();
  document.getElementById("figure")?.focus();
}
