"""Losses: scores and targets go in, the price of being wrong comes out, in nats.

The target is the truth: a class y, or a distribution p over the classes. The scores are the model's, and q is
the distribution that they stand for.

Arguments mean what they mean in PyTorch, so that one can be checked against the other. Where this module
differs it is on purpose, and tested:

- ∞ that a weight, a target or a class weight of 0 rules out counts as 0 (there: NaN);
- class probabilities must sum to 1, and they leave no target to ignore: `ignore_index` is refused with them;
- weights must not be negative; class indices are integers (booleans are refused), and an index out of range
  is an error that says where it is;
- digits: no clamp at 100, no ∞ before its time.
"""

import warnings

import numpy as np

from xentlib._checks import (
    as_array,
    as_class_indices,
    as_class_weights,
    as_distribution,
    as_factors,
    as_floats,
    as_labels,
    as_logits,
    as_probabilities,
    check_reduction,
    check_smoothing,
    refuse_target,
)
from xentlib._exponentials import (
    exps_and_sums,
    log1p_exp_minus_abs,
    shifted_and_log_sum,
    sigmoid_of,
    softmax_minus_one_hot,
    target_surprisal,
)
from xentlib._rows import (
    blocks,
    chunks,
    elementwise,
    one_a_row,
    pairwise_sum,
    quiet,
    round_into,
    rounded,
    row_sums,
    rows_along,
)


@quiet
def nll_loss(log_probs, target, *, weight=None, ignore_index=-100, reduction="mean"):
    """Surprisal of the true class, looked up in a table of log-probabilities.

    ℓ = −w[y] · log q[y]; their mean is Σ ℓ / Σ w[y], and their sum Σ ℓ, over targets that are not ignored.

    Parameters
    ----------
    log_probs : array_like of shape (C,), (N, C) or (N, C, d1 … dk)
        Log-probabilities in nats, at most 0, as `log_softmax` returns them.
    target : array_like of int, of shape (), (N,) or (N, d1 … dk)
        The true class y of each, from 0 to C − 1, or `ignore_index`.
    weight : array_like of shape (C,), optional
        How much each class counts, at least 0; 1 unless given.
    ignore_index : int, default -100
        A target of this value counts for nothing.
    reduction : {"mean", "sum", "none"}, default "mean"
        What becomes of the losses; "none" returns them all, in the shape of `target`.

    Returns
    -------
    ndarray or scalar
        Nats, at least 0 for log-probabilities, in the floating type of `log_probs`. The mean over nothing (no
        target, all ignored, no weight) is NaN.

    Raises
    ------
    IndexError
        If a target is out of range.
    TypeError, ValueError
        If targets are not integers, shapes do not fit, a weight is negative, or `reduction` is unknown.

    Warns
    -----
    UserWarning
        If a "log-probability" is above 0, as scores are: was `log_softmax` forgotten?

    References
    ----------
    R. A. Fisher, "On the Mathematical Foundations of Theoretical Statistics", Philosophical Transactions of
    the Royal Society A 222 (1922), 309–368: maximum likelihood.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.nll_loss(xentlib.log_softmax([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9]]), [0, 2]).round(4))
    0.4913
    """
    check_reduction(reduction)
    log_probs, axis = as_logits(log_probs, "log_probs")
    rows = rows_along(log_probs, axis)
    truth = _read_target(target, log_probs, axis, weight, ignore_index)
    if isinstance(truth, _ClassProbabilities):
        raise TypeError(f"target is {truth.target.dtype}; nll_loss expects class indices (integers)")
    if rows.size and rows.max() > 0:
        message = "log_probs has entries above 0, as no log-probability is: was log_softmax forgotten?"
        warnings.warn(message, stacklevel=3)
    picked = np.take_along_axis(rows, truth.target[..., None], 2)[..., 0]
    losses = _times(truth.row_weight, -picked.astype(np.float64))
    return rounded(_reduce(losses, truth, reduction), log_probs.dtype)


