"""Elementwise activation functions."""
import torch
import torch.nn.functional as F
from oracle import Family, randn

family = Family()
family.case("relu", F.relu, randn(3, 5))
family.case("gelu", F.gelu, randn(3, 5) * 3)
family.case("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), randn(3, 5) * 3)
family.case("silu", F.silu, randn(3, 5) * 3)
family.case("sigmoid", torch.sigmoid, randn(3, 5) * 5)
family.write()
