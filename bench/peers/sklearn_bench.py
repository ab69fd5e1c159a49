"""scikit-learn: its perceptrons. `fit` trains whole epochs, so time of a step is that of an epoch divided by its batches."""
import warnings

import numpy as np, sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from harness import ASK, again, measure

warnings.filterwarnings("ignore")
random = np.random.default_rng(0)
ENDLESS = dict(tol=0, n_iter_no_change=10**9, shuffle=False)
BATCHES = 8


def xor():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([0, 1, 1, 0])
    return lambda count: MLPClassifier(
        (3,), "tanh", solver="sgd", batch_size=4, learning_rate_init=0.1, momentum=0, max_iter=count, **ENDLESS
    ).fit(x, y)


def playground():
    x, y = random.standard_normal((32, 2)), random.standard_normal(32)
    return lambda count: MLPRegressor((8, 8), "tanh", solver="adam", batch_size=32, max_iter=count, **ENDLESS).fit(x, y)


def mlp():
    x, y = random.random((128 * BATCHES, 784), np.float32), np.arange(128 * BATCHES) % 10
    return lambda count: MLPClassifier((256, 128), "relu", solver="adam", batch_size=128, max_iter=count, **ENDLESS).fit(x, y)


def forward():
    model = MLPClassifier((256, 128), "relu", batch_size=128, max_iter=1).fit(random.random((256, 784), np.float32), np.arange(256) % 10)
    one = random.random((1, 784), np.float32)
    return again(lambda: model.predict_proba(one))


works = {
    "xor-step": ("steps/s", 1, xor),
    "playground-step": ("steps/s", 1, playground),
    "mlp-step": ("steps/s", BATCHES, mlp),
    "mlp-forward-1": ("us", 1, forward),
}
measure(dict(version=sklearn.__version__, threads=ASK["options"]["threads"]), works, "offers perceptrons only")
