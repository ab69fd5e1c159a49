// Dates and numbers said in English and in Russian: pairs as many as wanted, whose translation is known exactly. Own rules of both
// languages for numbers; for dates those of the platform's Intl, with an own rule to check them by.

const ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" "); // prettier-ignore
const TENS = "– – twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const RU_ONES = "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать".split(" "); // prettier-ignore
const RU_TENS = "– – двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split(" ");
const RU_HUNDREDS = "– сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split(" ");
const RU_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");
const RU_DAYS = "воскресенье понедельник вторник среда четверг пятница суббота".split(" ");

function englishBelowThousand(n: number): string {
  const words: string[] = [];
  if (n >= 100) words.push(ONES[Math.floor(n / 100)]!, "hundred");
  const rest = n % 100;
  if (rest >= 20) words.push(rest % 10 === 0 ? TENS[rest / 10]! : `${TENS[Math.floor(rest / 10)]!}-${ONES[rest % 10]!}`);
  else if (rest > 0) words.push(ONES[rest]!);
  return words.join(" ");
}

/**
 * A whole number below 10⁹ in English words.
 * @example
 * englishNumber(42017) // "forty-two thousand seventeen"
 */
export function englishNumber(n: number): string {
  if (n === 0) return ONES[0]!;
  const parts = [[Math.floor(n / 1e6), " million"], [Math.floor(n / 1000) % 1000, " thousand"], [n % 1000, ""]] as const; // prettier-ignore
  return parts.filter(([count]) => count > 0).map(([count, unit]) => englishBelowThousand(count) + unit).join(" "); // prettier-ignore
}

function russianBelowThousand(n: number, feminine: boolean): string[] {
  const words: string[] = [];
  if (n >= 100) words.push(RU_HUNDREDS[Math.floor(n / 100)]!);
  const rest = n % 100;
  if (rest >= 20) words.push(RU_TENS[Math.floor(rest / 10)]!);
  const one = rest < 20 ? rest : rest % 10;
  if (one > 0) words.push(feminine && one === 1 ? "одна" : feminine && one === 2 ? "две" : RU_ONES[one]!);
  return words;
}

/** один миллион, два миллиона, пять миллионов. */
const russianForm = (n: number, [one, few, many]: readonly [string, string, string]): string => {
  const [last, tens] = [n % 10, Math.floor(n / 10) % 10];
  return tens === 1 || last === 0 || last > 4 ? many : last === 1 ? one : few;
};

/**
 * A whole number below 10⁹ in Russian words.
 * @example
 * russianNumber(42017) // "сорок две тысячи семнадцать"
 */
export function russianNumber(n: number): string {
  if (n === 0) return RU_ONES[0]!;
  const [millions, thousands] = [Math.floor(n / 1e6), Math.floor(n / 1000) % 1000];
  const words = [
    ...(millions > 0 ? [...russianBelowThousand(millions, false), russianForm(millions, ["миллион", "миллиона", "миллионов"])] : []),
    ...(thousands > 0 ? [...russianBelowThousand(thousands, true), russianForm(thousands, ["тысяча", "тысячи", "тысяч"])] : []),
    ...russianBelowThousand(n % 1000, false),
  ];
  return words.join(" ");
}

/** Forms of a date in English, and whether they name the day of the week. */
const ENGLISH_DATES: readonly (readonly [language: string, options: Intl.DateTimeFormatOptions])[] = [
  ["en-US", { dateStyle: "long" }],
  ["en-US", { dateStyle: "medium" }],
  ["en-US", { dateStyle: "full" }],
  ["en-US", { year: "numeric", month: "2-digit", day: "2-digit" }],
  ["en-US", { weekday: "short", year: "numeric", month: "short", day: "numeric" }],
  ["en-GB", { dateStyle: "long" }],
  ["en-GB", { dateStyle: "full" }],
  ["sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" }], // 1998-03-05
];

const MS = 86_400_000;

/** Writes days (counted from 1970) in English in several forms, and in Russian. */
export class DateSpeaker {
  readonly #english: readonly { readonly format: Intl.DateTimeFormat; readonly weekday: boolean }[];
  readonly #long: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor() {
    const utc = { timeZone: "UTC" };
    this.#english = ENGLISH_DATES.map(([language, options]) => ({
      format: new Intl.DateTimeFormat(language, { ...options, ...utc }),
      weekday: options.dateStyle === "full" || options.weekday !== undefined,
    }));
    this.#long = new Intl.DateTimeFormat("ru-RU", { dateStyle: "long", ...utc });
    this.#full = new Intl.DateTimeFormat("ru-RU", { dateStyle: "full", ...utc });
  }

  /** Number of English forms. */
  get forms(): number {
    return this.#english.length;
  }

  /** The day in one of the English forms and in Russian; with the day of the week in both or in neither. */
  pair(day: number, form: number): readonly [english: string, russian: string] {
    const { format, weekday } = this.#english[form]!;
    const date = new Date(day * MS);
    const russian = (weekday ? this.#full : this.#long).format(date);
    return [format.format(date), russian].map((text) => text.replace(/\s/g, " ")) as [string, string];
  }
}

/**
 * A day (counted from 1970) in Russian by own rules, as Intl says it.
 * @example
 * russianDate(0, true) // "четверг, 1 января 1970 г."
 */
export function russianDate(day: number, weekday: boolean): string {
  const date = new Date(day * MS);
  const words = `${date.getUTCDate()} ${RU_MONTHS[date.getUTCMonth()]!} ${date.getUTCFullYear()} г.`;
  return weekday ? `${RU_DAYS[date.getUTCDay()]!}, ${words}` : words;
}
