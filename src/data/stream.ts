// Data that come one after another: from files, the network, or made on the way. Every step is lazy and asks for the next item
// only when somebody wants it. Knows items of any kind; batches of numbers are made by `collate`.
import { NablaError } from "../mini.ts";
import { RandomSource } from "./random.ts";

/** What a stream can be made of. */
export type StreamSource<T> = AsyncIterable<T> | Iterable<T> | (() => AsyncIterable<T> | Iterable<T>);

const whole = (name: string, what: string, value: number, least: number): void => {
  if (!Number.isInteger(value) || value < least)
    throw new NablaError("data-option", `stream.${name}: ${what} must be a whole number ≥ ${least}, got ${value}`);
};

/** Items one after another, with the usual steps. Each iteration begins anew where the source can. */
export class Stream<T> implements AsyncIterable<T> {
  readonly #open: () => AsyncIterable<T> | Iterable<T>;

  constructor(source: StreamSource<T>) {
    this.#open = typeof source === "function" ? source : () => source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* this.#open();
  }

  #then<U>(steps: (source: AsyncIterable<T>) => AsyncIterable<U>): Stream<U> {
    return new Stream(() => steps(this));
  }

  /** Every item changed by a function, which may wait for something. */
  map<U>(change: (item: T, index: number) => U | Promise<U>): Stream<U> {
    return this.#then(async function* (source) {
      let index = 0;
      for await (const item of source) yield await change(item, index++);
    });
  }

  /** Only the items for which the function says so. */
  filter(keep: (item: T, index: number) => boolean | Promise<boolean>): Stream<T> {
    return this.#then(async function* (source) {
      let index = 0;
      for await (const item of source) if (await keep(item, index++)) yield item;
    });
  }

  /** The items of what the function makes of each. */
  flatMap<U>(change: (item: T) => AsyncIterable<U> | Iterable<U>): Stream<U> {
    return this.#then(async function* (source) {
      for await (const item of source) yield* change(item);
    });
  }

  /** Lists of so many items; the last may be shorter, or is left out with `dropLast`. */
  batch(size: number, { dropLast = false }: { readonly dropLast?: boolean } = {}): Stream<T[]> {
    whole("batch", "size", size, 1);
    return this.#then(async function* (source) {
      let items: T[] = [];
      for await (const item of source) {
        items.push(item);
        if (items.length < size) continue;
        yield items;
        items = [];
      }
      if (items.length > 0 && !dropLast) yield items;
    });
  }

  /**
   * Random order as far as a buffer of so many items allows: each item comes from a random place of the buffer, and the next
   * one of the source takes its place. A buffer as large as the data shuffles wholly.
   */
  shuffle(buffer: number, { seed = 0 }: { readonly seed?: number } = {}): Stream<T> {
    whole("shuffle", "buffer", buffer, 1);
    return this.#then(async function* (source) {
      const random = new RandomSource(seed);
      const items: T[] = [];
      for await (const item of source) {
        if (items.length < buffer) {
          items.push(item);
          continue;
        }
        const at = random.integer(buffer);
        const out = items[at]!;
        items[at] = item;
        yield out;
      }
      while (items.length > 0) {
        const at = random.integer(items.length);
        const out = items[at]!;
        items[at] = items.at(-1)!;
        items.pop();
        yield out;
      }
    });
  }

  /** Asks for so many items ahead, so that reading goes on while an item is used. */
  prefetch(count: number): Stream<T> {
    whole("prefetch", "count", count, 1);
    return this.#then(async function* (source) {
      const iterator = source[Symbol.asyncIterator]();
      // A failure is told when its turn comes, not while it waits.
      const ask = (): Promise<IteratorResult<T>> => {
        const next = iterator.next();
        next.catch(() => {});
        return next;
      };
      const waiting: Promise<IteratorResult<T>>[] = [];
      try {
        for (;;) {
          while (waiting.length < count) waiting.push(ask());
          const { done, value } = await waiting.shift()!;
          if (done) return;
          yield value;
        }
      } finally {
        await iterator.return?.();
      }
    });
  }

  /** At most so many items. */
  take(count: number): Stream<T> {
    whole("take", "count", count, 0);
    return this.#then(async function* (source) {
      if (count === 0) return;
      let left = count;
      for await (const item of source) {
        yield item;
        if (--left === 0) return;
      }
    });
  }

  /** All but the first so many. */
  skip(count: number): Stream<T> {
    whole("skip", "count", count, 0);
    return this.filter((_, index) => index >= count);
  }

  /** The whole stream so many times, or for ever; the source must be able to begin anew. */
  repeat(times = Infinity): Stream<T> {
    if (times !== Infinity) whole("repeat", "times", times, 0);
    return this.#then(async function* (source) {
      for (let turn = 0; turn < times; turn++) {
        let any = false;
        for await (const item of source) {
          any = true;
          yield item;
        }
        if (!any) return;
      }
    });
  }

  /** This stream, then the others. */
  concat(...others: readonly StreamSource<T>[]): Stream<T> {
    return new Stream(() => joined([this, ...others.map((other) => new Stream(other))]));
  }

  /** Pairs with the items of another stream, as long as both have some. */
  zip<U>(other: StreamSource<U>): Stream<[T, U]> {
    return this.#then(async function* (source) {
      const second = new Stream(other)[Symbol.asyncIterator]();
      try {
        for await (const item of source) {
          const { done, value } = await second.next();
          if (done) return;
          yield [item, value];
        }
      } finally {
        await second.return(undefined);
      }
    });
  }

  /** All items in a list. */
  async toArray(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this) items.push(item);
    return items;
  }
}

async function* joined<T>(streams: readonly Stream<T>[]): AsyncGenerator<T, void, undefined> {
  for (const part of streams) yield* part;
}

/**
 * A stream of the items of anything that can be iterated over, or of what a function gives anew for each iteration.
 * @example
 * await stream([1, 2, 3, 4]).filter((x) => x % 2 === 0).map((x) => x * 10).toArray() // [20, 40]
 * await stream([1, 2, 3]).batch(2).toArray() // [[1, 2], [3]]
 */
export const stream = <T>(source: StreamSource<T>): Stream<T> => new Stream(source);
