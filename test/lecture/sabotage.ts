// Sabotage: a build of the library in which one primitive is broken, and the claims that must notice it. The source is changed on
// its way into the bundle: nothing in it knows of this.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type * as Main from "nabla";
import type * as Lecture from "nabla/lecture";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One thing that is broken. */
export interface Sabotage {
  readonly name: string;
  /** What is wrong then, in words. */
  readonly words: string;
  /** A file of the sources, a piece of it that stands there once, and what stands there instead. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** Claims that must turn red. */
  readonly red: readonly string[];
}

export const sabotages: readonly Sabotage[] = [
  {
    name: "relu-gradient",
    words: "ReLU passes every gradient on, also where it was 0",
    file: "graph/ops/activations.ts",
    find: "maximum(x, 0), (ct, y) => where(gt(y, 0), ct, 0)",
    put: "maximum(x, 0), (ct) => ct",
    red: ["activations.slopes", "activations.relu-gradient", "activations.relu-dead", "layers.pieces"],
  },
  {
    name: "sigmoid-slope",
    words: "the sigmoid's derivative lacks the factor 1 − y",
    file: "graph/ops/activations.ts",
    find: "(ct, y) => mul(ct, mul(y, sub(1, y)))",
    put: "(ct, y) => mul(ct, y)",
    red: ["activations.slopes", "activations.sigmoid-slope", "losses.mse-slope", "losses.race-mse", "depth.sigmoid"],
  },
  {
    name: "tanh-slope",
    words: "the derivative of tanh is 1 − y instead of 1 − y²",
    file: "graph/ops/trigonometry.ts",
    find: "vjp: (ct, y) => mul(ct, sub(1, square(y)))",
    put: "vjp: (ct, y) => mul(ct, sub(1, y))",
    red: ["activations.slopes", "graph.diamond", "graph.gradient"],
  },
  {
    name: "gelu",
    words: "GELU without the half",
    file: "graph/ops/activations.ts",
    find: "mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1))",
    put: "mul(x, add(erf(mul(x, Math.SQRT1_2)), 1))",
    red: ["activations.values", "activations.slopes"],
  },
  {
    name: "softmax",
    words: "softmax does not divide by the sum",
    file: "graph/ops/composites.ts",
    find: "return div(powers, sum(powers, axes(x, axis), keep));",
    put: "return powers;",
    red: ["losses.softmax", "losses.cross-entropy-gradient"],
  },
  {
    name: "log-softmax-gradient",
    words: "the gradient of log-softmax lacks the probabilities",
    file: "graph/ops/composites.ts",
    find: "sub(ct, mul(exp(y), sum(ct, axes(y, axis), keep)))",
    put: "sub(ct, mul(exp(y), 0))",
    red: ["losses.cross-entropy-gradient"],
  },
  {
    name: "bce-sign",
    words: "binary cross-entropy with a minus instead of a plus",
    file: "losses/binary.ts",
    find: ".add(share.mul(softplus(output.neg())))",
    put: ".sub(share.mul(softplus(output.neg())))",
    red: ["losses.bce-slope", "losses.race-bce", "losses.stable", "losses.two-classes", "together.tasks"],
  },
  {
    name: "mse-factor",
    words: "the mean squared error is halved",
    file: "losses/regression.ts",
    find: 'reduced("mse", d.mul(d), options)',
    put: 'reduced("mse", d.mul(d).mul(0.5), options)',
    red: ["losses.mse-gradient", "losses.mse-slope", "losses.race-mse"],
  },
  {
    name: "chain-accumulation",
    words: "gradients that arrive by several ways are not added: the last one counts",
    file: "graph/grad.ts",
    find: "old ? add(old, share) : share",
    put: "old ? share : share",
    red: ["graph.autograd", "graph.gradient"],
  },
  {
    name: "diamond-accumulation",
    words: "the graph of an expression does not add contributions",
    file: "lecture/chain.ts",
    find: "gradients[from]! += contribution;",
    put: "gradients[from] = contribution;",
    red: ["graph.edges", "graph.diamond", "graph.small-slope", "graph.large-a"],
  },
  {
    name: "hessian",
    words: "the Hessian's product with a vector is the gradient instead",
    file: "lecture/descent.ts",
    find: "return grad(along, parameters);",
    put: "return along.mul(0).add(slopes[0]!.sum()) && slopes;",
    red: ["descent.curvature", "descent.neuron-curvature", "landscape.trace"],
  },
  {
    name: "adam-bias",
    words: "Adam without the correction of the bias",
    file: "optim/transforms.ts",
    find: "if (beta === 0) return onesLike(steps);",
    put: "if (beta !== 2) return onesLike(steps);",
    red: ["descent.adam-first", "descent.adam-rule"],
  },
  {
    name: "momentum",
    words: "momentum forgets",
    file: "optim/transforms.ts",
    find: "buffer!.mul(keep).add(dampening",
    put: "buffer!.mul(0).add(dampening",
    red: ["descent.momentum-rule", "descent.momentum-bowl"],
  },
  {
    name: "initialization",
    words: "first weights after He are too small by √2",
    file: "lecture/population.ts",
    find: "Math.sqrt(2 / fanIn),",
    put: "Math.sqrt(1 / fanIn),",
    red: ["depth.he"],
  },
  {
    name: "skip",
    words: "connections around layers are cut",
    file: "lecture/population.ts",
    find: "h.add(y.mul(skip))",
    put: "y.mul(skip)",
    red: ["depth.skip"],
  },
  {
    name: "threshold",
    words: "the threshold fires at 0 already",
    file: "lecture/neuron.ts",
    find: "heaviside(z, 0)",
    put: "heaviside(z, 1)",
    red: ["neuron.threshold", "gates.strict"],
  },
  {
    name: "perceptron-update",
    words: "the perceptron is corrected the wrong way",
    file: "lecture/perceptron.ts",
    find: "weights.add(error.unsqueeze(-1).mul(x))",
    put: "weights.sub(error.unsqueeze(-1).mul(x))",
    red: ["perceptron.rule", "perceptron.bound", "perceptron.a128", "gates.learned"],
  },
  {
    name: "bias",
    words: "fully connected layers forget their bias",
    file: "nn/linear.ts",
    find: "affine(input, this.weight, this.bias)",
    put: "affine(input, this.weight, null)",
    red: ["layers.collapse", "cybenko.staircase"],
  },
  {
    name: "folding",
    words: "a folded NOT forgets to move the bias",
    file: "lecture/xor.ts",
    find: "bias: bias + weights[input]!",
    put: "bias",
    red: ["xor.three", "xor.hidden", "xor.surface"],
  },
  {
    name: "reset",
    words: "the membrane is not reset after a spike",
    file: "lecture/living.ts",
    find: "v = cell.reset;",
    put: "v += 0;",
    red: ["living.rate"],
  },
  {
    name: "filter-normalization",
    words: "directions keep their own length",
    file: "lecture/landscape.ts",
    find: "d.mul(own.div(given.add(1e-10)))",
    put: "d.mul(own.mul(given).mul(0).add(1))",
    red: ["landscape.filters", "landscape.scale", "landscape.scale-batch-norm"],
  },
  {
    name: "projection",
    words: "coordinates of the path are divided by ‖δ‖, not by ‖δ‖²",
    file: "lecture/path.ts",
    find: "dot(d, direction) / dot(direction, direction)",
    put: "dot(d, direction) / Math.sqrt(dot(direction, direction))",
    red: ["landscape.projection"],
  },
];

