// The words of a report in English and Russian. A key without words in one of the languages fails the type check.
import type { Scores } from "../kinds/kind.ts";
import type { Task } from "../task.ts";
import type { Language } from "../../viz/index.ts";
import { pixelClassRu } from "../notes.ts";
import { plural } from "./plural.ts";

type Baseline = NonNullable<Scores["baseline"]>["what"];

export interface ReportWords {
  readonly of: string;
  readonly result: string;
  readonly interval: string;
  readonly intervalShort: string;
  readonly metric: string;
  readonly value: string;
  readonly baseline: Readonly<Record<Baseline, string>>;
  readonly baselineTitle: string;
  readonly reference: string;
  readonly summary: (train: number, test: number, unit: "rows" | "pictures" | "characters" | "pairs") => string;
  readonly verdict: Readonly<Record<"better" | "unclear" | "worse", string>>;
  readonly data: string;
  readonly inferred: string;
  readonly columns: string;
  readonly column: string;
  readonly mean: string;
  readonly spread: string;
  readonly range: string;
  readonly missing: string;
  readonly distribution: string;
  readonly classes: string;
  readonly others: (count: number) => string;
  readonly trainCount: string;
  readonly testCount: string;
  readonly pieces: Readonly<Record<"words" | "letters", string>>;
  readonly counts: Readonly<Record<"characters" | "tokens" | "alphabet" | "pairs" | "boxes" | "inputs" | "pixels", string>>;
  readonly training: string;
  readonly lossCurve: string;
  readonly accuracyCurve: string;
  readonly trainingNote: string;
  readonly epochs: string;
  readonly rate: string;
  readonly batch: string;
  readonly decay: string;
  readonly time: string;
  readonly seconds: string;
  readonly device: string;
  readonly network: string;
  readonly layer: string;
  readonly layers: (count: number) => string;
  readonly pixelClass: (name: string) => string;
  readonly output: string;
  readonly parameters: string;
  readonly input: string;
  readonly flow: Readonly<Record<"text" | "embedding" | "blocks" | "scores" | "source" | "encoder" | "decoder" | "picture" | "down" | "up" | "pixels" | "centers" | "pieces" | "bag" | "lstm" | "decides", string>>; // prettier-ignore
  readonly landscape: string;
  readonly landscapeNote: (examples: number, parameters: number) => string;
  readonly search: string;
  readonly searchNote: (count: number, train: number, validation: number, budget: string) => string;
  readonly searchCut: string;
  readonly configuration: string;
  readonly validationLoss: string;
  readonly usual: string;
  readonly chosen: string;
  readonly card: string;
  readonly cardWhat: string;
  readonly cardWhatText: Readonly<Record<Task, string>>;
  readonly cardData: string;
  readonly cardDataText: (source: string) => string;
  readonly cardHow: string;
  readonly cardHowText: (test: number) => string;
  readonly cardLimits: string;
  readonly cardLimit: Readonly<Record<"few" | "same" | "unknown" | "rare" | "text" | "seed", string>>;
  readonly cardUse: string;
  readonly cardAgain: string;
  readonly versions: string;
  readonly fingerprint: string;
  readonly confusion: string;
  readonly confusionNote: string;
  readonly byClass: string;
  readonly class: string;
  readonly precision: string;
  readonly recall: string;
  readonly count: string;
  readonly reliability: string;
  readonly reliabilityNote: string;
  readonly residuals: string;
  readonly residualsNote: string;
  readonly groups: string;
  readonly photos: Readonly<Record<"train" | "mistakes" | "right", string>>;
  readonly boxes: string;
  readonly boxesNote: string;
  readonly masks: string;
  readonly maskParts: readonly [picture: string, truth: string, found: string];
  readonly samples: string;
  readonly samplesData: string;
  readonly translations: string;
  readonly translationsData: string;
  readonly mistakenTexts: string;
  readonly text: string;
  readonly source: string;
  readonly expected: string;
  readonly answer: string;
  readonly map: Readonly<Record<"groups" | "labels", string>>;
  readonly mapNote: string;
  readonly oddScores: string;
  readonly oddNote: (threshold: string, beyond: boolean) => string;
  readonly score: string;
  readonly oddGroups: Readonly<Record<"normal" | "odd" | "all", string>>;
  readonly roc: string;
  readonly clusterChoice: string;
  readonly clusterCount: string;
  readonly clusterChoiceNote: string;
  readonly silhouette: string;
  readonly profile: string;
  readonly profileNote: string;
  readonly oddRows: string;
  readonly line: string;
  readonly error: string;
  readonly mistakes: string;
  readonly madeWith: string;
}

