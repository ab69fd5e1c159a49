"""Other sizes, grids of places, pixel shuffles, padding."""
import torch.nn.functional as F
from oracle import Family, rand, randn

family = Family()
family.case("nearest", lambda x: F.interpolate(x, size=(5, 3)), randn(1, 2, 3, 7))
family.case("nearest factor", lambda x: F.interpolate(x, scale_factor=2), randn(1, 2, 3))
family.case("nearest odd factor", lambda x: F.interpolate(x, scale_factor=1.6), randn(1, 2, 7))
family.case("nearest-exact", lambda x: F.interpolate(x, size=(5, 3), mode="nearest-exact"), randn(1, 2, 3, 7))
family.case("linear", lambda x: F.interpolate(x, size=7, mode="linear"), randn(2, 2, 4))
family.case("bilinear", lambda x: F.interpolate(x, size=(5, 3), mode="bilinear"), randn(1, 2, 3, 4))
family.case("bilinear factor", lambda x: F.interpolate(x, scale_factor=(1.7, 0.6), mode="bilinear"), randn(1, 2, 4, 5))
family.case("bilinear corners", lambda x: F.interpolate(x, size=(5, 3), mode="bilinear", align_corners=True), randn(1, 2, 3, 4))
family.case("trilinear", lambda x: F.interpolate(x, size=(3, 2, 4), mode="trilinear"), randn(1, 1, 2, 3, 3))
family.case("bicubic", lambda x: F.interpolate(x, size=(6, 3), mode="bicubic"), randn(1, 2, 4, 5))
family.case("bicubic corners", lambda x: F.interpolate(x, scale_factor=1.5, mode="bicubic", align_corners=True), randn(1, 1, 4, 6))
family.case("area", lambda x: F.interpolate(x, size=(3, 2), mode="area"), randn(1, 2, 5, 4))
for mode in ("bilinear", "nearest", "bicubic"):
    for padding in ("zeros", "border", "reflection"):
        for corners in (False, True):
            family.case(f"grid {mode} {padding}{' corners' if corners else ''}",
                        lambda x, g: F.grid_sample(x, g, mode=mode, padding_mode=padding, align_corners=corners),
                        randn(1, 2, 3, 4), rand(1, 2, 3, 2, low=-1.9, high=1.9))
family.case("grid of volumes", lambda x, g: F.grid_sample(x, g, align_corners=False), randn(1, 2, 3, 2, 3), rand(1, 2, 1, 3, 3, low=-1.2, high=1.2))
family.case("affine_grid", lambda t: F.affine_grid(t, [2, 1, 3, 2], align_corners=False), randn(2, 2, 3))
family.case("affine_grid corners", lambda t: F.affine_grid(t, [1, 1, 2, 3, 2], align_corners=True), randn(1, 3, 4))
family.case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), randn(2, 8, 2, 3))
family.case("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 3), randn(1, 2, 3, 6))
family.case("channel_shuffle", lambda x: F.channel_shuffle(x, 3), randn(1, 6, 2, 2), gradient=False)
family.case("pad", lambda x: F.pad(x, (1, 2, 0, 1), value=0.5), randn(2, 2, 3))
family.case("pad cut", lambda x: F.pad(x, (-1, 2)), randn(2, 3))
family.case("pad reflect", lambda x: F.pad(x, (2, 1, 1, 0), mode="reflect"), randn(1, 2, 3, 4))
family.case("pad replicate", lambda x: F.pad(x, (3, 1, 0, 2), mode="replicate"), randn(1, 2, 3, 2))
family.case("pad circular", lambda x: F.pad(x, (2, 1), mode="circular"), randn(1, 2, 3))
family.write()
