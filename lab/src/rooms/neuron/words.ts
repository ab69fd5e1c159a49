// Texts of the room of the mathematical neuron.
import { dictionary } from "../../i18n/language.ts";

const ru = {
  lead: "Один нейрон в четырёх видах: схема, формула, плоскость и график активации. Измените что угодно — остальное сдвинется следом.",
  lecture: "Нейрон Маккаллока–Питтса: взвешенная сумма входов плюс смещение, затем функция активации: y = f(w₁x₁ + w₂x₂ + b).",
  views: { scheme: "Схема", formula: "Формула", plane: "Плоскость", curve: "Активация" },
  weight1: "Вес w₁",
  weight2: "Вес w₂",
  bias: "Смещение b",
  input1: "Вход x₁",
  input2: "Вход x₂",
  sum: "сумма Z",
  answer: "ответ y",
  activation: "Функция активации",
  activations: { step: "порог", sigmoid: "сигмоида", tanh: "tanh", relu: "ReLU", linear: "линейная" },
  line: "Прямая Z\u00a0=\u00a00: сдвиг меняет смещение b",
  normal: "Вектор весов w",
  point: "Точка x — вход нейрона",
  marker: "Метка Z: сдвиг меняет смещение b",
  planeHelp: "Тяните точку, прямую или стрелку. С клавиатуры: выберите ручку табуляцией и двигайте стрелками.",
  tasksTitle: "Задачи",
  tasks: {
    onLine: "Поставьте точку ровно на прямую: сделайте Z\u00a0=\u00a00, меняя только смещение.",
    horizontal: "Пусть нейрон срабатывает в верхней половине плоскости: прямая горизонтальна, стрелка смотрит вверх.",
    flip: "Переверните нейрон: прямая прежняя, а срабатывает другая сторона.",
    distance: "Отведите точку от прямой ровно на 1: Z\u00a0/\u00a0‖w‖\u00a0=\u00a01.",
  },
  done: "сделано",
  scaleTitle: "Умножить w и b",
  scale: { half: "× ½", double: "× 2", flip: "× (−1)" },
  seeDistance: (z: string, length: string, distance: string) =>
    `Z — не просто число: Z\u00a0/\u00a0‖w‖\u00a0=\u00a0${z} / ${length} = ${distance} — это расстояние от точки до прямой со знаком.`,
  seeOn: "Точка лежит на прямой: Z\u00a0=\u00a00, и порог отвечает 0 — по правилу лекции срабатывает только Z\u00a0>\u00a00.",
  seeNearly: (z: string) => `Точка на прямой с точностью до округления: Z = ${z}. Порог и такую разницу считает: чуть больше нуля — уже 1.`,
  seeSide: (fires: boolean): string =>
    fires
      ? "Точка с той стороны, куда смотрит стрелка: Z\u00a0>\u00a00."
      : "Точка с другой стороны от той, куда смотрит стрелка: Z\u00a0<\u00a00.",
  seeNormal: "Вектор весов всегда перпендикулярен прямой: веса поворачивают её, смещение — сдвигает.",
  seeScaleStep: "Умножьте веса и смещение на 2: у порога не изменится ни один ответ — прямая та же.",
  seeScaleSmooth: (name: string) =>
    `Умножьте веса и смещение на 2: прямая Z\u00a0=\u00a00 останется, но переход через неё станет круче — ${name} различает, насколько точка далеко.`,
  seeFlat: "Оба веса равны нулю: нейрон не смотрит на входы, прямой нет.",
  table: "Числа рисунка",
  columns: ["величина", "значение"],
  distance: "расстояние до прямой",
  length: "длина ‖w‖",
  predict: {
    question: "Умножим оба веса и смещение порогового нейрона на 2. Что станет с его ответами на плоскости?",
    answers: ["Прямая сдвинется", "Прямая повернётся", "Ничего не изменится", "Срабатывать будет вдвое большая область"],
    reveal: (points: string, before: string, after: string) =>
      `Проверено на ${points} точках: срабатывают ${before} до умножения и ${after} после. Прямая 2Z = 0 — та же, что Z\u00a0=\u00a00.`,
    waiting: "Считается…",
  },
  proofs: {
    formula: "Ответ, пересчитанный вручную по показанным числам, тот же.",
    distance: "Z\u00a0/\u00a0‖w‖ — расстояние до ближайшей точки прямой, найденной перебором.",
    normal: "Вектор весов перпендикулярен прямой Z\u00a0=\u00a00.",
    scale: "Веса и смещение, умноженные на 3, дают те же ответы порога.",
  },
  code: { answer: "Взвешенная сумма и ответ нейрона", distance: "Расстояние до прямой со знаком" },
};

