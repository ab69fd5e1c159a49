"""Derivatives of functions: products with Jacobians, Jacobians, Hessians."""
import torch
import torch.autograd.functional as A
from oracle import Family, randn

family = Family()
f = lambda x, y: torch.sin(x) @ y
g = lambda x: (x.exp() * x.flip(0)).sum() * x.norm()
family.case("jacobian", lambda x, y: tuple(A.jacobian(f, (x, y))), randn(2, 3), randn(3, 2), gradient=False)
family.case("jacobian one", lambda x: A.jacobian(lambda v: v.sum() * v, x), randn(4), gradient=False)
family.case("hessian", lambda x: A.hessian(g, x), randn(4), gradient=False)
family.case("hessian two", lambda x, y: sum(A.hessian(lambda a, b: (a * a).sum() * (b.exp() * a).sum(), (x, y)), ()), randn(3), randn(3), gradient=False)
family.case("vjp", lambda x, y, v: (lambda r: (r[0], *r[1]))(A.vjp(f, (x, y), v)), randn(2, 3), randn(3, 2), randn(2, 2), gradient=False)
family.case("jvp", lambda x, y, v, w: A.jvp(f, (x, y), (v, w)), randn(2, 3), randn(3, 2), randn(2, 3), randn(3, 2), gradient=False)
family.case("hvp", lambda x, v: A.hvp(g, x, v), randn(4), randn(4), gradient=False)
family.case("vhp", lambda x, v: A.vhp(g, x, v), randn(4), randn(4), gradient=False)
family.write()
