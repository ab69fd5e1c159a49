// How well characters are predicted from the few before them by counting: the floor that a language model must leave.
// Interpolated Kneser–Ney: an n-gram's count less a discount, and what was discounted is shared out by the next shorter n-grams, which
// are counted by how many different characters stand before them. Source: Chen and Goodman, "An empirical study of smoothing techniques
// for language modeling", 1999.

/** Counts of what follows a context, and how often and by how many different characters it is followed. */
class Level {
  readonly grams = new Map<number, number>();
  readonly totals = new Map<number, number>();
  readonly kinds = new Map<number, number>();
  discount = 0;

  constructor(size: number, counted: Iterable<readonly [gram: number, count: number]>) {
    const { grams, totals, kinds } = this;
    for (const [gram, count] of counted) grams.set(gram, (grams.get(gram) ?? 0) + count);
    let [once, twice] = [0, 0];
    for (const [gram, count] of grams) {
      const context = Math.floor(gram / size);
      totals.set(context, (totals.get(context) ?? 0) + count);
      kinds.set(context, (kinds.get(context) ?? 0) + 1);
      if (count === 1) once++;
      if (count === 2) twice++;
    }
    this.discount = once === 0 ? 0.5 : once / (once + 2 * twice);
  }
}

/** All n-grams of a text: symbols as one number with base `size`. */
function* gramsOf(symbols: readonly number[], n: number, size: number): Generator<readonly [number, number]> {
  const most = size ** (n - 1);
  let gram = 0;
  for (let i = 0; i < symbols.length; i++) {
    gram = (gram % most) * size + symbols[i]!;
    if (i >= n - 1) yield [gram, 1];
  }
}

/** Each different n-gram once, without its first symbol. */
function* continuations(longer: Level, n: number, size: number): Generator<readonly [number, number]> {
  const most = size ** n;
  for (const gram of longer.grams.keys()) yield [gram % most, 1];
}

/**
 * Bits per character of one text by the n-grams of another, for n = 1, 2, …, each with all shorter ones. A character that the
 * counted text does not have counts as one further symbol. The first character is not judged.
 */
export function ngramBits(train: string, test: string, most = 6): number[] {
  const numbers = new Map<string, number>();
  const number = (character: string): number => {
    const known = numbers.get(character);
    if (known === undefined) numbers.set(character, numbers.size + 1);
    return known ?? numbers.size;
  };
  const symbols = [...train].map(number);
  const size = numbers.size + 1;
  const wanted = [...test].map((character) => numbers.get(character) ?? 0);
  const out: number[] = [];
  // shorter[k]: k + 1 symbols, counted by what stands before them
  const shorter: Level[] = [];
  for (let n = 1; n <= most; n++) {
    const longest = new Level(size, gramsOf(symbols, n, size));
    if (n > 1) shorter.push(new Level(size, continuations(longest, n - 1, size)));
    out.push(bitsOf(wanted, [...shorter, longest], size));
  }
  return out;
}

function bitsOf(symbols: readonly number[], levels: readonly Level[], size: number): number {
  let bits = 0;
  for (let i = 1; i < symbols.length; i++) {
    let share = 1 / size;
    let context = 0;
    levels.forEach(({ grams, totals, kinds, discount }, k) => {
      if (k > i) return;
      if (k > 0) context += symbols[i - k]! * size ** (k - 1);
      const total = totals.get(context);
      if (total === undefined) return;
      const count = grams.get(context * size + symbols[i]!) ?? 0;
      share = (Math.max(0, count - discount) + discount * kinds.get(context)! * share) / total;
    });
    bits -= Math.log2(share);
  }
  return bits / (symbols.length - 1);
}
