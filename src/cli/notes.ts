// What is said of the data: what was inferred, left out, filled in. Kept as data, said in English or Russian; a note without words in
// one of the languages fails the type check.
import type { IgnoredReason } from "../data/index.ts";
import type { Language } from "../viz/index.ts";
import { plural } from "./report/plural.ts";
import type { Task } from "./task.ts";

type Reason = "asked" | "target-classes" | "target-numbers" | "subfolders" | "masks" | "boxes" | "text" | "pairs" | "set";

interface Values {
  readonly task: { readonly task: Task; readonly because: Reason };
  readonly file: { readonly format: string; readonly delimiter?: string; readonly encoding?: string; readonly header?: boolean };
  readonly target: { readonly column: string; readonly because: "asked" | "last" };
  readonly labels: { readonly column: string };
  readonly split: {
    readonly train: number;
    readonly test: number;
    readonly how: "classes" | "random" | "end" | "set";
    readonly seed: number;
  };
  readonly withoutTarget: { readonly count: number; readonly column: string };
  readonly dropped: { readonly count: number };
  readonly filled: { readonly column: string; readonly count: number; readonly with: number | string };
  readonly unused: { readonly columns: readonly { readonly name: string; readonly reason: IgnoredReason }[] };
  readonly pictures: { readonly height: number; readonly width: number; readonly channels: number; readonly because: "asked" | "median"; readonly fit: "crop" | "stretch" }; // prettier-ignore
  readonly broken: { readonly files: readonly string[] };
  readonly otherPictures: { readonly files: readonly string[] };
  readonly tokens: {
    readonly tokens: "characters" | "bpe";
    readonly size: number;
    readonly because: "asked" | "short" | "long" | "scripts";
  };
  readonly context: { readonly size: number };
  readonly clusters: { readonly count: number; readonly because: "asked" | "silhouette" };
  readonly normal: { readonly column: string; readonly name: string; readonly left: number };
  readonly share: { readonly share: number };
  readonly languages: { readonly from: string; readonly to: string };
  readonly longPairs: { readonly count: number; readonly most: number };
  readonly samePairs: { readonly count: number };
  readonly maskClasses: { readonly names: readonly string[] };
  readonly empty: { readonly count: number };
  readonly texts: { readonly column: string; readonly pieces: "words" | "letters"; readonly model: "bag" | "lstm" | "transformer"; readonly because: "asked" | "only" }; // prettier-ignore
  readonly unread: { readonly columns: readonly string[] };
  readonly cutTexts: { readonly count: number; readonly most: number };
}

/** Something to be said, without words. */
export type Note = { readonly [Name in keyof Values]: { readonly note: Name } & Values[Name] }[keyof Values];

type Words = { readonly [Name in keyof Values]: (values: Values[Name]) => string };

