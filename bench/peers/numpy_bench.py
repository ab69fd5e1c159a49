"""numpy with OpenBLAS: training steps written out by hand, matrix products, ops."""
import numpy as np
from harness import ASK, CHAIN, PRODUCTS, again, measure

f = np.float32
random = np.random.default_rng(0)


def training(sizes, act, batch, loss, optimizer):
    weights = [(random.standard_normal((a, b)) / np.sqrt(a)).astype(f) for a, b in zip(sizes, sizes[1:])]
    parameters = weights + [np.zeros(b, f) for b in sizes[1:]]
    x = random.standard_normal((batch, sizes[0])).astype(f)
    y = np.eye(10, dtype=f)[random.integers(0, 10, batch)] if loss == "ce" else random.standard_normal((batch, sizes[-1])).astype(f)
    first, second = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]
    count, depth = [0], len(weights)

    def step():
        seen = [x]
        for i, weight in enumerate(weights):
            z = seen[-1] @ weight + parameters[depth + i]
            if i + 1 < depth:
                z = np.maximum(z, 0) if act == "relu" else np.tanh(z)
            elif loss == "sigmoid":
                z = 1 / (1 + np.exp(-z))
            seen.append(z)
        if loss == "ce":
            e = np.exp(seen[-1] - seen[-1].max(1, keepdims=True))
            d = (e / e.sum(1, keepdims=True) - y) / f(batch)
        else:
            d = (seen[-1] - y) * f(2 / batch)
            if loss == "sigmoid":
                d = d * seen[-1] * (1 - seen[-1])
        gradients = [None] * len(parameters)
        for i in reversed(range(depth)):
            gradients[i], gradients[depth + i] = seen[i].T @ d, d.sum(0)
            if i:
                d = d @ weights[i].T
                d = d * (seen[i] > 0) if act == "relu" else d * (1 - seen[i] * seen[i])
        count[0] += 1
        for i, p in enumerate(parameters):
            if optimizer == "sgd":
                p -= f(0.1) * gradients[i]
                continue
            first[i] = first[i] * f(0.9) + gradients[i] * f(0.1)
            second[i] = second[i] * f(0.999) + gradients[i] * gradients[i] * f(0.001)
            scale = f(1e-3 / (1 - 0.9 ** count[0]))
            p -= scale * first[i] / (np.sqrt(second[i] * f(1 / (1 - 0.999 ** count[0]))) + f(1e-8))

    return again(step)


def multiply(rows, inner, columns):
    a, b = random.random((rows, inner), f), random.random((inner, columns), f)
    out = np.empty((rows, columns), f)
    return again(lambda: np.matmul(a, b, out=out))


def chain():
    x = random.random(CHAIN, f)

    def call():
        u = x * f(1.3) + f(0.1)
        return u * f(0.5) * (1 + np.tanh(f(0.7978845608) * (u + f(0.044715) * u * u * u)))

    return again(call)


def forward():
    weights = [(random.standard_normal((a, b)) / np.sqrt(a)).astype(f) for a, b in ((784, 256), (256, 128), (128, 10))]
    biases = [np.zeros(b, f) for b in (256, 128, 10)]
    x = random.random((1, 784), f)

    def call():
        h = x
        for i in range(3):
            h = h @ weights[i] + biases[i]
            if i < 2:
                h = np.maximum(h, 0)
        e = np.exp(h - h.max())
        return e / e.sum()

    return again(call)


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def layer_norm(x):
    centered = x - x.mean(1, keepdims=True)
    return centered / np.sqrt((centered * centered).mean(1, keepdims=True) + f(1e-5))


def op(call, *shape):
    def prepare():
        x = random.standard_normal(shape or (1000, 1000)).astype(f)
        return again(lambda: call(x))

    return ("ms", 1, prepare)


def top(x):
    best = np.argpartition(x, -10)[-10:]
    return best[np.argsort(-x[best])]


works = {
    "xor-step": ("steps/s", 1, lambda: training([2, 3, 1], "tanh", 4, "sigmoid", "sgd")),
    "playground-step": ("steps/s", 1, lambda: training([2, 8, 8, 1], "tanh", 32, "mse", "adam")),
    "mlp-step": ("steps/s", 1, lambda: training([784, 256, 128, 10], "relu", 128, "ce", "adam")),
    "gelu-chain": ("GB/s", 8 * CHAIN, chain),
    "mlp-forward-1": ("us", 1, forward),
    "ops-sort": op(np.sort, 1_000_000),
    "ops-topk": op(top, 1_000_000),
    "ops-cumsum": op(np.cumsum, 1_000_000),
    "ops-softmax": op(softmax),
    "ops-layer-norm": op(layer_norm),
    "ops-concat": op(lambda x: np.concatenate([x, x], 1)),
    "ops-transpose": op(lambda x: np.ascontiguousarray(x.T)),
}
for id, sizes in PRODUCTS.items():
    works[id] = ("GFLOP/s", 2 * sizes[0] * sizes[1] * sizes[2], lambda sizes=sizes: multiply(*sizes))
measure(dict(version=np.__version__, threads=ASK["options"]["threads"]), works, "has no gradients; not written out by hand")