const en: typeof ru = {
  lead: "One neuron in four views: scheme, formula, plane and activation curve. Change anything, and the rest follows.",
  lecture: "McCulloch and Pitts's neuron: a weighted sum of inputs plus a bias, then an activation: y = f(w₁x₁ + w₂x₂ + b).",
  views: { scheme: "Scheme", formula: "Formula", plane: "Plane", curve: "Activation" },
  weight1: "Weight w₁",
  weight2: "Weight w₂",
  bias: "Bias b",
  input1: "Input x₁",
  input2: "Input x₂",
  sum: "sum Z",
  answer: "answer y",
  activation: "Activation",
  activations: { step: "step", sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", linear: "linear" },
  line: "The line Z\u00a0=\u00a00: moving it changes the bias b",
  normal: "The vector of weights w",
  point: "The point x, the neuron's input",
  marker: "The mark of Z: moving it changes the bias b",
  planeHelp: "Drag the point, the line or the arrow. By keyboard: choose a handle with Tab and move it with the arrow keys.",
  tasksTitle: "Tasks",
  tasks: {
    onLine: "Put the point exactly on the line: make Z\u00a0=\u00a00 by the bias alone.",
    horizontal: "Let the neuron fire in the upper half of the plane: the line level, the arrow pointing up.",
    flip: "Turn the neuron over: the same line, but the other side fires.",
    distance: "Take the point exactly 1 away from the line: Z\u00a0/\u00a0‖w‖\u00a0=\u00a01.",
  },
  done: "done",
  scaleTitle: "Multiply w and b",
  scale: { half: "× ½", double: "× 2", flip: "× (−1)" },
  seeDistance: (z, length, distance) =>
    `Z is more than a number: Z\u00a0/\u00a0‖w‖\u00a0=\u00a0${z} / ${length} = ${distance} is the signed distance from the point to the line.`,
  seeOn: "The point is on the line: Z\u00a0=\u00a00, and the step answers 0; by the lecture's rule only Z\u00a0>\u00a00 fires.",
  seeNearly: (z) => `The point is on the line but for rounding: Z = ${z}. The step counts even that: a little above zero is 1 already.`,
  seeSide: (fires) =>
    fires
      ? "The point is on the side that the arrow points to: Z\u00a0>\u00a00."
      : "The point is on the side that the arrow points away from: Z\u00a0<\u00a00.",
  seeNormal: "The vector of weights is always perpendicular to the line: weights turn it, the bias shifts it.",
  seeScaleStep: "Multiply weights and bias by 2: not one answer of the step changes, the line is the same.",
  seeScaleSmooth: (name) =>
    `Multiply weights and bias by 2: the line Z\u00a0=\u00a00 stays, but the crossing gets steeper: ${name} tells how far away a point is.`,
  seeFlat: "Both weights are zero: the neuron does not look at its inputs, there is no line.",
  table: "Numbers of the figure",
  columns: ["quantity", "value"],
  distance: "distance to the line",
  length: "length ‖w‖",
  predict: {
    question: "Both weights and the bias of a threshold neuron are multiplied by 2. What becomes of its answers in the plane?",
    answers: ["The line shifts", "The line turns", "Nothing changes", "Twice as large an area fires"],
    reveal: (points, before, after) =>
      `Tried on ${points} points: ${before} fire before, ${after} after. The line 2Z = 0 is the line Z\u00a0=\u00a00.`,
    waiting: "Computing…",
  },
  proofs: {
    formula: "The answer computed by hand from the numbers shown is the same.",
    distance: "Z\u00a0/\u00a0‖w‖ is the distance to the nearest of the line's points, found by search.",
    normal: "The vector of weights is perpendicular to the line Z\u00a0=\u00a00.",
    scale: "Weights and bias multiplied by 3 give the same answers of the step.",
  },
  code: { answer: "Weighted sum and answer of the neuron", distance: "Signed distance to the line" },
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
