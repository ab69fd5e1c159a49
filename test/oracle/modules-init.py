"""First values: exact ones, and what random ones look like in large."""
import torch
from torch.nn import init
from oracle import Family

torch.manual_seed(0)
family = Family()
for name, shape in (("zeros", (2, 3)), ("ones", (2, 3)), ("eye", (2, 3)), ("dirac", (2, 2, 3))):
    family.case(name, lambda f=getattr(init, name + "_"), s=shape: f(torch.empty(s)), gradient=False)
family.case("constant", lambda: init.constant_(torch.empty(2, 3), 7), gradient=False)
family.case("dirac groups", lambda: init.dirac_(torch.empty(4, 2, 2, 3), groups=2), gradient=False)
gains = [init.calculate_gain(n) for n in ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")] + [init.calculate_gain("leaky_relu", 0.5)]
family.record("calculate_gain", {"gains": gains})
family.record("fans", {"fans": list(init._calculate_fan_in_and_fan_out(torch.empty(8, 3, 5, 2)))})


def spread(name, shape, fill):
    x = fill(torch.empty(shape)).double()
    family.record(name, {"shape": list(shape), "mean": x.mean().item(), "std": x.std().item(), "low": x.min().item(), "high": x.max().item(),
                         "zeros": (x == 0).double().mean().item()})


wide = (120, 80)
spread("uniform", wide, lambda x: init.uniform_(x, -1, 3))
spread("normal", wide, lambda x: init.normal_(x, 1, 0.5))
spread("trunc_normal", wide, lambda x: init.trunc_normal_(x, 0.5, 1, -1, 1))
spread("xavier_uniform", wide, lambda x: init.xavier_uniform_(x, 2))
spread("xavier_normal", wide, lambda x: init.xavier_normal_(x, 2))
spread("kaiming_uniform", wide, init.kaiming_uniform_)
spread("kaiming_uniform out", wide, lambda x: init.kaiming_uniform_(x, a=0.2, mode="fan_out"))
spread("kaiming_uniform relu", (40, 20, 3, 3), lambda x: init.kaiming_uniform_(x, nonlinearity="relu"))
spread("kaiming_normal", wide, lambda x: init.kaiming_normal_(x, mode="fan_out", nonlinearity="tanh"))
spread("orthogonal", (60, 30, 2), lambda x: init.orthogonal_(x, 3))
spread("sparse", wide, lambda x: init.sparse_(x, 0.3, std=0.5))
family.write()
