// The address bar: `#/gates?v=1&seed=3&w1=1.5`. Only what differs from the initial state stands there; everything that comes in is
// validated and clamped by its field. Pure functions: knows no window.
import type { Fields } from "../contract.ts";

/** The version of the addresses that this lab writes. */
export const VERSION = 1;
/** Longer addresses are not read, and not written. */
export const CAP = 8192;
export const MAX_SEED = 4_294_967_295;

/** What an address says. */
export interface Address {
  readonly room: string;
  readonly seed: number;
  readonly values: ReadonlyMap<string, string>;
  /** Why values were not read, if they were not. */
  readonly trouble: "long" | "version" | null;
}

/** Reads what stands after the `#`. */
export function readAddress(hash: string): Address {
  const text = hash.replace(/^#/, "");
  const cut = text.indexOf("?");
  const room = (cut < 0 ? text : text.slice(0, cut)).replace(/^\//, "");
  const nothing = { room: /^[a-z-]{1,40}$/.test(room) ? room : "", seed: 1, values: new Map<string, string>() };
  if (cut < 0) return { ...nothing, trouble: null };
  if (text.length > CAP) return { ...nothing, trouble: "long" };
  const values = new Map(new URLSearchParams(text.slice(cut + 1).replaceAll("+", "%2B")));
  const version = values.get("v") ?? String(VERSION);
  if (version !== String(VERSION)) return { ...nothing, trouble: "version" };
  const seed = Number(values.get("seed") ?? 1);
  values.delete("v");
  values.delete("seed");
  return { room: nothing.room, seed: Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED ? seed : 1, values, trouble: null };
}

/** The state that an address says; `refused`: keys whose values say nothing. */
export function readState(fields: Fields, values: ReadonlyMap<string, string>): { readonly state: Record<string, unknown>; readonly refused: readonly string[] } {
  const refused: string[] = [...values.keys()].filter((key) => !Object.hasOwn(fields, key));
  const state = Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const text = values.get(key);
      const value = text === undefined ? field.initial : field.read(text);
      if (value === null) refused.push(key);
      return [key, value ?? field.initial];
    }),
  );
  return { state, refused };
} // prettier-ignore

/** Characters that may stand in a fragment as they are: addresses are for people too. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/%(2C|3B|3A|2F|28|29|2A|2B|3D|40|24|21|27|7C)/gi, (code) => {
    const sign = decodeURIComponent(code);
    return sign === "=" || sign === "|" ? code : sign;
  });

/** The address of a state, from `#` on. */
export function writeAddress(room: string, fields: Fields, state: Readonly<Record<string, unknown>>, seed: number): string {
  const parts = Object.entries(fields).flatMap(([key, field]) => {
    const text = field.write(state[key]);
    return text === field.write(field.initial) ? [] : [`${key}=${encode(text)}`];
  });
  if (seed !== 1) parts.unshift(`seed=${seed}`);
  const address = parts.length === 0 ? `#/${room}` : `#/${room}?v=${VERSION}&${parts.join("&")}`;
  return address.length <= CAP ? address : `#/${room}`;
}

/** A change of some values, as their fields keep them. */
export function changed(fields: Fields, state: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const next: Record<string, unknown> = { ...state };
  for (const [key, value] of Object.entries(changes)) {
    const field = fields[key];
    if (field && value !== undefined) next[key] = field.read(field.write(value)) ?? state[key];
  }
  return next;
} // prettier-ignore
