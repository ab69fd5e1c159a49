"""Files of arrays as NumPy writes them."""
import base64
import io
import numpy as np
from oracle import Family, pack

family = Family()
FIT = {"f2": "f4", "i1": "i4", "i2": "i4", "u2": "i4", "u4": "i4", "i8": "i4", "u8": "i4"}


def content(save, *values, **named):
    file = io.BytesIO()
    save(file, *values, **named)
    return base64.b64encode(file.getvalue()).decode()


def fit(array):
    return array.astype(FIT.get(array.dtype.str[1:], array.dtype.str[1:]))


def record(name, array, version=None):
    if version is None:
        text = content(np.save, array)
    else:
        text = content(lambda file: np.lib.format.write_array(file, array, version=version))
    family.record(name, {"file": text, "outputs": [pack(fit(array))]})


base = np.array([[0, 1, 2], [3, 100, 7]])
for kind in ("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"):
    record(f"load {kind}", base.astype("<" + kind))
for kind in ("i2", "i4", "u8", "f2", "f4", "f8"):
    record(f"load big-endian {kind}", (base - (0 if kind == "u8" else 2.0)).astype(">" + kind))
cube = np.arange(24, dtype="<f4").reshape(2, 3, 4)
record("load fortran", np.asfortranarray(cube))
record("load scalar", np.array(3.5))
record("load empty", np.zeros((2, 0, 3), "<i4"))
record("load line", np.array([np.nan, np.inf, -0.0, 1e-45], "<f4"))
record("load version 2", cube, (2, 0))
record("load version 3", cube, (3, 0))
for name, array in (("matrix", base.astype("<f4")), ("fortran", np.asfortranarray(cube)), ("scalar", np.array(2.5)),
                    ("empty", np.zeros((0, 4), "<f8")), ("bytes", base.astype("u1")), ("truth", base > 2),
                    ("big-endian", base.astype(">i4"))):
    family.record(f"save {name}", {"file": content(np.save, array), "inputs": [pack(array.astype(array.dtype.newbyteorder("=")))],
                                   "fortran": bool(array.flags.f_contiguous and not array.flags.c_contiguous), "big": array.dtype.str[0] == ">"})
arrays = {"weights": cube, "bias": np.arange(40, dtype="<i8") // 7, "имя": np.array(True)}
for name, save in (("savez", np.savez), ("savez_compressed", np.savez_compressed)):
    family.record(name, {"file": content(save, **arrays), "names": list(arrays), "outputs": [pack(fit(a)) for a in arrays.values()]})
big = {"repeats": np.tile(np.arange(50, dtype="<f4"), 80)}
family.record("savez_compressed long", {"file": content(np.savez_compressed, **big), "names": ["repeats"], "outputs": [pack(big["repeats"][:50])]})
for name, array in (("objects", np.array([None, {}])), ("texts", np.array(["ab", "c"])), ("complex", np.array([1j])),
                    ("records", np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f4")])), ("dates", np.array(["2024-01-01"], "M8[D]")),
                    ("too large", np.array([2**40]))):
    family.record(f"refuse {name}", {"file": content(np.save, array)})
family.write()
