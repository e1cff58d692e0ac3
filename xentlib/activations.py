"""Activations: scores (logits) go in, probabilities or their logarithms come out.

Every function computes in float64 and rounds once to the floating type that came in. All that is delicate is
the exponential: it overflows above 709, vanishes below −745, and turns what x − m was rounded by into wrong
digits. `exp_rows` deals with this for all of them.
"""

import numpy as np

from xentlib._arrays import (
    BLOCK,
    as_floats,
    as_probabilities,
    as_scores,
    blocks,
    cells,
    chunks,
    quiet,
    round_into,
    rounded,
    row_sums,
    rows_along,
)

# Outside these shifts, x − shift is exact for every x within 745 of the largest, which is shift + 600;
# and what is further below has no part in any digit.
EXACT = -1500, 290


@quiet
def logsumexp(x, *, axis=-1):
    """Logarithm of a sum of exponentials: a smooth maximum, and the normaliser of the softmax.

    log Σ exp(x), without overflow.

    Parameters
    ----------
    x : array_like
        Scores, any real numbers; −∞ adds nothing.
    axis : int
        The axis to sum along.

    Returns
    -------
    Between max x and max x + log n, in x's unit (nats), of x's shape without `axis` and its floating type.
    Nothing to sum, or nothing but −∞, gives −∞; a +∞ gives +∞; NaN gives NaN in its row.

    Raises
    ------
    ValueError
        If x is a single number.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.logsumexp([1000.0, 1000.0]).round(4))
    1000.6931

    References
    ----------
    P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), 2311–2330.
    """
    x, axis = as_scores(x, "x", axis)
    rows = rows_along(x, axis)
    out = np.full(rows.shape[:2], -np.inf)
    for block, room, sums in blocks(rows, out):
        sums.flat = _logsumexp_rows(block, room)
    return rounded(out.reshape(np.delete(x.shape, axis)), x.dtype)


@quiet
def softmax(x, *, axis=-1, temperature=1.0):
    """Turn scores into probabilities, in proportion to the exponentials of the scores.

    p = exp(x/T) / Σ exp(x/T): Boltzmann's distribution for energies −x. A constant added to all scores
    changes nothing. A small T sharpens, a large one flattens.

    Parameters
    ----------
    x : array_like
        Scores (logits), any real numbers; −∞ has probability 0.
    axis : int
        The axis that the classes lie along.
    temperature : float
        T > 0, in the unit of the scores.

    Returns
    -------
    Probabilities, of x's shape and floating type. A row that holds NaN or +∞, or nothing but −∞, gives NaN.

    Raises
    ------
    ValueError
        If `temperature` is not a finite number above 0, or x is a single number.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax([1000.0, 1001.0, 1002.0]).round(4))
    [0.09   0.2447 0.6652]

    References
    ----------
    J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", in
    Neurocomputing, NATO ASI Series F 68 (1990), 227–236.
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature = {temperature} must be a finite number above 0")
    x, axis = as_scores(x, "x", axis)
    out = np.empty(x.shape, x.dtype)
    for block, room, result in blocks(rows_along(x, axis), rows_along(out, axis)):
        if temperature != 1:
            block = (block - block.max(1, keepdims=True).astype(np.float64)) / temperature
        round_into(result, np.divide, *softmax_rows(block, room))
    return out


@quiet
def log_softmax(x, *, axis=-1):
    """Logarithm of the softmax, with digits even where the softmax rounds to 0 or 1.

    log p = x − log Σ exp(x).

    Parameters
    ----------
    x : array_like
        Scores (logits), any real numbers; −∞ has log-probability −∞.
    axis : int
        The axis that the classes lie along.

    Returns
    -------
    Log-probabilities in nats, at most 0, of x's shape and floating type. A row that holds NaN or +∞, or
    nothing but −∞, gives NaN.

    Raises
    ------
    ValueError
        If x is a single number.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.log_softmax([0.0, 100.0]))
    [-1.00000000e+02 -3.72007598e-44]

    References
    ----------
    P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), 2311–2330.
    """
    x, axis = as_scores(x, "x", axis)
    out = np.empty(x.shape, x.dtype)
    for block, room, result in blocks(rows_along(x, axis), rows_along(out, axis)):
        gap, log_top = log_softmax_rows(block, room)
        round_into(result, np.subtract, gap, log_top)
    return out


@quiet
def sigmoid(x):
    """Turn log-odds into a probability: the softmax of the two scores x and 0.

    σ(x) = 1/(1 + exp(−x)), elementwise.

    Parameters
    ----------
    x : array_like
        Log-odds (logits) in nats, any real numbers, ±∞ too.

    Returns
    -------
    Probabilities in [0, 1], of x's shape and floating type; NaN stays NaN.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.sigmoid([-1000.0, 0.0, 1000.0]))
    [0.  0.5 1. ]

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.
    """
    return _elementwise(sigmoid_of, as_floats(x, "x"))


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
    Log-probabilities in nats, at most 0, of x's shape and floating type; NaN stays NaN.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.log_sigmoid([-1000.0, 0.0, 100.0]))
    [-1.00000000e+03 -6.93147181e-01 -3.72007598e-44]

    References
    ----------
    M. Mächler, "Accurately Computing log(1 − exp(−|a|))", vignette of the R package Rmpfr (2012).
    """
    return _elementwise(lambda x: np.minimum(x, 0.0) - np.log1p(np.exp(-np.abs(x))), as_floats(x, "x"))


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
    Log-odds in nats, −∞ for 0 and ∞ for 1, of p's shape and floating type; NaN stays NaN.

    Raises
    ------
    ValueError
        If an entry lies outside [0, 1].

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.logit([0.0, 0.5, 0.75]).round(4))
    [  -inf 0.     1.0986]

    References
    ----------
    J. Berkson, "Application of the Logistic Function to Bio-Assay", Journal of the American Statistical
    Association 39 (1944), 357–365.
    """
    p = as_probabilities(p, "p")
    return _elementwise(_logit, p)


def _elementwise(function, x):
    """Apply a function of float64 chunks to all of x."""
    out = np.empty_like(x)
    for values, results in chunks(x, out=out):
        results[...] = function(values)
    out += 0.0  # what is tiny and negative may have been rounded to −0.0
    return out[()]


def sigmoid_of(x):
    z = np.exp(-np.abs(x))  # never overflows
    return np.where(x < 0, z, 1.0) / (1 + z)


def _logit(p):
    middle = 2 * np.arctanh(2 * p - 1)  # 2p − 1 is exact there, and logit ½ is 0
    return np.where(np.abs(p - 0.5) <= 0.25, middle, np.log(p) - np.log1p(-p))


def _logsumexp_rows(x, room):
    """log Σ exp(x) where exp(x) is a number: near 0, max x + log(1 + …) would cancel. Else the latter."""
    top = x.argmax(1)
    _, own, rest, shift = exp_rows(x, room, top)
    largest = x.take(cells(x, top)).astype(np.float64)
    sums = np.where(shift == 0, np.log(own + rest), largest + np.log1p(rest / own))
    return np.where(np.isinf(largest), largest, sums)


def exp_rows(x, room, left_out, careful_below=np.inf):
    """Write exp(x − shift) to `room`; return it, its entry left out of each sum, the sums, and the shifts.

    Apart, own entry and rest have a ratio whose digits 1 minus a probability would lose. The shift of a row
    is 0 where exp(x) itself will do, which is quick and rounds least: where nothing overflows, and nothing
    that counts underflows. Sums are made with care where rest/own < `careful_below`: a logarithm forgives
    more where the ratio is large.
    """
    shift = np.zeros(len(x))
    if _looks_wild(x):
        own, rest = np.full((2, len(x)), np.nan)
    else:
        _exp(x, room[:, : x.shape[1]])
        own, rest = _split(room, left_out, careful_below)
    total = own + rest
    good = (total >= 0.25) & (total < np.inf) & (rest > 1e-280)
    if np.count_nonzero(good) < len(good):
        good |= (total < np.inf) & (x.min(1) > -700)
        _shift_rows(np.flatnonzero(~good), x, room, left_out, careful_below, own, rest, shift)
    return room[:, : x.shape[1]], own, rest, shift


def _looks_wild(x):
    """Whether the first scores of all rows leave ±600: there exp(x) would be slow, and likely in vain."""
    return x.shape[1] > 64 and not (np.abs(x[:, :64]).max(1) < 600).any()


def _shift_rows(poor, x, room, left_out, careful_below, own, rest, shift):
    """Do poor rows (again), with a shift, so many at a time that they need little memory."""
    step = max(1, BLOCK // 8 // x.shape[1])
    for i in range(0, len(poor), step):
        some = poor[i : i + step]
        if some[-1] - some[0] < len(some):
            some = slice(some[0], some[-1] + 1)  # so that what follows is a view
        part = room[some]
        shift[some] = _shifted_exp(x[some], part[:, : x.shape[1]])
        own[some], rest[some] = _split(part, left_out[some], careful_below)
        room[some] = part


def _exp(x, out):
    """exp(x) in float64; a narrower x is widened in place first, which is faster than NumPy's way."""
    if x.dtype != out.dtype:
        out[...] = x
        x = out
    np.exp(x, out=out)