@quiet
def softmax_cross_entropy(
    logits, target, *, weight=None, ignore_index=-100, label_smoothing=0.0, reduction="mean"
):
    """Surprisal of the true class under the softmax of the scores: what classifiers are trained to lower.

    With log q = log_softmax(logits):

    - class indices y: ℓ = −(1 − ε) w[y] log q[y] − ε/C Σ w[j] log q[j], and mean ℓ = Σ ℓ / Σ w[y];
    - class probabilities p: ℓ = −Σ w[j] ((1 − ε) p[j] + ε/C) log q[j], and mean ℓ = Σ ℓ / N.

    Parameters
    ----------
    logits : array_like of shape (C,), (N, C) or (N, C, d1 … dk)
        Scores, any real numbers; −∞ has probability 0.
    target : array_like
        Either class indices: int, (), (N,) or (N, d1 … dk), from 0 to C − 1 or `ignore_index`; or class
        probabilities: floats of the shape of `logits` that sum to 1 over the classes.
    weight : array_like of shape (C,), optional
        How much each class counts, at least 0; 1 unless given.
    ignore_index : int, default -100
        A class index of this value counts for nothing.
    label_smoothing : float, default 0.0
        The share ε of the target, in [0, 1], that is spread evenly over all C classes.
    reduction : {"mean", "sum", "none"}, default "mean"
        What becomes of the losses; "none" returns them all, in the shape of the class indices.

    Returns
    -------
    ndarray or scalar
        Nats, at least 0, in the floating type of `logits`; ∞ where a class that counts has probability 0. A
        +∞ among the logits, or nothing but −∞, gives NaN, as does NaN in a row, unless the row is ignored.
        The mean over nothing (no target, all ignored, no weight) is NaN.

    Raises
    ------
    IndexError
        If a class index is out of range.
    TypeError, ValueError
        If targets are neither, shapes do not fit, ε lies outside [0, 1], a weight is negative, or `reduction`
        is unknown.

    References
    ----------
    I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14 (1952), 107–114; label
    smoothing: C. Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR (2016).

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax_cross_entropy([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9]], [0, 2]).round(4))
    0.4913
    """
    check_reduction(reduction)
    logits, axis = as_logits(logits, "logits")
    rows = rows_along(logits, axis)
    truth = _read_target(target, logits, axis, weight, ignore_index, label_smoothing)
    losses = np.empty(rows.shape[:2])
    for block, buffer, result, *part in blocks(rows, losses, truth.target, truth.row_weight):
        result.flat = truth.losses(block, buffer, *part)
    return rounded(_reduce(losses, truth, reduction), logits.dtype)


@quiet
def softmax_cross_entropy_grad(
    logits, target, *, weight=None, ignore_index=-100, label_smoothing=0.0, reduction="mean"
):
    """Slope of `softmax_cross_entropy` with respect to each logit: softmax minus target.

    ∂ℓ/∂x = q Σ c − c with c[j] = w[j] p[j], the weighted target after smoothing; for a class index without
    smoothing w[y] (q − onehot(y)). For reduction "mean" it is divided by what the loss is divided by; for
    "none" each row is the gradient of its own loss.

    Parameters
    ----------
    logits, target, weight : array_like
        As in `softmax_cross_entropy`.
    ignore_index : int, default -100
        As there.
    label_smoothing : float, default 0.0
        As there.
    reduction : {"mean", "sum", "none"}, default "mean"
        As there.

    Returns
    -------
    ndarray
        Nats per nat of logit, of the shape and floating type of `logits`; 0 where the target is ignored.
        Other rows without a softmax (a +∞, nothing but −∞, a NaN) give NaN.

    Raises
    ------
    IndexError, TypeError, ValueError
        As in `softmax_cross_entropy`.

    References
    ----------
    J. S. Bridle, "Training Stochastic Model Recognition Algorithms as Networks can Lead to Maximum Mutual
    Information Estimation of Parameters", NIPS 2 (1989), 211–217.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax_cross_entropy_grad([2.0, 0.5, 0.1], 0).round(4))
    [-0.2715  0.1625  0.109 ]
    """
    check_reduction(reduction)
    logits, axis = as_logits(logits, "logits")
    truth = _read_target(target, logits, axis, weight, ignore_index, label_smoothing)
    divisor = _divisor(truth, reduction)
    out = np.empty(logits.shape, logits.dtype)
    slopes = rows_along(out, axis)
    for block, buffer, result, *part in blocks(
        rows_along(logits, axis), slopes, truth.target, truth.row_weight
    ):
        round_into(result, np.multiply, *truth.slopes(block, buffer, *part, divisor))
    slopes[truth.ignored] = 0.0
    out += 0.0
    return out


