// The proof drawer: runs the lecture's claims of a room, and the room's own about the current state, on a seed of choice.
import type { AnyRoom } from "../rooms/index.ts";

export function ProofDrawer(_: { readonly definition: AnyRoom; readonly state: Readonly<Record<string, unknown>>; readonly seed: number }) {
  return null;
}
