// What the room of descent says, in both languages.
import { dictionary } from "../../i18n/language.ts";
import { plural } from "../../i18n/format.ts";
import type { Method } from "./state.ts";

const ru = {
  lead: "Увеличивайте шаг, пока спуск не разойдётся. Порог известен заранее: его задаёт самая крутая кривизна.",
  lecture:
    "Лекция говорит: градиентный спуск приходится модифицировать. Здесь видно, чего не может простой спуск и что именно добавляют импульс и Adam.",
  view: "Рисунок",
  views: { map: "Карта (w, b)", race: "Гонка методов" },
  unit: "Нейрон",
  units: { linear: "Линейный, MSE", sigmoid: "Сигмоида, BCE" },
  lr: "Шаг ε",
  method: "Метод",
  methods: { plain: "Простой спуск", momentum: "Импульс", nesterov: "Нестеров", rmsprop: "RMSprop", adam: "Adam" } satisfies Record<
    Method,
    string
  > as Record<Method, string>,
  steps: "Сколько шагов",
  start: "Начало спуска",
  figure: (loss: string) => `Потери одного нейрона над плоскостью (w, b) и путь вниз; в конце пути потери ${loss}`,
  weight: "вес w",
  bias: "сдвиг b",
  loss: "потери",
  step: "шаг",
  gauge: "Шаг относительно порога 2/λ",
  gaugeAt: (share: string) => `ε / (2/λ) = ${share}`,
  gaugeOther: "Порог — для простого спуска; у других методов он свой.",
  safe: "сходится",
  beyond: "расходится",
  lambda: (value: string, limit: string) =>
    `Самая большая кривизна в начале пути: λ = ${value}. Порог для простого спуска: 2/λ = ${limit}.`,
  lambdaHere:
    "Для линейного нейрона с MSE кривизна всюду одна, и порог точен. У сигмоиды она меняется от места к месту: порог верен лишь поблизости.",
  measured: (value: string, apart: string) => `Проверка перебором шагов на чаше с этой кривизной: ${value} (расхождение ${apart}).`,
  result: {
    lost: (step: string) => `На шаге ${step} числа ушли за миллион: спуск разошёлся. Показан путь до последнего обозримого места.`,
    down: (from: string, to: string, best: string) => `Потери: с ${from} до ${to}; наименьшие — ${best}.`,
    arrived: (count: number, written: string) =>
      `До одной тысячной пути осталось за ${written} ${plural("ru", count, { one: "шаг", few: "шага", many: "шагов" })}.`,
    notYet: "За эти шаги до дна не дошли.",
    worse: "Потери растут: каждый шаг перелетает дно дальше, чем начал.",
  },
  ravine: (kappa: string) =>
    `Кривизны отличаются в ${kappa} раз: долина вытянута. Шаг ограничен крутым склоном, а идти далеко — вдоль пологого.`,
  about: {
    plain: "w ← w − ε·g. Один шаг на все направления.",
    momentum: "b ← 0,9·b + g; w ← w − ε·b. Поперёк долины шаги гасят друг друга, вдоль — складываются.",
    nesterov: "Импульс, который смотрит на наклон чуть впереди.",
    rmsprop: "Каждая координата делит шаг на свой недавний размах градиента.",
    adam: "Импульс и деление на размах вместе, с поправкой на начало.",
  } satisfies Record<Method, string> as Record<Method, string>,
  raceTitle: "Одна сеть [2, 16, 16, 1] на спиралях, одни начальные веса",
  run: "Начать гонку",
  stop: "Прервать",
  again: "Ещё раз",
  goal: (goal: string) => `цель: потери ${goal}`,
  arrivedAt: (count: number, written: string) => `${written} ${plural("ru", count, { one: "шаг", few: "шага", many: "шагов" })}`,
  underWay: "в пути",
  gaveUp: (count: string) => `не дошёл за ${count}`,
  raceWait: "Пустите гонку: пять методов учат одну и ту же сеть.",
  raceDone: (first: string, steps: string, times: string) => `Первым пришёл ${first}: ${steps}. Простой спуск — в ${times} раз дольше.`,
  raceHonest: "Шаги у методов разные и подобраны для этой сети; на другой задаче порядок может быть иным. Смените зерно — и проверьте.",
  tasks: {
    diverge: "Найдите шаг, при котором простой спуск расходится.",
    edge: "Подойдите к порогу снизу ближе чем на 5 % — так, чтобы спуск ещё сходился.",
    faster: "Спуститесь импульсом или Adam быстрее, чем простым спуском.",
    race: "Проведите гонку до конца.",
  },
  predict: {
    question: "Шаг увеличили чуть выше порога 2/λ. Что будет с простым спуском?",
    answers: ["Остановится недалеко от дна", "Будет вечно прыгать с края на край", "Уйдёт в бесконечность"],
    reveal:
      "Вдоль самого крутого направления каждый шаг умножает расстояние до дна на 1 − ελ. При ε > 2/λ это число меньше −1: прыжки растут, пока числа не кончатся.",
  },
  table: { title: "Путь вниз", step: "шаг", w: "w", b: "b", loss: "потери" },
  raceTable: { title: "Гонка методов", method: "метод", lr: "шаг ε", steps: "шагов до цели", loss: "потери сейчас" },
  proofs: {
    walk: "Первые шаги вашего спуска, сосчитанные в обычных числах по формуле метода.",
    curvature: "Кривизна λ в начале вашего пути — по формуле для матрицы 2 × 2.",
  },
  loading: "Считается…",
};

