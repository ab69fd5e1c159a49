"""Layers with their state."""
import torch
from torch import nn
from oracle import Family, randn

torch.manual_seed(0)
family = Family()
family.module("Linear", nn.Linear(3, 4), randn(2, 3))
family.module("BatchNorm2d", nn.BatchNorm2d(3), randn(2, 3, 4, 4))
family.module("BatchNorm2d eval", nn.BatchNorm2d(3), randn(2, 3, 4, 4), training=False)
family.write()
