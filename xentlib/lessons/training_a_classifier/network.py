"""A small network in NumPy, trained step by step on points in the plane, under one of four losses."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xentlib.activations import softmax
from xentlib.losses import softmax_cross_entropy, softmax_cross_entropy_grad

HIDDEN, CLASSES = 16, 3

Points = Sequence[tuple[float, float, int]]
Weights = list[np.ndarray]  # of the hidden units, their biases; of the scores, their biases


def through_softmax(q: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """Slopes in the scores, of slopes in the probabilities that a softmax makes of them."""
    return q * (slopes - (q * slopes).sum(axis=1, keepdims=True))


def one_hot(y: np.ndarray) -> np.ndarray:
    return np.eye(CLASSES)[y]


def squared_error(z: np.ndarray, y: np.ndarray) -> float:
    return np.square(softmax(z) - one_hot(y)).sum(axis=1).mean()


def squared_error_grad(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    q = softmax(z)
    return through_softmax(q, 2 * (q - one_hot(y)) / len(y))


def softmax_twice(z: np.ndarray, y: np.ndarray) -> float:
    return softmax_cross_entropy(softmax(z), y)


def softmax_twice_grad(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    q = softmax(z)
    return through_softmax(q, softmax_cross_entropy_grad(q, y))


def short_of_margin(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """By how much each wrong class comes nearer to the true one than 1; 0 for the true class."""
    margins = 1 - z[np.arange(len(y)), y][:, None] + z
    return np.maximum(0, margins) * (1 - one_hot(y))


def hinge(z: np.ndarray, y: np.ndarray) -> float:
    return short_of_margin(z, y).sum(axis=1).mean() / CLASSES


def hinge_grad(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    short = (short_of_margin(z, y) > 0).astype(float)
    return (short - one_hot(y) * short.sum(axis=1, keepdims=True)) / (len(y) * CLASSES)


LOSSES = {
    "cross-entropy": (softmax_cross_entropy, softmax_cross_entropy_grad),
    "squared error": (squared_error, squared_error_grad),
    "softmax twice": (softmax_twice, softmax_twice_grad),
    "hinge": (hinge, hinge_grad),
}


def first_weights() -> Weights:
    """The same for each loss, so that they start from one place."""
    rng = np.random.default_rng(0)
    hidden = rng.normal(0, 2, (2, HIDDEN)), rng.uniform(-1, 1, HIDDEN)
    return [*hidden, rng.normal(0, 0.5 / np.sqrt(HIDDEN), (HIDDEN, CLASSES)), np.zeros(CLASSES)]


def scores(weights: Weights, x: np.ndarray) -> np.ndarray:
    """Return the scores of points, shape (N, 2), one row of three each."""
    w, a, v, b = weights
    return np.tanh(x @ w + a) @ v + b


class Step(NamedTuple):
    """Where training stands: its weights, the loss there, and the length of the gradient."""

    weights: Weights
    loss: float
    norm: float


class Path:
    """Gradient descent from the first weights, as far as somebody has asked for it.

    Parameters
    ----------
    points : sequence of tuple
        (x, y, class) each.
    loss : str
        A name of `LOSSES`.
    rate : float
        How far a step goes along the gradient, at least 0.
    """

    def __init__(self, points: Points, loss: str, rate: float):
        table = np.reshape(points, (-1, 3))
        self.x, self.y = table[:, :2], table[:, 2].astype(int)
        self.loss, self.grad = LOSSES[loss]
        self.rate = rate
        self.weights = first_weights()
        self.steps: list[Step] = []

    def until(self, step: int) -> list[Step]:
        """Return the steps from 0 to this one."""
        while len(self.steps) <= step:
            slopes, loss = self.look()
            norm = np.sqrt(sum(np.square(slope).sum() for slope in slopes))
            self.steps.append(Step(self.weights, loss, norm))
            self.weights = [w - self.rate * slope for w, slope in zip(self.weights, slopes, strict=True)]
        return self.steps[: step + 1]

    def look(self) -> tuple[Weights, float]:
        """The gradient at the present weights, by the chain rule, and the loss."""
        w, a, v, b = self.weights
        hidden = np.tanh(self.x @ w + a)
        z = hidden @ v + b
        slopes = self.grad(z, self.y)
        inner = slopes @ v.T * (1 - hidden**2)
        gradient = [self.x.T @ inner, inner.sum(axis=0), hidden.T @ slopes, slopes.sum(axis=0)]
        return gradient, float(self.loss(z, self.y))


@functools.lru_cache(64)
def path(points: Points, loss: str, rate: float) -> Path:
    """Return the path of these points; one that has been walked is not walked again."""
    return Path(points, loss, rate)


def least_of_own(weights: Weights, points: Points) -> float:
    """Return the least probability that the network gives to the class of any of these points."""
    table = np.reshape(points, (-1, 3))
    q = softmax(scores(weights, table[:, :2]))
    return q[np.arange(len(q)), table[:, 2].astype(int)].min()


def misjudged(weights: Weights, points: Points) -> list[bool]:
    """Tell of each point whether another class than its own has the highest score."""
    table = np.reshape(points, (-1, 3))
    return (scores(weights, table[:, :2]).argmax(axis=1) != table[:, 2]).tolist()
