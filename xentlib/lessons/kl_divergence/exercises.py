"""The exercises of notebook 02."""

import numpy as np

from xentlib.lessons.exercise import Exercise
from xentlib.lessons.kl_divergence import gaussians
from xentlib.measures import cross_entropy, kl_divergence


@np.errstate(all="ignore")
def with_zeros_left_in(p, q):
    return (p * np.log(p / q)).sum()


@np.errstate(all="ignore")
def nan_to_num(p, q):
    return np.nan_to_num(p * np.log(p / q)).sum()


def over(seen, p, q):
    """D(p‖q) over these outcomes alone."""
    with np.errstate(divide="ignore"):
        return (p[seen] * np.log(p[seen] / q[seen])).sum()


def eps_in_the_log(eps):
    return lambda p, q: over(p > 0, p, q + eps)


def constant(number):
    return lambda: number


def std_ratio(*bumps):
    return gaussians.forward_fit(*bumps)[1] / gaussians.reverse_fit(*bumps)[1]


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
            "Where q = 0 and p > 0 the sum is ∞: leave out p = 0 only.": (
                lambda p, q: over((p > 0) & (q > 0), p, q)
            ),
            "0 · log 0 is not a number to NumPy: leave out what never comes, p = 0.": with_zeros_left_in,
            "That is D(q‖p): the mean goes over p, the truth.": lambda p, q: kl_divergence(q, p),
            "That is bits: take the natural logarithm.": lambda p, q: kl_divergence(p, q, base=2),
            "That is H(p, q): the entropy H(p) is still in it.": cross_entropy,
            "The sign is the wrong one: it is p/q, and not q/p.": lambda p, q: -kl_divergence(p, q),
            "Add, and do not divide by the number of terms: p is their weight.": (
                lambda p, q: over(p > 0, p, q) / np.count_nonzero(p)
            ),
            "Where p and q are both 0 their ratio is not a number, in torch, too: leave out p = 0.": (
                lambda p, q: np.nan if np.any(p + q == 0) else kl_divergence(p, q)
            ),
            "nan_to_num() replaces ∞ as well, and ∞ is right where q = 0 and p > 0.": nan_to_num,
            "Leave out where p = 0, and not where q = 0.": (
                lambda p, q: with_zeros_left_in(p[q > 0], q[q > 0])
            ),
            "That is D(q‖p), and with p = 0 left in.": lambda p, q: with_zeros_left_in(q, p),
            "That is bits, and with p = 0 left in.": lambda p, q: with_zeros_left_in(p, q) / np.log(2),
            "The sign is the wrong one, and p = 0 is left in.": lambda p, q: -with_zeros_left_in(p, q),
        }
        | {
            f"Where q = 0 and p > 0 the sum is ∞; an eps of {eps:g} in the log hides it.": eps_in_the_log(eps)
            for eps in (np.finfo(float).eps, *10.0 ** np.arange(-16, -6))
        },
        unit="nats",
    ),
    "three times as wide": Exercise(
        answer=lambda: 3.0,
        measure=lambda values: std_ratio(values["distance"], values["share"]),
        controls=("distance", "share"),
        unit="times as wide",
        tolerance=0.1,
    ),
    "from samples": Exercise(
        answer=lambda: gaussians.divergence(0, 1, 1, 2),
        wrong={
            "A bin that one fills and the other never does costs ∞: smooth the counts.": lambda: np.inf,
            # What bins of their own give for nearly all draws.
            "That is nearly 0: do x and y have the same bins?": lambda: 0.04,
            "That is bits: the question is in nats.": lambda: gaussians.divergence(0, 1, 1, 2) / np.log(2),
            "That is D(q‖p): x, the draws from p, come first.": lambda: gaussians.divergence(1, 2, 0, 1),
        }
        | {
            f"Less than {nats + 0.05:.3f} nats is too little: bins 0.1 to 0.5 wide will do, over all draws; "
            "wide ones blur, very narrow ones hold too few.": constant(nats)
            for nats in (0.343, 0.243, 0.143)
        }
        # Less than the formula: where y lies far out, x has no draws.
        | {
            f"{nats - 0.05:.1f} to {nats + 0.05:.1f} nats is D(q‖p) by counts: "
            "x, the draws from p, come first.": constant(nats)
            for nats in (0.75, 0.85, 0.95, 1.05, 1.15)
        },
        unit="nats",
        tolerance=0.05,
    ),
}