@quiet
def binary_cross_entropy(q, target, *, weight=None, reduction="mean"):
    """Surprisal of a yes-or-no label, for someone who gave the yes the probability q.

    ℓ = w (−y log q − (1 − y) log(1 − q)), where a term with factor 0 is 0.

    Parameters
    ----------
    q : array_like
        The model's probabilities of a yes in [0, 1], of any shape.
    target : array_like
        The truth y in [0, 1], of the shape of q; between 0 and 1 it is a probability itself.
    weight : array_like, optional
        How much each entry counts, at least 0; broadcasts to the shape of q.
    reduction : {"mean", "sum", "none"}, default "mean"
        What becomes of the losses; the mean divides by their number, whatever the weights.

    Returns
    -------
    ndarray or scalar
        Nats, at least 0, in q's floating type; ∞ where q rules out what came (there is no clamp). The mean
        over nothing is NaN.

    Raises
    ------
    TypeError, ValueError
        If q or y lies outside [0, 1], y is boolean, shapes differ, a weight is negative, or `reduction` is
        unknown.

    References
    ----------
    I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14 (1952), 107–114.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy([0.4, 0.98], [1, 1], reduction="none").round(4))
    [0.9163 0.0202]
    """
    check_reduction(reduction)
    q = as_probabilities(q, "q")
    arrays = q, as_labels(target, q, "q"), as_factors(weight, "weight", q)
    return _reduce_elementwise(_bernoulli_loss, reduction, *arrays)


@quiet
def binary_cross_entropy_with_logits(logits, target, *, weight=None, pos_weight=None, reduction="mean"):
    """Surprisal of a yes-or-no label under the sigmoid of a score, with digits however sure the score is.

    ℓ = w (−v y log σ(x) − (1 − y) log σ(−x)), where a term with factor 0 is 0.

    Parameters
    ----------
    logits : array_like
        Log-odds x in nats, any real numbers, ±∞ too, of any shape.
    target : array_like
        The truth y in [0, 1], of the shape of `logits`.
    weight : array_like, optional
        How much each entry counts, w ≥ 0; broadcasts to the shape of `logits`.
    pos_weight : array_like, optional
        How much more a yes counts, v ≥ 0; broadcasts to the shape of `logits`.
    reduction : {"mean", "sum", "none"}, default "mean"
        What becomes of the losses; the mean divides by their number, whatever the weights.

    Returns
    -------
    ndarray or scalar
        Nats, at least 0, in the floating type of `logits`; ∞ for an infinite score on the wrong side. The
        mean over nothing is NaN.

    Raises
    ------
    TypeError, ValueError
        If y lies outside [0, 1] or is boolean, shapes differ, a weight is negative, or `reduction` is
        unknown.

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy_with_logits([-40.0, 0.0, 40.0], [0, 1, 0], reduction="none"))
    [4.24835426e-18 6.93147181e-01 4.00000000e+01]
    """
    check_reduction(reduction)
    return _reduce_elementwise(_logit_loss, reduction, *_read_binary(logits, target, weight, pos_weight))


