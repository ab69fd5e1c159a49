"""Arithmetic, rounding, comparisons, bits, special functions and activations, element by element."""
import torch
import torch.nn.functional as F
from oracle import Family, rand, randint, randn

family = Family()
inf, nan = float("inf"), float("nan")
edges = torch.tensor([0.0, -0.0, inf, -inf, nan, 1.0, -1.0, 0.5])
wide = lambda: randn(3, 5) * 2
inside = lambda: rand(3, 5, low=-0.95, high=0.95)
positive = lambda: rand(3, 5, low=0.2, high=3)
ints = lambda: randint(-20, 20, 7)

# Functions of one tensor.
for name, make in {
    "abs": wide, "asin": inside, "acos": inside, "atan": wide, "sin": wide, "cos": wide, "tan": inside, "sinh": wide, "cosh": wide,
    "tanh": wide, "asinh": wide, "acosh": lambda: positive() + 1, "atanh": inside, "exp": wide, "exp2": wide, "expm1": wide,
    "log": positive, "log2": positive, "log10": positive, "log1p": positive, "sqrt": positive, "rsqrt": positive, "reciprocal": positive,
    "square": wide, "neg": wide, "sign": wide, "floor": wide, "ceil": wide, "trunc": wide, "round": wide, "frac": wide,
    "erf": wide, "erfc": wide, "erfinv": inside, "lgamma": positive, "digamma": positive, "i0": wide, "sinc": wide,
    "deg2rad": wide, "rad2deg": wide, "relu": wide,
}.items():
    family.case(name, getattr(torch, name), make())
    # PyTorch's sign of NaN is 0, and its i0 of infinity NaN.
    known = edges[torch.isfinite(edges)] if name in ("sign", "i0") else edges
    family.case(name + " edges", getattr(torch, name), known, gradient=False)
for name in ["isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit", "logical_not"]:
    family.case(name, getattr(torch, name), edges)
family.case("round halves", torch.round, torch.tensor([0.5, 1.5, 2.5, -0.5, -1.5]), gradient=False)
family.case("lgamma negative", torch.lgamma, torch.tensor([-0.5, -1.5, -2.2, 30.0, 1e3]))
family.case("digamma negative", torch.digamma, torch.tensor([-0.5, -1.5, -2.2, 30.0, 1e3]))
family.case("erfc far", torch.erfc, torch.tensor([3.0, 5.0, 8.0, -4.0]))
family.case("bitwise_not", torch.bitwise_not, ints())
family.case("logit", torch.logit, rand(3, 5, low=0.05, high=0.95))
family.case("logit eps", lambda x: torch.logit(x, eps=0.1), rand(3, 5))
family.case("nan_to_num", torch.nan_to_num, edges)
family.case("nan_to_num options", lambda x: torch.nan_to_num(x, nan=2.0, posinf=3.0, neginf=-4.0), edges)
family.case("special polygamma", lambda x: torch.special.polygamma(2, x), positive())
family.case("special i1", torch.special.i1, wide())
family.case("detach", lambda x: x * x.detach(), wide())

# Functions of two.
for name, (a, b) in {
    "add": (wide, wide), "sub": (wide, wide), "mul": (wide, wide), "div": (wide, positive), "pow": (positive, wide), "atan2": (wide, wide),
    "hypot": (wide, wide), "fmod": (wide, positive), "remainder": (wide, positive), "copysign": (wide, wide), "maximum": (wide, wide),
    "minimum": (wide, wide), "fmax": (wide, wide), "fmin": (wide, wide), "logaddexp": (wide, wide), "logaddexp2": (wide, wide),
    "xlogy": (wide, positive), "float_power": (positive, wide),
}.items():
    family.case(name, getattr(torch, name), a(), b())
    family.case(name + " broadcast", getattr(torch, name), a()[:, :1], b()[0])
