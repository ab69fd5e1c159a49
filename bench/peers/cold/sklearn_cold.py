"""The first training step of scikit-learn. The parent takes the time, start of the interpreter included."""
import warnings

from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
MLPClassifier((3,), max_iter=1).fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
