"""Losses: scores and targets go in, the price of being wrong comes out, in nats.

Arguments mean what they mean in PyTorch, so that one can be checked against the other. Where this module
differs it is on purpose, and tested:

- ∞ that a weight, a target or a class weight of 0 rules out counts as 0 (there: NaN);
- class probabilities must sum to 1, and they leave no target to ignore: `ignore_index` is refused with them;
- weights must not be negative; class indices are integers (booleans are refused), and an index out of range
  is an error that says where it is;
- digits: no clamp at 100, no ∞ before its time.
"""

import functools
import warnings

import numpy as np

from xentlib._arrays import (
    as_array,
    as_distribution,
    as_floats,
    as_probabilities,
    blocks,
    cells,
    chunks,
    pairwise_sum,
    quiet,
    refuse_where,
    round_into,
    rounded,
    row_sums,
    rows_along,
)
from xentlib.activations import exp_rows, log_softmax_rows, sigmoid_of, softmax_rows

TINY = 1e-300  # below it, numbers lose digits, or are not what they were


@quiet
def nll_loss(log_probs, target, *, weight=None, ignore_index=-100, reduction="mean"):
    """Surprisal of the true class, looked up in a table of log-probabilities.

    ℓ = −w[y] · log p[y]; their mean is Σ ℓ / Σ w[y], and their sum Σ ℓ, over targets that are not ignored.

    Parameters
    ----------
    log_probs : array_like, (C,), (N, C) or (N, C, d1 … dk)
        Log-probabilities in nats, at most 0, as `log_softmax` returns them.
    target : array_like of int, (), (N,) or (N, d1 … dk)
        The true class y of each, from 0 to C − 1, or `ignore_index`.
    weight : array_like, (C,), optional
        How much each class counts, at least 0; 1 unless given.
    ignore_index : int
        A target of this value counts for nothing.
    reduction : {"mean", "sum", "none"}
        What becomes of the losses; "none" returns them all, in the shape of `target`.

    Returns
    -------
    Nats, in the floating type of `log_probs`; at least 0 if these are. The mean over nothing (no target, all
    ignored, no weight) is NaN.

    Warns
    -----
    UserWarning
        If a "log-probability" is above 0, as scores are: was `log_softmax` forgotten?

    Raises
    ------
    IndexError
        If a target is out of range.
    TypeError, ValueError
        If targets are not integers, shapes do not fit, a weight is negative, or `reduction` is unknown.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.nll_loss(xentlib.log_softmax([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9]]), [0, 2]).round(4))
    0.4913

    References
    ----------
    R. A. Fisher, "On the Mathematical Foundations of Theoretical Statistics", Philosophical Transactions of
    the Royal Society A 222 (1922), 309–368: maximum likelihood.
    """
    task = _Task(log_probs, "log_probs", target, weight, ignore_index, reduction)
    if task.rows.size and task.rows.max() > 0:
        message = "log_probs has entries above 0, as no log-probability is: was log_softmax forgotten?"
        warnings.warn(message, stacklevel=3)
    if not task.is_hard:
        raise TypeError(f"target is {task.target.dtype}; nll_loss expects class indices (integers)")
    picked = np.take_along_axis(task.rows, task.target[..., None], 2)[..., 0]
    return task.reduce(_times(task.row_weight, -picked.astype(np.float64)))


