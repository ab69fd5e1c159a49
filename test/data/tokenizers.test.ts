// Tokenizers: there and back, training against the definition, what is learned as JSON, mistakes.
import { describe, expect, test } from "vitest";
import { BpeTokenizer, CharacterTokenizer, RandomSource, WordPieceTokenizer, WordTokenizer } from "../../src/data/index.ts";
import { mergePairs, type CountedWord } from "../../src/data/text/pairs.ts";

const TEXTS = [
  "The quick brown fox jumps over the lazy dog; the dog isn't amused, it's lazy.",
  "Нейрон складывает входы, умноженные на веса. Нейронная сеть складывает нейроны.",
  "12 + 30 = 42,  tabs\tand\n\nlines — “quotes” 🦊🦊",
];
const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("byte-pair encoding", () => {
  const tokenizer = BpeTokenizer.train(TEXTS, { size: 300, special: ["<end>", "<end2>"] });

  test("any text comes back exactly", () => {
    const random = new RandomSource(3);
    const texts = [...TEXTS, "", "<end>a<end2>", " leading", "a\u0000b", "e\u0301", "\r\n\t  \t"];
    for (let i = 0; i < 200; i++)
      texts.push(String.fromCodePoint(...Array.from({ length: 20 }, () => [random.integer(128), 0x400 + random.integer(256), 0x1f600 + random.integer(64)][random.integer(3)]!))); // prettier-ignore
    for (const text of texts) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test("what is frequent takes fewer tokens than its bytes; special tokens are one", () => {
    const bytes = new TextEncoder().encode(TEXTS.join("")).length;
    expect(tokenizer.encode(TEXTS.join("")).length).toBeLessThan(0.75 * bytes);
    expect(tokenizer.size).toBe(300);
    expect(tokenizer.encode("<end2><end>")).toEqual([299, 298]);
    expect(tokenizer.numberOf("<end>")).toBe(298);
    expect(tokenizer.numberOf("a")).toBe(97);
    expect(tokenizer.numberOf("zq")).toBeUndefined();
  });

  test("as JSON it is the same", () => {
    const copy = new BpeTokenizer(again(tokenizer.toJSON()));
    expect(copy.encode(TEXTS[1]!)).toEqual(tokenizer.encode(TEXTS[1]!));
  });

  test("merges by the definition: the most frequent pair, counted anew each time", () => {
    const random = new RandomSource(8);
    for (let trial = 0; trial < 20; trial++) {
      const make = (): CountedWord[] => Array.from({ length: 12 }, () => ({ pieces: Array.from({ length: 1 + random.integer(9) }, () => random.integer(3)), count: 1 + random.integer(4) })); // prettier-ignore
      const words = make();
      const plain = words.map(({ pieces, count }) => ({ pieces: [...pieces], count }));
      const found = mergePairs(words, 3, 6, 2);
      const wanted: [number, number][] = [];
      for (let next = 3; next < 9; next++) {
        const counts = new Map<string, number>();
        for (const { pieces, count } of plain)
          for (let i = 1; i < pieces.length; i++)
            counts.set(`${pieces[i - 1]} ${pieces[i]}`, (counts.get(`${pieces[i - 1]} ${pieces[i]}`) ?? 0) + count);
        const rows = [...counts].map(([key, count]) => ({ pair: key.split(" ").map(Number) as [number, number], count }));
        const best = rows
          .filter(({ count }) => count >= 2)
          .sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1])[0];
        if (!best) break;
        wanted.push(best.pair);
        for (const word of plain)
          for (let i = 0; i + 1 < word.pieces.length; i++)
            if (word.pieces[i] === best.pair[0] && word.pieces[i + 1] === best.pair[1]) word.pieces.splice(i, 2, next);
      }
      expect(found).toEqual(wanted);
      expect(words.map(({ pieces }) => pieces)).toEqual(plain.map(({ pieces }) => pieces));
    }
  });

  test("mistakes", () => {
    expect(() => BpeTokenizer.train(TEXTS, { size: 100 })).toThrow(
      "BpeTokenizer.train: size must be a whole number of at least 256, got 100",
    );
    expect(() => tokenizer.decode([5000])).toThrow("BpeTokenizer: 5000 is the number of no token; there are 300, counted from 0");
    expect(() => new BpeTokenizer({ merges: [[97, 300]], special: [] })).toThrow(
      "merge 0 joins 97 and 300, of which one does not exist before it",
    );
    expect(() => new BpeTokenizer({ merges: [], special: ["a", "a"] })).toThrow("special tokens must be different and not empty");
  });
});

describe("WordPiece", () => {
  const tokenizer = WordPieceTokenizer.train(TEXTS, { size: 140 });
  test("cuts words into known pieces, the longest first", () => {
    expect(tokenizer.tokens.slice(0, 5)).toEqual(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
    expect(tokenizer.decode(tokenizer.encode("Нейрон складывает"))).toBe("нейрон складывает");
    expect(tokenizer.encode("日")).toEqual([1]);
    const own = new WordPieceTokenizer({ tokens: ["?", "a", "##b", "ab", "##a", "##ba"], unknown: "?", lowercase: false });
    expect(own.encode("abba aba b")).toEqual([3, 5, 3, 4, 0]);
    expect(new WordPieceTokenizer(again(tokenizer.toJSON())).encode(TEXTS[0]!)).toEqual(tokenizer.encode(TEXTS[0]!));
  });
  test("mistakes", () => {
    expect(() => WordPieceTokenizer.train(TEXTS, { size: 10 })).toThrow(
      "WordPieceTokenizer.train: size must be a whole number of at least",
    );
    expect(() => new WordPieceTokenizer({ tokens: ["a"], unknown: "?", lowercase: true })).toThrow(
      'the unknown token "?" is not in the vocabulary',
    );
    expect(() => new WordPieceTokenizer({ tokens: ["?", "a", "a"], unknown: "?", lowercase: true })).toThrow(
      'the token "a" stands twice in the vocabulary',
    );
  });
});

describe("characters and words", () => {
  test("the most frequent are kept, special ones come first", () => {
    const tokenizer = CharacterTokenizer.train(["aaabbc🦊"], { size: 4, special: ["<pad>"], unknown: "<unk>" });
    expect(tokenizer.tokens).toEqual(["<pad>", "<unk>", "a", "b"]);
    expect(tokenizer.encode("ab🦊")).toEqual([2, 3, 1]);
    expect(tokenizer.numberOf("<pad>")).toBe(0);
    expect(CharacterTokenizer.train(["🦊а"]).decode([1, 0])).toBe("🦊а");
    expect(WordTokenizer.train(["да, нет, да"], { least: 2 }).tokens).toEqual([",", "да"]);
    expect(new WordTokenizer(again(WordTokenizer.train(TEXTS).toJSON())).encode("fox")).toEqual(WordTokenizer.train(TEXTS).encode("fox"));
  });
  test("mistakes", () => {
    expect(() => CharacterTokenizer.train(["abc"]).encode("x")).toThrow(
      'CharacterTokenizer: "x" is not in the vocabulary; train with unknown: "<unk>" to accept it',
    );
    expect(() => WordTokenizer.train([""])).toThrow("WordTokenizer.train: the texts hold no tokens to learn");
    expect(() => CharacterTokenizer.train(["abc"]).decode([7])).toThrow(
      "CharacterTokenizer: 7 is the number of no token; there are 3, counted from 0",
    );
  });
});
