"""The exercises of notebook 03."""

from collections.abc import Sequence

import numpy as np

from xentlib.lessons.exercise import Exercise
from xentlib.measures import cross_entropy, entropy, kl_divergence, normalize

# Rain and umbrella, rain and none, dry and umbrella, dry and none.
UMBRELLA = np.array([0.30, 0.10, 0.05, 0.55])
INDEPENDENT = np.outer([0.4, 0.6], [0.35, 0.65]).ravel()


def uniform(p: Sequence[float]) -> np.ndarray:
    """Return the distribution that gives each outcome of p the same probability."""
    return np.full(len(p), 1 / len(p))


def detour(m: float | np.ndarray) -> float | np.ndarray:
    """Return D(p‖m) + D(m‖q) in nats, for coins that show heads with probability p = 0.8, m and q = 0.1."""
    p, m, q = (np.stack([heads, 1 - heads], axis=-1) for heads in (0.8, np.asarray(m, float), 0.1))
    return kl_divergence(p, m) + kl_divergence(m, q)


EXERCISES = {
    "gap to the uniform": Exercise(
        answer=lambda p: kl_divergence(p, uniform(p)),
        cases=((np.array([0.1, 0.2, 0.7]),), (np.array([0.5, 0.25, 0.25, 0.0]),), (np.array([0.5, 0.5]),)),
        wrong={
            "The other way round: the entropy is the smaller one.": lambda p: entropy(p) - np.log(len(p)),
            "That is D(u‖p): the truth comes first.": lambda p: kl_divergence(uniform(p), p),
            "That is H(p, u), the same for every p. How far is H(p) below it?": lambda p: np.log(len(p)),
            "Take the entropy away from log n; do not add it.": lambda p: np.log(len(p)) + entropy(p),
            "log(1/n) is −log n: the sign of the first part is the wrong one.": lambda p: (
                -np.log(len(p)) - entropy(p)
            ),
            "It is the logarithm of n that every draw costs, and not n.": lambda p: len(p) - entropy(p),
            "That is bits: take the natural logarithm.": lambda p: np.log2(len(p)) - entropy(p, base=2),
            "That is H(p). How far is it below H(p, u)?": entropy,
            "An outcome with p = 0 counts as well: u gives each of the n outcomes 1/n.": lambda p: (
                np.log(np.count_nonzero(p)) - entropy(p)
            ),
            "In NumPy 0 · log 0 is nan; entropy() counts it as 0.": lambda p: (
                kl_divergence(p, uniform(p)) if np.all(p) else np.nan
            ),
        },
        unit="nats",
    ),
    "what the umbrella tells": Exercise(
        answer=lambda: kl_divergence(UMBRELLA, INDEPENDENT),
        wrong={
            "The other way round: the table is the truth, the product is the belief.": lambda: kl_divergence(
                INDEPENDENT, UMBRELLA
            ),
            "That is bits: take the natural logarithm.": lambda: kl_divergence(UMBRELLA, INDEPENDENT, base=2),
            "That is each row for itself. Do not normalise: ravel() lays a table out in one row.": lambda: (
                kl_divergence(*(normalize(pairs.reshape(2, 2)) for pairs in (UMBRELLA, INDEPENDENT)))
            ),
            "The product lies on its side: its rows are the weather, as the table's.": lambda: kl_divergence(
                UMBRELLA, INDEPENDENT.reshape(2, 2).T.ravel()
            ),
            "That is the entropy of the table, not what one tells about the other.": lambda: entropy(
                UMBRELLA
            ),
            "That is D from four equal pairs; the belief is the product.": lambda: kl_divergence(
                UMBRELLA, uniform(UMBRELLA)
            ),
            "That is the cross-entropy; take the entropy of the table away from it.": lambda: cross_entropy(
                UMBRELLA, INDEPENDENT
            ),
        },
        unit="nats",
        tolerance=0.001,
    ),
    "the cheapest detour": Exercise(
        answer=lambda: detour(np.linspace(0.1, 0.8, 701)).min(),
        measure=lambda values: detour(values["m"]),
        controls=("m",),
        unit="nats",
        tolerance=0.002,
    ),
}
