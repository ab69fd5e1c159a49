// Encoders, and the JSON of everything that learns from tables.
import { describe, expect, test } from "vitest";
import { Imputer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, QuantileTransformer, RobustScaler } from "../../src/data/index.ts";

const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("encoders", () => {
  test("order of the alphabet, an own order, unknown words", () => {
    expect(OrdinalEncoder.fit(["b", "c", "a", "b"]).categories).toEqual(["a", "b", "c"]);
    const own = OrdinalEncoder.fit([], { categories: ["small", "large"], unknown: "other" });
    expect([...own.transform(["large", "huge", "small"]).data]).toEqual([1, 2, 0]);
    expect(own.size).toBe(3);
    expect([...OneHotEncoder.fit(["a", "b"], { unknown: "ignore" }).transform(["x", "b"]).data]).toEqual([0, 0, 0, 1]);
    expect(OneHotEncoder.fit(["a", "b"], { unknown: "other" }).transform(["x"]).shape).toEqual([1, 3]);
  });

  test("mistakes", () => {
    expect(() => OneHotEncoder.fit(["a", "b"]).transform(["c"])).toThrow(
      'OneHotEncoder: "c" of sample 0 is none of a, b; unknown: "other" makes a category of such',
    );
    expect(() => OrdinalEncoder.fit([])).toThrow("OrdinalEncoder: there are no categories");
    expect(() => OrdinalEncoder.fit(["a"], { unknown: "ignore" })).toThrow("an unknown word must have a number");
    expect(() => OrdinalEncoder.fit(["a"]).inverse([3])).toThrow("OrdinalEncoder.inverse: 3 of sample 0 is the number of no category");
    expect(() => OneHotEncoder.fit([], { categories: ["a", "a"] })).toThrow("OneHotEncoder: a category stands twice in the list");
  });
});

test("equal values get the middle of their shares", () => {
  const transformer = QuantileTransformer.fit([[0], [1], [2], [2], [2], [3], [4]]);
  expect([...Array.from(transformer.transform([[-1], [0], [2], [2.5], [4], [9]]).data)].map((x) => Math.round(x * 60) / 60)).toEqual([
    0, 0, 0.5, 0.75, 1, 1,
  ]);
});

describe("what was learned is plain JSON", () => {
  const train = [[1, 10], [2, 20], [4, NaN], [8, 10]]; // prettier-ignore
  const same = (a: { transform(values: never): { data: ArrayLike<number> } }, b: typeof a, values: unknown): void =>
    expect([...Array.from(a.transform(values as never).data)]).toEqual([...Array.from(b.transform(values as never).data)]);
  test("and works the same when read again", () => {
    const [minMax, robust, quantile, imputer] = [
      MinMaxScaler.fit(train),
      RobustScaler.fit(train),
      QuantileTransformer.fit(train),
      Imputer.fit(train),
    ];
    same(minMax, new MinMaxScaler(again(minMax.toJSON())), train);
    same(robust, new RobustScaler(again(robust.toJSON())), train);
    same(quantile, new QuantileTransformer(again(quantile.toJSON())), train);
    same(imputer, new Imputer(again(imputer.toJSON())), train);
    const encoder = OneHotEncoder.fit(["x", "y"]);
    same(encoder, new OneHotEncoder(again(encoder.toJSON())), ["y", "x"]);
  });
  test("inverse brings back; missing values stay missing", () => {
    const scaler = MinMaxScaler.fit(train);
    const back = scaler.inverse(scaler.transform(train)).data;
    train.flat().forEach((value, i) => (Number.isNaN(value) ? expect(back[i]).toBeNaN() : expect(back[i]).toBeCloseTo(value, 5)));
  });
  test("mistakes", () => {
    expect(() => MinMaxScaler.fit([[NaN], [NaN]])).toThrow("MinMaxScaler.fit: all values of column 0 are missing");
    expect(() => RobustScaler.fit([[1, Infinity]])).toThrow("RobustScaler.fit: column 1 has an infinite value");
    expect(() => MinMaxScaler.fit([[1, 2]]).transform([[1]])).toThrow(
      "MinMaxScaler.transform: learned 2 columns, got samples of shape [1, 1]",
    );
    expect(() => new MinMaxScaler({ shift: [0], scale: [0] })).toThrow(
      "MinMaxScaler: needs as many shifts (1, finite) as scales (1, above 0)",
    );
    expect(() => Imputer.fit([[1]], { by: "guess" as never })).toThrow(
      'Imputer.fit: by must be "mean", "median" or "mostFrequent", got "guess"',
    );
  });
});
