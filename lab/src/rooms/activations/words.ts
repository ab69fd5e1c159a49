// What the room of activation functions says, in both languages.
import { dictionary } from "../../i18n/language.ts";
import type { Name } from "./state.ts";

/** What is said of one function. `n` are numbers that were measured, already written. */
export interface AboutFunction {
  readonly name: string;
  readonly formula: string;
  /** What the slide says against it; none if it says nothing. */
  readonly slide: string | null;
  /** What the experiment asks. */
  readonly experiment: string;
  /** What the bars are. */
  readonly bars: string;
  /** What came out. */
  readonly verdict: (n: Readonly<Record<string, string>>) => string;
  /** Is the slide right? */
  readonly judged: "no" | "partly" | "yes" | "silent";
}

const ru = {
  lead: "Выберите функцию, потяните отметку — и проверьте, верно ли то, что о ней говорят: у каждой свой опыт.",
  lecture: "Лекция перечисляет функции активации и их недостатки. Здесь каждый недостаток измерен: одни подтверждаются, другие — нет.",
  view: "Рисунок",
  views: { function: "Функция и наклон", layers: "Что отвечают слои" },
  choose: "Функция",
  beside: "Рядом",
  nobody: "ничего",
  x: "Вход x",
  value: "значение f(x)",
  slope: "наклон f′(x)",
  figure: (name: string, x: string) => `${name}: функция и её производная; отметка на x = ${x}`,
  atMarker: (name: string, x: string, value: string, slope: string) => `${name} при x = ${x}: значение ${value}, наклон ${slope}.`,
  passes: (percent: string) => `Через этот нейрон назад проходит ${percent} градиента.`,
  layersTitle: "Ответы шести слоёв по 32 нейрона на нормальные точки, до обучения",
  layer: (n: number) => `слой ${n}`,
  spread: (mean: string, spread: string) => `среднее ${mean}, разброс ${spread}`,
  experiment: "Опыт",
  slide: "На слайде",
  slideSilent: "На слайде недостатков не названо.",
  found: "Измерено",
  verdicts: { no: "не подтвердилось", partly: "верно отчасти", yes: "подтвердилось", silent: "измерено" },
  measuring: "Опыт идёт…",
  repeat: "Зерно меняет начальные веса и точки: результат должен устоять.",
  bar: {
    one: "логистическая регрессия",
    four: "четыре линейных слоя",
    curved: "четыре слоя с tanh",
    depth: (n: string) => `слоёв: ${n}`,
    lr: (rate: string) => `шаг ${rate}`,
  },
  about: {
    linear: {
      name: "Линейная",
      formula: "f(x) = x",
      slide:
        "Обратное распространение использовать нельзя: производная — константа. И сколько бы ни было слоёв, последний — линейная функция первого.",
      experiment:
        "Учим обратным распространением логистическую регрессию и сеть из четырёх линейных слоёв на двух лунах; рядом — та же сеть с tanh.",
      bars: "Потери в конце обучения",
      verdict: (n) =>
        `Обратное распространение работает: четыре слоя пришли к тому же минимуму, разница ${n["losses"]}. Верно второе: все слои вместе — одно аффинное отображение (расхождение ${n["apart"]}), и лучшего они не могут.`,
      judged: "partly",
    },
    sigmoid: {
      name: "Сигмоида",
      formula: "σ(x) = 1 / (1 + e⁻ˣ)",
      slide: "Затухание градиента; все выходы одного знака.",
      experiment: "Какая доля градиента последнего слоя доходит до первого, если слоёв от двух до двадцати: медиана по 20 сетям.",
      bars: "Доля градиента у первого слоя (логарифмическая шкала)",
      verdict: (n) =>
        `Наклон не больше ${n["steepest"]}, и каждый слой ослабляет градиент. Один знак выходов делает одного знака и градиенты всех входных весов нейрона: ${n["oneSign"]} случаев. Но у ReLU — тоже ${n["oneSignRelu"]}, а у tanh — ${n["oneSignTanh"]}; слайд называет это лишь у сигмоиды.`,
      judged: "yes",
    },
    tanh: {
      name: "tanh",
      formula: "tanh x = 2σ(2x) − 1",
      slide: "Затухание градиента; производная круче, чем у сигмоиды.",
      experiment: "Доля градиента у первого из десяти слоёв: tanh и сигмоида, медиана по 20 сетям.",
      bars: "Доля градиента у первого слоя (логарифмическая шкала)",
      verdict: (n) =>
        `Круче — да: наклон в нуле ${n["steepest"]} против ${n["sigmoidSteepest"]}. Но это не недостаток: именно поэтому градиент почти не затухает. Настоящая цена — насыщение раньше: наклон меньше 0,01 уже при |x| > ${n["deaf"]}, у сигмоиды — при |x| > ${n["sigmoidDeaf"]}.`,
      judged: "no",
    },
    relu: {
      name: "ReLU",
      formula: "max(0, x)",
      slide: "Отрицательные входы обращаются в нуль, что снижает способность модели подбирать данные.",
      experiment:
        "Сколько нейронов после обучения отвечает нулём на все точки: сеть [2, 16, 16, 1] на двух лунах, 400 шагов с разным шагом спуска.",
      bars: "Доля мёртвых нейронов",
      verdict: (n) =>
        `Умирают нейроны от большого шага: точность падает с ${n["rightSlow"]} до ${n["rightFast"]}. При малом шаге мёртвых мало: сам по себе нуль слева не мешает. И ещё: все выходы ReLU одного знака (${n["oneSign"]}), как у сигмоиды.`,
      judged: "partly",
    },
    elu: {
      name: "ELU",
      formula: "x при x > 0, иначе eˣ − 1",
      slide: "Больше времени из-за экспоненты; возможен взрыв градиентов.",
      experiment: "Начальные веса вдвое больше, чем нужно, 20 слоёв: норма градиента первого слоя, медиана по 20 сетям.",
      bars: "‖g₁‖ при весах, увеличенных вдвое (логарифмическая шкала)",
      verdict: (n) =>
        `Взрыв — от размаха весов: у ReLU и GELU он такой же, а с весами обычного размаха у ELU ${n["calm"]}. Сама ELU ничего не усиливает: её наклон не больше ${n["steepest"]}. Экспонента стоит: ${n["cost"]} нс на число против ${n["costRelu"]} у ReLU на этой машине.`,
      judged: "partly",
    },
    gelu: {
      name: "GELU",
      formula: "x · Φ(x)",
      slide: null,
      experiment: "Доля градиента у первого из десяти слоёв, медиана по 20 сетям.",
      bars: "Доля градиента у первого слоя (логарифмическая шкала)",
      verdict: (n) =>
        `Градиент доходит не хуже, чем с ReLU. Зато она не монотонна: наименьшее значение ${n["lowest"]} при x = ${n["lowestAt"]}, а наклон бывает больше единицы — до ${n["steepest"]}. Цена: ${n["cost"]} нс на число против ${n["costRelu"]} у ReLU на этой машине.`,
      judged: "silent",
    },
    silu: {
      name: "Swish",
      formula: "x · σ(x)",
      slide: null,
      experiment: "Доля градиента у первого из десяти слоёв, медиана по 20 сетям.",
      bars: "Доля градиента у первого слоя (логарифмическая шкала)",
      verdict: (n) =>
        `Родня GELU: на отрезке от −3 до 3 они расходятся не больше чем на ${n["apart"]}. Наименьшее значение ${n["lowest"]} при x = ${n["lowestAt"]}. Цена: ${n["cost"]} нс на число против ${n["costRelu"]} у ReLU на этой машине.`,
      judged: "silent",
    },
    leakyRelu: {
      name: "Leaky ReLU",
      formula: "x при x > 0, иначе 0,01 · x",
      slide: null,
      experiment: "Нейрон, у которого на всех данных вход отрицателен: насколько сдвинутся его веса за сто шагов.",
      bars: "Сдвиг весов мёртвого нейрона",
      verdict: (n) => `Наклон ${n["flattest"]} слева — этого хватает, чтобы нейрон ожил; у ReLU веса не сдвинулись вовсе.`,
      judged: "silent",
    },
    step: {
      name: "Ступенька",
      formula: "1 при x > 0, иначе 0",
      slide: null,
      experiment: "Учим сеть [2, 16, 16, 1] на двух лунах: насколько сдвинулись веса первого слоя за 300 шагов.",
      bars: "Сдвиг весов первого слоя",
      verdict: (n) =>
        `Наклон ступеньки — нуль всюду, и скрытые слои стоят на месте: учится только последний. Потери ${n["loss"]}; с сигмоидой ${n["lossSigmoid"]}, с ReLU ${n["lossRelu"]}. Так нейрон Мак-Каллока — Питтса пришлось сделать гладким.`,
      judged: "silent",
    },
  } satisfies Record<Name, AboutFunction> as Record<Name, AboutFunction>,
  tasks: {
    quarter: "Сигмоида: найдите x, где наклон наибольший.",
    dead: "ReLU: поставьте отметку туда, где нейрон не пропускает градиент.",
    low: "GELU: найдите самое низкое место.",
    steep: "Найдите функцию с наклоном больше единицы и покажите, где он такой.",
  },
  predict: {
    question: "Десять слоёв с сигмоидами. Какая доля градиента дойдёт до первого слоя?",
    answers: ["Около десятой", "Около тысячной", "Около миллионной"],
    reveal: (share: string) =>
      `Наклон сигмоиды не больше ¼, и десять таких множителей подряд оставляют: ${share} (медиана по 20 сетям с зерном этого зала).`,
    revealWait: "Выберите сигмоиду: опыт под рисунком скажет.",
  },
  table: { title: "Функция и наклон", x: "x" },
  barTable: { title: "Опыт", what: "что", value: "значение" },
  layerTable: { title: "Ответы слоёв", layer: "слой", mean: "среднее", spread: "разброс" },
  proofs: {
    value: "Значение на отметке — по формуле в обычных числах.",
    slope: "Наклон на отметке — по конечной разности.",
  },
  loading: "Считается…",
};

