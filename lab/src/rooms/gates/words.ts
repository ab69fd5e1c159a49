// Texts of the room of gates.
import { dictionary } from "../../i18n/language.ts";
import { plural } from "../../i18n/format.ts";

const ru = {
  lead: "Подберите веса и смещение так, чтобы один нейрон повторил таблицу истинности. Тяните прямую, стрелку или ползунки.",
  lecture: "И, ИЛИ и НЕ — это один пороговый нейрон с подходящими весами: f(Z) = 0 при Z\u00a0≤\u00a00 и 1 при Z\u00a0>\u00a00.",
  gate: "Вентиль",
  gates: { and: "И", or: "ИЛИ", not: "НЕ", random: "Случайный" },
  tasks: {
    and: "Нейрон должен отвечать 1, только когда оба входа равны 1.",
    or: "Нейрон должен отвечать 1, когда хотя бы один вход равен 1.",
    not: "Вход один. Нейрон должен отвечать 1 на 0 и 0 на 1.",
    random: "Таблица случайная. Может оказаться, что один нейрон её не осилит.",
  },
  solvedMark: "решено",
  rowsRight: (right: number, all: number) => `Верных строк: ${right} из ${all}.`,
  solved: "Все строки верны — вентиль собран.",
  next: (name: string) => `Дальше: ${name}`,
  another: "Другая таблица",
  impossible: "Это невозможно",
  impossibleRight: (ones: string, zeros: string) =>
    `Верно, один нейрон этого не может. Строки ${ones} требуют суммы больше нуля, строки ${zeros} — не больше, а сумма у обеих пар одна и та же: w₁ + w₂ + 2b. Этим занимается следующий зал.`,
  impossibleWrong: (weights: string) => `Всё-таки возможно: правило перцептрона нашло ${weights}. Поставить эти веса?`,
  take: "Поставить",
  learn: "Пусть найдёт сам",
  learned: (corrections: number) =>
    `Правило перцептрона нашло веса за ${corrections} ${plural("ru", corrections, { one: "поправку", few: "поправки", many: "поправок" })}.`,
  weight1: "Вес w₁",
  weight2: "Вес w₂",
  weightOnly: "Вес w",
  bias: "Смещение b",
  sign: "Срабатывает при",
  signs: { above: "Z\u00a0>\u00a00", from: "Z\u00a0≥\u00a00" },
  all: "Показать все решения",
  planeTitle: "Плоскость входов",
  planeHelp: "Закрашено, где нейрон отвечает 1. Кружок — нужно 1, кольцо — нужно 0.",
  weightsTitle: (bias: string) => `Все веса при b\u00a0=\u00a0${bias}`,
  pairsTitle: "Все пары вес и смещение",
  solutionsHelp: "Закрашены все решения. Точка — ваш нейрон, её можно тянуть.",
  noSolutions: "При этом смещении решений нет: сдвиньте b.",
  line: "Прямая Z\u00a0=\u00a00: сдвиг меняет смещение b",
  normal: "Вектор весов",
  yours: "Ваши веса",
  table: "Таблица истинности",
  columns: { wanted: "нужно", sum: "Z", answer: "y" },
  right: "верно",
  wrong: "неверно",
  hint: "Подсказка",
  hintUp: (row: string, z: string) =>
    `В строке ${row} получилось Z\u00a0=\u00a0${z}, а нужно больше нуля. Увеличьте b или вес входа, который здесь равен 1.`,
  hintUpBias: (row: string, z: string) =>
    `В строке ${row} получилось Z\u00a0=\u00a0${z}, а нужно больше нуля. Входы здесь нулевые, остаётся увеличить b.`,
  hintDown: (row: string, z: string) =>
    `В строке ${row} получилось Z\u00a0=\u00a0${z} — нейрон срабатывает, а не должен. Уменьшите b или вес входа, который здесь равен 1.`,
  hintDownBias: (row: string, z: string) =>
    `В строке ${row} получилось Z\u00a0=\u00a0${z} — нейрон срабатывает, а не должен. Входы здесь нулевые, остаётся уменьшить b.`,
  seeLine: (formula: string) =>
    `Нейрон делит плоскость прямой ${formula}. По одну сторону он отвечает 1, по другую — 0; вектор весов смотрит туда, где 1.`,
  seeFlat: "Оба веса — нули: прямой нет, ответ на все строки один.",
  seeMargin: (row: string, z: string) => `Ближе всего к границе строка ${row}: Z\u00a0=\u00a0${z}.`,
  seeBoundary: (row: string) =>
    `Строка ${row} лежит ровно на границе, Z\u00a0=\u00a00. Здесь всё решает знак: по правилу лекции «Z\u00a0>\u00a00» это 0, по правилу «Z\u00a0≥\u00a00» было бы 1. Переключите и сравните.`,
  seeSolutions: (area: string) =>
    `Решений бесконечно много: они занимают ${area} из 36 единиц площади квадрата. Каждая строка таблицы отсекает полуплоскость, остаётся их общая часть.`,
  seeNone: (b: string) => `При b\u00a0=\u00a0${b} не подходят никакие веса: хотя бы две строки требуют противоположного.`,
  censusTitle: "Что умеет один нейрон",
  census: (made: string, all: string) => `Из ${all} таблиц двух входов один нейрон умеет ${made}. Нажмите на любую, чтобы её собрать.`,
  censusMore: (made3: string, all3: string, made4: string, all4: string) =>
    `Для трёх входов — ${made3} из ${all3}, для четырёх — ${made4} из ${all4}: чем больше входов, тем меньшая доля. Посчитано перебором прямо сейчас.`,
  tile: (rows: string, made: boolean) => `Таблица ${rows}: ${made ? "один нейрон умеет" : "один нейрон не умеет"}`,
  predict: {
    question: "Разных таблиц истинности двух входов — 16. Сколько из них может сделать один пороговый нейрон?",
    answers: ["8", "12", "14", "Все 16"],
    reveal: (made: string) => `Перебор даёт ${made}: не получаются только XOR и его отрицание. Список — внизу, в «Что видно».`,
    waiting: "Идёт перебор…",
  },
  proofs: {
    answers: "Ответы вашего нейрона, пересчитанные вручную по показанным числам, те же.",
    polygon: "Ваши веса лежат в закрашенной области ровно тогда, когда верны все строки.",
    verdict: "Для этой таблицы: либо найденные веса верны, либо суммы двух пар строк совпадают, и весов нет.",
  },
  code: {
    gate: "Один пороговый нейрон и его таблица истинности",
    solutions: "Углы области всех подходящих весов при этом смещении",
  },
};

