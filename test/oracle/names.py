"""The names of PyTorch that the table of docs/pytorch.md is measured by, written to fixtures/names.json.

Left out: aliases of a listed name, and what belongs to complex, quantized, sparse or spectral tensors, to lazily shaped modules,
to several machines, or to the inside of PyTorch.
"""
import json
import os

import torch
from torch import nn

ALIASES = """absolute arccos arccosh arcsin arcsinh arctan arctan2 arctanh clip clamp_max clamp_min concat concatenate divide fix ger
greater greater_equal inverse less less_equal moveaxis multiply negative not_equal orgqr pinverse row_stack subtract swapdims
true_divide unsafe_chunk unsafe_split unsafe_split_with_sizes split_with_sizes narrow_copy adjoint det slogdet
cholesky qr svd lstsq lu lu_solve matrix_exp matrix_power cross""".split()
FOREIGN = """angle as_strided as_strided_scatter conj conj_physical dequantize device dtype eig frexp geqrf get_device imag int_repr
is_complex is_conj is_distributed is_inference is_neg isreal istft layout mvlgamma nextafter ormqr positive q_per_channel_axis
q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme real resolve_conj resolve_neg sgn smm solve sspaddmm stft
symeig triangular_solve cholesky_inverse align_tensors ldexp igamma igammac polygamma""".split()
MAKERS = """arange linspace logspace eye full full_like ones ones_like zeros zeros_like empty tensor rand rand_like randn randn_like
randint randint_like randperm normal manual_seed cat stack hstack vstack dstack column_stack tril_indices triu_indices vander
combinations trapezoid cumulative_trapezoid logit bucketize searchsorted std_mean var_mean gradient isin no_grad
is_tensor result_type can_cast""".split()
INSIDE = """Container DataParallel Module NLLLoss2d Parameter RNNBase RNNCellBase SyncBatchNorm UninitializedBuffer
UninitializedParameter AdaptiveLogSoftmaxWithLoss CrossMapLRN2d FractionalMaxPool3d""".split()
INSIDE_FUNCTIONAL = """assert_int_or_pair boolean_dispatch conv_tbc handle_torch_function has_torch_function has_torch_function_unary
has_torch_function_variadic native_channel_shuffle upsample upsample_bilinear upsample_nearest multi_head_attention_forward
fractional_max_pool3d sigmoid tanh""".split()
INSIDE_LINALG = """LinAlgError Tensor common_notes sys torch eig eigvals cholesky_ex inv_ex solve_ex ldl_factor ldl_factor_ex ldl_solve
lu_factor_ex matmul diagonal householder_product tensorinv tensorsolve""".split()


def public(module):
    return [name for name in dir(module) if not name.startswith("_") and not name.endswith("_") and callable(getattr(module, name))]


both = [name for name in public(torch) if hasattr(torch.Tensor, name)] + [name for name in torch.functional.__all__]
names = {
    "torch": sorted((set(both) | set(MAKERS)) - set(ALIASES) - set(FOREIGN) - {"pca_lowrank", "svd_lowrank", "chain_matmul"}),
    "torch.nn": [n for n in public(nn) if n[0].isupper() and not n.startswith("Lazy") and n not in INSIDE],
    "torch.nn.functional": [n for n in public(nn.functional) if n[0].islower() and "_with_indices" not in n and n not in INSIDE_FUNCTIONAL],
    "torch.nn.init": [n for n in dir(nn.init) if n.endswith("_") and not n.startswith("_")] + ["calculate_gain"],
    "torch.linalg": [n for n in public(torch.linalg) if n not in INSIDE_LINALG],
    "torch.optim": [n for n in public(torch.optim) if n[0].isupper() and n not in ("Optimizer", "SparseAdam")],
    "torch.optim.swa_utils": ["AveragedModel", "SWALR", "update_bn"],
    "torch.optim.lr_scheduler": [n for n in public(torch.optim.lr_scheduler) if n.endswith(("LR", "Restarts", "Plateau", "Scheduler")) and n != "Optimizer"],
    "torch.autograd.functional": ["jacobian", "hessian", "hvp", "vhp", "vjp", "jvp"],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "names.json")
with open(path, "w") as file:
    json.dump(names, file, indent=1)
    file.write("\n")
print({group: len(listed) for group, listed in names.items()})
