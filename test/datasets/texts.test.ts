// Text sets as fetched, paragraphs of help pages, and sayings in two languages against rules of their own.
import { describe, expect, test } from "vitest";
import { helpParagraphs } from "../../src/datasets/helpPages.ts";
import {
  DateSpeaker,
  englishNumber,
  firstNames,
  helpPairs,
  mobyDick,
  names,
  russianDate,
  russianNumber,
} from "../../src/datasets/index.ts";

describe("text sets", () => {
  test("Moby-Dick has 135 chapters in order", async () => {
    const { texts } = await mobyDick();
    expect(texts.length).toBe(135);
    expect(texts[0]).toMatch(/^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\. Some years ago—never mind how long precisely—having little/);
    expect(texts.every((text, i) => text.startsWith(`CHAPTER ${i + 1}.`))).toBe(true);
  });

  test("names in fourteen languages, each once a language", async () => {
    const { texts, labels, classes } = await names();
    expect([texts.length, classes.length]).toEqual([26664, 14]);
    expect(texts.filter((_, i) => classes[labels[i]!] === "Vietnamese")).toContain("Nguyễn");
    expect(new Set(texts.map((text, i) => `${labels[i]} ${text}`)).size).toBe(texts.length);
  });

  test("first names are sorted and different", async () => {
    const { texts } = await firstNames();
    expect(texts).toEqual([...new Set(texts)].sort());
    expect(texts).toContain("Abigail");
  });

  test("paragraphs of the help are paired", async () => {
    const { pairs } = await helpPairs();
    expect(pairs.length).toBe(22007);
    expect(pairs).toContainEqual(["Variables", "Переменные"]);
  });
});

test("paragraphs of a help page by id, without tags and entities", () => {
  const page = `<h1 id="hd_id1" dir="auto">A &amp; B</h1> <p id="par_id2" class="x"><span>to&nbsp;be
    </span> &#1071;</p><p id="par_id3"><img src="x"></p><p class="y">no id</p>`;
  expect([...helpParagraphs(new TextEncoder().encode(page))]).toEqual([["hd_id1", "A & B"], ["par_id2", "to be Я"]]); // prettier-ignore
});

describe("sayings", () => {
  test.each([
    [0, "zero", "ноль"],
    [21, "twenty-one", "двадцать один"],
    [111, "one hundred eleven", "сто одиннадцать"],
    [2000, "two thousand", "две тысячи"],
    [12_014, "twelve thousand fourteen", "двенадцать тысяч четырнадцать"],
    [301_905, "three hundred one thousand nine hundred five", "триста одна тысяча девятьсот пять"],
    [5_000_001, "five million one", "пять миллионов один"],
    [122_000_040, "one hundred twenty-two million forty", "сто двадцать два миллиона сорок"],
  ])("%d", (n, english, russian) => {
    expect([englishNumber(n), russianNumber(n)]).toEqual([english, russian]);
  });

  test("numbers differ where they should", () => {
    const all = Array.from({ length: 20_000 }, (_, i) => i * 7919);
    expect(new Set(all.map(englishNumber)).size).toBe(all.length);
    expect(new Set(all.map(russianNumber)).size).toBe(all.length);
  });

  test("Intl's dates follow the own rule", () => {
    const speaker = new DateSpeaker();
    expect(speaker.pair(10290, 2)).toEqual(["Thursday, March 5, 1998", "четверг, 5 марта 1998 г."]);
    expect(speaker.pair(10290, 7)[0]).toBe("1998-03-05");
    for (let day = -25_000; day < 40_000; day += 37)
      for (let form = 0; form < speaker.forms; form++) {
        const [english, russian] = speaker.pair(day, form);
        expect(russian).toBe(russianDate(day, /day|^[A-Z]\w\w,/.test(english)));
      }
  });
});
