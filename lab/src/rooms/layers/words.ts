// Texts of the room of layers.
import { dictionary } from "../../i18n/language.ts";
import { plural } from "../../i18n/format.ts";

const ru = {
  lead: "Слой за слоем сеть мнёт плоскость, пока классы не разделит одна прямая. Отнимите у слоёв активацию и посмотрите, что останется.",
  lecture: "Сеть — это слои нейронов; нелинейность в ней берётся из функций активации.",
  data: "Данные",
  datas: { moons: "Полумесяцы", xor: "XOR", rings: "Кольцо" },
  activation: "Активация",
  layers: "Слоёв",
  at: "Место в сети",
  play: "Провести через сеть",
  pause: "Пауза",
  stage: (layer: number, kind: "data" | "matrix" | "activation") =>
    kind === "data" ? "Данные" : kind === "matrix" ? `Слой ${layer}: умножение на W и сдвиг на b` : `Слой ${layer}: активация`,
  stageShort: (layer: number, kind: "data" | "matrix" | "activation", name: string): string =>
    kind === "data" ? "x" : kind === "matrix" ? `W${sub(layer)}` : name,
  between: (from: string, to: string) => `${from} → ${to}`,
  taskTitle: "Активация в слоях",
  task: "Снимите активацию сначала с одного слоя, потом со всех. Следите за линиями сетки на последнем месте.",
  layer: (layer: number) => `Слой ${layer}`,
  linear: "без активации",
  own: "Обучить заново без них",
  ownHelp: "Веса ищутся для сети в её нынешнем виде.",
  kept: "Веса остались от сети с активациями.",
  solved: "Активаций нет ни в одном слое: вся сеть — одно аффинное преобразование.",
  accuracy: (share: string) => `Прямая последнего нейрона верно делит ${share} точек.`,
  seeBent: (bend: string) => `Линии сетки гнутся: середина отрезка уходит от середины его концов до ${bend}.`,
  seeStraight: (layers: number, difference: string) =>
    `${layers} ${plural("ru", layers, { one: "слой", few: "слоя", many: "слоёв" })} без активаций — одно преобразование Wx + b. Слой за слоем и одним умножением получается одно и то же, расхождение ${difference}.`,
  seeWhole: "Вот оно:",
  seeRings:
    "Кольцо вокруг диска двум нейронам в слое не распутать: гладкие слои без потерь только мнут плоскость, а разорвать кольцо нельзя. Точек, которые не удаётся отделить, мало, но они есть.",
  seeAxes: "Перемещать, поворачивать и растягивать умеет матрица, сгибать — только активация.",
  planeTitle: "Плоскость внутри сети",
  classes: ["класс 0", "класс 1"],
  table: "Точки на этом месте",
  tableColumns: ["точка", "класс", "первая координата", "вторая координата"],
  piecesTitle: "Сколько изломов у ломаной",
  piecesHelp: "Один вход, один слой ReLU, один выход. Каждый нейрон сгибает прямую один раз.",
  units: "Нейронов",
  pieces: (units: number, pieces: number) =>
    `${units} ${plural("ru", units, { one: "нейрон", few: "нейрона", many: "нейронов" })} — ${pieces} ${plural("ru", pieces, { one: "звено", few: "звена", many: "звеньев" })} на отрезке; больше ${units + 1} быть не может.`,
  piecesTable: "Изломы",
  piecesColumns: ["x", "y"],
  predict: {
    question: "В сети три слоя. Уберём активации изо всех. На что станет похожа она вся?",
    answers: ["На три разных преобразования", "На один слой без активации", "Она перестанет что-либо вычислять"],
    reveal: (difference: string) =>
      `Три матрицы перемножаются в одну. Проверено на точках сетки: слой за слоем и одним умножением — расхождение ${difference}.`,
    waiting: "Считается…",
  },
  code: {
    stack: "Слои без активаций складываются в одно преобразование",
    same: "Слой за слоем и одним умножением: наибольшее расхождение",
    train: "Слои по два нейрона и последний нейрон; лучшая из восьми сетей",
    places: "Первые пять точек в ближайшем месте сети",
  },
  proofs: {
    journey: "Точки, проведённые через сеть вручную по её весам, приходят туда же.",
    collapse: "Слои без активаций — одно аффинное преобразование: его столбцы — образы единичных векторов.",
    pieces: "Звеньев столько, сколько разных наклонов между изломами, и не больше n + 1.",
  },
};

