// The instructions of WebAssembly that kernels are spelled with. Knows numbers and names; no meaning.
import type { ATOMIC } from "./atomics.ts";

/**
 * Names by their first part, in the order of their codes. A number is the code of the name behind it; other names follow the
 * one before them, and "-" leaves one code out. Above one byte: the prefix (0xfc, 0xfd, 0xfe) times 0x1000, plus the code behind it.
 */
// prettier-ignore
const NAMES = {
  "": "0x0 unreachable - block loop if else 0xb end br br_if br_table return call 0x1a drop select",
  local: "0x20 get set tee",
  i32: "0x28 load 0x2d load8_u 0x36 store 0x3a store8 0x41 const 0x45 eqz eq ne lt_s lt_u gt_s - le_s - ge_s ge_u 0x6a add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u 0xa7 wrap_i64 0xbc reinterpret_f32 0xfc000 trunc_sat_f32_s - trunc_sat_f64_s",
  i64: "0x29 load 0x37 store 0x42 const 0x51 eq 0x7c add - - div_s 0x84 or - shl - shr_u 0xac extend_i32_s extend_i32_u",
  f32: "0x2a load 0x38 store 0x43 const 0x5b eq ne lt gt le ge 0x8b abs neg ceil floor trunc nearest sqrt add sub mul div min max 0xb2 convert_i32_s 0xb6 demote_f64 0xbe reinterpret_i32",
  f64: "0x2b load 0x39 store 0x44 const 0x61 eq ne lt gt le ge 0x99 abs neg ceil floor trunc nearest sqrt add sub mul div min max 0xb7 convert_i32_s 0xbb promote_f32",
  v128: "0xfd000 load 0xfd009 load32_splat load64_splat store const 0xfd04d not and andnot or xor bitselect any_true - load16_lane 0xfd059 store16_lane store32_lane store64_lane load32_zero load64_zero",
  i8x16: "0xfd00d shuffle 0xfd065 narrow_i16x8_s narrow_i16x8_u",
  i32x4: "0xfd011 splat 0xfd01b extract_lane replace_lane 0xfd037 eq ne lt_s 0xfd03d le_s 0xfd0a0 abs neg - all_true 0xfd0a9 extend_low_i16x8_u - shl shr_s shr_u add - - sub 0xfd0b5 mul min_s - max_s 0xfd0f8 trunc_sat_f32x4_s 0xfd0fc trunc_sat_f64x2_s_zero",
  i16x8: "0xfd085 narrow_i32x4_s narrow_i32x4_u - - extend_low_i8x16_u",
  i64x2: "0xfd012 splat 0xfd01e replace_lane 0xfd0c1 neg - all_true 0xfd0c7 extend_low_i32x4_s - extend_low_i32x4_u 0xfd0d7 ne",
  f32x4: "0xfd013 splat 0xfd01f extract_lane replace_lane 0xfd041 eq ne lt - le 0xfd05e demote_f64x2_zero 0xfd067 ceil floor trunc nearest 0xfd0e0 abs neg - sqrt add sub mul div min max pmin pmax 0xfd0fa convert_i32x4_s 0xfd105 relaxed_madd relaxed_nmadd",
  f64x2: "0xfd014 splat 0xfd021 extract_lane replace_lane 0xfd047 eq ne lt - le 0xfd05f promote_low_f32x4 0xfd074 ceil floor 0xfd07a trunc 0xfd094 nearest 0xfd0ec abs neg - sqrt add sub mul div min max pmin pmax 0xfd0fe convert_low_i32x4_s 0xfd107 relaxed_madd relaxed_nmadd",
} as const;

type Words<Text extends string> = Text extends `${infer Word} ${infer Rest}` ? Word | Words<Rest> : Text;
export type Named<Table> = Exclude<
  {
    [First in keyof Table & string]: First extends "" ? Words<Table[First] & string> : `${First}.${Words<Table[First] & string>}`;
  }[keyof Table & string],
  `${string}0x${string}` | `${string}-`
>;
/** The name of an instruction, as in the standard. */
export type Opcode = Named<typeof NAMES> | Named<typeof ATOMIC>;

const table = /* @__PURE__ */ new Map<string, number>();

/** Adds codes. */
export function learn(names: Readonly<Record<string, string>>): void {
  for (const [first, words] of Object.entries(names)) {
    let code = 0;
    for (const name of words.split(" ")) {
      if (name.startsWith("0x")) code = Number(name);
      else table.set(first === "" ? name : `${first}.${name}`, code++);
    }
  }
}

/** All codes by their names; those by which threads agree, once they are learnt (`ATOMIC`). */
export function opcodes(): ReadonlyMap<string, number> {
  if (!table.has("end")) learn(NAMES);
  return table;
}
