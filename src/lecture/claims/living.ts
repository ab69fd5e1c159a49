// Claims of the room of the living neuron.
import { claim, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { firingRate, integrateAndFire, membrane } from "../living.ts";
import { fire } from "../neuron.ts";
import { RandomSource } from "../../data/index.ts";

/** Every order of some things. */
const orders = (things: readonly number[]): number[][] =>
  things.length === 0 ? [[]] : things.flatMap((thing, i) => orders(things.filter((_, j) => j !== i)).map((rest) => [thing, ...rest]));

export const livingClaims: readonly Claim[] = [
  claim("living.rate", {
    oracle: "closed form",
    ru: "Частота импульсов накапливающего нейрона равна 1 / (t_реф + τ·ln(RI / (RI − V_порог))).",
    en: "An integrate-and-fire neuron fires at the rate 1 / (t_ref + τ·ln(RI / (RI − V_threshold))).",
    compute({ seed }) {
      const current = new RandomSource(seed, 1).uniform(1.1, 3);
      const { timeConstant, resistance, refractory, threshold } = membrane;
      const goal = resistance * current;
      const expected = 1 / (refractory + timeConstant * Math.log(goal / (goal - threshold)));
      return near(firingRate(integrateAndFire({ current, duration: 3000 })), expected, expected / 100, { current });
    },
  }),
  claim("living.threshold", {
    oracle: "closed form",
    ru: "Слабее тока V_порог / R нейрон молчит, сколько ни жди; сильнее — срабатывает.",
    en: "Below the current V_threshold / R the neuron is silent for ever; above it, it fires.",
    compute() {
      const limit = membrane.threshold / membrane.resistance;
      const fires = (current: number): boolean => integrateAndFire({ current, duration: 1000 }).spikes.length > 0;
      let [low, high] = [0, 10];
      for (let k = 0; k < 30; k++) {
        const middle = (low + high) / 2;
        if (fires(middle)) high = middle;
        else low = middle;
      }
      return near(high, limit, 1e-6);
    },
  }),
  claim("living.refractory", {
    oracle: "closed form",
    ru: "Как бы силён ни был ток, чаще 1 / t_реф нейрон не срабатывает.",
    en: "However strong the current, the neuron never fires more often than 1 / t_ref.",
    compute() {
      const limit = 1 / membrane.refractory;
      const rates = [10, 100, 1000].map((current) => firingRate(integrateAndFire({ current, duration: 500, step: 0.01 })));
      return within(rates.at(-1)!, [0.9 * limit, limit], limit, { rates });
    },
  }),
  claim("living.order", {
    oracle: "enumeration",
    ru: "Живому нейрону важно, КОГДА приходят сигналы: от перестановки импульсов меняется число срабатываний. Нейрону Маккаллока–Питтса — нет.",
    en: "To a living neuron it matters WHEN signals arrive: another order of the pulses gives another number of spikes. To McCulloch and Pitts's it does not.",
    slide: {
      ru: "Математический нейрон не модель живого, а лишь отражает сходные процессы.",
      en: "The mathematical neuron is no model of the living one; it only reflects similar processes.",
    },
    compute({ seed }) {
      const random = new RandomSource(seed, 2);
      const sizes = [...range(3).map(() => random.uniform(0.15, 0.3)), ...range(2).map(() => random.uniform(0.6, 0.75))];
      const times = [10, 12, 14, 110, 210]; // three together, two alone
      const counts = orders(range(5)).map((order) => {
        const pulses = order.map((dendrite, at) => ({ time: times[at]!, size: sizes[dendrite]! }));
        return integrateAndFire({ pulses, duration: 300 }).spikes.length;
      });
      // The mathematical neuron sees each dendrite's pulse, and no times.
      const answers = orders(range(5)).map((order) => {
        const seen = sizes.map((_, dendrite) => Number(order.includes(dendrite)));
        return fire({ weights: sizes, bias: -1 }, [seen])[0]!;
      });
      const kinds = new Set(counts).size;
      return none(Number(kinds < 2) + (new Set(answers).size - 1), { differentCounts: kinds, fewest: Math.min(...counts), most: Math.max(...counts) }); // prettier-ignore
    },
  }),
];
