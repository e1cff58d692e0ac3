"""Measures of probability distributions: probabilities go in, nats (or bits, with `base=2`) come out.

Every function computes in float64, rounds once to the floating type that came in, and uses the numbers as
they are stored: nothing is clipped, padded by an epsilon, or normalised behind your back. Where the
mathematics says ∞, so does the result.
"""

import numpy as np

from xentlib._checks import (
    as_distribution,
    as_distributions,
    as_probabilities,
    as_rows,
    first_row,
    refuse_where,
)
from xentlib._rows import pairwise_sum, quiet, rounded


@quiet
def surprisal(p, *, base=None):
    """Information gained by seeing an event of probability p: the rarer, the more surprising.

    s(p) = −log p, elementwise.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1], of any shape.
    base : float, optional
        Base of the logarithm; nats unless given, bits for 2.

    Returns
    -------
    ndarray or scalar
        Surprisal in nats (or to `base`), of p's shape and floating type. An impossible event has surprisal ∞,
        a certain one 0; NaN stays NaN.

    Raises
    ------
    ValueError
        If an entry lies outside [0, 1], or `base` is not a finite number above 0 and other than 1.

    References
    ----------
    C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948), §6.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.surprisal([1, 0.5, 0.125, 0], base=2))
    [ 0.  1.  3. inf]
    """
    p = as_probabilities(p, "p")
    return _in_base(-np.log(p, dtype=np.float64), base, p.dtype)


@quiet
def entropy(p, *, axis=-1, base=None):
    """Mean surprisal of a draw from p: how uncertain the outcome is before it is seen.

    H(p) = −Σ p log p, with 0 · log 0 = 0.

    Parameters
    ----------
    p : array_like
        Probabilities that sum to 1 along `axis`.
    axis : int, default -1
        The axis that the outcomes lie along.
    base : float, optional
        Base of the logarithm; nats unless given, bits for 2.

    Returns
    -------
    ndarray or scalar
        Entropy in nats (or to `base`), between 0 for a certain outcome and log n for n equally likely ones
        (as nearly as the stored numbers sum to 1), of p's shape without `axis`. A row that holds NaN gives
        NaN.

    Raises
    ------
    ValueError
        If an entry is negative, a row does not sum to 1, there are no outcomes, or `base` is no base.

    References
    ----------
    C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948), §6.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.entropy([0.25, 0.25, 0.25, 0.25], base=2).round(4))
    2.0
    """
    p, axis = as_distribution(p, "p", axis)
    return _in_base(-pairwise_sum(_p_log_q(p, p), axis), base, p.dtype)


@quiet
def cross_entropy(p, q, *, axis=-1, base=None):
    """Mean surprisal of draws from p for someone who believes in q: code made for q, messages from p.

    H(p, q) = −Σ p log q, with 0 · log q = 0. It is H(p) at least, when q = p.

    Parameters
    ----------
    p, q : array_like
        Probabilities that sum to 1 along `axis`: the truth and the model. Their lengths along `axis` agree;
        their other axes broadcast.
    axis : int, default -1
        The axis that the outcomes lie along.
    base : float, optional
        Base of the logarithm; nats unless given, bits for 2.

    Returns
    -------
    ndarray or scalar
        Cross-entropy in nats (or to `base`), of the broadcast shape without `axis`; ∞ where q rules out what
        p allows (p > 0, q = 0). A row that holds NaN gives NaN.

    Raises
    ------
    ValueError
        If an entry is negative, a row does not sum to 1, the shapes do not fit, or `base` is no base.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd ed. (2006), theorem 5.4.3: the
    expected length under p of a code made for q.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.cross_entropy([0.5, 0.25, 0.25], [0.25, 0.25, 0.5], base=2).round(4))
    1.75
    """
    p, q, axis = as_distributions(p, q, axis, _OF_SCORES)
    return _in_base(-pairwise_sum(_p_log_q(p, q), axis), base, np.result_type(p, q))


@quiet
def kl_divergence(p, q, *, axis=-1, base=None):
    """Extra surprisal paid, on average, for believing in q while p is true. Not symmetric, not a distance.

    D(p‖q) = Σ (p log(p/q) − p + q), which is Σ p log(p/q) when both sum to 1 exactly, and whose terms are
    never negative even when stored sums differ in the last digit. So H(p, q) = H(p) + D(p‖q) + Σp − Σq.

    Parameters
    ----------
    p, q : array_like
        Probabilities that sum to 1 along `axis`: the truth and the model. Their lengths along `axis` agree;
        their other axes broadcast.
    axis : int, default -1
        The axis that the outcomes lie along.
    base : float, optional
        Base of the logarithm; nats unless given, bits for 2.

    Returns
    -------
    ndarray or scalar
        Divergence in nats (or to `base`), at least 0 and exactly 0 for p = q, of the broadcast shape without
        `axis`; ∞ where p > 0 and q = 0. A row that holds NaN gives NaN.

    Raises
    ------
    ValueError
        If an entry is negative, a row does not sum to 1, the shapes do not fit, or `base` is no base.

    References
    ----------
    S. Kullback and R. A. Leibler, "On Information and Sufficiency", Annals of Mathematical Statistics 22
    (1951), 79–86.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.kl_divergence([0.5, 0.5], [0.25, 0.75], base=2).round(4))
    0.2075
    >>> print(xentlib.kl_divergence([0.5, 0.5], [1, 0]))
    inf
    """
    p, q, axis = as_distributions(p, q, axis)
    return _in_base(pairwise_sum(_kl_terms(p, q), axis), base, np.result_type(p, q))