@quiet
def softmax_cross_entropy(
    logits, target, *, weight=None, ignore_index=-100, label_smoothing=0.0, reduction="mean"
):
    """Surprisal of the true class under the softmax of the scores: what classifiers are trained to lower.

    With log p = log_softmax(logits):

    - class indices y: ℓ = −(1 − ε) w[y] log p[y] − ε/C Σ w[j] log p[j], and mean ℓ = Σ ℓ / Σ w[y];
    - class probabilities t: ℓ = −Σ w[j] ((1 − ε) t[j] + ε/C) log p[j], and mean ℓ = Σ ℓ / N.

    Parameters
    ----------
    logits : array_like, (C,), (N, C) or (N, C, d1 … dk)
        Scores, any real numbers; −∞ has probability 0.
    target : array_like
        Either class indices: int, (), (N,) or (N, d1 … dk), from 0 to C − 1 or `ignore_index`; or class
        probabilities: floats of the shape of `logits` that sum to 1 over the classes.
    weight : array_like, (C,), optional
        How much each class counts, at least 0; 1 unless given.
    ignore_index : int
        A class index of this value counts for nothing.
    label_smoothing : float
        ε in [0, 1], the share of the target that is spread evenly over all C classes.
    reduction : {"mean", "sum", "none"}
        What becomes of the losses; "none" returns them all, in the shape of the class indices.

    Returns
    -------
    Nats, at least 0, in the floating type of `logits`; ∞ where the true class has probability 0. A +∞ among
    the logits, or nothing but −∞, gives NaN, as does NaN in a row. The mean over nothing (no target, all
    ignored, no weight) is NaN.

    Raises
    ------
    IndexError
        If a class index is out of range.
    TypeError, ValueError
        If targets are neither, shapes do not fit, ε lies outside [0, 1], a weight is negative, or `reduction`
        is unknown.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax_cross_entropy([[2.0, 0.5, 0.1], [0.1, 0.2, 0.9]], [0, 2]).round(4))
    0.4913

    References
    ----------
    I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14 (1952), 107–114; label
    smoothing: C. Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR (2016).
    """
    task = _Task(logits, "logits", target, weight, ignore_index, reduction, label_smoothing)
    losses = np.empty(task.rows.shape[:2])
    row_losses = task.hard_losses if task.is_hard else task.soft_losses
    for block, room, result, *truth in blocks(task.rows, losses, task.target, task.row_weight):
        result.flat = row_losses(block, room, *truth)
    return task.reduce(losses)


@quiet
def softmax_cross_entropy_grad(
    logits, target, *, weight=None, ignore_index=-100, label_smoothing=0.0, reduction="mean"
):
    """Slope of `softmax_cross_entropy` with respect to each logit: softmax minus target.

    ∂ℓ/∂x = p Σ c − c with c[j] = w[j] t[j], the weighted target after smoothing; for a class index without
    smoothing w[y] (p − onehot(y)). For reduction "mean" it is divided by what the loss is divided by; for
    "none" each row is the gradient of its own loss.

    Parameters
    ----------
    logits, target, weight, ignore_index, label_smoothing, reduction
        As in `softmax_cross_entropy`.

    Returns
    -------
    Nats per unit of score, of the shape and floating type of `logits`; 0 where the target is ignored.
    Rows without a softmax (a +∞, nothing but −∞, a NaN) give NaN.

    Raises
    ------
    IndexError, TypeError, ValueError
        As in `softmax_cross_entropy`.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.softmax_cross_entropy_grad([2.0, 0.5, 0.1], 0).round(4))
    [-0.2715  0.1625  0.109 ]

    References
    ----------
    J. S. Bridle, "Training Stochastic Model Recognition Algorithms as Networks can Lead to Maximum Mutual
    Information Estimation of Parameters", NIPS 2 (1989), 211–217.
    """
    task = _Task(logits, "logits", target, weight, ignore_index, reduction, label_smoothing)
    out = np.empty(task.logits.shape, task.logits.dtype)
    row_slopes = task.hard_slopes if task.is_hard else task.soft_slopes
    slopes = rows_along(out, task.axis)
    for block, room, result, *truth in blocks(task.rows, slopes, task.target, task.row_weight):
        round_into(result, np.multiply, *row_slopes(block, room, *truth))
    slopes[task.ignored] = 0.0
    out += 0.0
    return out


