"""PyTorch on the CPU, eager: all works. Layer by layer the same networks as those of src/cli/bench/models.ts."""
import json, math, os, subprocess, sys

import torch, torch.nn as nn, torch.nn.functional as F
from harness import ASK, CHAIN, PRODUCTS, again, measure

THREADS = ASK["options"]["threads"]
torch.set_num_threads(THREADS)
torch.manual_seed(0)


def training(model, loss, x, y, optimizer):
    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss(model(x), y)
        value.backward()
        optimizer.step()

    return step


def mlp(*sizes, act=nn.ReLU, end=()):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), act()]
    return nn.Sequential(*layers[:-1], *end)


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


LAYERS, WIDTH, HEADS, TIME, BATCH, SYMBOLS = 4, 128, 4, 64, 16, 65


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.between = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.projections, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.mask = torch.full((TIME, TIME), float("-inf")).triu(1)

    def forward(self, x):
        query, key, value = self.projections(self.before(x)).view(BATCH, TIME, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mixed = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + self.mask).softmax(-1) @ value
        x = x + self.out(mixed.transpose(1, 2).reshape(BATCH, TIME, WIDTH))
        return x + self.down(F.gelu(self.up(self.between(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.symbols, self.positions = nn.Embedding(SYMBOLS, WIDTH), nn.Embedding(TIME, WIDTH)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.last, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, SYMBOLS, bias=False)

    def forward(self, x):
        return self.head(self.last(self.blocks(self.symbols(x) + self.positions.weight))).view(-1, SYMBOLS)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells, self.head = nn.LSTM(256, 256, 2, batch_first=True), nn.Linear(256, 10)

    def forward(self, x):
        return self.head(self.cells(x)[0][:, -1])


class Residue(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(), nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b)
        )
        self.around = nn.Identity() if a == b else nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b))

    def forward(self, x):
        return F.relu(self.main(x) + self.around(x))


def resnet():
    def stage(a, b, stride):
        return [Residue(a, b, stride), Residue(b, b, 1), Residue(b, b, 1)]

    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *stage(16, 16, 1), *stage(16, 32, 2), *stage(32, 64, 2),
        nn.AvgPool2d(8), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip


def adam(model, rate=1e-3, **more):
    return torch.optim.Adam(model.parameters(), rate, **more)


def classes(count, below=10):
    return torch.randint(0, below, (count,))


def xor(model):
    x, y = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), torch.tensor([[0.0], [1], [1], [0]])
    return training(model, F.mse_loss, x, y, torch.optim.SGD(model.parameters(), 0.1))


def xor_by_functions():
    """The fastest eager form: functions, one update of all parameters, no optimizer object."""
    x, y = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), torch.tensor([[0.0], [1], [1], [0]])
    p = [torch.randn(2, 3), torch.zeros(3), torch.randn(3, 1), torch.zeros(1)]
    for each in p:
        each.requires_grad_()

    def step():
        loss = F.mse_loss(torch.sigmoid(torch.addmm(p[3], torch.tanh(torch.addmm(p[1], x, p[0])), p[2])), y)
        g = torch.autograd.grad(loss, p)
        with torch.no_grad():
            torch._foreach_sub_(p, torch._foreach_mul(g, 0.1))

    return step


def playground(**more):
    model = mlp(2, 8, 8, 1, act=nn.Tanh)
    return training(model, F.mse_loss, torch.randn(32, 2), torch.randn(32, 1), adam(model, 0.01, **more))


def mlp_step(**more):
    model = mlp(784, 256, 128, 10)
    return training(model, F.cross_entropy, torch.rand(128, 784), classes(128), adam(model, **more))


def of(model, x, y, optimizer=adam):
    return training(model, F.cross_entropy, x, y, optimizer(model))


def resnet_step():
    return of(resnet(), torch.rand(64, 3, 32, 32), classes(64), lambda m: torch.optim.SGD(m.parameters(), 0.01, momentum=0.9))


def gpt_step(**more):
    x = torch.randint(0, SYMBOLS, (BATCH, TIME))
    return of(Gpt(), x, classes(BATCH * TIME, SYMBOLS), lambda m: adam(m, **more))


def cnn_step(**more):
    return of(cnn(), torch.rand(64, 1, 28, 28), classes(64), lambda m: adam(m, **more))


def bag_step(**more):
    model = nn.Sequential(nn.EmbeddingBag(20_000, 64), nn.Linear(64, 4))
    return of(model, torch.randint(0, 20_000, (64, 100)), classes(64, 4), lambda m: adam(m, **more))


