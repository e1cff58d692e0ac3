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


def log_softmax(x, j):
    """Log-probability of entry j, from the odds against the largest entry, so that no digit cancels."""
    x, top = np.asarray(x, np.float64), int(np.argmax(x))
    others = total(lambda a, _: mpmath.exp(a - mpf(x[top])), np.delete(x, top))
    return mpf(x[j]) - mpf(x[top]) - mpmath.log1p(others)


def softmax(x, j, temperature=1.0):
    x = [mpf(float(a)) / mpf(temperature) for a in x]
    return mpmath.exp(x[j]) / mpmath.fsum(map(mpmath.exp, x))


def logsumexp(x):
    top = int(np.argmax(x))
    return mpf(float(x[top])) - log_softmax(x, top)


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-mpf(float(x))))


def log_sigmoid(x):
    return -mpmath.log1p(mpmath.exp(-mpf(float(x))))


def logit(p):
    p = mpf(float(p))
    return mpf("-inf") if p == 0 else mpf("inf") if p == 1 else mpmath.log(p) - mpmath.log1p(-p)


def softmax_cross_entropy(x, target, weight=None, label_smoothing=0.0):
    """Loss of one row, for a class index or class probabilities."""
    n = len(x)
    weight = [mpf(1)] * n if weight is None else [mpf(float(w)) for w in weight]
    share = (
        [mpf(int(j == target)) for j in range(n)] if np.ndim(target) == 0 else [mpf(float(t)) for t in target]
    )
    smoothing = mpf(label_smoothing)
    share = [w * ((1 - smoothing) * t + smoothing / n) for w, t in zip(weight, share, strict=True)]
    return -mpmath.fsum(c * log_softmax(x, j) for j, c in enumerate(share) if c)


def softmax_cross_entropy_grad(x, y, j):
    """Slope of the loss of one row, for class index y, in direction j."""
    return mpmath.expm1(log_softmax(x, y)) if j == y else mpmath.exp(log_softmax(x, j))


def binary_cross_entropy(q, y):
    return -xlogy(mpf(float(y)), mpf(float(q))) - xlog1py(1 - mpf(float(y)), -mpf(float(q)))


def xlog1py(x, y):
    """x log(1 + y) with 0 · log 0 = 0."""
    return mpf(0) if x == 0 else x * (mpmath.log1p(y) if y != -1 else mpf("-inf"))


def binary_cross_entropy_with_logits(x, y):
    y = mpf(float(y))
    return -y * log_sigmoid(x) - (1 - y) * log_sigmoid(-x)


def binary_cross_entropy_with_logits_grad(x, y):
    y = mpf(float(y))
    return (1 - y) * sigmoid(x) - y * sigmoid(-x)