const en: ReportWords = {
  of: "of",
  result: "Result",
  interval: "95 % interval",
  intervalShort: "95 %",
  metric: "figure",
  value: "value",
  baseline: {
    mostFrequent: "always the most frequent class",
    mean: "always the mean",
    linear: "a linear model",
    ngrams: "the best n-gram",
    copy: "a copy of the source",
    kmeans: "k-means on the inputs",
    everywhere: "the object everywhere",
    distance: "distance from the mean",
  },
  baselineTitle: "Without a network",
  reference: "Reference",
  summary: (train, test, unit) => {
    const name = { rows: "rows", pictures: "pictures", characters: "characters", pairs: "pairs" }[unit];
    return `Learned from ${train.toLocaleString("en")} ${name}; measured once, at the end, on ${test.toLocaleString("en")} that it had not seen.`;
  },
  verdict: {
    better: "Clearly better than without a network.",
    unclear: "Not clearly better than without a network: the interval reaches the baseline.",
    worse: "No better than without a network.",
  },
  data: "Data",
  inferred: "What was found out, and what was done",
  columns: "Columns",
  column: "column",
  mean: "mean",
  spread: "deviation",
  range: "from – to",
  missing: "missing",
  distribution: "distribution",
  classes: "Classes",
  others: (count) => `and ${count} more`,
  trainCount: "training",
  testCount: "test",
  pieces: { words: "words", letters: "letters" },
  counts: { characters: "characters", tokens: "tokens", alphabet: "different characters", pairs: "pairs", boxes: "boxes", inputs: "inputs", pixels: "pixels a picture" }, // prettier-ignore
  training: "Training",
  lossCurve: "Loss on the training data, by epoch",
  accuracyCurve: "Share of training examples told right, by epoch",
  trainingNote:
    "Training figures flatter: the network sees these examples again and again. The result above is of examples that it never saw.",
  epochs: "epochs",
  rate: "learning rate",
  batch: "examples a step",
  decay: "weight decay",
  time: "time",
  seconds: "s",
  device: "computed on",
  network: "Network",
  layer: "layer",
  layers: (count) => plural(count, "layer", "layers"),
  pixelClass: (name) => name,
  output: "output",
  parameters: "parameters",
  input: "input",
  flow: { text: "tokens", embedding: "a vector for each", blocks: "blocks of attention", scores: "what comes next", source: "source text", encoder: "encoder blocks", decoder: "decoder blocks", picture: "picture", down: "stages down", up: "stages up", pixels: "a class a pixel", centers: "middles and borders", pieces: "pieces of the text", bag: "sum of their vectors", lstm: "LSTM from both sides", decides: "layers that decide" }, // prettier-ignore
  landscape: "Loss landscape",
  landscapeNote: (examples, parameters) => `The loss of ${examples} training examples in a random plane through the ${parameters.toLocaleString("en")} parameters; the network stands in the middle.`, // prettier-ignore
  search: "Search",
  searchNote: (count, train, validation, budget) => `${count} configurations were compared within ${budget}: trained on ${train} training examples, judged by ${validation} others of the training data. The test data were not touched.`, // prettier-ignore
  searchCut: "The clock ended the search; on another machine the winner may be another.",
  configuration: "configuration",
  validationLoss: "validation loss",
  usual: "as without a search",
  chosen: "chosen",
  card: "Model card",
  cardWhat: "What it does",
  cardWhatText: {
    classification: "Tells to which of the classes an example belongs, with a probability for each.",
    regression: "Estimates a number from the columns of a row.",
    clustering: "Puts rows into groups of similar ones. The groups have numbers, no meanings: those are for people to find.",
    anomaly: "Says how unusual a row is, compared with the rows of the training. Unusual is not the same as wrong.",
    generation: "Continues a text in the manner of the one that it learned. What it writes is not true, only similar.",
    translation: "Translates short texts of the kind that it learned.",
    segmentation: "Gives each pixel of a picture a class.",
    detection: "Finds things in pictures: a box, a class and a score for each.",
  },
  cardData: "Data",
  cardDataText: (source) => `Trained on ${source}. The data stay where they are: the run folder holds the network, its preprocessing and this report with a few examples.`, // prettier-ignore
  cardHow: "How it was measured",
  cardHowText: (test) => `On ${test.toLocaleString("en")} test examples that took no part in any choice. Intervals say how much the figure would vary with other test examples of the same kind.`, // prettier-ignore
  cardLimits: "Limits",
  cardLimit: {
    few: "There are few test examples: read the interval, not the figure.",
    same: "The figure holds for data of the same origin. Other sources, times or devices may give other results.",
    unknown: "Categories, classes or characters that were not in training are refused and not guessed.",
    rare: "Some classes have very few examples; their figures are uncertain.",
    text: "It repeats what its text contains, mistakes and prejudices too.",
    seed: "Another seed gives another split and another network; differences smaller than the interval mean nothing.",
  },
  cardUse: "Use it",
  cardAgain: "Make it again",
  versions: "versions",
  fingerprint: "checksum of the data",
  confusion: "Which classes are taken for which",
  confusionNote: "Rows are true classes, columns are answers; the diagonal is right.",
  byClass: "By class",
  class: "class",
  precision: "precision",
  recall: "recall",
  count: "count",
  reliability: "Is it as often right as it says?",
  reliabilityNote: "Bars on the diagonal: its probabilities can be believed. Above it the network is too modest, below it too sure.",
  residuals: "Where the estimates are off",
  residualsNote: "True minus estimated, by estimate. A good model leaves a cloud without a shape around zero.",
  groups: "By group",
  photos: { train: "From the training data", mistakes: "Mistakes, the surest first", right: "Told right" },
  boxes: "Boxes in test pictures",
  boxesNote: "Dashed: what is there. Solid: what was found, with its score.",
  masks: "Masks of test pictures, from the worst to the best",
  maskParts: ["picture", "true mask", "found mask"],
  samples: "What it writes",
  samplesData: "How the text begins",
  translations: "Translations of test texts, from the best to the worst",
  translationsData: "Some of the pairs",
  mistakenTexts: "Mistaken texts, the surest first",
  text: "text",
  source: "source",
  expected: "expected",
  answer: "answer",
  map: { groups: "Map of the groups", labels: "The same map with the labels, which took no part in training" },
  mapNote: "Test rows on the two directions in which what the network finds varies most.",
  oddScores: "How unusual test rows are",
  oddNote: (threshold, beyond) => `From ${threshold} on a row counts as unusual.${beyond ? " The last bar also holds all rows further to the right." : ""}`, // prettier-ignore
  score: "error of the network",
  oddGroups: { normal: "ordinary", odd: "unusual", all: "all rows" },
  roc: "Found against false alarms",
  clusterChoice: "How many groups?",
  clusterCount: "groups",
  clusterChoiceNote: "The silhouette of training rows in what the network finds of them; that in the table of results is of the inputs.",
  silhouette: "silhouette",
  profile: "What tells the groups apart",
  profileNote: "Mean of each input in a group, in standard deviations from the mean of all.",
  oddRows: "The most unusual test rows",
  line: "line",
  error: "error",
  mistakes: "Most frequent mistakes",
  madeWith: "Made by nabla",
};

