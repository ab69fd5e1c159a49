// What the page says without being asked: short notices, and texts for the live region. Knows keys, not languages.
import { signal } from "@preact/signals";

/** Kinds of notices; their texts stand in words.ts. */
export type NoticeKey = "noRoom" | "linkLong" | "linkVersion" | "linkRefused" | "restarted" | "copied" | "offline" | "updated";

export interface Notice {
  readonly id: number;
  readonly key: NoticeKey;
  readonly detail: string;
}

export const notices = signal<readonly Notice[]>([]);
/** What screen readers are told next. */
export const spoken = signal("");

let next = 1;

/** Shows a notice for some seconds. */
export function notify(key: NoticeKey, detail = ""): void {
  const notice = { id: next++, key, detail };
  notices.value = [...notices.value.filter((other) => other.key !== key), notice].slice(-3);
  setTimeout(() => dismiss(notice.id), 7000);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Tells screen readers something that others see: use it for results, not for every step. */
export function announce(text: string): void {
  if (spoken.value !== text) spoken.value = text;
}
