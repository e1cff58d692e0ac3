"""The exercises of notebook 04."""

import numpy as np

from xentlib.activations import sigmoid
from xentlib.lessons.exercise import Exercise
from xentlib.losses import binary_cross_entropy, binary_cross_entropy_with_logits


def padded(y: float, q: float) -> float:
    """Return BCE with the small number inside both logarithms that is meant to avoid log 0."""
    return -(y * np.log(q + 1e-7) + (1 - y) * np.log(1 - q + 1e-7))


def from_probability(z: float, y: float) -> float:
    """Return BCE by way of q = σ(z), which loses what the logit still knew."""
    with np.errstate(all="ignore"):
        q = 1 / (1 + np.exp(-z))
        return -(y * np.log(q) + (1 - y) * np.log(1 - q))


def clamped(z: float, y: float) -> float:
    """Return BCE of q = σ(z) as torch's BCELoss has it: no logarithm is below −100."""
    with np.errstate(all="ignore"):
        q = 1 / (1 + np.exp(-z))
        return -(y * max(np.log(q), -100) + (1 - y) * max(np.log(1 - q), -100))


def overflowing(z: float, y: float) -> float:
    """Return BCE with its two logarithms as they stand."""
    with np.errstate(over="ignore", invalid="ignore"):
        return y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))


def shifted(z: float, y: float) -> float:
    """Return BCE with its two logarithms made one, log(1 + exp(z)) − y z, which overflows for a large z."""
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z)) - y * z


EXERCISES = {
    "loss of a label": Exercise(
        answer=lambda y, q: binary_cross_entropy(q, y),
        cases=((1, 0.4), (1, 0.98), (0, 0.4), (0.3, 0.6), (1, 1e-29), (0, 1023 / 1024)),
        wrong={
            "The minus is missing: a loss is not negative.": lambda y, q: -binary_cross_entropy(q, y),
            "That is bits: take the natural logarithm.": lambda y, q: binary_cross_entropy(q, y) / np.log(2),
            "One minus stands before both terms.": lambda y, q: -y * np.log(q) + (1 - y) * np.log(1 - q),
            "Yes and no are swapped: y goes with log q.": lambda y, q: binary_cross_entropy(1 - q, y),
            "That is the term of yes alone; a no costs −log(1 − q).": lambda y, q: -y * np.log(q),
            "That is the squared error.": lambda y, q: (q - y) ** 2,
            "The arguments come as y, then q.": lambda y, q: binary_cross_entropy(y, q),
            "y may lie between 0 and 1; then both terms count.": lambda y, q: -np.log(q if y else 1 - q),
            "A y of 0.3 is no plain no: both terms count.": lambda y, q: -np.log(q if y == 1 else 1 - q),
            "Add nothing to q: the label's surprisal is what it is.": padded,
        },
        unit="nats",
        relative=1e-6,  # a surprisal of 67 nats has no six decimals in float32
    ),
    "the floor": Exercise(
        answer=lambda: (0.3, binary_cross_entropy(0.3, 0.3)),
        measure=lambda values: (
            values["y"],
            binary_cross_entropy_with_logits(values["z"], values["y"]),
        ),
        wrong={
            "It is q that must be 0.3; z is its logit.": lambda: (
                0.3,
                binary_cross_entropy_with_logits(0.3, 0.3),
            ),
        },
        controls=("y", "z"),
        unit="as y and BCE in nats",
        tolerance=0.0005,
    ),
    "loss from a logit": Exercise(
        answer=binary_cross_entropy_with_logits,
        cases=((0.5, 1), (-2.0, 0), (1.5, 0.3), (40.0, 0), (-1000.0, 1), (1000.0, 0), (1000.0, 1)),
        wrong={
            "That is the way through the probability: start from the logit.": from_probability,
            "That is through the probability, its logarithms cut off at −100: start from the logit.": clamped,
            "A probability of exactly 0 or 1 has forgotten its logit: start from the logit.": lambda z, y: (
                binary_cross_entropy(sigmoid(z), y)
            ),
            "y may lie between 0 and 1; then both losses count.": lambda z, y: (
                binary_cross_entropy_with_logits(z, float(y > 0))
            ),
            "A y of 0.3 is no plain no: both losses count.": lambda z, y: binary_cross_entropy_with_logits(
                z, float(y == 1)
            ),
            "That is bits: take the natural logarithm.": lambda z, y: (
                binary_cross_entropy_with_logits(z, y) / np.log(2)
            ),
            "Yes and no are swapped.": lambda z, y: binary_cross_entropy_with_logits(-z, y),
            "An exponential overflows: use the form with max(a, 0), for a = z and for a = −z.": overflowing,
            "exp(z) overflows: write log(1 + exp(z)) with max(z, 0).": shifted,
        },
        unit="nats",
    ),
}
