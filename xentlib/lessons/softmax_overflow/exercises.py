"""The exercises of notebook 05."""

import numpy as np

from xentlib.activations import softmax
from xentlib.lessons.exercise import Exercise


def shifted_by(largest):
    """Return a softmax that subtracts this of its scores first."""

    def turn(scores):
        with np.errstate(all="ignore"):
            e = np.exp(scores - largest(scores))
            return e / e.sum()

    return turn


def slope(gap):
    """Return q − 1 for a target whose score is this many nats above the only other one."""
    return np.expm1(-np.log1p(np.exp(-gap)))


EXERCISES = {
    "stable softmax": Exercise(
        answer=softmax,
        cases=tuple(
            (np.array(scores),)
            for scores in ([1.0, 3.0, 2.0], [1e3, 1001.0], [-1e3, -1001.0], [0.0, 2e3, 0.0], [0.0, 1e3, 1e3])
        ),
        wrong={
            "exp overflows: subtract the largest score first.": shifted_by(lambda scores: 0.0),
            "The mean is not enough; a score may lie far above it. Subtract the largest.": shifted_by(
                np.mean
            ),
            "The smallest is the wrong end: subtract the largest score.": shifted_by(np.min),
            "The sum is not 1: divide by it.": lambda scores: np.exp(scores - scores.max()),
            "That divides the scores by the largest, which changes them: subtract it.": lambda scores: (
                softmax(scores / scores.max())
            ),
        },
    ),
    "the last good score": Exercise(
        answer=lambda: np.log(np.finfo(np.float32).max),
        measure=lambda values: values["lowest"] + values["gap"],
        controls=("lowest", "gap"),
        unit="nats as the highest score",
        tolerance=0.006,  # two decimals
    ),
    "slope at the target": Exercise(
        answer=slope,
        cases=((1.0,), (20.0,), (40.0,), (700.0,)),
        wrong={
            "q has rounded to 1, and 1 − 1 is 0: use expm1 of log q.": lambda gap: 1 / (1 + np.exp(-gap)) - 1,
            "The sign: a higher score of the target lowers the loss.": lambda gap: -slope(gap),
            "That is −r; it is q − 1 only nearly, and not at a gap of 1.": lambda gap: -np.exp(-gap),
            "That is log q; its expm1 is the slope.": lambda gap: -np.log1p(np.exp(-gap)),
        },
        tolerance=0.0,
        relative=1e-9,  # from −0.3 to −1e-304
    ),
}
