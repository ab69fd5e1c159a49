"""Sums of products in Einstein's notation."""
import torch
from oracle import Family, randn

family = Family()
for equation, shapes in [
    ("ij,jk->ik", [(2, 3), (3, 4)]),
    ("ij,jk", [(2, 3), (3, 4)]),
    ("ba", [(2, 3)]),
    ("ii", [(3, 3)]),
    ("iij->ji", [(2, 2, 3)]),
    ("...ij,...jk->...ik", [(2, 1, 2, 3), (3, 3, 2)]),
    ("b...a,a", [(2, 3, 4), (4,)]),
    ("...i->i", [(2, 3)]),
    ("ij,ij->ij", [(2, 1), (2, 3)]),
    ("i,j,k->kji", [(2,), (3,), (2,)]),
    ("ij,jk,kl,lm->im", [(2, 3), (3, 4), (4, 2), (2, 3)]),
    ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]),
    ("ij,k->", [(2, 3), (4,)]),
    ("bi,ij,bj->b", [(2, 3), (3, 4), (2, 4)]),
    ("aB,Bc->ca", [(2, 3), (3, 2)]),
]:
    family.case(equation, lambda *x: torch.einsum(equation, *x), *[randn(*shape) for shape in shapes])
family.write()
