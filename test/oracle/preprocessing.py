"""Scalers, encoders and imputers, as scikit-learn has them."""
import numpy as np
from sklearn import preprocessing as P
from sklearn.impute import SimpleImputer
from oracle import Family, pack

family = Family()
r = np.random.default_rng(11)
train = np.round(r.normal(size=(25, 3)) ** 3 * 5, 1)
train[3:9, 1] = 2.5
train[:, 2] = r.integers(0, 4, 25)
test = np.vstack([train[:6], np.round(r.normal(size=(6, 3)) * 20, 1)])


def record(name, transformer, train, test):
    family.record(name, {"inputs": [pack(train), pack(test)], "outputs": [pack(transformer.fit(train).transform(test))]})


record("standard", P.StandardScaler(), train, test)
record("min max", P.MinMaxScaler(), train, test)
record("robust", P.RobustScaler(), train, test)
# Without ties: there scikit-learn's values depend on how np.interp happens to search.
free = r.normal(size=(25, 2)) ** 3
more = np.vstack([free[:6], r.normal(size=(6, 2)) * 4])
record("quantile", P.QuantileTransformer(n_quantiles=25), free, more)
record("quantile normal", P.QuantileTransformer(n_quantiles=10, output_distribution="normal"), free, more)
holes = train.copy()
holes[r.random(holes.shape) < 0.3] = np.nan
for strategy in ("mean", "median", "most_frequent"):
    record(f"imputer {strategy}", SimpleImputer(strategy=strategy), holes, holes)
family.write()
