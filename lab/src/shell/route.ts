// Where the reader is: room, seed and state, kept in the address bar both ways. Rooms that were left keep their state until the page
// is closed. Knows the browser's history, not what rooms show.
import { batch, signal } from "@preact/signals";
import { rooms } from "../rooms/index.ts";
import type { AnyRoom, RoomEntry } from "../rooms/index.ts";
import { changed, readAddress, readState, writeAddress } from "./address.ts";
import { notify } from "./notices.ts";

/** The room that is open, and its definition once it is loaded. */
export const entry = signal<RoomEntry | null>(null);
export const room = signal<AnyRoom | null>(null);
export const failure = signal<string | null>(null);
export const state = signal<Record<string, unknown>>({});
export const seed = signal(1);

/** Addresses of the rooms that were left. */
const left = new Map<string, string>();
let writing: ReturnType<typeof setTimeout> | null = null;

const address = (): string => (room.value ? writeAddress(room.value.id, room.value.fields, state.value, seed.value) : location.hash);

/** The address of a room as it was left. */
export const addressOf = (id: string): string => left.get(id) ?? `#/${id}`;

function write(): void {
  if (writing !== null) clearTimeout(writing);
  writing = null;
  const next = address();
  if (next !== location.hash) history.replaceState(null, "", next);
}

/** Changes some quantities; the address follows when things are quiet. */
export function set(changes: Readonly<Record<string, unknown>>): void {
  const current = room.value;
  if (!current) return;
  state.value = changed(current.fields, state.value, changes);
  writing ??= setTimeout(write, 200);
}

/** Another seed: a number that one can say aloud. */
export function reseed(next: number = 1 + Math.floor(Math.random() * 9998)): void {
  seed.value = next;
  writing ??= setTimeout(write, 50);
}

/** Back to the room's initial state. */
export function reset(): void {
  if (!room.value) return;
  batch(() => {
    state.value = readState(room.value!.fields, new Map()).state;
    seed.value = 1;
  });
  write();
}

export function open(id: string): void {
  if (entry.value?.id !== id) location.hash = addressOf(id);
}

/** The whole address of the state as it is now, for sharing. */
export function link(): string {
  write();
  return new URL(address(), location.href).href;
}

function leave(): void {
  if (room.value) left.set(room.value.id, address());
  if (writing !== null) clearTimeout(writing);
  writing = null;
}

let coming = 0;

async function arrive(): Promise<void> {
  const { room: id, seed: wanted, values, trouble } = readAddress(location.hash);
  const target = rooms.find((candidate) => candidate.id === id) ?? rooms[0] ?? null;
  if (!target) return;
  const turn = ++coming;
  if (entry.value !== target) {
    leave();
    batch(() => {
      entry.value = target;
      room.value = null;
      failure.value = null;
    });
  }
  let definition: AnyRoom;
  try {
    definition = await target.load();
  } catch (error) {
    if (turn === coming) failure.value = error instanceof Error ? error.message : String(error);
    return;
  }
  if (turn !== coming) return;
  const { state: read, refused } = readState(definition.fields, values);
  if (id !== "" && id !== target.id) notify("noRoom", id);
  else if (trouble === "long") notify("linkLong");
  else if (trouble === "version") notify("linkVersion");
  else if (refused.length > 0) notify("linkRefused", refused.join(", ").slice(0, 80));
  batch(() => {
    state.value = read;
    seed.value = wanted;
    room.value = definition;
    failure.value = null;
  });
  write();
}

/** Loads the room again after a failure. */
export const retry = (): void => void arrive();

/** Begins to follow the address bar. */
export function follow(): void {
  window.addEventListener("hashchange", () => void arrive());
  window.addEventListener("pagehide", write);
  void arrive();
}
