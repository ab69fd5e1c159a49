"""Activations as layers."""
import torch
from torch import nn
from oracle import Family, randn

torch.manual_seed(0)
family = Family()
x = lambda *shape: randn(*(shape or (3, 4))) * 2
plain = ("ELU", "Hardsigmoid", "Hardswish", "LeakyReLU", "LogSigmoid", "ReLU", "ReLU6", "SELU", "CELU", "GELU", "Sigmoid",
         "SiLU", "Mish", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Hardtanh", "Hardshrink")
for name in plain:
    family.module(name, getattr(nn, name)(), x())
family.module("ELU alpha", nn.ELU(0.5), x())
family.module("CELU alpha", nn.CELU(0.5), x())
family.module("LeakyReLU slope", nn.LeakyReLU(0.3), x())
family.module("GELU tanh", nn.GELU(approximate="tanh"), x())
family.module("Softplus beta", nn.Softplus(beta=2), x())
family.module("Softshrink lambda", nn.Softshrink(1), x())
family.module("Hardshrink lambda", nn.Hardshrink(1), x())
family.module("Hardtanh range", nn.Hardtanh(-0.5, 2), x())
family.module("Threshold", nn.Threshold(0.1, 20), x())
family.module("PReLU", nn.PReLU(), x())
family.module("PReLU channels", nn.PReLU(3), x(2, 3, 2))
family.module("RReLU eval", nn.RReLU(0.2, 0.4), x(), training=False)
family.module("GLU", nn.GLU(), x())
family.module("GLU axis", nn.GLU(0), x(4, 3))
for name in ("Softmax", "Softmin", "LogSoftmax"):
    family.module(name, getattr(nn, name)(-1), x())
    family.module(f"{name} axis 1", getattr(nn, name)(1), x(2, 3, 2))
family.module("Softmax2d", nn.Softmax2d(), x(1, 3, 2, 2))
family.write()
