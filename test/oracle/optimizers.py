"""Optimizers: 20 steps on a small regression, in float64; every case holds both parameters after each step."""
import torch
from torch import optim
from torch.optim.swa_utils import AveragedModel, update_bn
from oracle import Family, pack, randn

family = Family()
X, Y = randn(6, 2, dtype=torch.float64), randn(6, 3, dtype=torch.float64)
W, B = randn(3, 2, dtype=torch.float64), randn(3, dtype=torch.float64)


def loss_of(w, b):
    return ((torch.tanh(X @ w.T + b) - Y) ** 2).mean() * 4


def run(name, kind, groups=None, steps=20, **options):
    w, b = W.clone().requires_grad_(True), B.clone().requires_grad_(True)
    optimizer = getattr(optim, kind)(groups(w, b) if groups else [w, b], **options)
    trail = []
    for _ in range(steps):
        def closure():
            optimizer.zero_grad()
            loss = loss_of(w, b)
            loss.backward()
            return loss

        if kind == "LBFGS":
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        trail.append(torch.cat([w.detach().flatten(), b.detach()]))
    family.record(name, {"trail": pack(torch.stack(trail))})


family.record("problem", {"x": pack(X), "y": pack(Y), "w": pack(W), "b": pack(B)})
run("sgd", "SGD", lr=0.1)
run("sgd momentum", "SGD", lr=0.05, momentum=0.9, weight_decay=0.1)
run("sgd dampening", "SGD", lr=0.05, momentum=0.8, dampening=0.3)
run("sgd nesterov", "SGD", lr=0.05, momentum=0.9, nesterov=True)
run("sgd maximize", "SGD", lr=0.05, momentum=0.5, maximize=True)
run("sgd groups", "SGD", lambda w, b: [{"params": [w], "weight_decay": 0.2}, {"params": [b], "lr": 0.02, "momentum": 0}], lr=0.1, momentum=0.9)
run("adagrad", "Adagrad", lr=0.1)
run("adagrad options", "Adagrad", lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.3, eps=1e-3)
run("adadelta", "Adadelta")
run("adadelta options", "Adadelta", lr=0.7, rho=0.8, eps=1e-4, weight_decay=0.1)
run("rmsprop", "RMSprop")
run("rmsprop options", "RMSprop", lr=0.02, alpha=0.9, momentum=0.8, centered=True, weight_decay=0.1, eps=1e-3)
run("adam", "Adam", lr=0.05)
run("adam amsgrad", "Adam", lr=0.2, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.1, amsgrad=True)
run("adamw", "AdamW", lr=0.05)
run("adamw amsgrad", "AdamW", lr=0.2, betas=(0.8, 0.9), weight_decay=0.3, amsgrad=True, maximize=True)
run("adamax", "Adamax", lr=0.05)
run("adamax options", "Adamax", lr=0.1, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)
# Without foreach this version multiplies the product of momenta by one factor too many; later versions do not.
run("nadam", "NAdam", lr=0.05, foreach=True)
run("nadam options", "NAdam", lr=0.1, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1, momentum_decay=0.1, foreach=True)
run("radam", "RAdam", lr=0.05)
run("radam options", "RAdam", lr=0.1, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)
run("rprop", "Rprop", lr=0.05)
run("rprop options", "Rprop", lr=0.3, etas=(0.4, 1.4), step_sizes=(1e-2, 0.5))
run("asgd", "ASGD", lr=0.1)
run("asgd options", "ASGD", lr=0.1, lambd=0.1, alpha=0.6, t0=5, weight_decay=0.05)
run("lbfgs", "LBFGS", steps=3, lr=0.3, max_iter=7)
run("lbfgs search", "LBFGS", steps=3, max_iter=4, line_search_fn="strong_wolfe")
run("lbfgs history", "LBFGS", steps=4, max_iter=6, history_size=2, line_search_fn="strong_wolfe")

for name, average in {"averaged": None, "averaged decay": lambda mean, now, n: 0.7 * mean + 0.3 * now}.items():
    model = torch.nn.Linear(2, 3).double()
    values = [(randn(3, 2, dtype=torch.float64), randn(3, dtype=torch.float64)) for _ in range(4)]
    averaged = AveragedModel(model, avg_fn=average)
    for w, b in values:
        with torch.no_grad():
            model.weight.copy_(w)
            model.bias.copy_(b)
        averaged.update_parameters(model)
    family.record(name, {
        "values": pack(torch.stack([w for w, _ in values])),
        "mean": pack(averaged.module.weight),
        "biases": pack(torch.stack([b for _, b in values])),
        "meanOfBias": pack(averaged.module.bias),
    })

norm = torch.nn.Sequential(torch.nn.BatchNorm1d(3))
batches = [randn(4, 3) * 2 + 1 for _ in range(3)]
update_bn(batches, norm)
family.record("update_bn", {"batches": pack(torch.stack(batches)), "mean": pack(norm[0].running_mean), "variance": pack(norm[0].running_var)})
family.write()