const en: typeof ru = {
  lead: "Raise the rate until descent diverges. The threshold is known beforehand: the steepest curvature sets it.",
  lecture:
    "The lecture says that gradient descent has to be modified. Here one sees what plain descent cannot do, and what exactly momentum and Adam add.",
  view: "Figure",
  views: { map: "Map of (w, b)", race: "Race of methods" },
  unit: "Unit",
  units: { linear: "Linear, MSE", sigmoid: "Sigmoid, BCE" },
  lr: "Rate ε",
  method: "Method",
  methods: { plain: "Plain descent", momentum: "Momentum", nesterov: "Nesterov", rmsprop: "RMSprop", adam: "Adam" },
  steps: "How many steps",
  start: "Where descent begins",
  figure: (loss) => `The loss of one unit over the plane (w, b) and the way down; at its end the loss is ${loss}`,
  weight: "weight w",
  bias: "bias b",
  loss: "loss",
  step: "step",
  gauge: "The rate beside the threshold 2/λ",
  gaugeAt: (share) => `ε / (2/λ) = ${share}`,
  gaugeOther: "The threshold is that of plain descent; other methods have their own.",
  safe: "converges",
  beyond: "diverges",
  lambda: (value, limit) => `The largest curvature where the way begins: λ = ${value}. The threshold of plain descent: 2/λ = ${limit}.`,
  lambdaHere:
    "For a linear unit with MSE the curvature is the same everywhere and the threshold exact. For a sigmoid it changes from place to place: the threshold holds only nearby.",
  measured: (value, apart) => `Checked by trying rates on a bowl of this curvature: ${value} (${apart} apart).`,
  result: {
    lost: (step) => `At step ${step} the numbers passed a million: descent has diverged. The path is shown up to the last place in sight.`,
    down: (from, to, best) => `Loss: from ${from} to ${to}; the least is ${best}.`,
    arrived: (count, written) =>
      `A thousandth of the way was left after ${written} ${plural("en", count, { one: "step", other: "steps" })}.`,
    notYet: "The bottom was not reached in these steps.",
    worse: "The loss grows: each step overshoots the bottom by more than it began with.",
  },
  ravine: (kappa) =>
    `The curvatures differ ${kappa} times: the valley is long. The steep side limits the rate, and the long way is along the flat one.`,
  about: {
    plain: "w ← w − ε·g. One rate for all directions.",
    momentum: "b ← 0.9·b + g; w ← w − ε·b. Across the valley steps cancel, along it they add up.",
    nesterov: "Momentum that looks at the slope a little ahead.",
    rmsprop: "Each coordinate divides its step by the recent size of its gradient.",
    adam: "Momentum and division by size together, corrected for the beginning.",
  },
  raceTitle: "One network [2, 16, 16, 1] on spirals, the same first weights",
  run: "Start the race",
  stop: "Stop",
  again: "Once more",
  goal: (goal) => `goal: loss ${goal}`,
  arrivedAt: (count, written) => `${written} ${plural("en", count, { one: "step", other: "steps" })}`,
  underWay: "on its way",
  gaveUp: (count) => `not there in ${count}`,
  raceWait: "Start the race: five methods teach one and the same network.",
  raceDone: (first, steps, times) => `${first} was first: ${steps}. Plain descent took ${times} times as long.`,
  raceHonest:
    "The rates of the methods differ and were chosen for this network; on another task the order may be another. Change the seed and see.",
  tasks: {
    diverge: "Find a rate at which plain descent diverges.",
    edge: "Come within 5 % below the threshold, so that descent still converges.",
    faster: "Go down by momentum or Adam in fewer steps than by plain descent.",
    race: "Let the race run to its end.",
  },
  predict: {
    question: "The rate is raised a little above the threshold 2/λ. What will plain descent do?",
    answers: ["Stop not far from the bottom", "Jump from side to side for ever", "Go to infinity"],
    reveal:
      "Along the steepest direction every step multiplies the distance to the bottom by 1 − ελ. For ε > 2/λ that is below −1: the jumps grow until numbers end.",
  },
  table: { title: "The way down", step: "step", w: "w", b: "b", loss: "loss" },
  raceTable: { title: "Race of methods", method: "method", lr: "rate ε", steps: "steps to the goal", loss: "loss now" },
  proofs: {
    walk: "The first steps of your descent in plain numbers, by the method's formula.",
    curvature: "The curvature λ where your way begins, by the formula for a 2 × 2 matrix.",
  },
  loading: "Computing…",
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
