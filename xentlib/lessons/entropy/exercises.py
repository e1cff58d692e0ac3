"""The exercises of notebook 01."""

import numpy as np

from xentlib.lessons.exercise import Exercise
from xentlib.measures import entropy, surprisal

TWO_DICE = np.convolve([1 / 6] * 6, [1 / 6] * 6)  # the distribution of their sum, 2 to 12

EXERCISES = {
    "surprisal in bits": Exercise(
        answer=lambda p: surprisal(p, base=2),
        cases=((0.5,), (0.25,), (0.001,), (1.0,)),
        wrong={
            "That is nats: take the logarithm to base 2.": surprisal,
            "The minus is missing: log p is negative, surprisal is not.": np.log2,
            "That is nats, and the minus is missing: log p is negative, surprisal is not.": np.log,
            "That is the logarithm to base 10: take it to base 2.": lambda p: -np.log10(p),
            "1/p grows as it should, but it does not add: take its logarithm.": lambda p: 1 / p,
            "The factor p belongs to the mean; this is one event's surprisal.": lambda p: -p * np.log2(p),
        },
        unit="bits",
    ),
    "half the maximum": Exercise(
        answer=lambda: 1.0,
        measure=lambda values: entropy(values["p"], base=2),
        controls=("p",),
        unit="bits",
        tolerance=0.01,
    ),
    "two dice": Exercise(
        answer=lambda: entropy(TWO_DICE, base=2),
        wrong={
            "That is the entropy of both faces; the sum forgets how it came about, 7 = 1 + 6 = 3 + 4.": (
                lambda: np.log2(36)
            ),
            "That forgets only which die showed which; the sum forgets more, 7 = 1 + 6 = 3 + 4.": (
                lambda: entropy([1 / 36] * 6 + [2 / 36] * 15, base=2)
            ),
            "That is for 11 equally likely sums; 7 is six times as likely as 2.": lambda: np.log2(11),
            "That is the plain mean of the surprisals; each counts as often as its sum comes.": (
                lambda: surprisal(TWO_DICE, base=2).mean()
            ),
            "The minus is missing: log p is negative, entropy is not.": lambda: -entropy(TWO_DICE, base=2),
            "That is nats: take the logarithm to base 2.": lambda: entropy(TWO_DICE),
        },
        unit="bits",
        tolerance=0.001,
    ),
}