@quiet
def binary_cross_entropy(p, target, *, weight=None, reduction="mean"):
    """Surprisal of a yes-or-no label, for someone who gave the yes the probability p.

    ℓ = w (−y log p − (1 − y) log(1 − p)), where a term with factor 0 is 0.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1], of any shape.
    target : array_like
        The truth y in [0, 1], of the shape of p; between 0 and 1 it is a probability itself.
    weight : array_like, optional
        How much each entry counts, at least 0; broadcasts to the shape of p.
    reduction : {"mean", "sum", "none"}
        What becomes of the losses; the mean divides by their number, whatever the weights.

    Returns
    -------
    Nats, at least 0, in p's floating type; ∞ where p rules out what came (there is no clamp). The mean over
    nothing is NaN.

    Raises
    ------
    TypeError, ValueError
        If p or y lies outside [0, 1], y is boolean, shapes differ, a weight is negative, or `reduction` is
        unknown.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy([0.4, 0.98], [1, 1], reduction="none").round(4))
    [0.9163 0.0202]

    References
    ----------
    I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14 (1952), 107–114.
    """
    p = as_probabilities(p, "p")
    return _reduced(_bernoulli_loss, reduction, p, _labels(target, p, "p"), _factors(weight, "weight", p))


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
    reduction : {"mean", "sum", "none"}
        What becomes of the losses; the mean divides by their number, whatever the weights.

    Returns
    -------
    Nats, at least 0, in the floating type of `logits`; ∞ for an infinite score on the wrong side. The mean
    over nothing is NaN.

    Raises
    ------
    TypeError, ValueError
        If y lies outside [0, 1] or is boolean, shapes differ, a weight is negative, or `reduction` is
        unknown.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy_with_logits([-40.0, 0.0, 40.0], [0, 1, 0], reduction="none"))
    [4.24835426e-18 6.93147181e-01 4.00000000e+01]

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.
    """
    return _reduced(_logit_loss, reduction, *_binary_task(logits, target, weight, pos_weight))


@quiet
def binary_cross_entropy_with_logits_grad(logits, target, *, weight=None, pos_weight=None, reduction="mean"):
    """Slope of `binary_cross_entropy_with_logits` with respect to each logit: sigmoid minus target.

    ∂ℓ/∂x = w ((1 − y) σ(x) − v y σ(−x)), which is σ(x) − y without weights, with all its digits where σ
    rounds to 0 or 1. For reduction "mean" it is divided by the number of entries.

    Parameters
    ----------
    logits, target, weight, pos_weight, reduction
        As in `binary_cross_entropy_with_logits`.

    Returns
    -------
    Nats per unit of score, of the shape and floating type of `logits`.

    Raises
    ------
    TypeError, ValueError
        As in `binary_cross_entropy_with_logits`.

    Examples
    --------
    >>> import xentlib
    >>> print(xentlib.binary_cross_entropy_with_logits_grad([0.0, 40.0], [1, 1], reduction="sum"))
    [-5.00000000e-01 -4.24835426e-18]

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society B 20
    (1958), 215–242.
    """
    logits, *others = _binary_task(logits, target, weight, pos_weight)
    count = logits.size if _reduction(reduction) == "mean" else 1
    out = np.empty_like(logits)
    for *values, slopes in chunks(logits, *others, out=out):
        slopes[...] = _logit_slope(*values) / count
    out += 0.0
    return out[()]


class _Task:
    """Checked logits and targets, as rows: what the softmax losses and their gradient have in common.

    `target` holds class indices, 0 where `ignored`, or else rows of class probabilities; `row_weight` is what
    each row counts in the mean.
    """

    def __init__(self, scores, name, target, weight, ignore_index, reduction, smoothing=0.0):
        self.logits = as_floats(scores, name)
        self.reduction = _reduction(reduction)
        shape, ndim = self.logits.shape, self.logits.ndim
        if ndim == 0 or shape[min(1, ndim - 1)] == 0:
            raise ValueError(f"{name} has shape {shape}; expected (C,), (N, C) or (N, C, d1 … dk) with C ≥ 1")
        if not 0 <= smoothing <= 1:
            raise ValueError(f"label_smoothing = {smoothing} must lie between 0 and 1")
        self.axis = min(1, ndim - 1)
        self.rows = rows_along(self.logits, self.axis)
        self.shape = shape[: self.axis] + shape[self.axis + 1 :]
        self.smoothing = smoothing
        self.weight = None if weight is None else _class_weights(weight, shape[self.axis])
        self._read_target(as_array(target, "target"), ignore_index)
        self.is_hard = self.target.ndim == 2 and smoothing == 0

    def _read_target(self, target, ignore_index):
        """Tell class indices from class probabilities, and check them."""
        if target.shape == self.shape and (target.dtype.kind in "iu" or target.size == 0):
            classes, ignored = _as_classes(target, self.rows.shape[2], ignore_index)
            self.target, self.ignored = (x.reshape(self.rows.shape[:2]) for x in (classes, ignored))
            self.row_weight = np.where(
                self.ignored, 0.0, 1.0 if self.weight is None else self.weight[self.target]
            )
        elif target.shape == self.logits.shape and target.dtype.kind == "f":
            if ignore_index != -100:
                raise ValueError(
                    "ignore_index is for class indices; class probabilities leave nothing to ignore"
                )
            self.target = rows_along(as_distribution(target, "target", self.axis)[0], self.axis)
            self.row_weight, self.ignored = np.ones(self.rows.shape[:2]), np.zeros(self.rows.shape[:2], bool)
        else:
            error = TypeError if target.shape in (self.shape, self.logits.shape) else ValueError
            raise error(
                f"target is {target.dtype} of shape {target.shape}; expected class indices (integers) of "
                f"shape {self.shape}, or class probabilities (floats) of the shape {self.logits.shape}"
            )

    def hard_losses(self, block, room, classes, row_weight):
        """w[y] log(1 + Σ exp(x_j)/exp(x_y)), where the sum leaves out the true class: nothing cancels."""
        classes = classes.ravel()
        _, own, rest, shift = exp_rows(block, room, classes, 16)
        ratio = rest / own
        losses, near = np.log1p(ratio), (ratio < np.inf) & (own >= TINY)
        if np.count_nonzero(near) < len(near):
            losses = np.where(near, losses, np.log(rest) - (block.take(cells(block, classes)) - shift))
        return losses if self.weight is None else _times(row_weight.ravel(), losses)

    def soft_losses(self, block, room, target, row_weight):
        """−Σ c log p, where c = 0 rules out even log p = −∞."""
        share = self._shares(target, row_weight, block.shape)
        gap, log_top = log_softmax_rows(block, room)
        np.copyto(gap, _times(share, log_top[:, None] - gap))
        return row_sums(room)

    def hard_slopes(self, block, room, classes, row_weight):
        """exp(x) and its factor w[y]/Σ exp(x); for the true class, p − 1 is minus the others' sum."""
        classes = classes.ravel()
        e, own, rest, _ = exp_rows(block, room, classes)
        room.put(cells(room, classes), -rest)
        return e, self.scale(row_weight.ravel()) / (own + rest)

    def soft_slopes(self, block, room, target, row_weight):
        """p Σ c − c, and the factor of the mean."""
        share = self._shares(target, row_weight, block.shape)
        e, total = softmax_rows(block, room)
        e *= (pairwise_sum(share, 1) / total)[:, None]
        e -= share
        return e, self.scale(np.ones(len(e)))

    def _shares(self, target, row_weight, shape):
        """c[j] = w[j] t[j] for a block of rows, with the target t after smoothing."""
        even = self.smoothing / shape[1]
        weight = 1.0 if self.weight is None else self.weight
        if self.target.ndim == 3:
            return weight * ((1 - self.smoothing) * target.reshape(shape).astype(np.float64) + even)
        share = np.full(shape, even * weight)
        share[np.arange(len(share)), target.ravel()] += (1 - self.smoothing) * row_weight.ravel()
        return share

    def scale(self, row_weight):
        """What the loss of each row is multiplied by in the reduction."""
        return row_weight / self.count if self.reduction == "mean" else row_weight

    @functools.cached_property
    def count(self):
        """What the mean divides by."""
        total = pairwise_sum(self.row_weight.ravel(), 0)
        return total if total else np.nan  # the mean over nothing, even where smoothing leaves something

    def reduce(self, losses):
        """Mean, sum or all of the losses, in the type of the logits."""
        losses[self.ignored] = 0.0
        if self.reduction == "none":
            return rounded(losses.reshape(self.shape), self.logits.dtype)
        total = pairwise_sum(losses.ravel(), 0)
        return rounded(total / self.count if self.reduction == "mean" else total, self.logits.dtype)


