"""Reductions, statistics, and products of matrices and vectors."""
import torch
from oracle import Family, rand, randint, randn

family = Family()
inf, nan = float("inf"), float("nan")
cube = lambda: randn(2, 3, 4)

for name in ["sum", "mean", "std", "var", "amax", "amin", "logsumexp", "nansum", "nanmean"]:
    f = getattr(torch, name)
    family.case(f"{name} axes", lambda x, f=f: f(x, dim=(0, 2)), cube())
    family.case(f"{name} keepdim", lambda x, f=f: f(x, dim=1, keepdim=True), cube())
for name in ["sum", "mean", "std", "var", "max", "min", "prod", "nansum", "nanmean"]:
    family.case(name, getattr(torch, name), cube())
family.case("prod axis", lambda x: torch.prod(x, 1), cube())
family.case("prod zero", lambda x: torch.prod(x, 0), torch.tensor([[1.0, 2.0, 0.0], [0.0, 3.0, 0.0], [5.0, 6.0, 7.0]]))
family.case("max axis", lambda x: torch.max(x, 1)[0], cube())
family.case("min axis", lambda x: torch.min(x, 1)[0], cube())
family.case("std population", lambda x: torch.std(x, 1, unbiased=False), cube())
family.case("var population", lambda x: torch.var(x, 1, unbiased=False), cube())
family.case("amax equal", lambda x: torch.amax(x, 1), torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]))
family.case("aminmax", lambda x: tuple(torch.aminmax(x, dim=1)), cube(), gradient=False)
family.case("var_mean", lambda x: torch.var_mean(x, 1), cube())
family.case("std_mean", lambda x: torch.std_mean(x, 1), cube())
holes = torch.tensor([[1.0, nan, 3.0], [nan, nan, 2.0]])
family.case("nansum holes", lambda x: torch.nansum(x, 1), holes)
family.case("nanmean holes", lambda x: torch.nanmean(x, 1), holes)
family.case("sum integers", lambda x: torch.sum(x, 1), randint(-5, 5, 3, 4))
family.case("sum bool", torch.sum, randn(3, 4) > 0)
for name in ["all", "any"]:
    family.case(name, getattr(torch, name), randn(3, 4) > -5)
    family.case(name + " axis", lambda x, f=getattr(torch, name): f(x, 1), randn(4, 3) > 0)
for name in ["argmax", "argmin"]:
    family.case(name, getattr(torch, name), cube())
    family.case(name + " axis", lambda x, f=getattr(torch, name): f(x, 1, keepdim=True), cube())
for p in [2.0, 1.0, 0.0, 3.0, inf, -inf, 0.5]:
    family.case(f"norm {p}", lambda x, p=p: torch.norm(x, p, dim=1), cube())
family.case("norm fro", lambda x: torch.norm(x, "fro"), cube())
family.case("logsumexp far", lambda x: torch.logsumexp(x, 1), torch.tensor([[1000.0, 999.0], [-inf, -inf], [inf, 0.0]]), gradient=False)
family.case("cov", torch.cov, randn(3, 5))
family.case("cov weights", lambda x, f, a: torch.cov(x, correction=0, fweights=f, aweights=a), randn(3, 5), randint(1, 4, 5), rand(5, low=0.5, high=2))
family.case("cov vector", torch.cov, randn(5))
family.case("corrcoef", torch.corrcoef, randn(3, 5))
family.case("trapezoid", lambda y: torch.trapezoid(y, dx=0.5), randn(2, 5))
family.case("trapezoid x", lambda y, x: torch.trapezoid(y, x, dim=0), randn(4, 3), torch.tensor([0.0, 1.0, 1.5, 4.0]))
family.case("cumulative_trapezoid", lambda y: torch.cumulative_trapezoid(y, dim=0), randn(4, 3))
family.case("renorm", lambda x: torch.renorm(x, 2, 0, 1.5), randn(3, 5))

family.case("gradient", lambda y: torch.gradient(y, spacing=0.5, dim=1), randn(3, 5))
family.case("gradient places", lambda y: torch.gradient(y, spacing=(torch.tensor([0.0, 1.0, 1.5, 4.0]),), dim=0, edge_order=2), randn(4, 3), gradient=False)
family.case("clone", lambda x: x.clone() * 2, randn(3))
family.case("numel", lambda x: torch.tensor(float(torch.numel(x))), randn(2, 3), gradient=False)
kinds = [torch.float32, torch.float64, torch.int32, torch.uint8, torch.bool]
tensors = [torch.ones(2, dtype=d) for d in kinds]
names = ["f32", "f64", "i32", "u8", "bool"]
family.record("can_cast", {"answers": [[torch.can_cast(a, b) for b in kinds] for a in kinds]})
family.record("result_type", {"answers": [[names[kinds.index(torch.result_type(a, b))] for b in tensors] for a in tensors]})
family.record("is_floating_point", {"answers": [torch.is_floating_point(x) for x in tensors]})
family.record("is_signed", {"answers": [torch.is_signed(x) for x in tensors]})
family.record("is_tensor", {"answers": [torch.is_tensor(torch.ones(1)), torch.is_tensor([1])]})
family.record("is_same_size", {"answers": [torch.ones(2).is_same_size(torch.ones(2)), torch.ones(2).is_same_size(torch.ones(1, 2))]})

family.case("matmul", torch.matmul, randn(2, 3, 4), randn(4, 5))
family.case("matmul broadcast", torch.matmul, randn(2, 1, 3, 4), randn(5, 4, 2))
family.case("matmul vector", torch.matmul, randn(2, 3, 4), randn(4))
family.case("mm", torch.mm, randn(3, 4), randn(4, 5))
family.case("bmm", torch.bmm, randn(2, 3, 4), randn(2, 4, 5))
family.case("mv", torch.mv, randn(3, 4), randn(4))
for name in ["dot", "vdot", "outer"]:
    family.case(name, getattr(torch, name), randn(4), randn(4))
family.case("inner", torch.inner, randn(2, 3), randn(4, 3))
family.case("tensordot", lambda a, b: torch.tensordot(a, b, dims=2), randn(2, 3, 4), randn(3, 4, 5))
family.case("tensordot axes", lambda a, b: torch.tensordot(a, b, dims=([0, 2], [1, 0])), randn(2, 3, 4), randn(4, 2, 5))
for name, shapes in {"addmm": [(5,), (3, 4), (4, 5)], "addmv": [(3,), (3, 4), (4,)], "addr": [(3, 4), (3,), (4,)],
                     "baddbmm": [(2, 3, 5), (2, 3, 4), (2, 4, 5)], "addbmm": [(3, 5), (2, 3, 4), (2, 4, 5)]}.items():
    family.case(name, lambda x, a, b, f=getattr(torch, name): f(x, a, b, beta=0.5, alpha=2), *[randn(*s) for s in shapes])
family.case("trace", torch.trace, randn(3, 4))
family.case("vander", lambda x: torch.vander(x, 4, increasing=True), randn(3), gradient=False)
family.case("linalg.vander", lambda x: torch.linalg.vander(x, N=4), randn(2, 3))
family.case("linalg.cross", torch.linalg.cross, randn(4, 3), randn(4, 3))
family.case("linalg.vecdot", torch.linalg.vecdot, randn(4, 3), randn(4, 3))
family.case("linalg.multi_dot", lambda *x: torch.linalg.multi_dot(x), randn(2, 6), randn(6, 3), randn(3, 4), randn(4))
family.write()
