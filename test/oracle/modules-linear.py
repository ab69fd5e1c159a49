"""Layers that are linear or look rows up, and those that change the shape."""
import torch
from torch import nn
from oracle import Family, randint, randn

torch.manual_seed(0)
family = Family()
family.module("Linear", nn.Linear(3, 4), randn(2, 3))
family.module("Linear without bias, three axes", nn.Linear(3, 4, bias=False), randn(2, 5, 3))
family.module("Linear one row", nn.Linear(3, 1), randn(3))
family.module("Linear empty batch", nn.Linear(3, 4), randn(0, 3))
family.module("LazyLinear", nn.Linear(5, 2), randn(4, 5))
family.module("Bilinear", nn.Bilinear(3, 2, 4), randn(5, 3), randn(5, 2))
family.module("Bilinear without bias", nn.Bilinear(1, 2, 3, bias=False), randn(2, 2, 1), randn(2, 2, 2))
family.module("Identity", nn.Identity(), randn(2, 3))
family.module("Flatten", nn.Flatten(), randn(2, 3, 4))
family.module("Flatten inner", nn.Flatten(1, 2), randn(2, 3, 2, 2))
family.module("Unflatten", nn.Unflatten(1, (2, 3)), randn(2, 6))
family.module("Embedding", nn.Embedding(7, 3), randint(0, 7, 2, 4))
family.module("Embedding padding", nn.Embedding(7, 3, padding_idx=2), torch.tensor([[1, 2, 2], [0, 6, 2]]))
family.module("Embedding padding from the end", nn.Embedding(7, 3, padding_idx=-1), torch.tensor([6, 0, 0]))
for mode in ("sum", "mean", "max"):
    family.module(f"EmbeddingBag {mode}", nn.EmbeddingBag(7, 3, mode=mode), torch.tensor([[1, 2, 4], [0, 6, 5]]))
    family.module(f"EmbeddingBag {mode} padding", nn.EmbeddingBag(7, 3, mode=mode, padding_idx=2), torch.tensor([[1, 2, 4], [2, 6, 5]]))
bag = nn.EmbeddingBag(7, 3, mode="sum")
family.module("EmbeddingBag offsets", bag, torch.tensor([1, 2, 4, 5, 4]), call=lambda x: bag(x, torch.tensor([0, 2, 2])))
family.module("CosineSimilarity", nn.CosineSimilarity(), randn(3, 4), randn(3, 4))
family.module("CosineSimilarity axis", nn.CosineSimilarity(dim=0, eps=1e-3), randn(3, 4), randn(3, 4))
family.module("PairwiseDistance", nn.PairwiseDistance(), randn(3, 4), randn(3, 4))
family.module("PairwiseDistance p 1", nn.PairwiseDistance(p=1, keepdim=True), randn(3, 4), randn(3, 4))
family.module("PixelShuffle", nn.PixelShuffle(2), randn(1, 8, 2, 3))
family.module("PixelUnshuffle", nn.PixelUnshuffle(2), randn(1, 2, 4, 6))
family.module("ChannelShuffle", nn.ChannelShuffle(2), randn(2, 4, 2, 3).requires_grad_(False), training=False, call=lambda x: nn.ChannelShuffle(2)(x.detach()))
family.module("Upsample nearest", nn.Upsample(scale_factor=2), randn(1, 2, 3, 2))
family.module("Upsample bilinear", nn.Upsample(size=(5, 4), mode="bilinear"), randn(1, 2, 3, 2))
family.module("Upsample linear aligned", nn.Upsample(scale_factor=3, mode="linear", align_corners=True), randn(1, 2, 4))
family.module("Upsample bicubic", nn.Upsample(scale_factor=2, mode="bicubic"), randn(1, 1, 3, 4))
family.module("Upsample trilinear", nn.Upsample(scale_factor=2, mode="trilinear"), randn(1, 1, 2, 2, 3))
family.module("UpsamplingNearest2d", nn.UpsamplingNearest2d(scale_factor=2), randn(1, 2, 3, 2))
family.module("UpsamplingBilinear2d", nn.UpsamplingBilinear2d(scale_factor=2), randn(1, 2, 3, 2))
family.module("Unfold", nn.Unfold((2, 3), stride=(1, 2), padding=1), randn(1, 2, 3, 4))
family.module("Fold", nn.Fold((4, 4), (2, 2), stride=2), randn(1, 8, 4))
family.module("Fold overlapping", nn.Fold((3, 4), (2, 2)), randn(2, 4, 6))
family.module("Sequential", nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), randn(2, 3))


class Lists(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3), nn.Linear(3, 3)])
        self.named = nn.ModuleDict({"a": nn.Linear(3, 2), "b": nn.Linear(3, 2)})
        self.scales = nn.ParameterList([nn.Parameter(randn(2)), nn.Parameter(randn(1))])
        self.shifts = nn.ParameterDict({"left": nn.Parameter(randn(2))})
        self.register_buffer("offset", randn(2))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        out = self.named["a"](x) * self.scales[0] + self.named["b"](x) * self.scales[1]
        return out + self.shifts["left"] + self.offset


for name in ("ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "Module"):
    family.module(name, Lists(), randn(2, 3))
family.write()