for name in ["floor_divide", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor", "heaviside"]:
    family.case(name, getattr(torch, name), torch.round(wide()), torch.round(positive()), gradient=False)
for name in ["bitwise_and", "bitwise_or", "bitwise_xor"]:
    family.case(name, getattr(torch, name), ints(), ints())
for name in ["bitwise_left_shift", "bitwise_right_shift"]:
    family.case(name, getattr(torch, name), ints(), randint(0, 6, 7))
for name in ["gcd", "lcm"]:
    family.case(name, getattr(torch, name), ints(), ints())
family.case("fmod integers", torch.fmod, ints(), randint(1, 6, 7))
family.case("remainder integers", torch.remainder, ints(), randint(1, 6, 7))
family.case("floor_divide integers", torch.floor_divide, ints(), randint(1, 6, 7))
family.case("atan2 edges", lambda a: torch.atan2(a[:, None], a[None]), torch.tensor([0.0, -0.0, 1.0, -1.0, inf, -inf]), gradient=False)
family.case("xlogy zero", torch.xlogy, torch.zeros(3), torch.tensor([0.0, nan, 2.0]), gradient=False)
family.case("logaddexp edges", torch.logaddexp, torch.tensor([inf, -inf, 0.0]), torch.tensor([inf, -inf, -inf]), gradient=False)
family.case("pow integer", lambda x: torch.pow(x, 3), ints())
close = torch.tensor([1.0, 1.0, inf, nan, -inf])
near = torch.tensor([1.000001, 1.1, inf, nan, inf])
family.case("isclose", torch.isclose, close, near)
family.case("isclose options", lambda a, b: torch.isclose(a, b, rtol=0.2, equal_nan=True), close, near)
family.record("allclose", {"yes": torch.allclose(torch.ones(3), torch.ones(3) + 1e-6), "no": torch.allclose(torch.ones(3), torch.ones(3) * 1.1)})
family.record("equal", {"yes": torch.equal(torch.ones(3), torch.ones(3)), "no": torch.equal(torch.ones(3), torch.ones(1, 3))})
family.record("is_nonzero", {"yes": torch.is_nonzero(torch.tensor([-1.0])), "no": torch.is_nonzero(torch.tensor(0.0))})

# Functions of several.
family.case("lerp", torch.lerp, wide(), wide(), rand(5))
family.case("addcmul", lambda x, a, b: torch.addcmul(x, a, b, value=0.5), wide(), wide(), wide()[0])
family.case("addcdiv", lambda x, a, b: torch.addcdiv(x, a, b, value=0.5), wide(), wide(), positive()[0])
family.case("clamp", lambda x: torch.clamp(x, -1, 0.5), wide())
family.case("clamp tensors", torch.clamp, wide(), -positive(), positive())
family.case("where", torch.where, wide() > 0, wide(), wide()[0])

# Activations.
for name, f in {
    "celu": lambda x: F.celu(x, 0.7), "elu": lambda x: F.elu(x, 0.7), "hardshrink": F.hardshrink, "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish, "hardtanh": lambda x: F.hardtanh(x, -0.5, 1.5), "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "logsigmoid": F.logsigmoid, "mish": F.mish, "relu6": F.relu6, "selu": F.selu, "softplus": lambda x: F.softplus(x, beta=2),
    "softshrink": F.softshrink, "softsign": F.softsign, "tanhshrink": F.tanhshrink, "threshold": lambda x: F.threshold(x, 0.3, -2),
    "rrelu": F.rrelu,
}.items():
    family.case(name, f, randn(3, 7) * 4)
family.case("kinks", lambda x: (F.hardtanh(x * 1), F.relu6(x * 1), F.hardsigmoid(x * 1), F.hardshrink(x * 1), F.softshrink(x * 1), F.threshold(x * 1, 0.5, 9)),
            torch.tensor([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0]))
family.case("glu", F.glu, randn(3, 6))
family.case("glu axis", lambda x: F.glu(x, 0), randn(4, 3))
family.case("prelu", F.prelu, randn(2, 3, 4), rand(3))
family.case("prelu one", F.prelu, randn(5), rand(1))
for name in ["softmax", "log_softmax", "softmin"]:
    family.case(name, lambda x, f=getattr(F, name): f(x, dim=1), randn(3, 4, 2) * 3)
family.case("normalize", F.normalize, randn(3, 4))
family.case("normalize options", lambda x: F.normalize(x, p=3, dim=0), randn(3, 4))
family.case("cosine_similarity", F.cosine_similarity, randn(3, 4), randn(3, 4))
family.case("cosine_similarity broadcast", lambda a, b: F.cosine_similarity(a, b, dim=-1), randn(3, 1, 4), randn(2, 4))
family.case("pairwise_distance", F.pairwise_distance, randn(3, 4), randn(3, 4))
family.case("pairwise_distance options", lambda a, b: F.pairwise_distance(a, b, p=3, keepdim=True), randn(3, 4), randn(3, 4))
for p in [0.0, 1.0, 2.0, 3.5, inf]:
    family.case(f"cdist {p}", lambda a, b, p=p: torch.cdist(a, b, p=p), randn(2, 3, 4), randn(2, 5, 4))
    family.case(f"pdist {p}", lambda x, p=p: F.pdist(x, p=p), randn(4, 3))
family.case("dist", lambda a, b: torch.dist(a, b, 3), randn(3, 4), randn(3, 4))
family.write()
