"""The oracle: the definitions in arithmetic with digits to spare, and how to count errors in ULPs.

The definitions take numbers as they are stored. Where stored probabilities do not sum to 1 in the last digit
they say what the library promises: KL(p, q) = Σ (p log(p/q) − p + q).
"""

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.dps = 100


def total(term, p, q=0.0):
    """Add up terms over outcomes, each distinct one computed once: a million outcomes take a moment."""
    pairs = np.empty(np.shape(p), complex)  # the pair as one number, which NumPy sorts quickly
    pairs.real, pairs.imag = p, q
    counted = zip(*map(np.ndarray.tolist, np.unique(pairs, return_counts=True)), strict=True)
    return mpmath.fsum(n * term(mpf(z.real), mpf(z.imag)) for z, n in counted)


def xlogy(x, y):
    """x log y with 0 · log 0 = 0 and log 0 = −∞."""
    return mpf(0) if x == 0 else x * (mpmath.log(y) if y else mpf("-inf"))


def surprisal(p):
    return -mpmath.log(mpf(float(p))) if p else mpf("inf")


def entropy(p):
    return -total(xlogy, p, p)


def cross_entropy(p, q):
    return -total(xlogy, p, q)


def kl_divergence(p, q):
    return total(lambda p, q: xlogy(p, p) - xlogy(p, q) - p + q, p, q)


def js_divergence(p, q):
    def term(p, q):
        m = (p + q) / 2
        return (xlogy(p, p) + xlogy(q, q)) / 2 - xlogy(m, m)

    return total(term, p, q)


def perplexity(p, q=None):
    return mpmath.exp(cross_entropy(p, p if q is None else q))


def ulps(got, want):
    """Error of `got` in units in the last place of its own floating type, at the exact value `want`."""
    kind = np.asarray(got).dtype.type
    if mpmath.isinf(want):
        return 0.0 if np.isinf(got) and got * float(want) > 0 else np.inf
    nearest = kind(float(abs(want)))
    if not np.isfinite(got) or np.isinf(nearest):
        return 0.0 if np.isinf(got) and np.isinf(nearest) and got * float(want) > 0 else np.inf
    # The spacing of the binade that `want` is in, which `nearest` may have just left upwards.
    spacing = np.nextafter(nearest, kind(0)) if nearest > abs(want) else nearest
    return float(abs(mpf(float(got)) - want) / mpf(float(np.spacing(spacing))))
