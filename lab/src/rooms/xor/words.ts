// Texts of the room of XOR.
import { dictionary } from "../../i18n/language.ts";
import { plural } from "../../i18n/format.ts";

const GATES_RU = { not: "НЕ", same: "как есть", and: "И", or: "ИЛИ", nand: "И-НЕ", nor: "ИЛИ-НЕ" };
const GATES_EN: typeof GATES_RU = { not: "NOT", same: "as is", and: "AND", or: "OR", nand: "NAND", nor: "NOR" };

const ru = {
  lead: "Один нейрон не справится с XOR, как его ни настраивай. Убедитесь сами, соберите XOR из пяти нейронов, сложите их в три — и обучите.",
  lecture: "XOR не линейно разделим: нужен не один нейрон, а (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁) — пять; но хватит и трёх.",
  step: "Шаг",
  steps: { one: "Один нейрон", five: "Пять", three: "Три", train: "Обучение" },
  gates: GATES_RU,
  seeOne:
    "Прямая отрезает от квадрата один угол или два соседних. Чтобы отделить 01 и 10 от 00 и 11, пришлось бы отрезать два противоположных — одной прямой так не выйдет.",
  seeFive:
    "Каждый кружок — пороговый нейрон с весами из зала «Вентили»; числа на проводах — его веса. Под таблицей можно выбрать строку и проследить, как она идёт по сети.",
  code: {
    one: "Чего XOR требует от каждой строки",
    sums: "Обе суммы должны быть по разные стороны нуля, но это одно число",
    build: "Ваша сеть, нейрон за нейроном",
    train: "Двести сетей обучаются сразу, каждая со своих начальных весов",
  },
  // One neuron
  taskOne: "Попробуйте: сделайте верными все четыре строки. XOR — «ровно один из двух».",
  weight1: "Вес w₁",
  weight2: "Вес w₂",
  bias: "Смещение b",
  line: "Прямая Z\u00a0=\u00a00: сдвиг меняет смещение b",
  normal: "Вектор весов",
  rowsRight: (right: number) => `Верных строк: ${right} из 4.`,
  best: "Три из четырёх — лучшее, что может один нейрон. Почему — посмотрите на сумму требований.",
  keepTrying: "Попробуйте ещё: три из четырёх получить можно.",
  demandsTitle: "Чего XOR требует от ваших чисел",
  demandColumns: { row: "строка", demand: "требование", yours: "у вас" },
  holds: "выполнено",
  fails: "не выполнено",
  sumOfOnes: "сумма строк с ответом 1",
  sumOfZeros: "сумма строк с ответом 0",
  contradiction: (sum: string) =>
    `Обе суммы — одно и то же число w₁ + w₂ + 2b = ${sum}. Оно должно быть больше нуля и при этом не больше нуля. Вычтем одно требование из другого:`,
  contradictionEnd: "Ноль больше нуля — противоречие. Веса в нём сократились, поэтому не помогут никакие.",
  table: "Таблица истинности",
  columns: { wanted: "нужно", sum: "Z", answer: "y" },
  right: "верно",
  wrong: "неверно",
  planeTitle: "Плоскость входов",
  // Five
  taskFive: "Соберите XOR: выберите, что стоит на каждом из пяти мест. Формула лекции: (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁).",
  places: {
    n1: "Место 1: слышит x₁",
    n2: "Место 2: слышит x₂",
    a1: "Место 3: слышит место 1 и x₂",
    a2: "Место 4: слышит место 2 и x₁",
    out: "Место 5, выход: слышит места 3 и 4",
  },
  placeNames: { n1: "1", n2: "2", a1: "3", a2: "4", out: "5" },
  hintFive: "«x₂, но не x₁» — это И, у которого x₁ сначала прошёл через НЕ. Таких половин две, выход объединяет их через ИЛИ.",
  hint: "Подсказка",
  solvedFive: "XOR собран из пяти нейронов. Теперь сложим их в три.",
  goThree: "К трём нейронам",
  schemeTitle: "Сеть",
  shownRow: "Показана строка",
  // Three
  taskThree:
    "Нейрон НЕ ничего не решает, он лишь меняет 0 на 1. Вложите оба НЕ в соседние И: перетащите кружок НЕ на кружок И или нажмите кнопку.",
  fold: (gate: string, place: string) => `Вложить ${gate} ${place}`,
  unfold: (gate: string, place: string) => `Вынуть ${gate} ${place}`,
  neurons: (count: number) => `${count} ${plural("ru", count, { one: "нейрон", few: "нейрона", many: "нейронов" })}`,
  foldRule: "w · (1 − x) + b = −w · x + (b + w): вес меняет знак, смещение растёт на w.",
  solvedThree: "Осталось три нейрона, ответы те же. Посмотрите, куда скрытые нейроны переносят точки: двигайте ползунок.",
  hiddenTitle: "Пространство скрытых нейронов",
  morph: "Из (x₁,\u00a0x₂) в (h₁,\u00a0h₂)",
  play: "Показать переход",
  seeHidden:
    "Две прямые делят плоскость входов на полосы. В осях (h₁, h₂) строки 00 и 11 попали в одну точку, и теперь 1 от 0 отделяет одна прямая — ИЛИ.",
  seeNotThree: "Сначала соберите XOR на шаге «Пять»: эта сеть даёт другие ответы.",
  restore: "Поставить схему из лекции",
  // Train
  taskTrain: "Пусть сеть 2–h–1 найдёт веса сама. Запустите одну, потом двести с разными начальными весами: получается не у всех.",
  units: "Скрытых нейронов h",
  unitsOne: "0 — один нейрон",
  activation: "Активация",
  rate: "Скорость обучения",
  run: "Обучить",
  pause: "Пауза",
  resume: "Дальше",
  stepOnce: "Шаг",
  runSeeds: (seeds: number) => `Обучить ${seeds}`,
  stop: "Остановить",
  trainStatus: (step: string, loss: string) => `Шаг ${step}, потери ${loss}.`,
  learned: "Сеть отвечает верно на все четыре строки.",
  stuck: "Обучение кончилось, а строки верны не все: сеть застряла. С другими начальными весами может получиться.",
  oneStuck: (loss: string, ln2: string, weight: string) =>
    `Один нейрон: потери ${loss}, а ln 2 = ${ln2}…; наибольший вес — ${weight}. Лучшее, что он может, — отвечать на всё «½».`,
  watchNet: "Какая сеть",
  solvedTrain: "Обучены двести сетей.",
  successEmpty: "Пока не обучены.",
  successTitle: "Сколько из двухсот научились",
  success: (count: number, all: number, share: string) => `${count} из ${all}: ${share}`,
  successAfter: (step: string) => `после ${step} шагов`,
  lossTitle: "Потери по шагам",
  lossAxis: "кросс-энтропия",
  stepAxis: "шаг",
  ln2: "ln 2",
  watch: (net: number) => `Сеть ${net}`,
  watchHelp: "Каждый квадратик — одна сеть. Нажмите, чтобы посмотреть, как она училась.",
  boundaryTitle: "Ответ сети на плоскости входов",
  seeTrain:
    "Две прямые, которые вы сложили руками, сеть ищет спуском по градиенту. Если обе начинают неудачно, она застревает на половине пути.",
  seeSeeds: (share: string, units: number, name: string) =>
    units === 0
      ? "Один нейрон не научился ни разу — и не мог."
      : `С активацией «${name}» и h\u00a0=\u00a0${units} научилось ${share} сетей. Прибавьте нейронов или смените активацию и сравните.`,
  history: "Что вы уже пробовали",
  historyColumns: ["активация", "h", "научились"],
  predict: {
    question:
      "Трёх нейронов достаточно, чтобы сделать XOR. Из двухсот сетей 2–2–1 с сигмоидой, обученных с разных начальных весов, сколько научатся?",
    answers: ["Все", "Почти все", "Около половины", "Почти никто"],
    reveal: (count: string, all: string) =>
      `Сейчас обучено ${all}: получилось у ${count}. Уметь выразить решение и найти его спуском — разные вещи.`,
    waiting: "Двести сетей обучаются…",
  },
  proofs: {
    contradiction: "Суммы требований к вашим весам, сложенные вручную, совпадают: противоречие от весов не зависит.",
    three: "Ни одна тройка (w₁, w₂, b) на сетке 25 × 25 × 25 не даёт больше трёх верных строк.",
    circuit: "Ваша сеть вентилей отвечает так же, как логическая формула без нейронов.",
    ln2: "Один нейрон, обученный на XOR, останавливается на потерях ln 2.",
  },
};

