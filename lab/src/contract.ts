// What a room is: the contract between the shell and the rooms. Types only (fields are made by fields.ts, tasks by worker/tasks.ts).
import type { ComponentChildren, FunctionComponent } from "preact";
import type { Finding, Oracle } from "nabla/lecture";
import type { Job, StreamTask, Task } from "./worker/types.ts";

export type { Finding, Job, Oracle, StreamTask, Task };

/** The languages of the lab. */
export type Language = "ru" | "en";

/** A text in both languages. */
export interface Bilingual {
  readonly ru: string;
  readonly en: string;
}

/** One quantity of a room's state, and how it stands in the address bar. */
export interface Field<T> {
  readonly initial: T;
  /** The value that a text of the address bar says: clamped and validated; null when it says none. */
  read(text: string): T | null;
  write(value: T): string;
}

/** All quantities of a room's state, by the keys that stand in the address bar. Keys of the shell: `v`, `seed`. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** `type State = StateOf<typeof fields>`. */
export type StateOf<F extends Fields> = { readonly [Key in keyof F]: F[Key] extends Field<infer T> ? T : never };

/** What every room says, besides its own words. */
export interface RoomWords {
  /** One or two sentences under the room's name: what one does here. */
  readonly lead: string;
  /** Which statement of the lecture the room tests, in our own words. */
  readonly lecture?: string;
}

/** A room's texts: the same keys in both languages, or it does not type-check. */
export type Dictionary<W extends object> = Readonly<Record<Language, W>>;

/** What every part of a room gets. */
export interface RoomProps<State, Words> {
  readonly state: State;
  /** Changes some quantities. Values pass through their fields: rounded and clamped, so that a link gives the same state. */
  set(changes: Partial<State>): void;
  readonly words: Words;
  readonly language: Language;
  /** Everything random follows it. It stands in the address bar; the learner may roll a new one. */
  readonly seed: number;
}

/** Predict → run → explain: asked once, answers are kept in this browser only. */
export interface Prediction {
  readonly question: string;
  readonly answers: readonly string[];
  /** Which answer proves right, if one does. */
  readonly right?: number;
  /** What is said after the answer. */
  readonly reveal: ComponentChildren;
}

/** A proof about the learner's current state, judged by plain arithmetic in the room's compute.ts. Made by `proof(…)` of worker/tasks.ts. */
export interface Proof extends Bilingual {
  readonly id: string;
  readonly oracle: Oracle;
  readonly task: Task<unknown, Finding>;
  readonly args: unknown;
}

/** A room. `room.tsx` exports one as `room`. */
export interface RoomDefinition<State extends object, Words extends RoomWords> {
  readonly id: string;
  readonly fields: { readonly [Key in keyof State]: Field<State[Key]> };
  readonly words: Dictionary<Words>;
  /** The one main figure. */
  readonly Figure: FunctionComponent<RoomProps<State, Words>>;
  /** What to do: tasks with a check that says when they are solved, and the controls. */
  readonly Do: FunctionComponent<RoomProps<State, Words>>;
  /** What one sees: explanations with live numbers. */
  readonly See: FunctionComponent<RoomProps<State, Words>>;
  predict?(props: RoomProps<State, Words>): Prediction;
  /** The exact library code of the figure: runs as it stands; its last expression is shown. */
  code(state: State, language: Language, seed: number): string;
  /** Proofs about the current state, shown beside the lecture's claims. */
  proofs?(state: State, seed: number): readonly Proof[];
  /** Names of quantities for the palette («parameter»). */
  readonly parameters?: { readonly [Key in keyof State]?: Bilingual };
}
