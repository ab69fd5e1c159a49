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

const NOTHING = "";

/**
 * A dictionary from pairs: how likely each word of a translation comes from each word of the source, by expectation maximization.
 * Source: IBM Model 1, Brown et al., "The mathematics of statistical machine translation", 1993.
 * @returns translates word by word, each by its likeliest translation; unknown words are copied
 */
export function dictionary(pairs: readonly (readonly [source: string, target: string])[], rounds = 5): (text: string) => string {
  const split = pairs.map(([source, target]) => [[NOTHING, ...wordsOf(source)], wordsOf(target)] as const);
  let shares = new Map<string, Map<string, number>>();
  for (let round = 0; round < rounds; round++) {
    const counts = new Map<string, Map<string, number>>();
    for (const [source, target] of split)
      for (const word of target) {
        const weights = source.map((from) => (round === 0 ? 1 : shares.get(from)!.get(word)!));
        const whole = weights.reduce((sum, weight) => sum + weight, 0);
        source.forEach((from, i) => {
          let row = counts.get(from);
          if (!row) counts.set(from, (row = new Map()));
          row.set(word, (row.get(word) ?? 0) + weights[i]! / whole);
        });
      }
    for (const row of counts.values()) {
      let whole = 0;
      for (const count of row.values()) whole += count;
      for (const [word, count] of row) row.set(word, count / whole);
    }
    shares = counts;
  }
  const best = new Map<string, string>();
  for (const [from, row] of shares) best.set(from, [...row].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const)[0]);
  return (text) => joined(wordsOf(text).map((word) => best.get(word) ?? word));
}

/** The translation of the most similar known source: cosine of word counts weighted by rareness. */
export function translationMemory(pairs: readonly (readonly [source: string, target: string])[]): (text: string) => string {
  const bags = pairs.map(([source]) => [...new Set(wordsOf(source.toLowerCase()))]);
  const places = new Map<string, number[]>();
  bags.forEach((bag, i) => bag.forEach((word) => void (places.get(word)?.push(i) ?? places.set(word, [i]))));
  const weight = (word: string): number => Math.log(1 + pairs.length / (places.get(word)?.length ?? 1)) ** 2;
  const norms = bags.map((bag) => Math.sqrt(bag.reduce((sum, word) => sum + weight(word), 0)));
  return (text) => {
    const scores = new Float64Array(pairs.length);
    for (const word of new Set(wordsOf(text.toLowerCase()))) for (const i of places.get(word) ?? []) scores[i]! += weight(word);
    let best = 0;
    for (let i = 1; i < scores.length; i++) if (scores[i]! / norms[i]! > scores[best]! / norms[best]!) best = i;
    return pairs[best]![1];
  };
}