@quiet
def binary_cross_entropy_with_logits_grad(logits, target, *, weight=None, pos_weight=None, reduction="mean"):
    """Slope of `binary_cross_entropy_with_logits` with respect to each logit: sigmoid minus target.

    ∂ℓ/∂x = w ((1 − y) σ(x) − v y σ(−x)), which is σ(x) − y without weights, and for y = 0 or 1 keeps the
    digits that this difference loses. For reduction "mean" it is divided by the number of entries.

    Parameters
    ----------
    logits, target, weight, pos_weight : array_like
        As in `binary_cross_entropy_with_logits`.
    reduction : {"mean", "sum", "none"}, default "mean"
        As there.

    Returns
    -------
    ndarray or scalar
        Nats per nat of logit, of the shape and floating type of `logits`.

    Raises
    ------
    TypeError, ValueError
        As in `binary_cross_entropy_with_logits`.

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy_with_logits_grad([0.0, 40.0], [1, 1], reduction="sum"))
    [-5.00000000e-01 -4.24835426e-18]
    """
    check_reduction(reduction)
    arrays = _read_binary(logits, target, weight, pos_weight)
    count = arrays[0].size if reduction == "mean" else 1
    return elementwise(lambda *values: _logit_slope(*values) / count, *arrays)


def _read_target(target, logits, axis, weight, ignore_index, smoothing=0.0):
    """Tell class indices from class probabilities."""
    check_smoothing(smoothing)
    shape, classes = logits.shape[:axis] + logits.shape[axis + 1 :], logits.shape[axis]
    weight = None if weight is None else as_class_weights(weight, classes)
    target = as_array(target, "target")
    if target.shape == shape and (target.dtype.kind in "iu" or target.size == 0):
        target, ignored = as_class_indices(target, classes, ignore_index)
        return _ClassIndices(target, ignored, axis, weight, smoothing)
    if target.shape != logits.shape or target.dtype.kind != "f":
        refuse_target(target, logits, shape)
    if ignore_index != -100:
        raise ValueError("ignore_index is for class indices; class probabilities leave nothing to ignore")
    return _ClassProbabilities(as_distribution(target, "target", axis)[0], axis, weight, smoothing)


class _ClassIndices:
    """The true class of each row. In the mean a row counts what its class counts; an ignored one, nothing."""

    def __init__(self, target, ignored, axis, weight, smoothing):
        self.shape, self.weight, self.smoothing = target.shape, weight, smoothing
        self.target, self.ignored = one_a_row(target, axis), one_a_row(ignored, axis)
        self.row_weight = np.where(self.ignored, 0.0, 1.0 if weight is None else weight[self.target])

    def losses(self, x, buffer, target, row_weight):
        """−w[y] log q[y] for a block of rows."""
        if self.smoothing:
            return _expected_surprisal(x, buffer, self.smoothed(target, row_weight, x.shape))
        losses = target_surprisal(x, buffer, target.ravel())
        return losses if self.weight is None else _times(row_weight.ravel(), losses)

    def slopes(self, x, buffer, target, row_weight, divisor):
        """w[y] (q − onehot(y)), divided, as a matrix and the factors of its rows."""
        if self.smoothing:
            return _expected_slopes(x, buffer, self.smoothed(target, row_weight, x.shape), divisor)
        numerators, denominators = softmax_minus_one_hot(x, buffer, target.ravel())
        return numerators, row_weight.ravel() / divisor / denominators

    def smoothed(self, target, row_weight, shape):
        """w[j] ((1 − ε) onehot(y)[j] + ε/C) for a block of rows."""
        weight = 1.0 if self.weight is None else self.weight
        smoothed = np.full(shape, self.smoothing / shape[1] * weight)
        smoothed[np.arange(len(smoothed)), target.ravel()] += (1 - self.smoothing) * row_weight.ravel()
        return smoothed


