// What needs no browser: the address bar's grammar, fields that clamp, the last expression of a program, numbers in two languages.
import { describe, expect, test } from "vitest";
import { choice, flag, list, magnitude, number, text, whole } from "../../lab/src/fields.ts";
import { format, plural } from "../../lab/src/i18n/format.ts";
import { CAP, changed, readAddress, readState, writeAddress } from "../../lab/src/shell/address.ts";
import { lastExpression } from "../../lab/src/worker/last-expression.ts";
import { same } from "../../lab/src/worker/same.ts";
import { show } from "../../lab/src/worker/show.ts";

const fields = {
  w: number({ initial: 1, min: -5, max: 5, digits: 2 }),
  n: whole({ initial: 3, min: 1, max: 9 }),
  lr: magnitude({ initial: 0.1, min: 1e-6, max: 10 }),
  gate: choice(["and", "or"], "and"),
  on: flag(false),
  points: list(number({ initial: 0, min: -1, max: 1, digits: 3 }), { initial: [], max: 4 }),
  formula: text({ initial: "x", max: 10 }),
};
const initial = readState(fields, new Map()).state;

describe("the address bar", () => {
  test("says only what differs, in words that people read", () => {
    expect(writeAddress("gates", fields, initial, 1)).toBe("#/gates");
    const state = { ...initial, w: -1.5, lr: 1e-5, gate: "or", on: true, points: [0.5, -0.25], formula: "a+b*(c)" };
    expect(writeAddress("gates", fields, state, 42)).toBe("#/gates?v=1&seed=42&w=-1.5&lr=0.00001&gate=or&on=1&points=0.5,-0.25&formula=a+b*(c)");
  });

  test("what is written is read again", () => {
    for (const formula of ["y=x^2;", "a & b # c", "100 % ≥ ёж", "#/?&=+"]) {
      const state = { ...initial, w: 2.25, n: 7, lr: 3e-6, points: [1, -1, 0], formula };
      const { room, seed, values, trouble } = readAddress(writeAddress("xor", fields, state, 4_294_967_295));
      expect([room, seed, trouble]).toEqual(["xor", 4_294_967_295, null]);
      expect(readState(fields, values)).toEqual({ state: { ...state, formula: formula.slice(0, 10) }, refused: [] });
    }
  });

  test("hostile values are clamped, cut or refused", () => {
    const read = (query: string) => readState(fields, readAddress(`#/gates?v=1&${query}`).values);
    expect(read("w=1e9&n=-4&lr=0").state).toMatchObject({ w: 5, n: 1, lr: 1e-6 });
    expect(read("n=2.6").state).toMatchObject({ n: 3 });
    for (const bad of ["w=NaN", "w=Infinity", "w=", "w=0x10", "w=1;drop", "n=два", "lr=1e999", "gate=xor", "gate=__proto__", "on=yes", "points=1,x", "points=NaN"]) {
      const { state, refused } = read(bad);
      expect([bad, state]).toEqual([bad, initial]);
      expect([bad, refused]).toEqual([bad, [bad.split("=")[0]]]);
    }
    expect(read("points=9,9,9,9,9,9").state).toMatchObject({ points: [1, 1, 1, 1] });
    expect(read("formula=aaaaaaaaaaaaaaaaaaaaaaaaaa%00%1b").state).toMatchObject({ formula: "aaaaaaaaaa" });
    expect(read("unknown=1&__proto__=2")).toEqual({ state: initial, refused: ["unknown", "__proto__"] });
    expect(readAddress("#/gates?v=1&seed=-3").seed).toBe(1);
    expect(readAddress("#/gates?v=1&seed=1e20").seed).toBe(1);
  }); // prettier-ignore

  test("other versions and endless addresses are not read", () => {
    expect(readAddress("#/gates?v=2&w=3")).toMatchObject({ trouble: "version", values: new Map() });
    expect(readAddress(`#/gates?v=1&w=${"3".repeat(CAP)}`)).toMatchObject({ trouble: "long", values: new Map(), room: "gates" });
    expect(readAddress("#/<script>?v=1").room).toBe("");
    expect(readAddress("").room).toBe("");
    const long = { formula: text({ initial: "", max: 20_000 }) };
    expect(writeAddress("gates", long, { formula: "я".repeat(10_000) }, 1)).toBe("#/gates");
  });

  test("changes pass through the fields, so a link gives the same state", () => {
    expect(changed(fields, initial, { w: 7.123, gate: "or", unknown: 3 })).toEqual({ ...initial, w: 5, gate: "or" });
    expect(changed(fields, initial, { w: Number.NaN })).toEqual(initial);
    expect(changed(fields, initial, { w: -0.001 })).toEqual({ ...initial, w: 0 });
  });
}); // prettier-ignore

