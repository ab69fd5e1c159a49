// Parity: schedules, by the rates (and momenta) of 200 steps, in float64.
import * as optim from "../../src/optim/index.ts";
import { near, unpack, type Family, type Packed, type Recorded, type Row } from "./oracle.ts";

const RATE = 0.1;
const steps = Array.from({ length: 200 }, (_, step) => step);

const rates =
  (schedule: optim.Schedule, momentum?: optim.Schedule) =>
  (record: Recorded): void => {
    const wanted = unpack(record["rates"] as Packed);
    // Relative to each rate: some fall to a millionth.
    steps.forEach((step) => near(`step ${step}`, [schedule(step) * (RATE / wanted[step]!)], [1], 1e-9));
    if (momentum) near("momentum", steps.map(momentum), unpack(record["momenta"] as Packed), 1e-12);
  };

const plateau =
  (options: optim.PlateauOptions) =>
  (record: Recorded): void => {
    const own = optim.reduceOnPlateau(options);
    const results = unpack(record["results"] as Packed);
    const got = steps.map((step) => {
      const factor = own.factor;
      own.step(results[step]!);
      return factor * RATE;
    });
    near("rates", got, unpack(record["rates"] as Packed), 1e-12);
  };

const row = (torch: string, nabla: string, checks: NonNullable<Row["checks"]>, differences?: string): Row => ({
  torch: `torch.optim.lr_scheduler.${torch}`,
  nabla: `optim.${nabla}`,
  checks,
  ...(differences && { differences }),
});

const { constantLr, linearLr, stepLr, multiStepLr, exponentialLr, polynomialLr, cosineAnnealing, cosineAnnealingWarmRestarts } = optim;
const { lambdaLr, multiplicativeLr, oneCycle, oneCycleMomentum, cyclicLr, cyclicMomentum, chainedLr, sequentialLr, swaLr } = optim;
const linear = { steps: 201, rise: 0.4, anneal: "linear", divide: 10, finalDivide: 100 } as const;
const three = { steps: 201, threePhase: true } as const;
const range = { up: 25, mode: "expRange", gamma: 0.99 } as const;

export const scheduleFamily: Family = {
  name: "schedules",
  title: "Schedules",
  rows: [
    row("ConstantLR", "constantLr", { constant: rates(constantLr({ factor: 0.3, steps: 20 })) }),
    row("LinearLR", "linearLr", { linear: rates(linearLr({ start: 0.2, end: 0.7, steps: 90 })) }),
    row("StepLR", "stepLr", { step: rates(stepLr({ every: 30, gamma: 0.4 })) }),
    row("MultiStepLR", "multiStepLr", { "multi step": rates(multiStepLr({ milestones: [20, 50, 50, 120], gamma: 0.5 })) }),
    row("ExponentialLR", "exponentialLr", { exponential: rates(exponentialLr({ gamma: 0.97 })) }),
    row("PolynomialLR", "polynomialLr", { polynomial: polynomial() }),
    row("CosineAnnealingLR", "cosineAnnealing", { cosine: rates(cosineAnnealing({ steps: 199, end: 0.1 })) }, "stays at the end instead of rising again"),
    row("CosineAnnealingWarmRestarts", "cosineAnnealingWarmRestarts", {
      restarts: rates(cosineAnnealingWarmRestarts({ steps: 30, end: 0.1 })),
      "restarts growing": rates(cosineAnnealingWarmRestarts({ steps: 20, growth: 2 })),
    }),
    row("LambdaLR", "lambdaLr", { lambda: rates(lambdaLr((step) => 1 / (1 + step))) }),
    row("MultiplicativeLR", "multiplicativeLr", { multiplicative: rates(multiplicativeLr((step) => 1 - 1 / (step + 3))) }),
    row("OneCycleLR", "oneCycle", {
      "one cycle": rates(oneCycle({ steps: 201 }), oneCycleMomentum({ steps: 201 })),
      "one cycle linear": rates(oneCycle(linear), oneCycleMomentum({ ...linear, low: 0.7, high: 0.8 })),
      "one cycle three": rates(oneCycle(three), oneCycleMomentum(three)),
    }, "max_lr is the optimizer's rate; the momentum is a schedule of its own, oneCycleMomentum"),
    row("CyclicLR", "cyclicLr", {
      cyclic: rates(cyclicLr({ peak: 4, up: 15, down: 35 }), cyclicMomentum({ up: 15, down: 35 })),
      "cyclic 2": rates(cyclicLr({ peak: 4, up: 25, mode: "triangular2" }), cyclicMomentum({ up: 25, mode: "triangular2", low: 0.5 })),
      "cyclic range": rates(cyclicLr({ peak: 4, ...range }), cyclicMomentum(range)),
    }, "base_lr is the optimizer's rate; the momentum is a schedule of its own, cyclicMomentum"),
    row("ReduceLROnPlateau", "reduceOnPlateau", {
      plateau: plateau({ factor: 0.5, patience: 3, eps: 1e-7 }),
      "plateau max": plateau({ mode: "max", factor: 0.8, patience: 4, threshold: 0.05, thresholdMode: "abs", cooldown: 6, min: 0.1, eps: 1e-7 }),
    }, "gives a factor; min and eps are factors of the rate too"),
    row("ChainedScheduler", "chainedLr", { chained: rates(chainedLr(constantLr({ factor: 0.1, steps: 12 }), exponentialLr({ gamma: 0.98 }))) }),
    row("SequentialLR", "sequentialLr", {
      sequential: rates(sequentialLr([linearLr({ start: 0.1, steps: 20 }), exponentialLr({ gamma: 0.95 }), stepLr({ every: 20, gamma: 0.5 })], [20, 80])),
    }),
    { ...row("", "swaLr", { swa: rates(swaLr({ factor: 0.2, steps: 40 })), "swa linear": rates(swaLr({ factor: 3, steps: 25, anneal: "linear" })) }, "the rate to reach is a factor"), torch: "torch.optim.swa_utils.SWALR" },
  ],
}; // prettier-ignore

/** From step 150 on the rate is 0, which has no ratio. */
function polynomial(): (record: Recorded) => void {
  const schedule = polynomialLr({ steps: 150, power: 1.7 });
  return (record) => near("rates", steps.map((step) => schedule(step) * RATE), unpack(record["rates"] as Packed), 1e-12); // prettier-ignore
}
