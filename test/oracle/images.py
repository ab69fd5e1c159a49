"""Pictures resized and looked at through a matrix: interpolate and grid_sample on the CPU."""
import numpy as np
import torch
import torch.nn.functional as F
from oracle import Family, pack, rand

family = Family()


def record(name, x, y, **more):
    family.record(name, {"inputs": [pack(x)], "outputs": [pack(y)], **more})


small, tall, tiny = rand(2, 2, 5, 7), rand(1, 1, 11, 6), rand(1, 3, 3, 3)
for key, x, size in (("shrink", small, (3, 4)), ("much", tall, (2, 2)), ("grow", tiny, (7, 5)), ("mixed", small, (9, 3)), ("one", tall, (1, 1))):
    record(f"nearest {key}", x, F.interpolate(x, size, mode="nearest"), size=size)
    record(f"bilinear {key}", x, F.interpolate(x, size, mode="bilinear", align_corners=False), size=size)
    record(f"antialias {key}", x, F.interpolate(x, size, mode="bilinear", align_corners=False, antialias=True), size=size)


def look(x, angle, translate, scale, shear, mode):
    """Middle to origin, scale, shear, turn, move: as a matrix of places; its inverse says where a pixel comes from."""
    turn, sx, sy = np.radians([angle, *shear])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    along_y = np.array([[1, 0], [-np.tan(sy), 1]])
    along_x = np.array([[1, -np.tan(sx)], [0, 1]])
    forward = np.eye(3)
    forward[:2, :2] = scale * rotation @ along_y @ along_x
    forward[:2, 2] = translate
    inverse = np.linalg.inv(forward)
    # affine_grid counts from -1 to 1 across the picture.
    h, w = x.shape[2:]
    unit = np.diag([w / 2, h / 2, 1])
    theta = (np.linalg.inv(unit) @ inverse @ unit)[:2]
    grid = F.affine_grid(torch.tensor(theta)[None].repeat(len(x), 1, 1), list(x.shape), align_corners=False)
    return F.grid_sample(x.double(), grid, mode=mode, padding_mode="zeros", align_corners=False).float()


for key, x, (angle, translate, scale, shear) in (
    ("turn", small, (33, (0, 0), 1, (0, 0))),
    ("move", small, (0, (1.25, -2), 1, (0, 0))),
    ("scale", tall, (0, (0, 0), 0.6, (0, 0))),
    ("shear", tall, (0, (0, 0), 1, (20, -10))),
    ("all", small, (-50, (0.5, 1), 1.3, (15, 5))),
):
    how = {"angle": angle, "translate": translate, "scale": scale, "shear": shear}
    record(f"affine {key}", x, look(x, angle, translate, scale, shear, "bilinear"), how=how)
    record(f"affine nearest {key}", x, look(x, angle, translate, scale, shear, "nearest"), how=how)
for angle in (37, 180):
    record(f"rotate {angle}", small, look(small, -angle, (0, 0), 1, (0, 0), "bilinear"), angle=angle)
family.write()