const en: typeof ru = {
  lead: "Find weights and a bias for which one neuron repeats the truth table. Drag the line, the arrow or the sliders.",
  lecture: "AND, OR and NOT are one threshold neuron with suitable weights: f(Z) = 0 for Z\u00a0≤\u00a00 and 1 for Z\u00a0>\u00a00.",
  gate: "Gate",
  gates: { and: "AND", or: "OR", not: "NOT", random: "Random" },
  tasks: {
    and: "The neuron should answer 1 only when both inputs are 1.",
    or: "The neuron should answer 1 when at least one input is 1.",
    not: "There is one input. The neuron should answer 1 to 0 and 0 to 1.",
    random: "The table is random. It may be one that a single neuron cannot make.",
  },
  solvedMark: "solved",
  rowsRight: (right, all) => `Rows right: ${right} of ${all}.`,
  solved: "Every row is right: the gate is built.",
  next: (name) => `Next: ${name}`,
  another: "Another table",
  impossible: "It cannot be done",
  impossibleRight: (ones, zeros) =>
    `Right, one neuron cannot. Rows ${ones} demand a sum above zero, rows ${zeros} one that is not above, yet both pairs have the same sum: w₁ + w₂ + 2b. The next room is about this.`,
  impossibleWrong: (weights) => `It can be done: the perceptron rule found ${weights}. Take these weights?`,
  take: "Take them",
  learn: "Let it find them",
  learned: (corrections) =>
    `The perceptron rule found weights in ${corrections} ${plural("en", corrections, { one: "correction", other: "corrections" })}.`,
  weight1: "Weight w₁",
  weight2: "Weight w₂",
  weightOnly: "Weight w",
  bias: "Bias b",
  sign: "Fires when",
  signs: { above: "Z\u00a0>\u00a00", from: "Z\u00a0≥\u00a00" },
  all: "Show all solutions",
  planeTitle: "The plane of inputs",
  planeHelp: "Shaded where the neuron answers 1. A disk wants 1, a ring wants 0.",
  weightsTitle: (bias) => `All weights for b\u00a0=\u00a0${bias}`,
  pairsTitle: "All pairs of weight and bias",
  solutionsHelp: "Shaded are all solutions. The dot is your neuron; it can be dragged.",
  noSolutions: "There are no solutions for this bias: move b.",
  line: "The line Z\u00a0=\u00a00: moving it changes the bias b",
  normal: "The vector of weights",
  yours: "Your weights",
  table: "Truth table",
  columns: { wanted: "wanted", sum: "Z", answer: "y" },
  right: "right",
  wrong: "wrong",
  hint: "Hint",
  hintUp: (row, z) => `Row ${row} has Z\u00a0=\u00a0${z}, and needs more than zero. Raise b, or the weight of an input that is 1 here.`,
  hintUpBias: (row, z) => `Row ${row} has Z\u00a0=\u00a0${z}, and needs more than zero. Both inputs are 0 here, so only a larger b helps.`,
  hintDown: (row, z) =>
    `Row ${row} has Z\u00a0=\u00a0${z}: the neuron fires and should not. Lower b, or the weight of an input that is 1 here.`,
  hintDownBias: (row, z) =>
    `Row ${row} has Z\u00a0=\u00a0${z}: the neuron fires and should not. The inputs are 0 here, so only a smaller b helps.`,
  seeLine: (formula) =>
    `The neuron cuts the plane along ${formula}. On one side it answers 1, on the other 0; the vector of weights points to the 1.`,
  seeFlat: "Both weights are zero: there is no line, and one answer to every row.",
  seeMargin: (row, z) => `Nearest to the border is row ${row}: Z\u00a0=\u00a0${z}.`,
  seeBoundary: (row) =>
    `Row ${row} lies exactly on the border, Z\u00a0=\u00a00. Here the sign decides: by the lecture's rule “Z\u00a0>\u00a00” this is 0, by “Z\u00a0≥\u00a00” it would be 1. Switch and compare.`,
  seeSolutions: (area) =>
    `There are infinitely many solutions: they take ${area} of the square's 36 units of area. Each row of the table cuts off a half-plane; what is left is common to all.`,
  seeNone: (b) => `With b\u00a0=\u00a0${b} no weights will do: at least two rows demand opposite things.`,
  censusTitle: "What one neuron can do",
  census: (made, all) => `Of ${all} tables of two inputs one neuron makes ${made}. Choose any to build it.`,
  censusMore: (made3, all3, made4, all4) =>
    `Of three inputs ${made3} of ${all3}, of four ${made4} of ${all4}: the more inputs, the smaller the share. Counted one by one just now.`,
  tile: (rows, made) => `Table ${rows}: ${made ? "one neuron makes it" : "one neuron cannot make it"}`,
  predict: {
    question: "Two inputs have 16 different truth tables. How many of them can one threshold neuron make?",
    answers: ["8", "12", "14", "All 16"],
    reveal: (made) => `Counting gives ${made}: only XOR and its opposite are missing. The list is below, under “What you see”.`,
    waiting: "Counting…",
  },
  proofs: {
    answers: "Your neuron's answers, computed by hand from the numbers shown, are the same.",
    polygon: "Your weights lie in the shaded region exactly when every row is right.",
    verdict: "For this table either the weights that were found are right, or two pairs of rows have one sum, and there are none.",
  },
  code: {
    gate: "One threshold neuron and its truth table",
    solutions: "Corners of the region of all weights that will do with this bias",
  },
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