@quiet
def js_divergence(p, q, *, axis=-1, base=None):
    """How much a draw from p or q, each picked half of the time, tells about which one it came from.

    JS(p, q) = ½ D(p‖m) + ½ D(q‖m) with m = (p + q)/2. Symmetric, and its square root is a distance.

    Parameters
    ----------
    p, q : array_like
        Probabilities that sum to 1 along `axis`. Their lengths along `axis` agree; their other axes
        broadcast.
    axis : int, default -1
        The axis that the outcomes lie along.
    base : float, optional
        Base of the logarithm; nats unless given, bits for 2.

    Returns
    -------
    ndarray or scalar
        Divergence in nats (or to `base`), from exactly 0 for p = q to log 2 for p and q that share no
        outcome (as nearly as their stored numbers sum to 1), of the broadcast shape without `axis`. A row
        that holds NaN gives NaN.

    Raises
    ------
    ValueError
        If an entry is negative, a row does not sum to 1, the shapes do not fit, or `base` is no base.

    References
    ----------
    J. Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Transactions on Information Theory 37
    (1991), 145–151.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.js_divergence([1, 0], [0, 1], base=2).round(4))
    1.0
    """
    p, q, axis = as_distributions(p, q, axis)
    return _in_base(pairwise_sum(_js_terms(p, q), axis), base, np.result_type(p, q))


@quiet
def perplexity(p, q=None, *, axis=-1):
    """Number of equally likely outcomes that would be just as uncertain.

    exp H(p), or exp H(p, q) when a model q is given.

    Parameters
    ----------
    p : array_like
        Probabilities that sum to 1 along `axis`.
    q : array_like, optional
        The model, of the same length along `axis`; its other axes broadcast with p's.
    axis : int, default -1
        The axis that the outcomes lie along.

    Returns
    -------
    ndarray or scalar
        A pure number, at least 1 (as nearly as the stored numbers sum to 1), of the (broadcast) shape without
        `axis`; ∞ where q = 0 and p > 0, or where the floating type that came in cannot hold it. A row that
        holds NaN gives NaN.

    Raises
    ------
    ValueError
        If an entry is negative, a row does not sum to 1, or the shapes do not fit.

    References
    ----------
    F. Jelinek, R. L. Mercer, L. R. Bahl and J. K. Baker, "Perplexity: a measure of the difficulty of speech
    recognition tasks", Journal of the Acoustical Society of America 62 (1977), S63.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.perplexity([0.25, 0.25, 0.25, 0.25]).round(4))
    4.0
    """
    p, q, axis = as_distributions(p, p if q is None else q, axis)
    return rounded(np.exp(-pairwise_sum(_p_log_q(p, q), axis)), np.result_type(p, q))


@quiet
def normalize(weights, *, axis=-1):
    """Turn weights or counts into the probabilities that are in proportion to them.

    p = w / Σ w.

    Parameters
    ----------
    weights : array_like
        Finite numbers ≥ 0, not all 0 along `axis`.
    axis : int, default -1
        The axis that the outcomes lie along.

    Returns
    -------
    ndarray
        Probabilities, of the shape and floating type of `weights` (float64 for integers). Neither huge nor
        tiny weights overflow or vanish on the way. A row that holds NaN gives NaN.

    Raises
    ------
    ValueError
        If a weight is negative or infinite, or if a row holds nothing but zeros, or nothing at all.

    References
    ----------
    A. N. Kolmogorov, "Foundations of the Theory of Probability" (1933), §1: probabilities add up to 1.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.normalize([3, 1]))
    [0.75 0.25]
    """
    return _in_proportion(weights, 0.0, "weights", axis)