const en: typeof ru = {
  lead: "Choose a function, pull the marker, and test what is said of it: each has an experiment of its own.",
  lecture: "The lecture lists activation functions with their drawbacks. Here each drawback is measured: some hold, others do not.",
  view: "Figure",
  views: { function: "Function and slope", layers: "What layers answer" },
  choose: "Function",
  beside: "Beside it",
  nobody: "none",
  x: "Input x",
  value: "value f(x)",
  slope: "slope f′(x)",
  figure: (name, x) => `${name}: the function and its derivative; the marker is at x = ${x}`,
  atMarker: (name, x, value, slope) => `${name} at x = ${x}: value ${value}, slope ${slope}.`,
  passes: (percent) => `On the way back this unit lets through ${percent} of the gradient.`,
  layersTitle: "Answers of six layers of 32 units to normal points, before training",
  layer: (n) => `layer ${n}`,
  spread: (mean, spread) => `mean ${mean}, spread ${spread}`,
  experiment: "Experiment",
  slide: "On the slide",
  slideSilent: "The slide names no drawback.",
  found: "Measured",
  verdicts: { no: "not confirmed", partly: "true in part", yes: "confirmed", silent: "measured" },
  measuring: "The experiment is running…",
  repeat: "The seed changes first weights and points: the result should stand.",
  bar: {
    one: "logistic regression",
    four: "four linear layers",
    curved: "four layers with tanh",
    depth: (n) => `layers: ${n}`,
    lr: (rate) => `rate ${rate}`,
  },
  about: {
    linear: {
      name: "Linear",
      formula: "f(x) = x",
      slide:
        "Back-propagation cannot be used: the derivative is a constant. And however many layers there are, the last is a linear function of the first.",
      experiment:
        "By back-propagation we teach logistic regression and a network of four linear layers two moons; beside them the same network with tanh.",
      bars: "Loss at the end of training",
      verdict: (n) =>
        `Back-propagation works: four layers came to the same minimum, ${n["losses"]} apart. The second part is true: all layers together are one affine map (${n["apart"]} apart), and can do no better.`,
      judged: "partly",
    },
    sigmoid: {
      name: "Sigmoid",
      formula: "σ(x) = 1 / (1 + e⁻ˣ)",
      slide: "The gradient vanishes; all outputs have one sign.",
      experiment: "What share of the last layer's gradient reaches the first, with two to twenty layers: the median of 20 networks.",
      bars: "Share of the gradient at the first layer (logarithmic scale)",
      verdict: (n) =>
        `The slope is at most ${n["steepest"]}, and every layer weakens the gradient. One sign of the outputs gives one sign to the gradients of all incoming weights of a unit: ${n["oneSign"]} of cases. But for ReLU it is ${n["oneSignRelu"]} too, for tanh ${n["oneSignTanh"]}; the slide says it of the sigmoid only.`,
      judged: "yes",
    },
    tanh: {
      name: "tanh",
      formula: "tanh x = 2σ(2x) − 1",
      slide: "The gradient vanishes; the derivative is steeper than the sigmoid's.",
      experiment: "Share of the gradient at the first of ten layers: tanh and sigmoid, the median of 20 networks.",
      bars: "Share of the gradient at the first layer (logarithmic scale)",
      verdict: (n) =>
        `Steeper it is: the slope at zero is ${n["steepest"]} against ${n["sigmoidSteepest"]}. But that is no drawback: it is just why the gradient hardly vanishes. The real cost is earlier saturation: the slope is below 0.01 from |x| > ${n["deaf"]} on, the sigmoid's from |x| > ${n["sigmoidDeaf"]}.`,
      judged: "no",
    },
    relu: {
      name: "ReLU",
      formula: "max(0, x)",
      slide: "Negative inputs become zero, which lowers the ability of the model to fit data.",
      experiment:
        "How many units answer zero to all points after training: a network [2, 16, 16, 1] on two moons, 400 steps with several rates.",
      bars: "Share of dead units",
      verdict: (n) =>
        `A large rate kills units: accuracy falls from ${n["rightSlow"]} to ${n["rightFast"]}. With a small rate few are dead: the zero on the left alone does no harm. And all outputs of ReLU have one sign (${n["oneSign"]}), as the sigmoid's.`,
      judged: "partly",
    },
    elu: {
      name: "ELU",
      formula: "x for x > 0, else eˣ − 1",
      slide: "More time because of the exponential; gradients may explode.",
      experiment:
        "First weights twice as large as they should be, 20 layers: the norm of the first layer's gradient, the median of 20 networks.",
      bars: "‖g₁‖ with weights doubled (logarithmic scale)",
      verdict: (n) =>
        `The explosion comes from the size of the weights: it is the same for ReLU and GELU, and with weights of the usual size ELU has ${n["calm"]}. ELU itself amplifies nothing: its slope is at most ${n["steepest"]}. The exponential does cost: ${n["cost"]} ns a number against ReLU's ${n["costRelu"]} on this machine.`,
      judged: "partly",
    },
    gelu: {
      name: "GELU",
      formula: "x · Φ(x)",
      slide: null,
      experiment: "Share of the gradient at the first of ten layers, the median of 20 networks.",
      bars: "Share of the gradient at the first layer (logarithmic scale)",
      verdict: (n) =>
        `The gradient arrives no worse than with ReLU. But it is not monotone: its lowest value is ${n["lowest"]} at x = ${n["lowestAt"]}, and its slope exceeds one, up to ${n["steepest"]}. Its cost: ${n["cost"]} ns a number against ReLU's ${n["costRelu"]} on this machine.`,
      judged: "silent",
    },
    silu: {
      name: "Swish",
      formula: "x · σ(x)",
      slide: null,
      experiment: "Share of the gradient at the first of ten layers, the median of 20 networks.",
      bars: "Share of the gradient at the first layer (logarithmic scale)",
      verdict: (n) =>
        `GELU's relative: from −3 to 3 they are at most ${n["apart"]} apart. Its lowest value is ${n["lowest"]} at x = ${n["lowestAt"]}. Its cost: ${n["cost"]} ns a number against ReLU's ${n["costRelu"]} on this machine.`,
      judged: "silent",
    },
    leakyRelu: {
      name: "Leaky ReLU",
      formula: "x for x > 0, else 0.01 · x",
      slide: null,
      experiment: "A unit whose input is negative on all data: how far its weights move in a hundred steps.",
      bars: "How far a dead unit's weights move",
      verdict: (n) =>
        `A slope of ${n["flattest"]} on the left is enough to bring the unit back to life; ReLU's weights did not move at all.`,
      judged: "silent",
    },
    step: {
      name: "Step",
      formula: "1 for x > 0, else 0",
      slide: null,
      experiment: "We teach a network [2, 16, 16, 1] two moons: how far the first layer's weights move in 300 steps.",
      bars: "How far the first layer's weights move",
      verdict: (n) =>
        `The slope of the step is zero everywhere, and hidden layers stand still: only the last one learns. The loss is ${n["loss"]}; with sigmoids ${n["lossSigmoid"]}, with ReLU ${n["lossRelu"]}. That is why the neuron of McCulloch and Pitts had to become smooth.`,
      judged: "silent",
    },
  },
  tasks: {
    quarter: "Sigmoid: find the x at which the slope is largest.",
    dead: "ReLU: put the marker where the unit lets no gradient through.",
    low: "GELU: find its lowest place.",
    steep: "Find a function with a slope above one, and show where.",
  },
  predict: {
    question: "Ten layers with sigmoids. What share of the gradient will reach the first layer?",
    answers: ["About a tenth", "About a thousandth", "About a millionth"],
    reveal: (share) =>
      `The sigmoid's slope is at most ¼, and ten such factors in a row leave ${share} (the median of 20 networks with this room's seed).`,
    revealWait: "Choose the sigmoid: the experiment under the figure will tell.",
  },
  table: { title: "Function and slope", x: "x" },
  barTable: { title: "Experiment", what: "what", value: "value" },
  layerTable: { title: "Answers of layers", layer: "layer", mean: "mean", spread: "spread" },
  proofs: {
    value: "The value at the marker, by the formula in plain numbers.",
    slope: "The slope at the marker, by finite difference.",
  },
  loading: "Computing…",
};

export const words = dictionary(ru, en);
export type Words = typeof ru;
