// Translation without a network: word by word with a dictionary that is learnt from the pairs, and by the most similar known sentence.
// The floor that a translator must leave.

const wordsOf = (text: string): string[] => text.match(/\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];

/** Words with spaces between them, except before and after signs that stand close. */
const joined = (words: readonly string[]): string =>
  words
    .join(" ")
    .replace(/ ([.,:;!?)\]»…])/g, "$1")
    .replace(/([([«]) /g, "$1")
    .replace(/ - /g, "-");

/**
 * A dictionary from pairs: how likely each word of a translation comes from each word of the source, by expectation maximization.
 * Source: IBM Model 1, Brown et al., "The mathematics of statistical machine translation", 1993.
 * @returns translates word by word, each by its likeliest translation; unknown words are copied
 */
export function dictionary(pairs: readonly (readonly [source: string, target: string])[], rounds = 5): (text: string) => string {
  // Every two words that meet in a pair are a link; 0 is the word "nothing", from which translations may come as well.
  const [sources, targets] = [new Map<string, number>(), new Map<string, number>()];
  const number = (of: Map<string, number>, word: string): number => of.get(word) ?? (of.set(word, of.size + 1), of.size);
  const links = new Map<number, number>();
  const met: number[] = []; // for each word of a translation: its links
  const counts: number[] = []; // how many they are
  for (const [source, target] of pairs) {
    const from = [0, ...wordsOf(source).map((word) => number(sources, word))];
    for (const word of wordsOf(target)) {
      const to = number(targets, word);
      counts.push(from.length);
      for (const each of from) {
        const key = each * 2 ** 26 + to;
        let link = links.get(key);
        if (link === undefined) links.set(key, (link = links.size));
        met.push(link);
      }
    }
  }
  const fromOf = Int32Array.from(links.keys(), (key) => Math.floor(key / 2 ** 26));
  let shares = new Float64Array(links.size).fill(1);
  for (let round = 0; round < rounds; round++) {
    const expected = new Float64Array(links.size);
    let at = 0;
    for (const count of counts) {
      let whole = 0;
      for (let i = at; i < at + count; i++) whole += shares[met[i]!]!;
      for (let i = at; i < at + count; i++) expected[met[i]!]! += shares[met[i]!]! / whole;
      at += count;
    }
    const sums = new Float64Array(sources.size + 1);
    expected.forEach((value, link) => (sums[fromOf[link]!]! += value));
    shares = expected.map((value, link) => value / sums[fromOf[link]!]!);
  }
  const words = [...targets.keys()];
  const best = new Map<number, readonly [share: number, word: string]>();
  let link = 0;
  for (const key of links.keys()) {
    const [from, share] = [fromOf[link]!, shares[link++]!];
    if (share > (best.get(from)?.[0] ?? 0)) best.set(from, [share, words[(key % 2 ** 26) - 1]!]);
  }
  return (text) => joined(wordsOf(text).map((word) => best.get(sources.get(word) ?? -1)?.[1] ?? word));
}

/**
 * The translation of the most similar known source: cosine of the sets of words weighted by rareness.
 * @param least where none is as similar as this, the translation is empty
 */
export function translationMemory(pairs: readonly (readonly [source: string, target: string])[], least = 0): (text: string) => string {
  const bags = pairs.map(([source]) => [...new Set(wordsOf(source.toLowerCase()))]);
  const places = new Map<string, number[]>();
  bags.forEach((bag, i) => bag.forEach((word) => void (places.get(word)?.push(i) ?? places.set(word, [i]))));
  const weight = (word: string): number => Math.log(1 + pairs.length / (places.get(word)?.length ?? 1)) ** 2;
  const norms = bags.map((bag) => Math.sqrt(bag.reduce((sum, word) => sum + weight(word), 0)));
  return (text) => {
    const scores = new Float64Array(pairs.length);
    const wanted = [...new Set(wordsOf(text.toLowerCase()))];
    for (const word of wanted) for (const i of places.get(word) ?? []) scores[i]! += weight(word);
    let best = 0;
    for (let i = 1; i < scores.length; i++) if (scores[i]! / norms[i]! > scores[best]! / norms[best]!) best = i;
    const norm = Math.sqrt(wanted.reduce((sum, word) => sum + weight(word), 0));
    return scores[best]! / norms[best]! >= least * norm ? pairs[best]![1] : "";
  };
}