test("numbers as Russian and English write them", () => {
  const [ru, en] = [format("ru"), format("en")];
  expect([ru.fixed(-1.5), en.fixed(-1.5)]).toEqual(["−1,50", "−1.50"]);
  expect([ru.fixed(-0.001), en.fixed(-0.0004, 1)]).toEqual(["0,00", "0.0"]);
  expect([ru.short(0.000012345), en.short(-12345678)]).toEqual(["1,23 · 10⁻⁵", "−1.23 · 10⁷"]);
  expect([ru.short(1882), en.short(65536)]).toEqual(["1 882".replace(" ", "\u00a0"), "65,536"]);
  expect([ru.percent(0.5), en.percent(0.123, 1)]).toEqual(["50\u00a0%", "12.3%"]);
  expect([en.signed(2), en.signed(-2), en.signed(0)]).toEqual(["+2.00", "−2.00", "0.00"]);
  expect([en.short(Infinity), ru.short(Number.NaN)]).toEqual(["∞", "не число"]);
  const steps = { one: "шаг", few: "шага", many: "шагов" };
  expect([1, 2, 5, 11, 21, 104, 1.5].map((n) => plural("ru", n, steps))).toEqual(["шаг", "шага", "шагов", "шагов", "шаг", "шага", "шага"]);
  expect([0, 1, 2].map((n) => plural("en", n, { one: "step", other: "steps" }))).toEqual(["steps", "step", "steps"]);
});

test("the last expression of a program is returned, and nothing else", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["const a = 1;\na + 1;", "const a = 1;\nreturn (a + 1);"],
    ["const a = 1;\na + 1 // sum\n", "const a = 1;\nreturn (a + 1); // sum\n"],
    ["f({ a: 1 });\n", "return (f({ a: 1 }));\n"],
    ["const f = () => {\n  g();\n};\n", "const f = () => {\n  g();\n};\n"],
    ["for (const x of y) {\n  x();\n}\n", "for (const x of y) {\n  x();\n}\n"],
    ["if (a) {\n b();\n} else {\n c();\n}", "if (a) {\n b();\n} else {\n c();\n}"],
    ["await step(`${a};}` + ';');", "return (await step(`${a};}` + ';'));"],
    ["[1, 2].map((x) => {\n  return x;\n});", "return ([1, 2].map((x) => {\n  return x;\n}));"],
    ["a; // ; }\n/* ; */", "return (a); // ; }\n/* ; */"],
    ["", ""],
  ];
  for (const [code, wanted] of cases) expect(lastExpression(code)).toBe(wanted);
});

test("values of code cells as text", () => {
  expect(show([1, -0, "a", null, undefined, true])).toBe('[1, -0, "a", null, undefined, true]');
  expect(show({ a: 1, "b c": [2] })).toBe('{ a: 1, "b c": [2] }');
  expect(show(new Float32Array([1.5, 2]))).toBe("Float32Array [1.5, 2]");
  expect(show(Array.from({ length: 200 }, (_, i) => i)).endsWith("99, … (200)]")).toBe(true);
  expect(show(new Error("no"))).toBe("Error: no");
});

test("plain data is compared by value", () => {
  expect(same({ a: [1, 2], b: new Float64Array([1]) }, { a: [1, 2], b: new Float64Array([1]) })).toBe(true);
  expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(same([1], { 0: 1 })).toBe(false);
  expect(same(Number.NaN, Number.NaN)).toBe(true);
});
