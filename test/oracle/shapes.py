"""Tensors made, reshaped, cut, joined and turned."""
import torch

from oracle import Family, randn

family = Family()
x = randn(2, 3)
cube = randn(2, 3, 4)
row = randn(3)

for name, f in {
    "reshape": lambda x: torch.reshape(x, (4, -1)),
    "flatten": lambda x: torch.flatten(x, 1),
    "unflatten": lambda x: torch.unflatten(x, 2, (2, -1)),
    "ravel": torch.ravel,
    "squeeze": lambda x: torch.squeeze(x[:1], 0),
    "unsqueeze": lambda x: torch.unsqueeze(x, -2),
    "permute": lambda x: torch.permute(x, (2, 0, 1)),
    "transpose": lambda x: torch.transpose(x, 0, -1),
    "movedim": lambda x: torch.movedim(x, (0, 1), (2, 0)),
    "moveaxis": lambda x: torch.moveaxis(x, 0, 1),
    "swapaxes": lambda x: torch.swapaxes(x, 0, 1),
    "swapdims": lambda x: torch.swapdims(x, 1, 2),
    "roll": lambda x: torch.roll(x, (1, -2), (0, 2)),
    "roll flat": lambda x: torch.roll(x, 5),
    "rot90": lambda x: torch.rot90(x, 1, (1, 2)),
    "rot90 back": lambda x: torch.rot90(x, -1, (0, 2)),
    "flip": lambda x: torch.flip(x, (0, 2)),
    "fliplr": torch.fliplr,
    "flipud": torch.flipud,
    "tile": lambda x: torch.tile(x, (2, 1)),
    "split": lambda x: torch.split(x, 2, 1),
    "split sizes": lambda x: torch.split(x, (1, 3), 2),
    "chunk": lambda x: torch.chunk(x, 3, 2),
    "tensor_split": lambda x: torch.tensor_split(x, 3, 2),
    "tensor_split indices": lambda x: torch.tensor_split(x, (1, -1), 1),
    "hsplit": lambda x: torch.hsplit(x, 3),
    "vsplit": lambda x: torch.vsplit(x, (1,)),
    "dsplit": lambda x: torch.dsplit(x, 2),
    "unbind": lambda x: torch.unbind(x, 1),
    "diagonal": lambda x: torch.diagonal(x, 1, 1, 2),
    "diag_embed": lambda x: torch.diag_embed(x, -1, 0, 2),
    "tril": lambda x: torch.tril(x, 1),
    "triu": lambda x: torch.triu(x, -1),
    "unfold": lambda x: x.unfold(2, 3, 1),
    "repeat": lambda x: x.repeat(2, 1, 1, 2),
    "atleast_3d": torch.atleast_3d,
}.items():
    family.case(name, f, cube)
family.case("t", torch.t, x)
family.case("expand", lambda x: x.expand(4, -1, 3), randn(2, 1))
family.case("expand_as", lambda x, y: x.expand_as(y), row, x)
family.case("broadcast_to", lambda x: torch.broadcast_to(x, (2, 3)), row)
family.case("broadcast_tensors", torch.broadcast_tensors, row, randn(2, 1))
family.case("broadcast_shapes", lambda: torch.zeros(torch.broadcast_shapes((2, 1), (3,), ())))
family.case("atleast_1d", torch.atleast_1d, torch.tensor(2.0))
family.case("atleast_2d", torch.atleast_2d, row)
family.case("atleast_3d row", torch.atleast_3d, row)
family.case("cat", lambda a, b: torch.cat((a, b), 1), x, randn(2, 2))
family.case("stack", lambda a, b: torch.stack((a, b), -1), x, randn(2, 3))
family.case("hstack", lambda a, b: torch.hstack((a, b)), row, randn(2))
family.case("vstack", lambda a, b: torch.vstack((a, b)), row, x)
family.case("dstack", lambda a, b: torch.dstack((a, b)), row, randn(3))
family.case("column_stack", lambda a, b: torch.column_stack((a, b)), randn(2), x)
family.case("meshgrid", lambda a, b: torch.meshgrid(a, b, indexing="ij"), row, randn(2))
family.case("meshgrid xy", lambda a, b: torch.meshgrid(a, b, indexing="xy"), row, randn(2))
family.case("cartesian_prod", torch.cartesian_prod, row, randn(2))
family.case("combinations", lambda x: torch.combinations(x, 2), row)
family.case("combinations with replacement", lambda x: torch.combinations(x, 3, with_replacement=True), row)
family.case("block_diag", torch.block_diag, x, row, torch.tensor(7.0))
family.case("diag", torch.diag, row)
family.case("diag matrix", lambda x: torch.diag(x, -1), x)
family.case("diagflat", lambda x: torch.diagflat(x, 1), x)
family.case("kron", torch.kron, x, randn(3, 2))
family.case("kron ranks", torch.kron, row, randn(2, 2))
family.case("tril_indices", lambda: torch.tril_indices(3, 4, -1))
family.case("triu_indices", lambda: torch.triu_indices(3, 4, 1))
family.case("arange", lambda: (torch.arange(5), torch.arange(2, 11, 3), torch.arange(1, 2.5, 0.5), torch.arange(3, -3, -2)))
family.case("linspace", lambda: torch.linspace(-1, 2, 7))
family.case("logspace", lambda: (torch.logspace(-1, 1, 5), torch.logspace(0, 3, 4, base=2)))
family.case("eye", lambda: (torch.eye(2), torch.eye(2, 3)))
family.case("full", lambda: (torch.full((2, 2), 1.5), torch.full((2,), 3)))
family.case("full_like", lambda x: torch.full_like(x, 2), x)
family.case("zeros", lambda: torch.zeros(2, 1))
family.case("zeros_like", torch.zeros_like, x)
family.case("ones", lambda: torch.ones(2, 1))
family.case("ones_like", torch.ones_like, x)

family.write()