const number = (value: number | string): string => (typeof value === "number" ? String(Number(value.toPrecision(6))) : value);
const some = (names: readonly string[], and: string): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 6).join(", ")} ${and} ${names.length - 6}`;

/** Classes of masks that nobody named. */
export const pixelClassRu = (name: string): string => (name === "background" ? "фон" : name === "object" ? "объект" : name);

const hasDates = (columns: Values["unused"]["columns"]): boolean => columns.some(({ reason }) => reason === "date");

const TASK_EN: Readonly<Record<Task, string>> = {
  classification: "classification",
  regression: "regression",
  clustering: "clustering",
  anomaly: "anomaly detection",
  generation: "generation of text",
  translation: "translation",
  segmentation: "segmentation",
  detection: "detection",
};
const TASK_RU: Readonly<Record<Task, string>> = {
  classification: "классификация",
  regression: "регрессия",
  clustering: "кластеризация",
  anomaly: "поиск аномалий",
  generation: "генерация текста",
  translation: "перевод",
  segmentation: "сегментация",
  detection: "обнаружение объектов",
};

const BECAUSE_EN: Readonly<Record<Reason, string>> = {
  asked: "as asked",
  "target-classes": "the target holds classes",
  "target-numbers": "the target holds numbers",
  subfolders: "each subfolder of pictures is a class",
  masks: "there is a folder of masks",
  boxes: "there are boxes for the pictures",
  text: "it is a text",
  pairs: "both columns hold texts",
  set: "as the data set says",
};
const BECAUSE_RU: Readonly<Record<Reason, string>> = {
  asked: "по просьбе",
  "target-classes": "в целевом столбце классы",
  "target-numbers": "в целевом столбце числа",
  subfolders: "каждая подпапка картинок — класс",
  masks: "есть папка масок",
  boxes: "для картинок есть рамки",
  text: "это текст",
  pairs: "в обоих столбцах тексты",
  set: "так задано набором данных",
};

const DELIMITERS_EN: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
const DELIMITERS_RU: Readonly<Record<string, string>> = { ",": "запятая", ";": "точка с запятой", "\t": "табуляция", "|": "черта" };
const REASON_RU: Readonly<Record<IgnoredReason, string>> = {
  empty: "пустой",
  constant: "одно значение",
  identifier: "номер строки или имя",
  date: "дата",
  text: "разные тексты",
  asked: "по просьбе",
};

const en: Words = {
  task: ({ task, because }) => `task: ${TASK_EN[task]} (${BECAUSE_EN[because]}; --task says otherwise)`,
  file: ({ format, delimiter, encoding, header }) =>
    `read as ${format}${delimiter === undefined ? "" : `, cells separated by ${DELIMITERS_EN[delimiter] ?? delimiter}`}${encoding === undefined ? "" : `, ${encoding}`}${header === false ? ", no header: the columns are numbered" : ""}`,
  target: ({ column, because }) => `target: ${column} (${because === "last" ? "the last column; --target names another" : "as asked"})`,
  labels: ({ column }) => `${column} is not learned from: it is what the result is compared with`,
  split: ({ train, test, how, seed }) =>
    how === "set"
      ? `${train} to train on, ${test} to test on: the data set's own split`
      : how === "end"
        ? `the last ${test} of ${train + test} are the test`
        : `${test} of ${train + test} are the test, drawn by seed ${seed}${how === "classes" ? " in equal shares of each class" : ""}`,
  withoutTarget: ({ count, column }) => `${plural(count, "row", "rows")} without ${column} left out`,
  dropped: ({ count }) => `${plural(count, "row", "rows")} with missing values left out`,
  filled: ({ column, count, with: by }) =>
    `${column}: ${plural(count, "missing value", "missing values")} filled with ${typeof by === "number" ? `the median ${number(by)}` : `the most frequent, ${by}`}`,
  unused: ({ columns }) =>
    `not used: ${columns.map(({ name, reason }) => `${name} (${reason})`).join(", ")}${hasDates(columns) ? "; a date counts once its year, month or day stands in a column of its own, as a number" : ""}`,
  pictures: ({ height, width, channels, because, fit }) =>
    `pictures of ${height} × ${width}, ${channels === 1 ? "grey" : "color"} (${because === "asked" ? "as asked" : "by the pictures' own sizes; --size and --channels say otherwise"}); ${fit === "crop" ? "what does not fit is cropped" : "their shape is changed to fit"}`,
  broken: ({ files }) => `${plural(files.length, "file", "files")} left out, no pictures: ${some(files, "and more:")}`,
  otherPictures: ({ files }) => `${plural(files.length, "file", "files")} not read, as only .png and .jpg are: ${some(files, "and more:")}`,
  tokens: ({ tokens, size, because }) =>
    `${tokens === "bpe" ? "byte pairs" : "characters"}: ${size} tokens (${{ asked: "as asked", short: "the text is short", long: "the text is long", scripts: "the pairs decide" }[because]}; --tokens says otherwise)`,
  context: ({ size }) => `the network sees ${size} tokens at once (--context says otherwise)`,
  clusters: ({ count, because }) =>
    `${plural(count, "group", "groups")} (${because === "asked" ? "as asked" : "the number with the highest silhouette; --clusters says otherwise"})`,
  normal: ({ column, name, left }) =>
    `${column}: ${JSON.stringify(name)} is the ordinary (the most frequent); ${plural(left, "other row", "other rows")} left out of training`,
  share: ({ share }) => `${number(share * 100)} % of the training rows count as out of the ordinary (--share says otherwise)`,
  languages: ({ from, to }) => `from ${from} to ${to} (--target says otherwise)`,
  longPairs: ({ count, most }) => `${plural(count, "pair", "pairs")} longer than ${most} tokens left out`,
  samePairs: ({ count }) => `${plural(count, "repeated pair", "repeated pairs")} left out`,
  maskClasses: ({ names }) => `classes of the masks: ${names.join(", ")}`,
  empty: ({ count }) => `${plural(count, "picture", "pictures")} without any box`,
  texts: ({ column, pieces, model, because }) =>
    `${column} is read as text, by ${pieces === "words" ? "words" : "letters"} (${because === "asked" ? "as asked" : "no other column tells anything"}); ${{ bag: "a bag of embeddings", lstm: "an LSTM", transformer: "a transformer" }[model]} (--model says otherwise)`,
  unread: ({ columns }) => `not used, as only the text is read: ${some(columns, "and more:")}`,
  cutTexts: ({ count, most }) => `${plural(count, "text", "texts")} longer than ${most} pieces: only their beginning is read`,
};

