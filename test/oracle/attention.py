"""Attention by its formula: this PyTorch is older than torch.nn.functional.scaled_dot_product_attention."""
import math

import torch
from oracle import Family, randn, randint


def attend(q, k, v, mask=None, causal=False, scale=None):
    scores = q @ k.transpose(-1, -2) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if causal:
        mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


family = Family()
family.case("plain", attend, randn(1, 2, 3, 4), randn(1, 2, 5, 4), randn(1, 2, 5, 3))
family.case("causal", lambda q, k, v: attend(q, k, v, causal=True), randn(2, 4, 3), randn(2, 4, 3), randn(2, 4, 2))
family.case("scale", lambda q, k, v: attend(q, k, v, scale=0.3), randn(4, 3), randn(5, 3), randn(5, 2))
family.case("mask", attend, randn(2, 2, 3, 4), randn(2, 2, 5, 4), randn(2, 2, 5, 3), randn(3, 5))
family.case("bool mask", lambda q, k, v, m: attend(q, k, v, m.bool()), randn(2, 3, 4), randn(2, 3, 4), randn(2, 3, 2), torch.tensor([[1, 0, 1], [0, 1, 0], [1, 1, 1]]))
family.write()