@quiet
def smooth(counts, alpha=1.0, *, axis=-1):
    """Estimate probabilities from counts as if each outcome had been seen `alpha` more times.

    p = (c + α) / (Σ c + n α), with n outcomes: for α > 0 none of them is left impossible.

    Parameters
    ----------
    counts : array_like
        Finite numbers ≥ 0.
    alpha : float, default 1.0
        Pseudo-count ≥ 0: 1 is Laplace's rule of succession, ½ Jeffreys's, 0 the plain relative frequency.
    axis : int, default -1
        The axis that the outcomes lie along.

    Returns
    -------
    ndarray
        Probabilities, of the shape and floating type of `counts` (float64 for integers). A row that holds NaN
        gives NaN.

    Raises
    ------
    ValueError
        If a count is negative or infinite, `alpha` is negative or not finite, or a row has nothing to share.

    References
    ----------
    G. J. Lidstone, "Note on the General Case of the Bayes–Laplace Formula for Inductive or A Posteriori
    Probabilities", Transactions of the Faculty of Actuaries 8 (1920), 182–192.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.smooth([2, 1, 0, 1]))
    [0.375 0.25  0.125 0.25 ]
    """
    if not 0 <= alpha < np.inf:
        raise ValueError(f"alpha = {alpha} must be a finite number, at least 0")
    return _in_proportion(counts, alpha, "counts", axis)


# Elsewhere a function of this name takes scores, which normalize() would make a wrong distribution of.
_OF_SCORES = ". If these are scores (logits) and a target, use xentlib.softmax_cross_entropy(logits, target)"


def _p_log_q(p, q):
    """p log q, where an outcome that never comes (p = 0) costs nothing, whatever q says about it."""
    return np.where(p == 0, p * q, p * np.log(q, dtype=np.float64))  # p · q is 0, or NaN where q is


def _kl_terms(p, q):
    """p log(p/q) − p + q without the cancellation: all three nearly add up to nothing where p ≈ q.

    With s = (q − p)/(p + q), log(p/q) = −2 atanh s = −2 (s + s³/3 + s⁵/5 + …). The leading s leaves
    (q − p)²/(p + q), which cannot be negative and is 0 for p = q; the others become a short polynomial.
    """
    p, q = p.astype(np.float64), q.astype(np.float64)
    gap = q - p
    s = gap / (p + q)
    near = gap * s * (1 - s * (1 - s) * np.polyval(_ATANH, s * s))
    far = p * _log_ratio(p, q) + gap
    return np.where(p == 0, q, np.where(np.abs(s) <= 0.5, near, far))


def _log_ratio(p, q):
    """log(p/q): the ratio keeps digits that log p − log q would lose, unless it overflows."""
    ratio = p / q
    return np.where(np.isinf(ratio), np.log(p) - np.log(q), np.log(ratio))


def _js_terms(p, q):
    """½ p log(p/m) + ½ q log(q/m) with m = (p + q)/2, again without the cancellation where p ≈ q.

    With s = (q − p)/(p + q) it is (p + q)/4 · ((1 + s) log(1 + s) + (1 − s) log(1 − s)), whose series in s
    begins with s² and has only positive terms.
    """
    p, q = p.astype(np.float64), q.astype(np.float64)
    total, gap = p + q, q - p
    s = np.abs(gap) / total
    less = 2 * np.minimum(p, q) / total  # 1 − s, with all its digits
    near = np.abs(gap) * s * np.polyval(_ENTROPY_GAP, s * s)
    far = total * (_p_log_q(less, less) + (1 + s) * np.log1p(s))
    return np.where(total == 0, 0.0, np.where(s <= 0.5, near, far) / 4)


# Coefficients of Σ xᵏ/(2k + 3) and of Σ xᵏ/((k + 1)(2k + 1)), highest power first. For x ≤ ¼ the terms that
# are left out stay far below the last digit.
_ATANH = [1 / (2 * k + 3) for k in reversed(range(27))]
_ENTROPY_GAP = [1 / ((k + 1) * (2 * k + 1)) for k in reversed(range(27))]


def _in_proportion(weights, alpha, name, axis):
    """(w + α) / Σ (w + α), all scaled by a power of two first, so that nothing overflows or vanishes."""
    weights, axis = as_rows(weights, name, axis)
    refuse_where(weights < 0, weights, name, "is negative; expected numbers that are at least 0")
    refuse_where(np.isinf(weights), weights, name, "is not finite; a share of it has no meaning")
    largest = np.maximum(np.max(weights, axis, keepdims=True).astype(np.float64), alpha)
    empty = (largest == 0).squeeze(axis)
    if empty.any():
        raise ValueError(f"{first_row(empty, name, axis)} has nothing to share out: every entry is 0")
    exponent = np.frexp(largest)[1]
    scaled = np.ldexp(weights, -exponent) + np.ldexp(float(alpha), -exponent)
    return rounded(scaled / np.expand_dims(pairwise_sum(scaled, axis), axis), weights.dtype)


def _in_base(nats, base, dtype):
    """Convert nats to the wanted base and round to the type that came in."""
    if base is None:
        return rounded(nats, dtype)
    if not (0 < base < np.inf and base != 1):
        raise ValueError(f"base = {base} must be a finite number, above 0 and other than 1")
    return rounded(nats / np.log(base), dtype)