class _ClassProbabilities:
    """The true distribution over the classes of each row. In the mean each row counts 1."""

    def __init__(self, target, axis, weight, smoothing):
        self.shape, self.smoothing = target.shape[:axis] + target.shape[axis + 1 :], smoothing
        self.weight = 1.0 if weight is None else weight
        self.target = rows_along(target, axis)
        self.row_weight, self.ignored = (np.full(self.target.shape[:2], x) for x in (1.0, False))

    def losses(self, x, buffer, target, row_weight):
        """−Σ w[j] ((1 − ε) p[j] + ε/C) log q[j] for a block of rows."""
        return _expected_surprisal(x, buffer, self.smoothed(target, x.shape))

    def slopes(self, x, buffer, target, row_weight, divisor):
        """The gradient of that, divided, as a matrix and the factors of its rows."""
        return _expected_slopes(x, buffer, self.smoothed(target, x.shape), divisor)

    def smoothed(self, target, shape):
        """w[j] ((1 − ε) p[j] + ε/C) for a block of rows."""
        target = target.reshape(shape).astype(np.float64)
        return self.weight * ((1 - self.smoothing) * target + self.smoothing / shape[1])


def _expected_surprisal(x, buffer, target):
    """−Σ p log q for each row of a weighted target p, where p = 0 rules out even log q = −∞."""
    shifted, log_sum = shifted_and_log_sum(x, buffer)
    shifted[...] = _times(target, log_sum[:, None] - shifted)
    return row_sums(buffer)


def _expected_slopes(x, buffer, target, divisor):
    """q Σ p − p for each row of a weighted target p, and the factor of the mean."""
    exps, sums = exps_and_sums(x, buffer)
    exps *= (pairwise_sum(target, 1) / sums)[:, None]
    exps -= target
    return exps, np.full(len(exps), 1 / divisor)


def _reduce(losses, truth, reduction):
    """Mean, sum or all of the losses, where what is ignored costs nothing."""
    losses[truth.ignored] = 0.0
    if reduction == "none":
        return losses.reshape(truth.shape)
    return pairwise_sum(losses.ravel()) / _divisor(truth, reduction)


def _divisor(truth, reduction):
    """What the sum over the rows is divided by."""
    if reduction != "mean":
        return 1.0
    total = pairwise_sum(truth.row_weight.ravel())
    return total if total else np.nan  # the mean over nothing, even where smoothing leaves something


def _times(weight, loss):
    """weight · loss, where what has no weight costs nothing, even if it costs ∞."""
    return np.where((weight == 0) & (loss == np.inf), 0.0, weight * loss)


def _read_binary(logits, target, weight, pos_weight):
    """Check what binary_cross_entropy_with_logits and its gradient take."""
    x = as_floats(logits, "logits")
    factors = as_factors(weight, "weight", x), as_factors(pos_weight, "pos_weight", x)
    return x, as_labels(target, x, "logits"), *factors


def _bernoulli_loss(q, y, w):
    return _times(w, _times(y, -np.log(q)) + _times(1 - y, -np.log1p(-q)))


def _logit_loss(x, y, w, v):
    """Of −log σ(x) and −log σ(−x), the small one is log(1 + exp(−|x|)), and the large one that plus |x|."""
    yes, no = v * y, 1 - y
    wrong = np.where(x < 0, yes, no)
    return _times(w, _times(wrong, np.abs(x)) + (yes + no) * log1p_exp_minus_abs(x))


def _logit_slope(x, y, w, v):
    return w * ((1 - y) * sigmoid_of(x) - v * y * sigmoid_of(-x))


def _reduce_elementwise(loss, reduction, *arrays):
    """Mean, sum or all of an elementwise loss, in the type of the first array."""
    if reduction == "none":
        return elementwise(loss, *arrays)
    parts = [pairwise_sum(loss(*values)) for values in chunks(*arrays)]
    total = pairwise_sum(np.array(parts))
    return rounded(total / arrays[0].size if reduction == "mean" else total, arrays[0].dtype)