def bag_sparse():
    """Touches only the rows of the batch: less than dense Adam does, the way PyTorch itself offers for large vocabularies."""
    words, head = nn.EmbeddingBag(20_000, 64, sparse=True), nn.Linear(64, 4)
    x, y = torch.randint(0, 20_000, (64, 100)), classes(64, 4)
    optimizers = [torch.optim.SparseAdam(list(words.parameters()), 1e-3), adam(head)]

    def step():
        for one in optimizers:
            one.zero_grad(set_to_none=True)
        F.cross_entropy(head(words(x)), y).backward()
        for one in optimizers:
            one.step()

    return step


def multiply(rows, inner, columns):
    a, b, out = torch.rand(rows, inner), torch.rand(inner, columns), torch.empty(rows, columns)
    return lambda: torch.mm(a, b, out=out)


def chain():
    x = torch.rand(CHAIN)
    return lambda: F.gelu(x * 1.3 + 0.1, approximate="tanh")


def forward(frozen):
    model, x = mlp(784, 256, 128, 10).eval(), torch.rand(1, 784)
    if frozen:
        model = torch.jit.freeze(torch.jit.trace(model, x))

    def run(count):
        with torch.inference_mode():
            for _ in range(count):
                F.softmax(model(x), 1).numpy()

    return run


def op(call, *shape):
    def prepare():
        x = torch.randn(*(shape or (1000, 1000)))
        return again(lambda: call(x))

    return ("ms", 1, prepare)


STEPS = {"cnn": cnn_step, "gpt": gpt_step, "resnet": resnet_step}


def adams(step):
    return [("steps/s", 1, lambda: again(step())), ("steps/s", 1, lambda: again(step(foreach=True)), "foreach")]


def works():
    made = {
        "xor-step": [("steps/s", 1, lambda: again(xor(mlp(2, 3, 1, act=nn.Tanh, end=[nn.Sigmoid()]))), "modules"),
                     ("steps/s", 1, lambda: again(xor_by_functions()), "functions")],
        "playground-step": adams(playground),
        "mlp-step": adams(mlp_step),
        "cnn-step": adams(cnn_step),
        "gpt-step": adams(gpt_step),
        "lstm-step": ("steps/s", 1, lambda: again(of(Recurrent(), torch.randn(32, 64, 256), classes(32)))),
        "resnet-step": ("steps/s", 1, lambda: again(resnet_step())),
        "bag-step": [*adams(bag_step), ("steps/s", 1, lambda: again(bag_sparse()), "sparse")],
        "gelu-chain": ("GB/s", 8 * CHAIN, lambda: again(chain())),
        "mlp-forward-1": [("us", 1, lambda: forward(False), "eager"), ("us", 1, lambda: forward(True), "frozen")],
        "ops-sort": op(lambda x: torch.sort(x), 1_000_000),
        "ops-topk": op(lambda x: torch.topk(x, 10), 1_000_000),
        "ops-cumsum": op(lambda x: torch.cumsum(x, 0), 1_000_000),
        "ops-softmax": op(lambda x: torch.softmax(x, 1)),
        "ops-layer-norm": op(lambda x: F.layer_norm(x, (1000,))),
        "ops-concat": op(lambda x: torch.cat([x, x], 1)),
        "ops-transpose": op(lambda x: x.t().contiguous()),
    }  # fmt: skip
    for id, sizes in PRODUCTS.items():
        made[id] = ("GFLOP/s", 2 * math.prod(sizes), lambda sizes=sizes: again(multiply(*sizes)))
    return made


def status(key):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def peak():
    """MB that three steps take at most beyond the parameters; the state of the optimizer and scratch memory of its libraries are in it."""
    step = STEPS[ASK["options"]["peak"]]()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the high-water mark of what came before is forgotten
    before = status("VmRSS")
    for _ in range(3):
        step()
    print(status("VmHWM") - before)


if ASK["options"].get("peak"):
    peak()
    sys.exit(0)
common = dict(version=torch.__version__, threads=THREADS)
memory = [id for id in ASK["works"] if id.startswith("memory-")]
ASK["works"] = [id for id in ASK["works"] if id not in memory]
measure(common, works(), "measured for this library only")
for id in memory:
    print(json.dumps({"start": id}), flush=True)
    # A process of its own: what others took before would hide the peak.
    own = json.dumps({**ASK, "options": {**ASK["options"], "peak": id[7:]}})
    line = dict(id=id, setting=ASK["setting"], **common)
    try:
        ran = subprocess.run([sys.executable, os.path.abspath(__file__), own], capture_output=True, text=True, check=True)
        print(json.dumps({**line, "unit": "MB", "values": [float("%.5g" % float(ran.stdout))]}), flush=True)
    except Exception as error:
        print(json.dumps({**line, "error": "cannot: " + str(error).split("\n")[0][:200]}), flush=True)
