// A number with its noun, in the form that the number asks for. Two forms are English, three Russian.

/**
 * `1 row`, `2 rows`; `1 строка`, `2 строки`, `5 строк`, `21 строка`.
 */
export function plural(count: number, one: string, few: string, many?: string): string {
  const shown = count.toLocaleString(many === undefined ? "en" : "ru");
  if (many === undefined) return `${shown} ${count === 1 ? one : few}`;
  const [last, lastTwo] = [Math.abs(count) % 10, Math.abs(count) % 100];
  if (!Number.isInteger(count)) return `${shown} ${few}`;
  if (last === 1 && lastTwo !== 11) return `${shown} ${one}`;
  return `${shown} ${last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14) ? few : many}`;
}
