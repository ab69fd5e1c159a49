"""Normalizations as functions."""
import torch
import torch.nn.functional as F
from oracle import Family, rand, randn

family = Family()
family.case("batch_norm training", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), randn(3, 2, 4), randn(2), randn(2))
family.case("batch_norm", lambda x, m, v, w, b: F.batch_norm(x, m.detach(), v.detach(), w, b), randn(3, 2), randn(2), rand(2, low=0.5, high=2), randn(2), randn(2), gradient=False)
family.case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), randn(2, 4, 3), randn(4), randn(4))
family.case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), randn(2, 2, 3, 2), randn(2), randn(2))
family.case("instance_norm running", lambda x, m, v: F.instance_norm(x, m, v, use_input_stats=False), randn(2, 2, 3), randn(2), rand(2, low=0.5, high=2), gradient=False)
family.case("layer_norm", lambda x, w, b: F.layer_norm(x, (2, 3), w, b), randn(2, 2, 3), randn(2, 3), randn(2, 3))
family.case("local_response_norm", lambda x: F.local_response_norm(x, 3, alpha=0.1, beta=0.6, k=1.5), randn(2, 5, 3))
family.case("local_response_norm even", lambda x: F.local_response_norm(x, 4), randn(1, 6, 2, 2) * 5)
family.case("rms_norm", lambda x, w: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + torch.finfo(x.dtype).eps) * w, randn(2, 3, 4), randn(4))
family.write()
