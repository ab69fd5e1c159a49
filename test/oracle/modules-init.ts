// Parity: first values. Random ones are compared by mean, spread, and limits of a large weight.
import { manualSeed, type Tensor } from "../../src/index.ts";
import { init } from "../../src/nn/index.ts";
import { near, type Family, type Recorded, type Row } from "./oracle.ts";

const inPlace = "gives a new tensor: weight.assign(init.…(weight.shape))";

const exact = (torch: string, nabla: string, cases: NonNullable<Row["cases"]>): Row => ({
  torch: `torch.nn.init.${torch}`,
  nabla: `nn.init.${nabla}`,
  differences: inPlace,
  cases,
});

/** The record's numbers within what chance allows: both are samples. */
const alike = (make: (shape: readonly number[]) => Tensor) => (record: Recorded): void => {
  manualSeed(7);
  const shape = record["shape"] as readonly number[];
  const values = Array.from(make(shape).data());
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const std = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
  const due = (name: string): number => record[name] as number;
  const check = (what: string, got: number, wanted: number, room: number): void => {
    if (!(Math.abs(got - wanted) <= room)) throw new Error(`${what} is ${got}, PyTorch's is ${wanted}`);
  };
  check("mean", mean, due("mean"), (6 * due("std")) / Math.sqrt(n));
  check("deviation", std / due("std"), 1, 6 / Math.sqrt(n));
  check("share of zeros", values.filter((v) => v === 0).length / n, due("zeros"), 1e-3);
  check("least", Math.min(...values), due("low"), 1.5 * due("std"));
  check("largest", Math.max(...values), due("high"), 1.5 * due("std"));
}; // prettier-ignore

const random = (torch: string, nabla: string, makes: Readonly<Record<string, (shape: readonly number[]) => Tensor>>): Row => ({
  torch: `torch.nn.init.${torch}`,
  nabla: `nn.init.${nabla}`,
  differences: `${inPlace}; other random numbers`,
  checks: Object.fromEntries(Object.entries(makes).map(([name, make]) => [name, alike(make)])),
});

export const modulesInit: Family = {
  name: "modules-init",
  title: "First values",
  rows: [
    exact("zeros_", "zeros", { zeros: () => init.zeros([2, 3]) }),
    exact("ones_", "ones", { ones: () => init.ones([2, 3]) }),
    exact("constant_", "constant", { constant: () => init.constant([2, 3], 7) }),
    exact("eye_", "eye", { eye: () => init.eye([2, 3]) }),
    exact("dirac_", "dirac", { dirac: () => init.dirac([2, 2, 3]), "dirac groups": () => init.dirac([4, 2, 2, 3], { groups: 2 }) }),
    {
      torch: "torch.nn.init.calculate_gain",
      nabla: "nn.init.calculateGain",
      differences: 'one name "conv" for all convolutions',
      checks: {
        calculate_gain: (record) => {
          const names = ["linear", "conv", "sigmoid", "tanh", "relu", "leakyRelu", "selu"] as const;
          near("gains", [...names.map((name) => init.calculateGain(name)), init.calculateGain("leakyRelu", 0.5)], record["gains"] as number[], 1e-12); // prettier-ignore
        },
      },
    },
    {
      torch: "torch.nn.init._calculate_fan_in_and_fan_out",
      nabla: "nn.init.calculateFanInAndFanOut",
      checks: { fans: (record) => near("fans", Object.values(init.calculateFanInAndFanOut([8, 3, 5, 2])), record["fans"] as number[], 0) },
    },
    random("uniform_", "uniform", { uniform: (shape) => init.uniform(shape, -1, 3) }),
    random("normal_", "normal", { normal: (shape) => init.normal(shape, 1, 0.5) }),
    random("trunc_normal_", "truncNormal", { trunc_normal: (shape) => init.truncNormal(shape, { mean: 0.5, std: 1, low: -1, high: 1 }) }),
    random("xavier_uniform_", "xavierUniform", { xavier_uniform: (shape) => init.xavierUniform(shape, { gain: 2 }) }),
    random("xavier_normal_", "xavierNormal", { xavier_normal: (shape) => init.xavierNormal(shape, { gain: 2 }) }),
    random("kaiming_uniform_", "kaimingUniform", {
      kaiming_uniform: (shape) => init.kaimingUniform(shape),
      "kaiming_uniform out": (shape) => init.kaimingUniform(shape, { a: 0.2, mode: "fanOut" }),
      "kaiming_uniform relu": (shape) => init.kaimingUniform(shape, { nonlinearity: "relu" }),
    }),
    random("kaiming_normal_", "kaimingNormal", {
      kaiming_normal: (shape) => init.kaimingNormal(shape, { mode: "fanOut", nonlinearity: "tanh" }),
    }),
    random("orthogonal_", "orthogonal", { orthogonal: (shape) => init.orthogonal(shape, { gain: 3 }) }),
    random("sparse_", "sparse", { sparse: (shape) => init.sparse(shape, 0.3, { std: 0.5 }) }),
  ],
};
