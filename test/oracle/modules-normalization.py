"""Normalizations and dropouts as layers."""
import torch
from torch import nn
from oracle import Family, randn

torch.manual_seed(0)
family = Family()


def filled(module):
    """Numbers other than the first ones, so that each of them shows."""
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                value.copy_(randn(*value.shape).abs() + 0.5 if "var" in name else randn(*value.shape))
    return module


for d, shape in ((1, (4, 3)), (2, (2, 3, 2, 3)), (3, (2, 3, 2, 1, 2))):
    make = getattr(nn, f"BatchNorm{d}d")
    family.module(f"BatchNorm{d}d", filled(make(3)), randn(*shape))
    family.module(f"BatchNorm{d}d eval", filled(make(3)), randn(*shape), training=False)
    family.module(f"BatchNorm{d}d cumulative", filled(make(3, momentum=None)), randn(*shape))
    family.module(f"BatchNorm{d}d untracked", filled(make(3, track_running_stats=False, eps=1e-3)), randn(*shape), training=False)
    family.module(f"BatchNorm{d}d plain", make(3, affine=False, momentum=0.3), randn(*shape))
    shape = (2, 3, 4) if d == 1 else shape
    make = getattr(nn, f"InstanceNorm{d}d")
    family.module(f"InstanceNorm{d}d", make(3), randn(*shape))
    family.module(f"InstanceNorm{d}d affine", filled(make(3, affine=True, eps=1e-2)), randn(*shape))
    family.module(f"InstanceNorm{d}d tracked", filled(make(3, affine=True, track_running_stats=True)), randn(*shape))
    family.module(f"InstanceNorm{d}d tracked eval", filled(make(3, track_running_stats=True)), randn(*shape), training=False)
    family.module(f"InstanceNorm{d}d without batch", make(3), randn(*shape[1:]))
family.module("BatchNorm1d rows", filled(nn.BatchNorm1d(3)), randn(2, 3, 4))
family.module("LayerNorm", filled(nn.LayerNorm(4)), randn(2, 3, 4))
family.module("LayerNorm two axes", filled(nn.LayerNorm((3, 4), eps=1e-3)), randn(2, 3, 4))
family.module("LayerNorm plain", nn.LayerNorm(4, elementwise_affine=False), randn(5, 4))
family.module("LayerNorm empty batch", filled(nn.LayerNorm(4)), randn(0, 4))
family.module("GroupNorm", filled(nn.GroupNorm(2, 4)), randn(2, 4, 3))
family.module("GroupNorm one group", filled(nn.GroupNorm(1, 4)), randn(2, 4, 2, 2))
family.module("GroupNorm plain", nn.GroupNorm(4, 4, affine=False), randn(2, 4, 3))
family.module("LocalResponseNorm", nn.LocalResponseNorm(3, alpha=0.5, beta=0.6, k=1.5), randn(2, 5, 3))
family.module("LocalResponseNorm even", nn.LocalResponseNorm(2, alpha=1), randn(1, 4, 2, 2))
for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"):
    shape = {"Dropout1d": (2, 3, 2), "Dropout3d": (2, 3, 1, 1, 2)}.get(name, (2, 3, 2, 2))
    family.module(f"{name} eval", getattr(nn, name)(0.4), randn(*shape), training=False)
family.write()
