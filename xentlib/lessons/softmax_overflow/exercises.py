"""The exercises of notebook 05."""

import numpy as np

from xentlib.activations import softmax
from xentlib.lessons.exercise import Exercise, NotAnAnswer


def shifted_by(largest):
    """Return a softmax that subtracts this of its scores first."""

    def turn(scores):
        with np.errstate(all="ignore"):
            e = np.exp(scores - largest(scores))
            return e / e.sum()

    return turn


def highest_score(values):
    """Return the gap, where it is the highest score; other places of the sliders show another cell."""
    if values["lowest"] != 0 or values["entry"] != "highest":
        raise NotAnAnswer("another cell's verdict: set lowest to 0 and entry to highest.")
    return values["gap"]


def slope(gap):
    """Return q − 1 for a target whose score is this many nats above the only other one."""
    return np.expm1(-np.log1p(np.exp(-gap)))


EXERCISES = {
    "stable softmax": Exercise(
        answer=softmax,
        cases=tuple(
            (np.array(scores),)
            for scores in ([1.0, 3.0, 2.0], [2e4, 20001.0], [-2e4, -20001.0], [0, 2e4, 0], [1e3, 0, 1e3])
        ),
        wrong={
            "exp overflows: subtract the largest score first.": shifted_by(lambda scores: 0.0),
            "That is not enough; a score may lie far above it: subtract the largest.": shifted_by(np.mean),
            "The smallest is the wrong end: subtract the largest score.": shifted_by(np.min),
            "The largest without its sign is not the largest, if scores are negative.": shifted_by(
                lambda scores: np.abs(scores).max()
            ),
            "Both exps, above and below the line, need the shift.": np.errstate(all="ignore")(
                lambda scores: np.exp(scores - scores.max()) / np.exp(scores).sum()
            ),
            "On paper no q is 0 there, nor nan: subtract the largest score first.": lambda scores: (
                np.nan_to_num(shifted_by(lambda scores: 0.0)(scores))
            ),
            "The sum is not 1: divide by it.": lambda scores: np.exp(scores - scores.max()),
            "That divides the scores by the largest, which changes them: subtract it.": lambda scores: (
                softmax(scores / scores.max())
            ),
            "That divides the scores by their norm, which changes q: subtract the largest.": lambda scores: (
                softmax(scores / np.linalg.norm(scores))
            ),
            "That standardises the scores: subtract the largest, and do not divide.": lambda scores: softmax(
                (scores - scores.mean()) / scores.std()
            ),
            "That cuts scores off, and cut off they are equal: subtract the largest.": lambda scores: softmax(
                scores.clip(-700, 700)
            ),
        },
    ),
    "the last good score": Exercise(
        answer=lambda: np.log(np.finfo(np.float32).max),
        wrong={
            f"That is the last one of {other}: look at float32.": lambda score=score: score
            for other, score in (("float16", 11.08), ("bfloat16", 88.74), ("float64", 709.78))
        }
        | {"float32 has just broken there: go back by one hundredth.": lambda: 88.73},
        measure=highest_score,
        controls=("lowest", "gap", "entry"),
        unit="nats as the highest score",
        tolerance=0.006,  # two decimals
    ),
    "slope at the target": Exercise(
        answer=slope,
        cases=((1.0,), (28.0,), (40.0,), (700.0,)),  # at 28 all roundings of q − 1 agree
        wrong={
            "What is rounded next to 1 has lost the digits of r: use expm1 of log q = −log1p(r).": (
                lambda gap: 1 / (1 + np.exp(-gap)) - 1
            ),
            "The sign: a higher score of the target lowers the loss.": lambda gap: -slope(gap),
            "That is r: log q is −log1p(r), with its minus.": lambda gap: np.exp(-gap),
            "That is −r; it is q − 1 only nearly, and not at a gap of 1.": lambda gap: -np.exp(-gap),
            "That is log q; its expm1 is the slope.": lambda gap: -np.log1p(np.exp(-gap)),
            "float32 has no number as small as exp(−700): compute in float64.": lambda gap: np.float32(
                slope(gap)
            ),
            "That is −q: r is the odds against the target, exp(0 − gap).": lambda gap: slope(-gap),
        },
        tolerance=0.0,
        relative=1e-6,  # from −0.3 to −1e-304; what loses digits is off by 1e-5 at a gap of 28
    ),
}
