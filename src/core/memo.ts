// Remembering what was made. Knows nothing of what it is.

/** What `Map` and `WeakMap` have in common here. */
interface Table<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** The entry of the table; made when it is first asked for. */
export function entry<K, V extends {} | null>(table: Table<K, V>, key: K, make: (key: K) => V): V {
  let value = table.get(key);
  if (value === undefined) table.set(key, (value = make(key)));
  return value;
}

/** The function, computed once for each argument. */
export function memoized<K, V extends {} | null>(f: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => entry(known, key, f);
}
