"""Convolutions, transposed ones, pools and margins as layers."""
import torch
from torch import nn
from oracle import Family, randn

torch.manual_seed(0)
family = Family()
family.module("Conv1d", nn.Conv1d(2, 3, 3), randn(2, 2, 7))
family.module("Conv1d all options", nn.Conv1d(4, 2, 3, stride=2, padding=2, dilation=2, groups=2, bias=False), randn(1, 4, 9))
for mode in ("reflect", "replicate", "circular"):
    family.module(f"Conv1d {mode}", nn.Conv1d(2, 3, 3, padding=2, padding_mode=mode), randn(1, 2, 6))
    family.module(f"Conv2d {mode}", nn.Conv2d(2, 2, (3, 2), padding=(1, 2), padding_mode=mode), randn(1, 2, 3, 4))
family.module("Conv1d same", nn.Conv1d(2, 3, 4, padding="same", dilation=1), randn(1, 2, 6))
family.module("Conv2d", nn.Conv2d(2, 3, 3, padding=1), randn(2, 2, 4, 5))
family.module("Conv2d depthwise", nn.Conv2d(3, 6, (3, 2), stride=(2, 1), groups=3), randn(1, 3, 5, 4))
family.module("Conv2d without batch", nn.Conv2d(2, 3, 2), randn(2, 3, 4))
family.module("Conv2d valid", nn.Conv2d(2, 3, 2, padding="valid", dilation=(1, 2)), randn(1, 2, 3, 4))
family.module("Conv3d", nn.Conv3d(2, 2, 2, stride=(1, 2, 1), padding=(1, 0, 1)), randn(1, 2, 2, 4, 3))
family.module("Conv3d grouped", nn.Conv3d(2, 4, (1, 2, 2), groups=2, bias=False), randn(1, 2, 2, 3, 3))
family.module("ConvTranspose1d", nn.ConvTranspose1d(2, 3, 3, stride=2, padding=1, output_padding=1), randn(1, 2, 5))
family.module("ConvTranspose2d", nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), randn(1, 2, 3, 2))
family.module("ConvTranspose2d grouped", nn.ConvTranspose2d(4, 2, (2, 3), dilation=(2, 1), groups=2, bias=False), randn(1, 4, 3, 2))
family.module("ConvTranspose3d", nn.ConvTranspose3d(2, 1, 2, stride=2), randn(1, 2, 2, 1, 2))

family.module("MaxPool1d", nn.MaxPool1d(3, stride=2, padding=1), randn(1, 2, 7))
family.module("MaxPool2d", nn.MaxPool2d(2), randn(1, 2, 4, 5))
family.module("MaxPool2d all options", nn.MaxPool2d((3, 2), stride=(1, 2), padding=1, dilation=(1, 2), ceil_mode=True), randn(1, 2, 4, 5))
family.module("MaxPool3d", nn.MaxPool3d((1, 2, 2)), randn(1, 2, 2, 4, 2))
family.module("AvgPool1d", nn.AvgPool1d(3, stride=2, padding=1), randn(1, 2, 7))
family.module("AvgPool2d", nn.AvgPool2d((2, 3), stride=1), randn(1, 2, 4, 5))
family.module("AvgPool2d all options", nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), randn(1, 2, 4, 5))
family.module("AvgPool2d divisor", nn.AvgPool2d(2, divisor_override=3), randn(1, 2, 4, 4))
family.module("AvgPool3d", nn.AvgPool3d((1, 2, 2)), randn(1, 2, 2, 4, 2))
family.module("LPPool1d", nn.LPPool1d(3, 2), randn(1, 2, 6).abs())
family.module("LPPool2d", nn.LPPool2d(2, (2, 3), stride=1), randn(1, 2, 4, 5))
for kind in ("Avg", "Max"):
    family.module(f"Adaptive{kind}Pool1d", getattr(nn, f"Adaptive{kind}Pool1d")(3), randn(1, 2, 7))
    family.module(f"Adaptive{kind}Pool2d", getattr(nn, f"Adaptive{kind}Pool2d")((2, 3)), randn(1, 2, 5, 4))
    family.module(f"Adaptive{kind}Pool2d none", getattr(nn, f"Adaptive{kind}Pool2d")((None, 1)), randn(1, 2, 3, 4))
    family.module(f"Adaptive{kind}Pool3d", getattr(nn, f"Adaptive{kind}Pool3d")(2), randn(1, 1, 3, 4, 5))
for d, shape, kernel in ((1, (1, 2, 6), 2), (2, (1, 2, 4, 6), (2, 3)), (3, (1, 1, 2, 4, 2), 2)):
    pool = getattr(nn, f"MaxPool{d}d")(kernel, return_indices=True)
    unpool = getattr(nn, f"MaxUnpool{d}d")(kernel)
    family.module(f"MaxUnpool{d}d", unpool, *pool(randn(*shape)))

family.module("ZeroPad2d", nn.ZeroPad2d((1, 2, 0, 1)), randn(1, 2, 2, 3))
for d, shape in ((1, (1, 2, 4)), (2, (1, 2, 3, 4)), (3, (1, 1, 3, 3, 3))):
    margins = (1, 2, 2, 0, 1, 1)[: 2 * d]
    family.module(f"ConstantPad{d}d", getattr(nn, f"ConstantPad{d}d")(margins, 1.5), randn(*shape))
    family.module(f"ConstantPad{d}d negative", getattr(nn, f"ConstantPad{d}d")(-1, 1.5), randn(*shape))
    family.module(f"ReflectionPad{d}d", getattr(nn, f"ReflectionPad{d}d")(margins), randn(*shape))
    family.module(f"ReplicationPad{d}d", getattr(nn, f"ReplicationPad{d}d")(margins), randn(*shape))
samples = torch.tensor([[[0.1, 0.8], [0.55, 0.3]]])
fractional = nn.FractionalMaxPool2d((2, 3), output_size=(3, 4), _random_samples=samples)
family.case("FractionalMaxPool2d", fractional, randn(1, 2, 6, 9))
fractional = nn.FractionalMaxPool2d(2, output_ratio=(0.7, 0.4), _random_samples=samples)
family.case("FractionalMaxPool2d ratio", fractional, randn(1, 2, 7, 6))
family.write()
