// The tasks of a phase as one row, from whose two ends threads take. Knows how many tasks kernels have; not what they do.

/** A run of tasks of one kernel in the row. */
export interface Stretch {
  /** Number of the kernel in its phase. */
  readonly kernel: number;
  /** Its first task here, and where that stands in the row. */
  readonly first: number;
  readonly from: number;
  /** Where the stretch ends in the row. */
  readonly to: number;
}

/**
 * The tasks of kernels, the dearest first, as a row: each kernel's first half from the left and its second half from the right, so
 * that the cheap ones are in the middle, where the threads meet. A thread that takes from the left and one that takes from the
 * right so have the same halves of the data in phase after phase, in their own caches.
 */
export function rowOf(tasks: readonly number[]): Stretch[] {
  const [left, right]: Stretch[][] = [[], []];
  let from = 0;
  let to = tasks.reduce((sum, count) => sum + Math.max(0, count), 0);
  const add = (side: Stretch[] | undefined, stretch: Stretch): void => void (stretch.to > stretch.from && side!.push(stretch));
  tasks.forEach((count, kernel) => {
    const own = Math.max(0, count);
    const half = kernel === tasks.length - 1 ? own : Math.ceil(own / 2);
    add(left, { kernel, first: 0, from, to: from + half });
    add(right, { kernel, first: half, from: to - (own - half), to });
    from += half;
    to -= own - half;
  });
  return [...left!, ...right!.reverse()];
}
