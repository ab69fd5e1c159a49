"""What PyTorch (or scikit-learn, NumPy) computes, kept as a fixture that the tests compare with.

One script a family, `test/oracle/<family>.py`, writes `test/oracle/fixtures/<family>.json`:

    from oracle import Family, randn
    family = Family()
    family.case("gelu", F.gelu, randn(3, 4))
    family.write()

Run as `/usr/bin/python3 test/oracle/<family>.py`. Needs Debian's python3-torch, python3-sklearn, python3-numpy. The tests need
none of them: fixtures are committed.
"""
import base64
import json
import os
import sys

import numpy as np
import torch

_NAMES = {"float32": "f32", "float64": "f64", "int32": "i32", "int64": "i32", "uint8": "u8", "bool": "bool"}
_generator = torch.Generator().manual_seed(20)


def randn(*shape, dtype=torch.float32):
    """Standard normal numbers; the same in every run of a script."""
    return torch.randn(shape, generator=_generator, dtype=torch.float64).to(dtype)


def rand(*shape, low=0.0, high=1.0, dtype=torch.float32):
    """Uniform numbers; the same in every run of a script."""
    return (torch.rand(shape, generator=_generator, dtype=torch.float64) * (high - low) + low).to(dtype)


def randint(low, high, *shape, dtype=torch.int64):
    """Integers from low to high - 1; the same in every run of a script."""
    return torch.randint(low, high, shape, generator=_generator).to(dtype)


def pack(value):
    """An array as JSON: shape, dtype, and the elements, little-endian, in base 64."""
    array = value.detach().resolve_conj().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
    dtype = _NAMES[str(array.dtype)]
    stored = {"i32": "<i4", "f32": "<f4", "f64": "<f8", "u8": "u1", "bool": "u1"}[dtype]
    data = base64.b64encode(np.ascontiguousarray(array).astype(stored).tobytes()).decode()
    return {"shape": list(array.shape), "dtype": dtype, "data": data}


def cotangent(shape, k=0):
    """The fixed weights w of the sum whose gradient is recorded: cos(1 + i + k)."""
    count = int(np.prod(shape)) if len(shape) else 1
    return torch.cos(torch.arange(count, dtype=torch.float64) + 1 + k).reshape(shape)


def _flat(value):
    return [y for part in value for y in _flat(part)] if isinstance(value, (tuple, list)) else [value]


class Family:
    """The cases of one family, in the order in which they were recorded."""

    def __init__(self):
        self.cases = {}

    def case(self, name, function, *inputs, gradient=True):
        """Records inputs, function(*inputs) (a tensor or several) and the gradient of sum(w * output) at every floating input."""
        leaves = [x.clone().requires_grad_(True) if gradient and x.is_floating_point() else x for x in inputs]
        result = function(*leaves)
        outputs = _flat(result)
        row = {"inputs": [pack(x) for x in inputs], "outputs": [pack(y) for y in outputs]}
        smooth = [(y, k) for k, y in enumerate(outputs) if y.is_floating_point() and y.requires_grad]
        if gradient and smooth:
            sum((y * cotangent(y.shape, k).to(y.dtype)).sum() for y, k in smooth).backward()
            row["gradients"] = [pack(x.grad) if isinstance(x, torch.Tensor) and x.grad is not None else None for x in leaves]
        self.record(name, row)

    def module(self, name, module, *inputs, training=True, call=None):
        """Records a module: its state, inputs, outputs, gradients at inputs and parameters, and its buffers afterwards."""
        module.train(training)
        state = {key: pack(value) for key, value in module.state_dict().items()}
        leaves = [x.clone().requires_grad_(True) if x.is_floating_point() else x for x in inputs]
        module.zero_grad()
        result = (call or module)(*leaves)
        outputs = [y for y in _flat(result) if y is not None]
        smooth = [(y, k) for k, y in enumerate(outputs) if y.is_floating_point() and y.requires_grad]
        if smooth:
            sum((y * cotangent(y.shape, k).to(y.dtype)).sum() for y, k in smooth).backward()
        buffers = {key: pack(value) for key, value in module.named_buffers()}
        self.record(name, {
            "training": training,
            "state": state,
            "inputs": [pack(x) for x in inputs],
            "outputs": [pack(y) for y in outputs],
            "gradients": [pack(x.grad) if x.grad is not None else None for x in leaves],
            "parameters": {key: pack(value.grad) for key, value in module.named_parameters() if value.grad is not None},
            "buffers": buffers,
        })

    def record(self, name, row):
        """Keeps any row of packed arrays and plain JSON, such as a trajectory or the value of a metric."""
        if name in self.cases:
            raise SystemExit(f"{name}: recorded twice")
        self.cases[name] = row

    def write(self):
        """Writes fixtures/<name of the script>.json."""
        name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
        path = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "fixtures", name + ".json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(row)}" for key, row in self.cases.items())
        with open(path, "w") as file:
            file.write(f'{{"torch": "{torch.__version__}", "cases": {{\n{rows}\n}}}}\n')
        print(f"{path}: {len(self.cases)} cases, {os.path.getsize(path) / 1000:.1f} kB")
