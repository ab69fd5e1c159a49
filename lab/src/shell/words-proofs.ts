// What the proof drawer and the code cell say, in both languages.
import type { Oracle } from "../contract.ts";
import { plural } from "../i18n/format.ts";
import { dictionary } from "../i18n/language.ts";

const ru = {
  title: "Доказательство",
  about: "Каждое утверждение вычисляется здесь же заново и сверяется с тем, что библиотека подделать не может.",
  seed: "Зерно",
  newSeed: "Новое зерно",
  prove: "Проверить",
  stop: "Остановить",
  loading: "Утверждения загружаются…",
  ownGroup: "О том, что сейчас на рисунке",
  lectureGroup: "Утверждения лекции",
  summary: (passed: number, all: number) => (passed === all ? `${passed} из ${all} верны` : `${all - passed} из ${all} ${plural("ru", all - passed, { one: "неверно", few: "неверны", many: "неверны" })}`),
  looks: { open: "Не проверено", running: "Проверяется", pass: "Верно", fail: "Неверно" },
  oracles: { "closed form": "Судит замкнутая формула", "finite difference": "Судит конечная разность", enumeration: "Судит полный перебор", "plain arithmetic": "Судит простая арифметика" } satisfies Record<Oracle, string> as Record<Oracle, string>,
  found: "Найдено",
  expected: "Ожидалось",
  band: "Должно лежать в",
  slide: "На слайде",
  details: "Все числа",
}; // prettier-ignore

const en: typeof ru = {
  title: "Proof",
  about: "Each statement is computed anew right here and compared with something that the library cannot fake.",
  seed: "Seed",
  newSeed: "New seed",
  prove: "Check",
  stop: "Stop",
  loading: "Loading the statements…",
  ownGroup: "About the figure as it is now",
  lectureGroup: "Statements of the lecture",
  summary: (passed, all) =>
    passed === all ? `${passed} of ${all} hold` : `${all - passed} of ${all} ${all - passed === 1 ? "does" : "do"} not hold`,
  looks: { open: "Not checked", running: "Being checked", pass: "Holds", fail: "Does not hold" },
  oracles: {
    "closed form": "Judged by a closed form",
    "finite difference": "Judged by finite differences",
    enumeration: "Judged by enumeration",
    "plain arithmetic": "Judged by plain arithmetic",
  },
  found: "Found",
  expected: "Expected",
  band: "Must lie in",
  slide: "On the slide",
  details: "All numbers",
};

export const proofWords = dictionary(ru, en);

const codeRu = {
  title: "Код рисунка",
  about: "Тот же расчёт кодом библиотеки. Его можно править и запускать.",
  run: "Запустить",
  stop: "Остановить",
  running: "Выполняется…",
  edit: "Править",
  copy: "Скопировать",
  back: "Вернуть код рисунка",
  output: "Вывод",
  nothing: "Код ничего не напечатал.",
  value: "Последнее значение",
  took: (time: string) => `Готово за ${time}`,
  stopped: "Остановлено.",
  line: (n: number) => `Строка ${n}`,
  editor: "Редактор кода. Чтобы выйти клавишей Tab, нажмите сначала Escape.",
};

const codeEn: typeof codeRu = {
  title: "Code of the figure",
  about: "The same computation with the library's code. Edit it and run it.",
  run: "Run",
  stop: "Stop",
  running: "Running…",
  edit: "Edit",
  copy: "Copy",
  back: "Back to the figure's code",
  output: "Output",
  nothing: "The code printed nothing.",
  value: "Last value",
  took: (time) => `Done in ${time}`,
  stopped: "Stopped.",
  line: (n) => `Line ${n}`,
  editor: "Code editor. To leave it with Tab press Escape first.",
};

export const codeWords = dictionary(codeRu, codeEn);