/** Claims that train for long. */
export const LONG: readonly string[] = [
  ...["sigmoid", "tanh", "relu", "elu", "gelu"].map((name) => `xor.${name}`),
  ...["trained", "jump", "linear"].map((name) => `cybenko.${name}`),
  ...["learns", "born-dead", "dead-rate"].map((name) => `depth.${name}`),
  ...["skip", "sharpness", "spread", "calm"].map((name) => `landscape.${name}`),
  "components.metric",
  "descent.race",
  "activations.linear",
];

/** The library with one thing broken, or as it is. */
export type Build = Pick<typeof Main, "setDefaultDevice" | "wasm"> & Pick<typeof Lecture, "claims">;

/** Bundles and loads the lecture with a sabotage (or none). */
export async function lectureWith(sabotage: Sabotage | null): Promise<Build> {
  const folder = mkdtempSync(join(tmpdir(), "nabla-sabotage-"));
  try {
    const target = sabotage && join(root, "src", sabotage.file);
    const { outputFiles } = await build({
      stdin: { contents: 'export { setDefaultDevice, wasm } from "./src/index.ts"; export { claims } from "./src/lecture/index.ts";', resolveDir: root, loader: "ts" },
      bundle: true,
      format: "esm",
      platform: "node",
      target: "es2022",
      write: false,
      logLevel: "silent",
      plugins: [
        {
          name: "sabotage",
          setup(builder) {
            builder.onLoad({ filter: /\.ts$/ }, ({ path }) => (path === target ? { contents: broken(readFileSync(path, "utf8"), sabotage!), loader: "ts" } : undefined)); // prettier-ignore
          },
        },
      ],
    }); // prettier-ignore
    const file = join(folder, "lecture.mjs");
    writeFileSync(file, outputFiles[0]!.contents);
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Build;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function broken(text: string, { name, file, find, put }: Sabotage): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`sabotage ${name}: what it breaks stands in ${file} ${times} times, must stand there once`);
  return text.replace(find, () => put);
}

/** The ids of claims that do not hold; a claim that fails to compute does not. */
export async function redClaims(build: Build, wanted: (id: string) => boolean, context: Lecture.ClaimContext): Promise<string[]> {
  // One thread, and arithmetic that is the same on every machine.
  build.setDefaultDevice(build.wasm({ threads: 1, portable: true }));
  const red: string[] = [];
  for (const claim of build.claims.filter(({ id }) => wanted(id))) {
    const held = await Promise.resolve().then(() => claim.compute(context)).then(({ pass }) => pass, () => false); // prettier-ignore
    if (!held) red.push(claim.id);
  }
  return red;
}