def _as_classes(target, classes, ignore_index):
    """Return class indices in range, 0 for those to ignore, and which ones these are."""
    ignored = target == ignore_index
    why = (
        f"is out of range for {classes} classes; expected 0 to {classes - 1} or ignore_index, {ignore_index}"
    )
    refuse_where(((target < 0) | (target >= classes)) & ~ignored, target, "target", why, IndexError)
    return np.where(ignored, 0, target).astype(np.intp), ignored


def _class_weights(weight, classes):
    """Return a weight for each class."""
    weight = _nonnegative(weight, "weight")
    if weight.shape != (classes,):
        raise ValueError(f"weight has shape {weight.shape}; expected one for each class, {(classes,)}")
    return weight.astype(np.float64)


def _nonnegative(weight, name):
    weight = as_floats(weight, name)
    refuse_where(weight < 0, weight, name, "is negative; a weight is at least 0")
    return weight


def _reduction(reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction = {reduction!r} is unknown; expected "mean", "sum" or "none"')
    return reduction


def _times(weight, loss):
    """weight · loss, where what has no weight costs nothing, even if it costs ∞."""
    return np.where((weight == 0) & (loss == np.inf), 0.0, weight * loss)


def _binary_task(logits, target, weight, pos_weight):
    """Check what binary_cross_entropy_with_logits and its gradient take."""
    x = as_floats(logits, "logits")
    factors = _factors(weight, "weight", x), _factors(pos_weight, "pos_weight", x)
    return x, _labels(target, x, "logits"), *factors


def _labels(target, scores, name):
    """Check the truth of yes-or-no questions."""
    y = as_array(target, "target")
    if y.dtype == bool:
        raise TypeError("target holds booleans; expected numbers between 0 and 1: pass target.astype(float)")
    y = as_probabilities(y, "target")
    if y.shape != scores.shape:
        raise ValueError(f"target has shape {y.shape}; expected the shape {scores.shape} of {name}")
    return y


def _factors(weight, name, scores):
    """Check weights that broadcast to the shape of the scores."""
    weight = _nonnegative(1.0 if weight is None else weight, name)
    sides = zip(weight.shape[::-1], scores.shape[::-1], strict=False)
    if weight.ndim > scores.ndim or any(own not in (1, wanted) for own, wanted in sides):
        raise ValueError(f"{name} of shape {weight.shape} does not broadcast to the shape {scores.shape}")
    return weight


def _bernoulli_loss(p, y, w):
    return _times(w, _times(y, -np.log(p)) + _times(1 - y, -np.log1p(-p)))


def _logit_loss(x, y, w, v):
    """Of −log σ(x) and −log σ(−x), the small one is log(1 + exp(−|x|)), and the large one that plus |x|."""
    yes, no = v * y, 1 - y
    wrong = np.where(x < 0, yes, no)
    return _times(w, _times(wrong, np.abs(x)) + (yes + no) * np.log1p(np.exp(-np.abs(x))))


def _logit_slope(x, y, w, v):
    return w * ((1 - y) * sigmoid_of(x) - v * y * sigmoid_of(-x))


def _reduced(losses_of, reduction, *arrays):
    """Mean, sum or all of an elementwise loss, in the type of the first array."""
    if _reduction(reduction) == "none":
        out = np.empty_like(arrays[0])
        for *values, losses in chunks(*arrays, out=out):
            losses[...] = losses_of(*values)
        out += 0.0
        return out[()]
    parts = [pairwise_sum(losses_of(*values), 0) for values in chunks(*arrays)]
    total = pairwise_sum(np.array(parts), 0)
    return rounded(total / arrays[0].size if reduction == "mean" else total, arrays[0].dtype)
