// What the speller of one kernel remembers: locals, shared subexpressions of the statement at hand, where buffers lie.
// Knows how values lie in registers; not how operations are spelled.
import { NablaError } from "../../core/errors.ts";
import type { DType } from "../../core/dtype.ts";
import { entry } from "../../core/memo.ts";
import type { Buffer, Expr, ValueType, Var } from "../../ir/types.ts";
import { Body, VALUE } from "./encoder.ts";

/** Byte offsets in the table that tells a module where its memory is. */
export const TABLE = { arena: 0, scratch: 4, program: 8, code: 12, codeBytes: 16, slots: 32 } as const;

/**
 * No buffer begins below this address. A constant of an index may then be moved into the instruction as long as it is
 * smaller, although the rest of the index may be negative: the sum without the constant cannot fall below zero.
 */
export const MARGIN = 65536;

/** Where a buffer begins: a base that the table holds, or an argument, and a distance from it. */
export interface Origin {
  readonly base: "arena" | "scratch" | number | { readonly argument: number };
  readonly offset: number;
}

/**
 * How a value lies in a register. `u8` and `bool` scalars are i32; u8 vectors are i32x4 of 0…255; bool vectors are masks, of
 * 4 lanes as i32x4, of 2 as i64x2. Two lanes of 4 bytes (an index beside f64) fill the lower half of a register.
 */
export type Kind = "i32" | "f32" | "f64" | "i32x4" | "f32x4" | "f64x2" | "i64x2";

export function kindOf(dtype: ValueType, lanes: number): Kind {
  if (lanes === 1) return dtype === "f32" || dtype === "f64" ? dtype : "i32";
  if (lanes === 2 && dtype === "f64") return "f64x2";
  if (lanes === 2 && dtype === "bool") return "i64x2";
  if ((lanes === 2 || lanes === 4) && dtype === "f32") return "f32x4";
  if ((lanes === 2 || lanes === 4) && dtype !== "f64" && dtype !== "ptr") return "i32x4";
  throw new NablaError("target", `wasm: no register holds ${lanes} lanes of ${dtype}; vectors have 4 lanes, or 2`);
}

export const isVector = (kind: Kind): boolean => kind !== "i32" && kind !== "f32" && kind !== "f64";
export const typeOfKind = (kind: Kind): number =>
  kind === "i32" ? VALUE.i32 : kind === "f32" ? VALUE.f32 : kind === "f64" ? VALUE.f64 : VALUE.v128;

/** Constants of vectors, kept in memory behind the table: V8 rebuilds `v128.const` in every turn of a loop. */
export class Pool {
  /** Byte offset of the pool in the table. */
  readonly start: number;
  private readonly offsets = new Map<string, number>();
  private readonly parts: Uint8Array[] = [];
  private length = 0;
  constructor(slots: number) {
    this.start = Math.ceil((TABLE.slots + 4 * slots) / 16) * 16;
  }
  /** Offset, from the table on, of these bytes. */
  place(bytes: Uint8Array): number {
    const key = bytes.join();
    const known = this.offsets.get(key);
    if (known !== undefined) return known;
    const offset = this.start + Math.ceil(this.length / bytes.length) * bytes.length;
    this.parts.push(new Uint8Array(offset - this.start - this.length), bytes);
    this.length = offset - this.start + bytes.length;
    this.offsets.set(key, offset);
    return offset;
  }
  /** All of the pool, to be copied to `start`. */
  bytes(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

/** The bytes of one number as memory holds it. */
export function bytesOf(dtype: DType, values: readonly number[]): Uint8Array {
  const size = dtype === "f64" ? 8 : 4;
  const out = new Uint8Array(size * values.length);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => {
    if (dtype === "f64") view.setFloat64(8 * i, value, true);
    else if (dtype === "f32") view.setFloat32(4 * i, value, true);
    else view.setInt32(4 * i, value, true);
  });
  return out;
}

/** What the frames of all kernels of a module share. */
export interface Unit {
  readonly fma: boolean;
  readonly origins: ReadonlyMap<Buffer, Origin>;
  /** Bytes of scratch a thread. */
  readonly scratchStride: number;
  readonly pool: Pool;
  /** Arguments that buffers' addresses are, after table, thread and task. */
  readonly given?: number;
}

export class Frame {
  readonly body: Body;
  readonly unit: Unit;
  readonly variables = new Map<Var, number>();
  /** Bytes of the elements that a ptr variable steps over. */
  readonly steps = new Map<Var, number>();
  /** Variables that are never negative; ptr variables that never point before their buffer. */
  readonly natural = new Set<Var>();
  /** Variables that a `set` gives new values. */
  readonly assigned = new Set<Var>();
  private readonly bases = new Map<Exclude<Origin["base"], object>, number>();
  private readonly idle = new Map<number, number[]>();
  private readonly busy: (readonly [type: number, local: number])[] = [];
  private readonly uses = new Map<Expr | string, number>();
  private readonly memo = new Map<Expr | string, number>();
  private readonly remembered: (Expr | string)[] = [];
  /** Addresses computed in the straight line of code at hand, by what they are made of. */
  private readonly places = new Map<string, { readonly local: number; readonly parts: readonly number[] }>();
  /** Constants that were loaded before the loop at hand. */
  private readonly early = new Map<string, number>();

