"""The answers of notebook 02."""

import numpy as np

from xentlib import gaussians
from xentlib.exercises.base import Exercise
from xentlib.measures import cross_entropy, kl_divergence


@np.errstate(all="ignore")
def with_zeros_left_in(p, q):
    return (p * np.log(p / q)).sum()


EXERCISES = {
    "kl by hand": Exercise(
        answer=kl_divergence,
        cases=(
            (np.array([0.1, 0.1, 0.8]), np.array([0.5, 0.25, 0.25])),
            (np.array([0.5, 0.5, 0.0]), np.array([0.5, 0.25, 0.25])),
            (np.array([0.5, 0.25, 0.25]), np.array([0.5, 0.5, 0.0])),
            (np.array([0.5, 0.5, 0.0]), np.array([0.75, 0.25, 0.0])),
        ),
        wrong={
            "0 · log 0 is not a number to NumPy: leave out what never comes, p = 0.": with_zeros_left_in,
            "That is D(q‖p): the mean goes over p, the truth.": lambda p, q: kl_divergence(q, p),
            "That is bits: take the natural logarithm.": lambda p, q: kl_divergence(p, q, base=2),
            "That is H(p, q): the entropy H(p) is still in it.": cross_entropy,
            "The sign is the wrong one: it is p/q, and not q/p.": lambda p, q: -kl_divergence(p, q),
        },
        unit="nats",
    ),
    "three times as wide": Exercise(
        answer=lambda: 3.0,
        measure=lambda values: gaussians.forward_fit(**values)[1] / gaussians.reverse_fit(**values)[1],
        unit="times as wide",
        tolerance=0.1,
    ),
    "from samples": Exercise(
        answer=lambda: gaussians.divergence(0, 1, 1, 2),
        wrong={
            "A bin that x fills and y never does costs ∞: smooth the counts.": lambda: np.inf,
            # What bins of their own, and wide bins, give for nearly all draws.
            "That is nearly 0: do x and y have the same bins?": lambda: 0.04,
            "That is too little: narrower bins blur less.": lambda: 0.34,
            "That is bits: the question is in nats.": lambda: gaussians.divergence(0, 1, 1, 2) / np.log(2),
            "That is D(q‖p): x, the draws from p, come first.": lambda: gaussians.divergence(1, 2, 0, 1),
        },
        unit="nats",
        tolerance=0.05,
    ),
}
