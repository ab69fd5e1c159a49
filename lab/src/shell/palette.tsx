// The palette (Ctrl-K): rooms, quantities of the open room, actions.
import { signal } from "@preact/signals";

const opened = signal(false);

export function openPalette(): void {
  opened.value = true;
}

export function Palette() {
  return null;
}
