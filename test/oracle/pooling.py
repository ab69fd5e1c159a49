"""Pooling."""
import torch.nn.functional as F
from oracle import Family, rand, randint, randn

family = Family()
family.case("max_pool1d", lambda x: F.max_pool1d(x, 3, stride=2, padding=1), randn(2, 2, 7))
family.case("max_pool1d ceil", lambda x: F.max_pool1d(x, 2, ceil_mode=True), randn(1, 2, 5))
family.case("max_pool2d", lambda x: F.max_pool2d(x, (2, 3), stride=(2, 1), padding=(1, 1)), randn(1, 2, 5, 6))
family.case("max_pool2d ceil, dilation", lambda x: F.max_pool2d(x, 2, stride=3, dilation=2, ceil_mode=True), randn(1, 2, 8, 7))
family.case("max_pool2d indices", lambda x: F.max_pool2d(x, 3, stride=2, padding=1, return_indices=True), randn(2, 1, 5, 6))
family.case("max_pool3d", lambda x: F.max_pool3d(x, 2, stride=(1, 2, 1), padding=1, ceil_mode=True, return_indices=True), randn(1, 2, 3, 3, 4))
family.case("avg_pool1d", lambda x: F.avg_pool1d(x, 3, stride=2, padding=1, ceil_mode=True), randn(2, 2, 6))
family.case("avg_pool1d not counted", lambda x: F.avg_pool1d(x, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), randn(2, 2, 6))
family.case("avg_pool2d", lambda x: F.avg_pool2d(x, (3, 2), stride=2, padding=1, ceil_mode=True), randn(1, 2, 6, 5))
family.case("avg_pool2d not counted", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False), randn(1, 2, 5, 5))
family.case("avg_pool2d divisor", lambda x: F.avg_pool2d(x, 2, divisor_override=3), randn(1, 2, 4, 5))
family.case("avg_pool3d", lambda x: F.avg_pool3d(x, (2, 2, 3), stride=2, padding=1, ceil_mode=True), randn(1, 1, 3, 4, 5))
family.case("adaptive_avg_pool1d", lambda x: F.adaptive_avg_pool1d(x, 3), randn(1, 2, 7))
family.case("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (3, None)), randn(1, 2, 5, 4))
family.case("adaptive_avg_pool2d one", lambda x: F.adaptive_avg_pool2d(x, 1), randn(2, 3, 3, 4))
family.case("adaptive_avg_pool3d", lambda x: F.adaptive_avg_pool3d(x, (2, 1, 3)), randn(1, 2, 3, 2, 4))
family.case("adaptive_max_pool1d", lambda x: F.adaptive_max_pool1d(x, 3, return_indices=True), randn(1, 2, 7))
family.case("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, (2, 3), return_indices=True), randn(1, 2, 5, 4))
family.case("adaptive_max_pool3d", lambda x: F.adaptive_max_pool3d(x, (2, 1, 3)), randn(1, 2, 3, 2, 4))
family.case("lp_pool1d", lambda x: F.lp_pool1d(x, 2, 3, stride=2, ceil_mode=True), rand(1, 2, 8, low=0.5, high=2))
family.case("lp_pool2d", lambda x: F.lp_pool2d(x, 3, (2, 3)), rand(1, 2, 4, 6, low=0.5, high=2))

family.case("fractional_max_pool2d", lambda x, u: F.fractional_max_pool2d(x, (2, 3), output_size=(3, 4), return_indices=True, _random_samples=u.detach()), randn(2, 2, 6, 8), rand(2, 2, 2))


def unpool(pool, back, size, **options):
    def run(x):
        y, indices = pool(x, 2, return_indices=True, **options)
        return back(y, indices, 2, output_size=size, **options)
    return run


family.case("max_unpool1d", unpool(F.max_pool1d, F.max_unpool1d, (7,)), randn(1, 2, 7))
family.case("max_unpool2d", unpool(F.max_pool2d, F.max_unpool2d, (5, 4)), randn(1, 2, 5, 4))
family.case("max_unpool3d", unpool(F.max_pool3d, F.max_unpool3d, (2, 4, 2)), randn(1, 1, 2, 4, 2))
family.case("embedding", lambda i, w: F.embedding(i, w, padding_idx=1), randint(0, 4, 2, 3), randn(4, 3))
family.case("embedding_bag mean", lambda i, w: F.embedding_bag(i, w), randint(0, 4, 3, 2), randn(4, 3))
family.case("embedding_bag sum", lambda i, w, f: F.embedding_bag(i, w, mode="sum", per_sample_weights=f), randint(0, 4, 3, 2), randn(4, 3), randn(3, 2))
family.case("embedding_bag max", lambda i, w: F.embedding_bag(i, w, mode="max"), randint(0, 4, 3, 2), randn(4, 3))


def bags(mode):
    import torch
    return lambda i, w: F.embedding_bag(i, w, torch.tensor([0, 2, 2, 5]), mode=mode)


family.case("embedding_bag offsets", bags("mean"), randint(0, 4, 7), randn(4, 3))
family.case("embedding_bag offsets max", bags("max"), randint(0, 4, 7), randn(4, 3))
family.write()
