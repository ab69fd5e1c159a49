// What the pages of the lecture say between the numbers: a paragraph for each room in both languages, its files, its pictures.
import type { Room, Words } from "../src/lecture/index.ts";

/** A room's part of the walk. */
export interface Story {
  readonly text: Words;
  /** Files of `src/lecture`, in reading order. */
  readonly files: readonly string[];
  /** Names in `docs/pictures`; those that are not there are left out. */
  readonly pictures: readonly string[];
}

const stories: Readonly<Record<Room, Story>> = {
  living: {
    text: {
      ru: "Тело нейрона накапливает заряд, дендриты его приносят, мембрана понемногу теряет. На пороге — импульс, сброс и короткий отдых. Это одна строка физики: τ·V′ = −V + RI. Рядом на тех же входах стоит нейрон Маккаллока–Питтса, которому неважно, когда что пришло.",
      en: "The body of the neuron gathers charge, dendrites bring it, the membrane slowly loses it. At the threshold there is a spike, a reset and a short rest. It is one line of physics: τ·V′ = −V + RI. Beside it, on the same inputs, stands the neuron of McCulloch and Pitts, to which it does not matter when anything came.",
    },
    files: ["living"],
    pictures: ["spikes", "living"],
  },
  neuron: {
    text: {
      ru: "Сумматор, веса, смещение, активация: y = f(w·x + b). Это и формула, и прямая на плоскости: вектор весов ей перпендикулярен, а Z, делённое на ‖w‖, — расстояние до неё.",
      en: "An adder, weights, a bias, an activation: y = f(w·x + b). It is a formula and a line in the plane as well: the vector of weights is perpendicular to it, and Z divided by ‖w‖ is the distance from it.",
    },
    files: ["neuron"],
    pictures: ["neuron", "geometry"],
  },
  gates: {
    text: {
      ru: "НЕ, И, ИЛИ — по одному нейрону. Веса можно дать, найти правилом перцептрона, а можно показать сразу все: это многоугольник. А какие таблицы истинности одному нейрону вообще доступны, решается перебором: для каждой есть либо веса, либо противоречие.",
      en: "NOT, AND, OR: a neuron each. Weights can be given, found by the perceptron rule, or shown all at once: they form a polygon. Which truth tables a neuron can make at all is settled by enumeration: for each there are either weights or a contradiction.",
    },
    files: ["gates", "separability"],
    pictures: ["gates"],
  },
  xor: {
    text: {
      ru: "Четыре неравенства XOR складываются в 0 < 0, поэтому одного нейрона мало. Пяти хватает, и трёх тоже: НЕ вкладывается в И. А обучение находит решение не всегда — это тоже можно сосчитать, обучая сотни сетей разом.",
      en: "The four inequalities of XOR add up to 0 < 0, so one neuron is not enough. Five are, and three are too: NOT folds into AND. Training does not always find a solution, and that can be counted as well, by training hundreds of networks at once.",
    },
    files: ["xor", "population"],
    pictures: ["xor", "boundary"],
  },
  layers: {
    text: {
      ru: "Слой за слоем — но без активаций любое их число остаётся одним аффинным преобразованием. Нелинейность появляется из активаций: каждый нейрон ReLU один раз складывает прямую.",
      en: "Layer after layer, but without activations any number of them is one affine map. Non-linearity comes from the activations: each rectifier folds the line once.",
    },
    files: ["layers"],
    pictures: ["layers", "lines"],
  },
  components: {
    text: {
      ru: "Архитектура, функция потерь, метод оптимизации, метрика — один объект из четырёх полей, каждое из которых заменяется отдельно.",
      en: "Architecture, loss, optimizer, metric: one object of four fields, each of which can be swapped by itself.",
    },
    files: ["components", "points"],
    pictures: ["network", "learning"],
  },
  losses: {
    text: {
      ru: "MSE для чисел, кросс-энтропия для классов. Почему не MSE для классов: из уверенной ошибки она не выбирается, её градиент там почти нуль. И почему кросс-энтропию считают от логитов: набранная как есть, она обращается в бесконечность.",
      en: "MSE for numbers, cross-entropy for classes. Why not MSE for classes: it does not get out of a confident mistake, for its gradient there is almost zero. And why cross-entropy is computed from logits: as typed it becomes infinite.",
    },
    files: ["losses"],
    pictures: ["losses", "race"],
  },
  cybenko: {
    text: {
      ru: "Один скрытый слой приближает любую непрерывную функцию: лесенка из сигмоид строится руками, и её ошибка известна. Разрыв так не приблизить: у непрерывной сети на скачке всегда остаётся половина — зато в среднем квадратичном хватает одного крутого нейрона.",
      en: "One hidden layer approximates any continuous function: a staircase of sigmoids is built by hand, and its error is known. A jump cannot be had so: a continuous network is always off by half of it, though in the mean square a single steep unit will do.",
    },
    files: ["cybenko"],
    pictures: ["cybenko", "widths"],
  },
  perceptron: {
    text: {
      ru: "Машина Розенблатта: сетчатка 20×20, случайные неизменные связи к ассоциативным элементам, и лишь последний слой учится. Она читает буквы — английские и русские — пока они стоят на месте.",
      en: "Rosenblatt's machine: a retina of 20×20, random wires to association units that never change, and only the last layer learns. It reads letters, English and Russian, as long as they stay in their place.",
    },
    files: ["perceptron", "retina"],
    pictures: ["perceptron", "filters", "confusion"],
  },
  graph: {
    text: {
      ru: "Выражение — это граф. На каждом ребре — местная производная; градиент узла — сумма того, что пришло по всем его рёбрам. Ромб лекции показывает, зачем сумма, и что выходит, если не дождаться второго пути.",
      en: "An expression is a graph. On each edge there is a local derivative; the gradient of a node is the sum of what came along all its edges. The slide's diamond shows why there is a sum, and what comes out if one does not wait for the second way.",
    },
    files: ["expression", "chain", "routes"],
    pictures: ["graph"],
  },
  descent: {
    text: {
      ru: "Шаг против градиента. Слишком длинный расходится — порог 2/λ_max, и λ_max можно измерить, не строя гессиана. Импульс и Adam спускаются быстрее; нулевые начальные веса не спускаются вовсе.",
      en: "A step against the gradient. Too long a step diverges; the threshold is 2/λ_max, and λ_max can be measured without making the Hessian. Momentum and Adam go down faster; zero first weights do not go down at all.",
    },
    files: ["descent"],
    pictures: ["descent", "optimizers"],
  },
  activations: {
    text: {
      ru: "Линейная, ступенька, сигмоида, tanh, ReLU, «протекающий» ReLU, ELU, GELU, SiLU: функция, производная, область значений — и недостаток каждой как опыт, а не как строка на слайде.",
      en: "Linear, step, sigmoid, tanh, ReLU, leaky ReLU, ELU, GELU, SiLU: function, derivative, range, and the drawback of each as an experiment, not as a line on a slide.",
    },
    files: ["activations"],
    pictures: ["activations"],
  },
  depth: {
    text: {
      ru: "Чем глубже сеть, тем дальше градиенту до первого слоя. Что от него остаётся, зависит от активации, от начальных весов и от обходов. Нейроны ReLU ещё и умирают — от большого шага, от смещения, от узости.",
      en: "The deeper the network, the longer the gradient's way to the first layer. What is left of it depends on the activation, on the first weights and on skips. Rectifiers die, too: of a large rate, of a bias, of narrowness.",
    },
    files: ["depth"],
    pictures: ["depth", "histograms"],
  },
  landscape: {
    text: {
      ru: "Срез f(α, β) = L(θ + αδ + βη) — картинка миллиардномерного ландшафта. Её легко понять неверно: случайная плоскость почти ничего не видит, путь лежит вне её, масштаб весов меняет её до неузнаваемости. Здесь это сосчитано: нормировка по фильтрам, обходы против хаоса, острые и пологие минимумы.",
      en: "A slice f(α, β) = L(θ + αδ + βη) is a picture of a landscape of a billion dimensions. It is easily misread: a random plane sees almost nothing, the path lies off it, the scale of weights changes it beyond recognition. Here this is computed: filter normalization, skips against chaos, sharp and flat minima.",
    },
    files: ["landscape", "path", "sharpness"],
    pictures: ["landscape-contour", "landscape-surface", "landscape-path", "skips"],
  },
  together: {
    text: {
      ru: "Задача и данные, слои и активации, потери, метод, метрика — и обученная сеть, которая сама говорит, что она такое.",
      en: "Task and data, layers and activations, loss, optimizer, metric, and a trained network that says itself what it is.",
    },
    files: ["together"],
    pictures: ["regions", "residuals"],
  },
};

/** The story of a room. */
export const storyOf = (room: Room): Story => stories[room];
