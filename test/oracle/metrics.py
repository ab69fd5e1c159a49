"""Metrics, as scikit-learn computes them (word overlap: NLTK). Debian: python3-sklearn, python3-nltk."""
import numpy as np
from nltk.metrics.distance import edit_distance
from nltk.translate.bleu_score import corpus_bleu
from sklearn import metrics as M
from oracle import Family, pack

family = Family()
r = np.random.default_rng(5)


def record(name, output, target, value):
    family.record(name, {"inputs": [pack(np.asarray(output)), pack(np.asarray(target))], "value": value if isinstance(value, list) else float(value)})


labels = r.integers(0, 4, 60)
guess = np.where(r.random(60) < 0.6, labels, r.integers(0, 4, 60))
binary = r.integers(0, 2, 50)
scores = np.round(r.random(50) * 0.6 + binary * 0.3, 2)
probabilities = r.random((60, 4)) + np.eye(4)[labels] * r.random((60, 1)) * 1.5
probabilities /= probabilities.sum(1, keepdims=True)

record("accuracy", guess, labels, M.accuracy_score(labels, guess))
record("confusion", guess, labels, M.confusion_matrix(labels, guess).tolist())
for average in ("macro", "micro", "weighted"):
    record(f"precision {average}", guess, labels, M.precision_score(labels, guess, average=average))
    record(f"recall {average}", guess, labels, M.recall_score(labels, guess, average=average))
    record(f"f1 {average}", guess, labels, M.f1_score(labels, guess, average=average))
    record(f"f2 {average}", guess, labels, M.fbeta_score(labels, guess, beta=2, average=average))
record("balanced accuracy", guess, labels, M.balanced_accuracy_score(labels, guess))
record("kappa", guess, labels, M.cohen_kappa_score(labels, guess))
record("matthews", guess, labels, M.matthews_corrcoef(labels, guess))
record("jaccard", guess, labels, M.jaccard_score(labels, guess, average="macro"))
record("top 2", probabilities, labels, M.top_k_accuracy_score(labels, probabilities, k=2))
record("roc auc", scores, binary, M.roc_auc_score(binary, scores))
record("roc auc of classes", probabilities, labels, M.roc_auc_score(labels, probabilities, multi_class="ovr"))
record("average precision", scores, binary, M.average_precision_score(binary, scores))
fpr, tpr, _ = M.roc_curve(binary, scores, drop_intermediate=False)
record("roc curve", scores, binary, [fpr.tolist(), tpr.tolist()])
p, q, _ = M.precision_recall_curve(binary, scores)
record("pr curve", scores, binary, [q[::-1].tolist(), p[::-1].tolist()])
record("log loss", probabilities, labels, M.log_loss(labels, probabilities))
record("log loss binary", scores, binary, M.log_loss(binary, scores))
record("brier", scores, binary, M.brier_score_loss(binary, scores))

target = r.normal(size=(40, 3)) * 2 + 5
output = target + r.normal(size=(40, 3))
record("mae", output, target, M.mean_absolute_error(target, output))
record("mse", output, target, M.mean_squared_error(target, output))
record("mape", output, target, M.mean_absolute_percentage_error(target, output))
record("r2", output, target, M.r2_score(target, output))
record("explained variance", output + 1, target, M.explained_variance_score(target, output + 1))

clusters = np.where(r.random(60) < 0.7, labels, r.integers(4, 7, 60))
record("rand", clusters, labels, M.adjusted_rand_score(labels, clusters))
record("mutual information", clusters, labels, M.normalized_mutual_info_score(labels, clusters))
record("homogeneity", clusters, labels, M.homogeneity_score(labels, clusters))
record("completeness", clusters, labels, M.completeness_score(labels, clusters))
record("v measure", clusters, labels, M.v_measure_score(labels, clusters))
record("v measure beta", clusters, labels, M.v_measure_score(labels, clusters, beta=2.5))
points = r.normal(size=(60, 2)) + np.eye(4)[labels][:, :2] * 4
record("silhouette", points, labels, M.silhouette_score(points, labels))

relevance = r.integers(0, 4, (12, 6))
rank = r.random((12, 6))
record("ndcg", rank, relevance, M.ndcg_score(relevance, rank))
record("ndcg 3", rank, relevance, M.ndcg_score(relevance, rank, k=3))

ours = ["the cat is on the mat today", "a quick brown fox jumped over the lazy dog", "сеть учится на примерах и ошибках", "one two three four five"]
theirs = ["the cat sat on the mat today", "the quick brown fox jumps over the lazy dog", "сеть учится на своих примерах и ошибках", "one two three four six"]
family.record("bleu", {"output": ours, "target": theirs, "value": corpus_bleu([[t.split()] for t in theirs], [o.split() for o in ours])})
words = sum(edit_distance(o.split(), t.split()) for o, t in zip(ours, theirs)) / sum(len(t.split()) for t in theirs)
characters = sum(edit_distance(o, t) for o, t in zip(ours, theirs)) / sum(len(t) for t in theirs)
family.record("word error rate", {"output": ours, "target": theirs, "value": words})
family.record("character error rate", {"output": ours, "target": theirs, "value": characters})
family.write()
