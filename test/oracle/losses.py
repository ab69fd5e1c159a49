"""Losses: values and gradients at the floating inputs."""
import torch
import torch.nn.functional as F
from torch import nn
from oracle import Family, rand, randint, randn

family = Family()
x, y = randn(3, 5), randn(3, 5)
for reduction in ("mean", "sum", "none"):
    family.case(f"mse {reduction}", lambda a, b: F.mse_loss(a, b, reduction=reduction), x, y)
    family.case(f"l1 {reduction}", lambda a, b: F.l1_loss(a, b, reduction=reduction), x, y)
family.case("huber", lambda a, b: F.huber_loss(a, b, delta=0.7), x, y)
family.case("huber none", lambda a, b: F.huber_loss(a, b, reduction="none"), x, y)
family.case("smooth l1", lambda a, b: F.smooth_l1_loss(a, b), x, y)
family.case("smooth l1 beta", lambda a, b: F.smooth_l1_loss(a, b, beta=0.3, reduction="none"), x, y)
family.case("smooth l1 beta 0", lambda a, b: F.smooth_l1_loss(a, b, beta=0.0), x, y)

p, t = rand(3, 5, low=0.05, high=0.95), rand(3, 5).round()
w, wide = rand(5, low=0.5, high=2), rand(3, 5, low=0.5, high=2)
family.case("bce", lambda a, b: F.binary_cross_entropy(a, b.detach()), p, t)
family.case("bce weight", lambda a, b, c: F.binary_cross_entropy(a, b.detach(), weight=c.detach(), reduction="sum"), p, t, wide)
edges = torch.tensor([0.0, 1, 0, 1]), torch.tensor([1.0, 0, 0, 1])
family.case("bce edges", lambda a, b: F.binary_cross_entropy(a, b, reduction="none"), *edges, gradient=False)
logits = F.binary_cross_entropy_with_logits
family.case("bce logits", lambda a, b: logits(a, b.detach()), x * 3, t)
family.case("bce logits weights", lambda a, b, c, d: logits(a, b.detach(), weight=c.detach(), pos_weight=d.detach(), reduction="none"), x * 3, t, wide, w)

labels = randint(0, 5, 3)
places = randint(0, 4, 2, 3, 2)
classes = rand(5, low=0.5, high=2)
maps = randn(2, 4, 3, 2)
four = rand(4, low=0.5, high=2)
soft = torch.softmax(randn(3, 5), 1)
partly = torch.tensor([1, -100, 4])
family.case("ce", lambda a, b: F.cross_entropy(a, b), x, labels)
family.case("ce sum weight", lambda a, b, c: F.cross_entropy(a, b, weight=c.detach(), reduction="sum"), x, labels, classes)
family.case("ce weight smooth", lambda a, b, c: F.cross_entropy(a, b, weight=c.detach(), label_smoothing=0.2), x, labels, classes)
family.case("ce ignored", lambda a, b, c: F.cross_entropy(a, b, weight=c.detach(), label_smoothing=0.1), x, partly, classes)
family.case("ce ignore 2", lambda a, b: F.cross_entropy(a, b, ignore_index=int(labels[0]), reduction="none"), x, labels)
family.case("ce spatial", lambda a, b, c: F.cross_entropy(a, b, weight=c.detach()), maps, places, four)
family.case("ce spatial none", lambda a, b: F.cross_entropy(a, b, reduction="none", label_smoothing=0.1), maps, places)
family.case("ce soft", lambda a, b: F.cross_entropy(a, b.detach()), x, soft)
family.case("ce soft weight smooth", lambda a, b, c: F.cross_entropy(a, b.detach(), weight=c.detach(), label_smoothing=0.3), x, soft, classes)
family.case("ce single", lambda a, b: F.cross_entropy(a, b), randn(5), torch.tensor(3))
logs = torch.log_softmax(x, 1)
family.case("nll", lambda a, b: F.nll_loss(a, b), logs, labels)
family.case("nll weight", lambda a, b, c: F.nll_loss(a, b, weight=c.detach()), logs, partly, classes)
family.case("nll spatial", lambda a, b: F.nll_loss(a, b, reduction="sum"), torch.log_softmax(maps, 1), places)
for reduction in ("mean", "batchmean", "sum", "none"):
    family.case(f"kl {reduction}", lambda a, b: F.kl_div(a, b, reduction=reduction), logs, soft)
family.case("kl log", lambda a, b: F.kl_div(a, b, reduction="batchmean", log_target=True), logs, soft.log())

