"""Schedules: the learning rate, and the momentum where it cycles, of 200 steps; the optimizer's rate is 0.1."""
import warnings

import numpy as np
import torch
from torch.optim import lr_scheduler as S
from torch.optim.swa_utils import SWALR
from oracle import Family, pack

warnings.simplefilter("ignore")
family = Family()
RATE = 0.1


def run(name, make, momentum=None, results=None):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for step in range(200):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        scheduler.step(*([results[step]] if results is not None else []))
    row = {"rates": pack(np.array(rates))}
    if momentum:
        row["momenta"] = pack(np.array(momenta))
    if results is not None:
        row["results"] = pack(results)
    family.record(name, row)


run("constant", lambda o: S.ConstantLR(o, factor=0.3, total_iters=20))
run("linear", lambda o: S.LinearLR(o, start_factor=0.2, end_factor=0.7, total_iters=90))
run("step", lambda o: S.StepLR(o, 30, gamma=0.4))
run("multi step", lambda o: S.MultiStepLR(o, [20, 50, 50, 120], gamma=0.5))
run("exponential", lambda o: S.ExponentialLR(o, 0.97))
run("polynomial", lambda o: S.PolynomialLR(o, total_iters=150, power=1.7))
run("cosine", lambda o: S.CosineAnnealingLR(o, 199, eta_min=0.01))
run("restarts", lambda o: S.CosineAnnealingWarmRestarts(o, 30, eta_min=0.01))
run("restarts growing", lambda o: S.CosineAnnealingWarmRestarts(o, 20, T_mult=2))
run("lambda", lambda o: S.LambdaLR(o, lambda step: 1 / (1 + step)))
run("multiplicative", lambda o: S.MultiplicativeLR(o, lambda step: 1 - 1 / (step + 3)))
run("one cycle", lambda o: S.OneCycleLR(o, RATE, total_steps=201), momentum=True)
run("one cycle linear", lambda o: S.OneCycleLR(o, RATE, total_steps=201, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100, base_momentum=0.7, max_momentum=0.8), momentum=True)
run("one cycle three", lambda o: S.OneCycleLR(o, RATE, total_steps=201, three_phase=True), momentum=True)
run("cyclic", lambda o: S.CyclicLR(o, RATE, 0.4, step_size_up=15, step_size_down=35), momentum=True)
run("cyclic 2", lambda o: S.CyclicLR(o, RATE, 0.4, step_size_up=25, mode="triangular2", base_momentum=0.5), momentum=True)
run("cyclic range", lambda o: S.CyclicLR(o, RATE, 0.4, step_size_up=25, mode="exp_range", gamma=0.99), momentum=True)
results = np.abs(np.sin(np.arange(200) * 0.7)) + np.exp(-np.arange(200) / 30)
run("plateau", lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=3), results=results)
run("plateau max", lambda o: S.ReduceLROnPlateau(o, mode="max", factor=0.8, patience=4, threshold=0.05, threshold_mode="abs", cooldown=6, min_lr=0.01), results=results)
run("chained", lambda o: S.ChainedScheduler([S.ConstantLR(o, factor=0.1, total_iters=12), S.ExponentialLR(o, 0.98)]))
run("sequential", lambda o: S.SequentialLR(o, [S.LinearLR(o, start_factor=0.1, total_iters=20), S.ExponentialLR(o, 0.95), S.StepLR(o, 20, gamma=0.5)], [20, 80]))
run("swa", lambda o: SWALR(o, 0.02, anneal_epochs=40))
run("swa linear", lambda o: SWALR(o, 0.3, anneal_epochs=25, anneal_strategy="linear"))
family.write()