const en: typeof ru = {
  lead: "One neuron cannot do XOR, however it is tuned. See for yourself, build XOR of five neurons, fold them into three, and train them.",
  lecture: "XOR is not linearly separable: it takes not one neuron but (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁), which are five; yet three are enough.",
  step: "Step",
  steps: { one: "One neuron", five: "Five", three: "Three", train: "Training" },
  gates: GATES_EN,
  seeOne:
    "A line cuts one corner off the square, or two neighbors. To part 01 and 10 from 00 and 11 it would have to cut off two opposite ones, which no single line does.",
  seeFive:
    "Each circle is a threshold neuron with weights from the room of gates; the numbers on the wires are its weights. Below the table one can choose a row and follow it through the network.",
  code: {
    one: "What XOR demands of each row",
    sums: "The two sums would have to lie on different sides of zero, but they are one number",
    build: "Your network, neuron by neuron",
    train: "Two hundred networks are trained at once, each from its own first weights",
  },
  taskOne: "Try it: make all four rows right. XOR is “exactly one of the two”.",
  weight1: "Weight w₁",
  weight2: "Weight w₂",
  bias: "Bias b",
  line: "The line Z\u00a0=\u00a00: moving it changes the bias b",
  normal: "The vector of weights",
  rowsRight: (right) => `Rows right: ${right} of 4.`,
  best: "Three of four is the best that one neuron can do. The sum of the demands shows why.",
  keepTrying: "Keep trying: three of four can be had.",
  demandsTitle: "What XOR demands of your numbers",
  demandColumns: { row: "row", demand: "demand", yours: "yours" },
  holds: "holds",
  fails: "fails",
  sumOfOnes: "sum of the rows with answer 1",
  sumOfZeros: "sum of the rows with answer 0",
  contradiction: (sum) =>
    `Both sums are one and the same number, w₁ + w₂ + 2b = ${sum}. It has to be above zero, and yet not above zero. Take one demand from the other:`,
  contradictionEnd: "Zero above zero: a contradiction. The weights have cancelled out, so no weights can help.",
  table: "Truth table",
  columns: { wanted: "wanted", sum: "Z", answer: "y" },
  right: "right",
  wrong: "wrong",
  planeTitle: "The plane of inputs",
  taskFive: "Build XOR: choose what stands in each of the five places. The lecture's formula: (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁).",
  places: {
    n1: "Place 1: hears x₁",
    n2: "Place 2: hears x₂",
    a1: "Place 3: hears place 1 and x₂",
    a2: "Place 4: hears place 2 and x₁",
    out: "Place 5, the output: hears places 3 and 4",
  },
  placeNames: { n1: "1", n2: "2", a1: "3", a2: "4", out: "5" },
  hintFive: "“x₂ but not x₁” is AND with x₁ sent through NOT first. There are two such halves; the output joins them by OR.",
  hint: "Hint",
  solvedFive: "XOR is built of five neurons. Now let us fold them into three.",
  goThree: "On to three",
  schemeTitle: "The network",
  shownRow: "Row shown",
  taskThree:
    "A NOT neuron decides nothing, it only swaps 0 and 1. Fold both NOTs into their ANDs: drag the NOT circle onto the AND circle, or press the button.",
  fold: (gate, place) => `Fold in ${gate} ${place}`,
  unfold: (gate, place) => `Take out ${gate} ${place}`,
  neurons: (count) => `${count} ${plural("en", count, { one: "neuron", other: "neurons" })}`,
  foldRule: "w · (1 − x) + b = −w · x + (b + w): the weight changes its sign, the bias grows by w.",
  solvedThree: "Three neurons are left, with the same answers. See where the hidden neurons take the points: move the slider.",
  hiddenTitle: "The space of the hidden neurons",
  morph: "From (x₁,\u00a0x₂) to (h₁,\u00a0h₂)",
  play: "Show the passage",
  seeHidden:
    "Two lines cut the plane of inputs into bands. On the axes (h₁, h₂) rows 00 and 11 have met in one point, and now a single line parts 1 from 0: OR.",
  seeNotThree: "Build XOR at the step “Five” first: this network answers otherwise.",
  restore: "Put the lecture's network",
  taskTrain: "Let a network 2–h–1 find the weights itself. Run one, then two hundred from different first weights: not all succeed.",
  units: "Hidden neurons h",
  unitsOne: "0: one neuron",
  activation: "Activation",
  rate: "Learning rate",
  run: "Train",
  pause: "Pause",
  resume: "Go on",
  stepOnce: "Step",
  runSeeds: (seeds) => `Train ${seeds}`,
  stop: "Stop",
  trainStatus: (step, loss) => `Step ${step}, loss ${loss}.`,
  learned: "The network answers all four rows right.",
  stuck: "Training is over, and not all rows are right: the network is stuck. Other first weights may do better.",
  oneStuck: (loss, ln2, weight) =>
    `One neuron: loss ${loss}, and ln 2 = ${ln2}…; the largest weight is ${weight}. The best it can do is to answer “½” to everything.`,
  watchNet: "Which network",
  solvedTrain: "Two hundred networks are trained.",
  successEmpty: "Not trained yet.",
  successTitle: "How many of two hundred have learned",
  success: (count, all, share) => `${count} of ${all}: ${share}`,
  successAfter: (step) => `after ${step} steps`,
  lossTitle: "Loss by step",
  lossAxis: "cross-entropy",
  stepAxis: "step",
  ln2: "ln 2",
  watch: (net) => `Network ${net}`,
  watchHelp: "Each square is one network. Choose one to watch how it learned.",
  boundaryTitle: "The network's answer in the plane of inputs",
  seeTrain: "The two lines that you folded by hand the network seeks by gradient descent. If both begin badly, it gets stuck half-way.",
  seeSeeds: (share, units, name) =>
    units === 0
      ? "One neuron has not learned it once, nor could it."
      : `With ${name} and h\u00a0=\u00a0${units}, ${share} of the networks have learned. Add neurons or change the activation, and compare.`,
  history: "What you have tried",
  historyColumns: ["activation", "h", "learned"],
  predict: {
    question:
      "Three neurons are enough to make XOR. Of two hundred networks 2–2–1 with sigmoids, trained from different first weights, how many will learn it?",
    answers: ["All", "Nearly all", "About half", "Hardly any"],
    reveal: (count, all) =>
      `${all} have just been trained: ${count} succeeded. To be able to express a solution and to find it by descent are two things.`,
    waiting: "Two hundred networks are being trained…",
  },
  proofs: {
    contradiction: "The sums of the demands on your weights, added by hand, agree: the contradiction does not depend on the weights.",
    three: "No triple (w₁, w₂, b) on a grid of 25 × 25 × 25 gets more than three rows right.",
    circuit: "Your network of gates answers as the logical formula does without neurons.",
    ln2: "One neuron trained on XOR comes to rest at a loss of ln 2.",
  },
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