signs = rand(3, 5).round() * 2 - 1
sign3 = torch.tensor([1.0, -1, 1])
family.case("hinge embedding", lambda a, b: F.hinge_embedding_loss(a, b.detach(), margin=0.8), x, signs)
family.case("soft margin", lambda a, b: F.soft_margin_loss(a, b.detach()), x * 4, signs)
family.case("margin ranking", lambda a, b, c: F.margin_ranking_loss(a, b, c.detach(), margin=0.3), x[:, 0], x[:, 1], sign3)
family.case("multi margin", lambda a, b: F.multi_margin_loss(a, b), x, labels)
family.case("multi margin 2", lambda a, b, c: F.multi_margin_loss(a, b, p=2, margin=0.7, weight=c.detach(), reduction="none"), x, labels, classes)
family.case("multi margin single", lambda a, b: F.multi_margin_loss(a, b), randn(4), torch.tensor(2))
several = torch.tensor([[3, 0, -1, 1, 2], [1, -1, 0, 0, 0], [4, 3, 2, 1, 0]])
family.case("multi label margin", lambda a, b: F.multilabel_margin_loss(a, b), x, several)
family.case("multi label margin none", lambda a, b: F.multilabel_margin_loss(a, b, reduction="none"), x, several)
family.case("multi label soft", lambda a, b: F.multilabel_soft_margin_loss(a, b.detach()), x, t)
family.case("multi label soft weight", lambda a, b, c: F.multilabel_soft_margin_loss(a, b.detach(), weight=c.detach(), reduction="none"), x, t, classes)

a, b, c = randn(3, 4), randn(3, 4), randn(3, 4)
family.case("cosine embedding", lambda p, q, s: F.cosine_embedding_loss(p, q, s.detach(), margin=-0.9), a, b, sign3)
family.case("cosine embedding none", lambda p, q, s: F.cosine_embedding_loss(p, q, s.detach(), reduction="none"), a, b, sign3)
family.case("triplet", lambda p, q, r: F.triplet_margin_loss(p, q, r), a, b, c)
family.case("triplet swap", lambda p, q, r: F.triplet_margin_loss(p, q, r, margin=2.0, swap=True, reduction="none"), a, b, c)
family.case("triplet p", lambda p, q, r: F.triplet_margin_loss(p, q, r, p=3, margin=1.5), a, b, c)
far = lambda p, q: (p - q).abs().sum(-1)
family.case("triplet distance", lambda p, q, r: F.triplet_margin_with_distance_loss(p, q, r, distance_function=far, margin=3.0, swap=True), a, b, c)

counts = randint(0, 6, 3, 5, dtype=torch.float32)
family.case("poisson", lambda p, q: F.poisson_nll_loss(p, q.detach()), x, counts)
family.case("poisson full", lambda p, q: F.poisson_nll_loss(p, q.detach(), full=True, reduction="none"), x, counts)
family.case("poisson rate", lambda p, q: F.poisson_nll_loss(p, q.detach(), log_input=False), p * 5, counts)
family.case("gaussian", lambda p, q, v: F.gaussian_nll_loss(p, q, v), x, y, p)
family.case("gaussian full", lambda p, q, v: F.gaussian_nll_loss(p, q, v, full=True, reduction="none"), x, y, p[:, :1])
family.case("gaussian eps", lambda p, q, v: F.gaussian_nll_loss(p, q, v, eps=0.5), x, y, p[:, 0])

frames = randn(6, 3, 4)
words = torch.tensor([[1, 2, 2], [3, 0, 0], [1, 1, 1]])
sizes, lengths = torch.tensor([6, 4, 6]), torch.tensor([3, 1, 2])


def ctc(**options):
    return lambda z, s, n, m: F.ctc_loss(F.log_softmax(z, -1), s, n, m, **options)


for reduction in ("mean", "sum", "none"):
    family.case(f"ctc {reduction}", ctc(reduction=reduction), frames, words, sizes, lengths)
family.case("ctc blank", ctc(blank=3), frames, torch.tensor([[1, 2, 2], [0, 1, 1], [1, 1, 1]]), sizes, lengths)
family.case("ctc zero infinity", ctc(zero_infinity=True), frames, words, torch.tensor([3, 4, 6]), lengths)
family.case("ctc empty target", ctc(reduction="none"), frames, words, sizes, torch.tensor([0, 1, 3]))
family.case("ctc single", ctc(), frames[:, 0], words[0], torch.tensor(6), torch.tensor(3))

# The classes, as they are unless told otherwise.
for name, inputs in {
    "MSELoss": (x, y), "L1Loss": (x, y), "HuberLoss": (x, y), "SmoothL1Loss": (x, y), "BCELoss": (p, t), "BCEWithLogitsLoss": (x, t),
    "CrossEntropyLoss": (x, labels), "NLLLoss": (logs, labels), "KLDivLoss": (logs, soft), "HingeEmbeddingLoss": (x, signs),
    "SoftMarginLoss": (x, signs), "MarginRankingLoss": (x[:, 0], x[:, 1], sign3), "MultiMarginLoss": (x, labels),
    "MultiLabelMarginLoss": (x, several), "MultiLabelSoftMarginLoss": (x, t), "CosineEmbeddingLoss": (a, b, sign3),
    "TripletMarginLoss": (a, b, c), "TripletMarginWithDistanceLoss": (a, b, c), "PoissonNLLLoss": (x, counts),
    "GaussianNLLLoss": (x, y, p),
}.items():
    loss = getattr(nn, name)()
    family.case(name, lambda first, *rest: loss(first, *(v.detach() for v in rest)), *inputs)
family.case("CTCLoss", lambda z, s, n, m: nn.CTCLoss()(F.log_softmax(z, -1), s, n, m), frames, words, sizes, lengths)
family.write()
