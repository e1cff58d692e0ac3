"""Activations: scores (logits) go in, probabilities or their logarithms come out.

Every function computes in float64 and rounds once to the floating type that came in. Rows of scores are taken
in blocks that fit the processor's cache. What is delicate is the exponential: it overflows above 709.78 and
vanishes below −745.13, and differences of scores are rounded before it. `_exponentials.py` deals with this
for all of them.
"""

import numpy as np

from xentlib._checks import as_floats, as_probabilities, as_scores
from xentlib._exponentials import (
    exps_and_sums,
    log1p_exp_minus_abs,
    logsumexp_rows,
    shifted_and_log_sum,
    sigmoid_of,
)
from xentlib._rows import blocks, elementwise, quiet, round_into, rounded, rows_along


@quiet
def logsumexp(x, *, axis=-1):
    """Logarithm of a sum of exponentials: a smooth maximum, and the logarithm of the softmax's denominator.

    log Σ exp(x), without overflow.

    Parameters
    ----------
    x : array_like
        Scores, any real numbers; −∞ adds nothing.
    axis : int, default -1
        The axis to sum along.

    Returns
    -------
    ndarray or scalar
        Between max x and max x + log n, in x's unit (nats), of x's shape without `axis` and its floating
        type, with its digits also near 0: [0, −40] gives 4.2e−18. Only where a result near 0 is what scores
        below 0 leave of each other, as log-probabilities do, its error is absolute, 2⁻⁵². Nothing to sum, or
        nothing but −∞, gives −∞; a +∞ gives +∞; NaN gives NaN in its row.

    Raises
    ------
    ValueError
        If x is a single number.

    References
    ----------
    P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), 2311–2330.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.logsumexp([1000.0, 1000.0]).round(4))
    1000.6931
    """
    x, axis = as_scores(x, "x", axis)
    rows = rows_along(x, axis)
    out = np.full(rows.shape[:2], -np.inf)
    for block, buffer, result in blocks(rows, out):
        result.flat = logsumexp_rows(block, buffer)
    return rounded(out.reshape(np.delete(x.shape, axis)), x.dtype)


@quiet
def softmax(x, *, axis=-1, temperature=1.0):
    """Turn scores into probabilities, in proportion to the exponentials of the scores.

    q = exp(x/T) / Σ exp(x/T): Boltzmann's distribution for energies −x. A constant added to all scores
    changes nothing. A small T sharpens, a large one flattens.

    Parameters
    ----------
    x : array_like
        Scores (logits), any real numbers; −∞ has probability 0.
    axis : int, default -1
        The axis that the classes lie along.
    temperature : float, default 1.0
        T > 0, in the unit of the scores.

    Returns
    -------
    ndarray
        Probabilities, of x's shape and floating type. A row that holds NaN or +∞, or nothing but −∞, gives
        NaN. For T ≠ 1 dividing rounds the distance d from the largest score, and exp makes of this a relative
        error of up to 2⁻⁵¹ max(1, d/T).

    Raises
    ------
    ValueError
        If `temperature` is not a finite number above 0, or x is a single number.

    References
    ----------
    J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", in
    Neurocomputing, NATO ASI Series F 68 (1990), 227–236.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax([1000.0, 1001.0, 1002.0]).round(4))
    [0.09   0.2447 0.6652]
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature = {temperature} must be a finite number above 0")
    x, axis = as_scores(x, "x", axis)
    out = np.empty(x.shape, x.dtype)
    for block, buffer, result in blocks(rows_along(x, axis), rows_along(out, axis)):
        if temperature != 1:  # the maximum goes first: x/T could overflow
            block = (block - block.max(1, keepdims=True).astype(np.float64)) / temperature
        exps, sums = exps_and_sums(block, buffer)
        round_into(result, np.divide, exps, sums)
    return out


@quiet
def log_softmax(x, *, axis=-1):
    """Logarithm of the softmax, with digits even where the softmax rounds to 0 or 1.

    log q = x − log Σ exp(x).

    Parameters
    ----------
    x : array_like
        Scores (logits), any real numbers; −∞ has log-probability −∞.
    axis : int, default -1
        The axis that the classes lie along.

    Returns
    -------
    ndarray
        Log-probabilities in nats, at most 0, of x's shape and floating type. A row that holds NaN or +∞, or
        nothing but −∞, gives NaN.

    Raises
    ------
    ValueError
        If x is a single number.

    References
    ----------
    P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), 2311–2330.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.log_softmax([0.0, 100.0]))
    [-1.00000000e+02 -3.72007598e-44]
    """
    x, axis = as_scores(x, "x", axis)
    out = np.empty(x.shape, x.dtype)
    for block, buffer, result in blocks(rows_along(x, axis), rows_along(out, axis)):
        shifted, log_sum = shifted_and_log_sum(block, buffer)
        round_into(result, np.subtract, shifted, log_sum)
    return out


@quiet
def sigmoid(x):
    """Turn log-odds into a probability: what the softmax of the two scores x and 0 gives to x.

    σ(x) = 1/(1 + exp(−x)), elementwise.

    Parameters
    ----------
    x : array_like
        Log-odds (logits) in nats, any real numbers, ±∞ too.

    Returns
    -------
    ndarray or scalar
        Probabilities in [0, 1], of x's shape and floating type; NaN stays NaN.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.sigmoid([-1000.0, 0.0, 1000.0]))
    [0.  0.5 1. ]
    """
    return elementwise(sigmoid_of, as_floats(x, "x"))


@quiet
def log_sigmoid(x):
    """Logarithm of the sigmoid, with digits even where the sigmoid rounds to 0 or 1.

    log σ(x) = −log(1 + exp(−x)), elementwise.

    Parameters
    ----------
    x : array_like
        Log-odds (logits) in nats, any real numbers, ±∞ too.

    Returns
    -------
    ndarray or scalar
        Log-probabilities in nats, at most 0, of x's shape and floating type; NaN stays NaN.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    References
    ----------
    M. Mächler, "Accurately Computing log(1 − exp(−|a|))", vignette of the R package Rmpfr (2012).

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.log_sigmoid([-1000.0, 0.0, 100.0]))
    [-1.00000000e+03 -6.93147181e-01 -3.72007598e-44]
    """
    return elementwise(lambda x: np.minimum(x, 0.0) - log1p_exp_minus_abs(x), as_floats(x, "x"))


@quiet
def logit(p):
    """Turn a probability into log-odds: the inverse of the sigmoid.

    logit p = log(p/(1 − p)), elementwise.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1].

    Returns
    -------
    ndarray or scalar
        Log-odds in nats, −∞ for 0 and ∞ for 1, of p's shape and floating type; NaN stays NaN.

    Raises
    ------
    ValueError
        If an entry lies outside [0, 1].

    References
    ----------
    J. Berkson, "Application of the Logistic Function to Bio-Assay", Journal of the American Statistical
    Association 39 (1944), 357–365.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.logit([0.0, 0.5, 0.75]).round(4))
    [  -inf 0.     1.0986]
    """
    return elementwise(_logit, as_probabilities(p, "p"))


def _logit(p):
    middle = 2 * np.arctanh(2 * p - 1)  # 2p − 1 is exact there, and logit ½ is 0
    return np.where(np.abs(p - 0.5) <= 0.25, middle, np.log(p) - np.log1p(-p))