const sub = (n: number): string => Array.from(String(n), (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]!).join("");

const en: typeof ru = {
  lead: "Layer by layer the network crumples the plane, until one line parts the classes. Take the activation from the layers and see what is left.",
  lecture: "A network is layers of neurons; its non-linearity comes from the activation functions.",
  data: "Data",
  datas: { moons: "Moons", xor: "XOR", rings: "Ring" },
  activation: "Activation",
  layers: "Layers",
  at: "Place in the network",
  play: "Take it through",
  pause: "Pause",
  stage: (layer, kind) =>
    kind === "data" ? "The data" : kind === "matrix" ? `Layer ${layer}: multiplied by W, shifted by b` : `Layer ${layer}: activation`,
  stageShort: (layer, kind, name) => (kind === "data" ? "x" : kind === "matrix" ? `W${sub(layer)}` : name),
  between: (from, to) => `${from} → ${to}`,
  taskTitle: "Activation of the layers",
  task: "Take the activation from one layer first, then from all. Watch the lines of the grid at the last place.",
  layer: (layer) => `Layer ${layer}`,
  linear: "no activation",
  own: "Train anew without them",
  ownHelp: "Weights are sought for the network as it stands.",
  kept: "The weights are those of the network with activations.",
  solved: "No layer has an activation: the whole network is one affine map.",
  accuracy: (share) => `The last neuron's line parts ${share} of the points rightly.`,
  seeBent: (bend) => `The lines of the grid bend: the middle of a segment is off the middle of its ends by up to ${bend}.`,
  seeStraight: (layers, difference) =>
    `${layers} ${plural("en", layers, { one: "layer", other: "layers" })} without activations are one map Wx + b. Layer by layer and in one multiplication the result is the same, up to ${difference}.`,
  seeWhole: "Here it is:",
  seeRings:
    "Two neurons a layer cannot untangle a ring around a disk: smooth layers that lose nothing only crumple the plane, and cannot tear the ring. The points that stay on the wrong side are few, but they are there.",
  seeAxes: "A matrix can move, turn and stretch; only an activation can bend.",
  planeTitle: "The plane inside the network",
  classes: ["class 0", "class 1"],
  table: "Points at this place",
  tableColumns: ["point", "class", "first coordinate", "second coordinate"],
  piecesTitle: "How often a broken line folds",
  piecesHelp: "One input, one layer of ReLU, one output. Each neuron folds the line once.",
  units: "Neurons",
  pieces: (units, pieces) =>
    `${units} ${plural("en", units, { one: "neuron", other: "neurons" })}: ${pieces} ${plural("en", pieces, { one: "piece", other: "pieces" })} in view; there cannot be more than ${units + 1}.`,
  piecesTable: "Folds",
  piecesColumns: ["x", "y"],
  predict: {
    question: "A network has three layers. Take the activations from all of them. What is it like then, as a whole?",
    answers: ["Like three different maps", "Like one layer without activation", "It computes nothing any more"],
    reveal: (difference) =>
      `Three matrices multiply into one. Tried on the points of the grid: layer by layer and in one multiplication differ by ${difference}.`,
    waiting: "Computing…",
  },
  code: {
    stack: "Layers without activations collapse into one map",
    same: "Layer by layer and in one multiplication: the largest difference",
    train: "Layers of two neurons and a last neuron; the best of eight networks",
    places: "The first five points at the nearest place of the network",
  },
  proofs: {
    journey: "Points taken through the network by hand, with its weights, arrive at the same places.",
    collapse: "Layers without activations are one affine map: its columns are the images of the unit vectors.",
    pieces: "There are as many pieces as different slopes between folds, and no more than n + 1.",
  },
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