def _shifted_exp(x, out):
    """Write exp(x − shift); return the shift, which is the largest score of the row, less 600.

    So sums stay finite, and what is 1300 below the largest still has all its digits. Where x − shift is
    rounded (see EXACT), Knuth's TwoSum tells by how much, and that is put right afterwards.
    """
    shift = x.max(1).astype(np.float64) - 600
    s = shift[:, None]
    np.maximum(x, s - 707, out=out)  # what is less counts for nothing, and NumPy's exp is slow there
    exact = (shift <= EXACT[0]) | (shift >= EXACT[1])
    error = 0.0 if exact.all() else _rounded_off(out, s)
    np.subtract(out, s, out=out)
    np.exp(out, out=out)
    if not exact.all():
        out += out * error
    return shift


def _rounded_off(x, s):
    """What x − s is rounded by."""
    difference = x - s
    virtual = x - difference
    return (x - (difference + virtual)) + (virtual - s)


def _split(room, left_out, careful_below):
    """Take one entry out of each row; return it and the sum of all others."""
    place = cells(room, left_out)
    own = room.take(place)
    room.put(place, 0.0)
    rest = np.add.reduce(room, axis=1)
    if room.shape[1] > 64 and (near := rest < careful_below * own).any():
        few = np.count_nonzero(near) < len(near) // 2
        rest[near] = row_sums(room[near]) if few else row_sums(room)[near]
    return own, rest


def softmax_rows(x, room):
    """Write exp(x), up to a common factor, to `room`; return it and its sums."""
    top = x.argmax(1)
    e, own, rest, _ = exp_rows(x, room, top)
    room.put(cells(room, top), own)
    return e, own + rest


def log_softmax_rows(x, room):
    """Write x − max x to `room`; return it and a column, which the logarithm of the softmax is without.

    The column is log(1 + rest/own) of the most likely class: minus its log-probability, with all its digits.
    """
    top = x.argmax(1)
    e, own, rest, _ = exp_rows(x, room, top, 16)
    np.subtract(x, x.take(cells(x, top))[:, None], out=e, dtype=np.float64)
    return e, np.log1p(rest / own)