const UNITS_RU = {
  rows: ["строке", "строках", "строках"],
  pictures: ["картинке", "картинках", "картинках"],
  characters: ["символе", "символах", "символах"],
  pairs: ["паре", "парах", "парах"],
} as const;
const ru: ReportWords = {
  of: "из",
  result: "Результат",
  interval: "95-процентный интервал",
  intervalShort: "95 %",
  metric: "показатель",
  value: "значение",
  baseline: {
    mostFrequent: "всегда самый частый класс",
    mean: "всегда среднее",
    linear: "линейная модель",
    ngrams: "лучшая n-грамма",
    copy: "копия исходного текста",
    kmeans: "k-средних на входах",
    everywhere: "объект повсюду",
    distance: "расстояние от среднего",
  },
  baselineTitle: "Без нейросети",
  reference: "Эталон",
  summary: (train, test, unit) =>
    `Обучено на ${plural(train, UNITS_RU[unit][0], UNITS_RU[unit][1], UNITS_RU[unit][2])}. Измерено один раз, в конце, на остальных ${test.toLocaleString("ru")}: их сеть не видела.`,
  verdict: {
    better: "Заметно лучше, чем без нейросети.",
    unclear: "Преимущество перед способом без нейросети не доказано: он попадает в интервал.",
    worse: "Не лучше, чем без нейросети.",
  },
  data: "Данные",
  inferred: "Что выяснено и что сделано",
  columns: "Столбцы",
  column: "столбец",
  mean: "среднее",
  spread: "отклонение",
  range: "от – до",
  missing: "пропуски",
  distribution: "распределение",
  classes: "Классы",
  others: (count) => `и ещё ${count}`,
  trainCount: "обучение",
  testCount: "проверка",
  pieces: { words: "слова", letters: "буквы" },
  counts: { characters: "символов", tokens: "токенов", alphabet: "разных символов", pairs: "пар", boxes: "рамок", inputs: "входов", pixels: "пикселей в картинке" }, // prettier-ignore
  training: "Обучение",
  lossCurve: "Потери на обучающих данных по эпохам",
  accuracyCurve: "Доля верных ответов на обучающих данных по эпохам",
  trainingNote:
    "Показатели обучения льстят: эти примеры сеть видит снова и снова. Результат выше измерен на примерах, которых она не видела.",
  epochs: "эпохи",
  rate: "скорость обучения",
  batch: "примеры за шаг",
  decay: "затухание весов",
  time: "время",
  seconds: "с",
  device: "вычислено на",
  network: "Сеть",
  layer: "слой",
  layers: (count) => plural(count, "слой", "слоя", "слоёв"),
  pixelClass: pixelClassRu,
  output: "выход",
  parameters: "параметры",
  input: "вход",
  flow: { text: "токены", embedding: "вектор для каждого", blocks: "блоки внимания", scores: "что дальше", source: "исходный текст", encoder: "блоки кодировщика", decoder: "блоки декодировщика", picture: "картинка", down: "ступени вниз", up: "ступени вверх", pixels: "класс каждого пикселя", centers: "середины и границы", pieces: "кусочки текста", bag: "сумма их векторов", lstm: "LSTM с обеих сторон", decides: "решающие слои" }, // prettier-ignore
  landscape: "Ландшафт функции потерь",
  landscapeNote: (examples, parameters) =>
    `Потери на ${plural(examples, "обучающем примере", "обучающих примерах", "обучающих примерах")} в случайной плоскости, проходящей через ${plural(parameters, "параметр", "параметра", "параметров")}; сеть стоит посередине.`,
  search: "Подбор",
  searchNote: (count, train, validation, budget) =>
    `За ${budget} ${plural(count, "конфигурация сравнена", "конфигурации сравнены", "конфигураций сравнено")}: обучение — на ${plural(train, "примере", "примерах", "примерах")}, сравнение — на ${validation} других из обучающих данных. Проверочные данные не использованы.`,
  searchCut: "Подбор прерван по времени; на другой машине победитель может быть другим.",
  configuration: "конфигурация",
  validationLoss: "потери на сравнении",
  usual: "как без подбора",
  chosen: "выбрано",
  card: "Карточка модели",
  cardWhat: "Что она делает",
  cardWhatText: {
    classification: "Определяет, к какому из классов относится пример, с вероятностью каждого.",
    regression: "Оценивает число по столбцам строки.",
    clustering: "Собирает похожие строки в группы. У групп есть номера, но нет смысла: его находят люди.",
    anomaly: "Говорит, насколько необычна строка по сравнению с обучающими. Необычная — не значит неверная.",
    generation: "Продолжает текст в духе того, на котором училась. Написанное не правда, а лишь похоже на неё.",
    translation: "Переводит короткие тексты того же рода, на каких училась.",
    segmentation: "Относит каждый пиксель картинки к классу.",
    detection: "Находит предметы на картинках: рамка, класс и уверенность для каждого.",
  },
  cardData: "Данные",
  cardDataText: (source) =>
    `Обучена на ${source}. Данные остаются на месте: в папке запуска — сеть, подготовка данных и этот отчёт с несколькими примерами.`,
  cardHow: "Как измерено",
  cardHowText: (test) =>
    `На проверочных примерах (${test.toLocaleString("ru")}), не участвовавших ни в каком выборе. Интервал показывает, как менялся бы показатель на других проверочных примерах того же рода.`,
  cardLimits: "Ограничения",
  cardLimit: {
    few: "Проверочных примеров мало: смотрите на интервал, а не на число.",
    same: "Показатель верен для данных того же происхождения. Другие источники, время или приборы могут дать другой результат.",
    unknown: "Категории, классы и символы, которых не было в обучении, отклоняются, а не угадываются.",
    rare: "У некоторых классов очень мало примеров; их показатели ненадёжны.",
    text: "Повторяет то, что было в тексте, включая ошибки и предрассудки.",
    seed: "Другое число seed даёт другое разбиение и другую сеть; различия меньше интервала ничего не значат.",
  },
  cardUse: "Как применить",
  cardAgain: "Как повторить",
  versions: "версии",
  fingerprint: "контрольная сумма данных",
  confusion: "Какие классы с какими путаются",
  confusionNote: "Строки — настоящие классы, столбцы — ответы; верное — на диагонали.",
  byClass: "По классам",
  class: "класс",
  precision: "точность",
  recall: "полнота",
  count: "число",
  reliability: "Так ли часто она права, как говорит?",
  reliabilityNote: "Столбцы на диагонали: вероятностям можно верить. Выше неё сеть слишком скромна, ниже — слишком уверена.",
  residuals: "Где оценки ошибаются",
  residualsNote: "Настоящее минус оценка, по величине оценки. Хорошая модель оставляет вокруг нуля облако без формы.",
  groups: "По группам",
  photos: { train: "Из обучающих данных", mistakes: "Ошибки, сначала самые уверенные", right: "Верные ответы" },
  boxes: "Рамки на проверочных картинках",
  boxesNote: "Пунктир — что есть на деле. Сплошная линия — что найдено, с уверенностью.",
  masks: "Маски проверочных картинок, от худшей к лучшей",
  maskParts: ["картинка", "верная маска", "найденная маска"],
  samples: "Что она пишет",
  samplesData: "Начало текста",
  translations: "Переводы проверочных текстов, от лучшего к худшему",
  translationsData: "Некоторые из пар",
  mistakenTexts: "Ошибки в текстах, самые уверенные сначала",
  text: "текст",
  source: "исходный текст",
  expected: "верный перевод",
  answer: "ответ",
  map: { groups: "Карта групп", labels: "Та же карта с метками, которые в обучении не участвовали" },
  mapNote: "Проверочные строки на двух направлениях, в которых найденное сетью меняется сильнее всего.",
  oddScores: "Насколько необычны проверочные строки",
  oddNote: (threshold, beyond) => `Начиная с ${threshold} строка считается необычной.${beyond ? " В последнем столбике — и все строки правее." : ""}`, // prettier-ignore
  score: "ошибка сети",
  oddGroups: { normal: "обычные", odd: "необычные", all: "все строки" },
  roc: "Найденные и ложные тревоги",
  clusterChoice: "Сколько групп?",
  clusterCount: "число групп",
  clusterChoiceNote: "Силуэт обучающих строк в том, что находит в них сеть; в таблице результата силуэт считается по входам.",
  silhouette: "силуэт",
  profile: "Чем группы отличаются",
  profileNote: "Среднее каждого входа в группе, в стандартных отклонениях от общего среднего.",
  oddRows: "Самые необычные проверочные строки",
  line: "строка",
  error: "ошибка",
  mistakes: "Самые частые ошибки",
  madeWith: "Сделано в nabla",
};

export const reportWords: Readonly<Record<Language, ReportWords>> = { en, ru };
