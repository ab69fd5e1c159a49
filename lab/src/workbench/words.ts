// What the workbench says, in both languages.
import type { RoomWords } from "../contract.ts";
import { dictionary } from "../i18n/language.ts";
import { en } from "./words-en.ts";
import { ru } from "./words-ru.ts";

export const words = dictionary(ru, en);
export type Words = typeof ru & RoomWords;
