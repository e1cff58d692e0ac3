"""The exercises of notebook 06."""

import numpy as np

from xentlib.activations import log_softmax, softmax
from xentlib.lessons.cross_entropy_vs_nll_loss.batch import CLASSES, LOGITS, TARGETS
from xentlib.lessons.exercise import Exercise
from xentlib.losses import softmax_cross_entropy

BATCHES = (  # as lists, which the notebook promises: a tuple would index an array in another way
    ([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9]], [0, 2]),
    ([[0.0, 0.0, 0.0, 0.0]], [3]),
    ([[1.0, -1.0], [0.0, 3.0], [2.0, 2.0]], [0, 0, 1]),
)


def loss_in_the_lab(values):
    """Return what the argument laboratory's controls make of its batch."""
    return softmax_cross_entropy(
        LOGITS,
        TARGETS[values["target"]],
        weight=[values[name] for name in CLASSES],
        ignore_index=values["ignore_index"],
        label_smoothing=values["smoothing"],
        reduction=values["reduction"],
    )


def picked(table, target):
    """Return the true class's entry of each row."""
    return np.asarray(table)[np.arange(len(target)), target]


EXERCISES = {
    "cross-entropy by hand": Exercise(
        answer=softmax_cross_entropy,
        cases=BATCHES,
        wrong={
            "That is bits: take the natural logarithm.": (
                lambda logits, target: softmax_cross_entropy(logits, target) / np.log(2)
            ),
            "The minus is missing: the log of a probability is never positive, a loss is never negative.": (
                lambda logits, target: picked(log_softmax(logits), target).mean()
            ),
            "That is the sum over the batch; take the mean.": (
                lambda logits, target: softmax_cross_entropy(logits, target, reduction="sum")
            ),
            "That is minus the probability: take its log before you pick.": (
                lambda logits, target: -picked(softmax(logits), target).mean()
            ),
            "That picks the scores: softmax and log come first.": (
                lambda logits, target: -picked(logits, target).mean()
            ),
            "A softmax along axis 0 runs over the pictures; here each row must sum to 1.": (
                lambda logits, target: -picked(log_softmax(logits, axis=0), target).mean()
            ),
            "That takes every target's column from every row; each row has its own target.": (
                lambda logits, target: -log_softmax(logits)[:, target].mean()
            ),
            "That takes softmax twice.": lambda logits, target: softmax_cross_entropy(
                softmax(logits), target
            ),
            "That is the mean over all classes; pick the true one of each picture.": (
                lambda logits, target: -log_softmax(logits).mean()
            ),
        },
        unit="nats",
    ),
    "the floor of two softmaxes": Exercise(
        answer=lambda C: np.log(np.e + C - 1) - 1,
        cases=((2,), (3,), (10,), (1000,)),
        wrong={
            "That is bits: take the natural logarithm.": lambda C: np.log2(np.e + C - 1) - np.log2(np.e),
            "That is the floor of cross_entropy of scores. Here the largest score is the probability 1.": (
                lambda C: 0.0
            ),
            "That is the loss of all scores equal; one of them can be 1.": np.log,
            "That is the probability of the true class; the loss is −log of it.": (
                lambda C: np.e / (np.e + C - 1)
            ),
            "−log of a fraction is a difference, and log e = 1 is still to be subtracted.": (
                lambda C: np.log(np.e + C - 1)
            ),
            "The minus is missing.": lambda C: 1 - np.log(np.e + C - 1),
            "There are C classes: the true one, and C − 1 others with the score 0.": (
                lambda C: np.log(np.e + C) - 1
            ),
        },
        unit="nats",
    ),
    "only the bird": Exercise(
        answer=lambda: -log_softmax(LOGITS[1])[2],
        measure=loss_in_the_lab,
        controls=("target", "cat", "dog", "bird", "ignore_index", "smoothing", "reduction"),
        unit="nats",
        tolerance=0.0005,
    ),
}