  constructor(name: string, unit: Unit) {
    this.unit = unit;
    this.body = new Body(name, [
      ["table", VALUE.i32],
      ["thread", VALUE.i32],
      ["task", VALUE.i32],
      ...Array.from({ length: unit.given ?? 0 }, () => ["memory", VALUE.i32] as const),
    ]);
  }

  /** A local for a variable, for good. */
  declare(v: Var): number {
    return entry(this.variables, v, () => this.body.local(typeOfKind(kindOf(v.dtype, v.lanes)), v.name));
  }

  localOf(v: Var): number {
    return this.variables.get(v)!;
  }

  /** A local that is free again when the statement ends. */
  temporary(type: number): number {
    const local = this.idle.get(type)?.pop() ?? this.body.local(type, "t");
    this.busy.push([type, local]);
    return local;
  }

  /** The local that holds a base; `prologue` fills it. */
  base(base: Origin["base"]): number {
    if (typeof base === "object") return base.argument;
    return entry(this.bases, base, () => this.body.local(VALUE.i32, typeof base === "number" ? `slot${base}` : base));
  }

  originOf(buffer: Buffer): Origin {
    return this.unit.origins.get(buffer)!;
  }

  /** Begins a statement: counts how often each node occurs in these expressions. Says whether a `when` does. */
  enter(roots: readonly Expr[], children: (e: Expr) => readonly Expr[], keyOf: (e: Expr) => Expr | string): boolean {
    const { uses } = this;
    let branches = false;
    if (uses.size > 0) uses.clear();
    if (this.memo.size > 0) this.memo.clear();
    this.remembered.length = 0;
    const visit = (e: Expr): void => {
      // Variables and scalar constants are cheap to push again.
      if (e.is === "var" || (e.is === "const" && e.lanes === 1)) return;
      const key = keyOf(e);
      const count = uses.get(key);
      uses.set(key, count === undefined ? 1 : count + 1);
      if (count !== undefined) return;
      if (e.is === "when") branches = true;
      for (const child of children(e)) visit(child);
    };
    for (const root of roots) visit(root);
    return branches;
  }

  leave(): void {
    for (const [type, local] of this.busy) entry(this.idle, type, (): number[] => []).push(local);
    this.busy.length = 0;
  }

  occursOnce(key: Expr | string): boolean {
    return (this.uses.get(key) ?? 1) === 1;
  }
  /** Says that a node will be spelled more than once although it occurs once. */
  share(key: Expr | string): void {
    this.uses.set(key, 2);
  }
  recall(key: Expr | string): number | undefined {
    return this.memo.get(key) ?? (typeof key === "string" ? this.early.get(key) : undefined);
  }
  /** Spells a loop in whose body these locals hold constants. */
  withConstants(constants: ReadonlyMap<string, number>, spell: () => void): void {
    for (const [key, local] of constants) this.early.set(key, local);
    spell();
    for (const key of constants.keys()) this.early.delete(key);
  }
  remember(key: Expr | string, local: number): void {
    this.memo.set(key, local);
    this.remembered.push(key);
  }
  /** Spells what is not always run: what it remembers is forgotten after it. */
  branch(spell: () => void): void {
    const mark = this.remembered.length;
    spell();
    for (const key of this.remembered.splice(mark)) this.memo.delete(key);
    this.forgetPlaces();
  }

  placeOf(key: string): number | undefined {
    return this.places.get(key)?.local;
  }
  /** A local for the address on the stack, which is made of these locals. */
  keepPlace(key: string, parts: readonly number[]): number {
    const local = this.body.local(VALUE.i32, "at");
    this.places.set(key, { local, parts });
    return local;
  }
  /** After a change of one local, or (without it) where control flow meets. */
  forgetPlaces(changed?: number): void {
    if (changed === undefined) this.places.clear();
    else for (const [key, { parts }] of this.places) if (parts.includes(changed)) this.places.delete(key);
  }

  /** Puts in front of the body what loads the bases it used. */
  prologue(): void {
    const { body } = this;
    const rest = body.code.view().slice();
    body.code.length = 0;
    for (const [base, local] of this.bases) {
      const at = base === "arena" ? TABLE.arena : base === "scratch" ? TABLE.scratch : TABLE.slots + 4 * base;
      body.get(0).op("i32.load", 2, at);
      if (base === "scratch") body.get(1).int(this.unit.scratchStride).op("i32.mul").op("i32.add");
      body.set(local);
    }
    const shift = body.code.length;
    body.code.append(rest);
    body.notes.splice(0, Infinity, ...body.notes.map(({ at, text }) => ({ at: at + shift, text })));
  }
}
