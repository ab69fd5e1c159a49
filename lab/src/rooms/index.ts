// The route map: the lecture's rooms in its order. A room is shown when its folder has a room.tsx (vite.config.ts looks), each in a
// chunk of its own. Ids and titles are those of `rooms` in nabla/lecture; a test compares them.
import { rooms as loaders } from "virtual:rooms";
import type { Bilingual, RoomDefinition, RoomWords } from "../contract.ts";

/** What the shell can do with a room without knowing its state. */
export type AnyRoom = RoomDefinition<Record<string, unknown>, RoomWords>;

/** A room on the map. */
export interface RoomEntry extends Bilingual {
  readonly id: string;
  /** Its number in the lecture. */
  readonly number: number;
  load(): Promise<AnyRoom>;
}

const TITLES: Readonly<Record<string, readonly [ru: string, en: string]>> = {
  living: ["Живой нейрон", "The living neuron"],
  neuron: ["Математический нейрон", "The mathematical neuron"],
  gates: ["Вентили", "Gates"],
  xor: ["XOR", "XOR"],
  layers: ["Слои", "Layers"],
  components: ["Четыре компонента", "Four components"],
  losses: ["Функции потерь", "Losses"],
  cybenko: ["Теорема Цыбенко", "Cybenko's theorem"],
  perceptron: ["Перцептрон Розенблатта", "Rosenblatt's perceptron"],
  graph: ["Градиент и граф вычислений", "Gradient and computation graph"],
  descent: ["Градиентный спуск", "Gradient descent"],
  activations: ["Функции активации", "Activation functions"],
  depth: ["Глубина", "Depth"],
  landscape: ["Ландшафт функции потерь", "The loss landscape"],
  together: ["Собираем всё вместе", "Putting it together"],
};

/** The rooms that exist, in the lecture's order. */
export const rooms: readonly RoomEntry[] = Object.entries(TITLES).flatMap(([id, [ru, en]], place) => {
  const load = loaders[id];
  // Room 7, the gallery of tasks, has no claims and stands elsewhere.
  return load ? [{ id, ru, en, number: place < 6 ? place + 1 : place + 2, load: () => load().then(({ room }) => room as AnyRoom) }] : [];
});