const ru: Words = {
  task: ({ task, because }) => `задача: ${TASK_RU[task]} (${BECAUSE_RU[because]}; иное — через --task)`,
  file: ({ format, delimiter, encoding, header }) =>
    `прочитано как ${format}${delimiter === undefined ? "" : `, разделитель — ${DELIMITERS_RU[delimiter] ?? delimiter}`}${encoding === undefined ? "" : `, ${encoding}`}${header === false ? ", заголовка нет: столбцы пронумерованы" : ""}`,
  target: ({ column, because }) =>
    `целевой столбец: ${column} (${because === "last" ? "последний; другой — через --target" : "по просьбе"})`,
  labels: ({ column }) => `столбец ${column} в обучении не участвует: с ним сравнивается результат`,
  split: ({ train, test, how, seed }) =>
    how === "set"
      ? `${train} для обучения и ${test} для проверки: разбиение задано набором данных`
      : how === "end"
        ? `последние ${test} из ${train + test} — проверочные`
        : `${test} из ${train + test} — проверочные, выбраны по числу seed ${seed}${how === "classes" ? " с той же долей каждого класса" : ""}`,
  withoutTarget: ({ count, column }) => `${plural(count, "строка", "строки", "строк")} без значения ${column} — пропущено`,
  dropped: ({ count }) => `${plural(count, "строка", "строки", "строк")} с пропусками — не используется`,
  filled: ({ column, count, with: by }) =>
    `${column}: ${plural(count, "пропуск", "пропуска", "пропусков")} — подставлено ${typeof by === "number" ? `медианное ${number(by).replace(".", ",")}` : `самое частое «${by}»`}`,
  unused: ({ columns }) =>
    `не используется: ${columns.map(({ name, reason }) => `${name} (${REASON_RU[reason]})`).join(", ")}${hasDates(columns) ? "; дата учитывается, если год, месяц или день стоит числом в отдельном столбце" : ""}`,
  pictures: ({ height, width, channels, because, fit }) =>
    `картинки ${height} × ${width}, ${channels === 1 ? "серые" : "цветные"} (${because === "asked" ? "по просьбе" : "по размерам самих картинок; иное — через --size и --channels"}); ${fit === "crop" ? "лишнее обрезано" : "пропорции изменены"}`,
  broken: ({ files }) => `${plural(files.length, "файл", "файла", "файлов")} — не картинки, пропущено: ${some(files, "и ещё")}`,
  otherPictures: ({ files }) =>
    `${plural(files.length, "файл", "файла", "файлов")} — не прочитано, читаются только .png и .jpg: ${some(files, "и ещё")}`,
  tokens: ({ tokens, size, because }) =>
    `${tokens === "bpe" ? "пары байтов" : "символы"}: ${plural(size, "знак", "знака", "знаков")} (${{ asked: "по просьбе", short: "текст короткий", long: "текст длинный", scripts: "по парам" }[because]}; иное — через --tokens)`,
  context: ({ size }) => `сеть видит сразу ${plural(size, "знак", "знака", "знаков")} (иное — через --context)`,
  clusters: ({ count, because }) =>
    `${plural(count, "группа", "группы", "групп")} (${because === "asked" ? "по просьбе" : "при этом числе силуэт наибольший; иное — через --clusters"})`,
  normal: ({ column, name, left }) =>
    `${column}: обычное — «${name}» (самое частое); ${plural(left, "другая строка", "другие строки", "других строк")} в обучении не участвует`,
  share: ({ share }) => `необычными считаются ${number(share * 100).replace(".", ",")} % обучающих строк (иное — через --share)`,
  languages: ({ from, to }) => `из ${from} в ${to} (иное — через --target)`,
  longPairs: ({ count, most }) => `${plural(count, "пара", "пары", "пар")} длиннее ${most} знаков — пропущено`,
  samePairs: ({ count }) => `${plural(count, "повторная пара", "повторные пары", "повторных пар")} — пропущено`,
  maskClasses: ({ names }) => `классы масок: ${names.map(pixelClassRu).join(", ")}`,
  empty: ({ count }) => `${plural(count, "картинка", "картинки", "картинок")} без рамок`,
  texts: ({ column, pieces, model, because }) =>
    `столбец ${column} читается как текст, по ${pieces === "words" ? "словам" : "буквам"} (${because === "asked" ? "по просьбе" : "другие столбцы ничего не говорят"}); ${{ bag: "мешок вложений", lstm: "LSTM", transformer: "трансформер" }[model]} (иное — через --model)`,
  unread: ({ columns }) => `не используется, так как читается только текст: ${some(columns, "и ещё:")}`,
  cutTexts: ({ count, most }) =>
    `${plural(count, "текст длиннее", "текста длиннее", "текстов длиннее")} ${most} кусочков: читается только начало`,
};

const dictionaries: Readonly<Record<Language, Words>> = { en, ru };

/** A note in words. */
export const sayNote = (note: Note, language: Language): string => (dictionaries[language][note.note] as (values: Note) => string)(note);

export const taskName = (task: Task, language: Language): string => (language === "ru" ? TASK_RU : TASK_EN)[task];
