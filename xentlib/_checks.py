"""Private: what may come in, and the sentence that refuses it."""

import operator

import numpy as np

from xentlib._rows import pairwise_sum


def as_floats(values, name):
    """Return `values` as a float16, float32 or float64 array; integers and booleans become float64."""
    x = as_array(values, name)
    if x.dtype in (np.float64, np.float32, np.float16):
        return x
    if x.dtype.kind in "biu":
        return x.astype(np.float64)
    if x.dtype.kind == "f" and x.dtype.itemsize <= 8:
        return x.astype(x.dtype.newbyteorder("="))
    raise TypeError(f"{name} must hold integers or float16, float32 or float64; got {x.dtype}")


def as_array(values, name):
    """Return `values` as an array, or name the call that makes a framework's tensor readable to NumPy."""
    if isinstance(values, np.ndarray):
        return values
    if getattr(values, "requires_grad", False):
        raise TypeError(f"{name} carries a gradient, which NumPy would drop; pass {name}.detach()")
    if str(getattr(values, "dtype", "")).endswith("bfloat16"):
        raise TypeError(f"{name} is bfloat16, a type that NumPy does not have; pass {name}.float()")
    if getattr(getattr(values, "device", None), "type", "cpu") != "cpu":
        raise TypeError(f"{name} lies on the device {values.device}; pass {name}.cpu()")
    return np.asarray(values)


def as_probabilities(values, name):
    """Return `values` as floats, if each lies between 0 and 1."""
    x = as_floats(values, name)
    if x.size and not (np.fmin.reduce(x, axis=None) >= 0 and np.fmax.reduce(x, axis=None) <= 1):
        refuse_where(x < 0, x, name, "is negative; a probability lies between 0 and 1")
        refuse_where(x > 1, x, name, "is greater than 1; a probability lies between 0 and 1")
    return x


def as_rows(values, name, axis):
    """Return `values` as floats with at least one entry along `axis`, and this counted from the end."""
    x, axis = as_scores(values, name, axis)
    if x.shape[axis] == 0:
        raise ValueError(f"{name} of shape {x.shape} has no outcomes along axis {axis}; expected one or more")
    return x, axis


def as_scores(values, name, axis):
    """Return `values` as floats, even where they are none, and `axis` counted from the end."""
    x = as_floats(values, name)
    axis = operator.index(axis)
    if x.ndim == 0:
        raise ValueError(f"{name} is a single number; expected an array with one entry for each outcome")
    if not -x.ndim <= axis < x.ndim:
        raise np.exceptions.AxisError(axis, x.ndim)
    return x, axis if axis < 0 else axis - x.ndim


def as_distribution(values, name, axis, advice=""):
    """Return `values` as floats, and `axis` from the end, if there they are probabilities that sum to 1."""
    x, axis = as_rows(values, name, axis)
    refuse_where(x < 0, x, name, f"is negative; a probability lies between 0 and 1{advice}")
    total = pairwise_sum(x.astype(np.float64), axis)
    wrong = np.abs(total - 1) > _tolerance(x, axis)
    if wrong.any():
        raise ValueError(
            f"{first_row(wrong, name, axis)} sums to {total[first(wrong)]:.10g} along axis {axis}; "
            f"expected 1 (within {_tolerance(x, axis):.2g}). "
            f"If these are weights or counts, use xentlib.normalize({name}){advice}."
        )
    return x, axis


def as_distributions(p, q, axis, advice=""):
    """Return two distributions over the same outcomes, and their common axis counted from the end."""
    p, p_axis = as_distribution(p, "p", axis, advice)
    q, q_axis = as_distribution(q, "q", axis, advice)
    if p_axis != q_axis or p.shape[p_axis] != q.shape[q_axis]:
        raise ValueError(
            f"p and q must have the same outcomes along axis {axis}; "
            f"got shapes {p.shape} and {q.shape}{advice}"
        )
    np.broadcast_shapes(p.shape, q.shape)
    return p, q, p_axis


def as_logits(values, name):
    """Return `values` as floats, and the axis of the classes: the second, or the only one."""
    x = as_floats(values, name)
    axis = min(1, x.ndim - 1)
    if x.ndim == 0 or x.shape[axis] == 0:
        raise ValueError(f"{name} has shape {x.shape}; expected (C,), (N, C) or (N, C, d1 … dk) with C ≥ 1")
    return x, axis


def as_class_indices(target, classes, ignore_index):
    """Return class indices in range, 0 for those to ignore, and which ones these are."""
    ignored = target == ignore_index
    why = (
        f"is out of range for {classes} classes; expected 0 to {classes - 1} or ignore_index, {ignore_index}"
    )
    refuse_where(((target < 0) | (target >= classes)) & ~ignored, target, "target", why, IndexError)
    return np.where(ignored, 0, target).astype(np.intp), ignored


def as_class_weights(weight, classes):
    """Return a weight for each class."""
    weight = as_weights(weight, "weight")
    if weight.shape != (classes,):
        raise ValueError(f"weight has shape {weight.shape}; expected one for each class, {(classes,)}")
    return weight.astype(np.float64)


def as_weights(weight, name):
    """Return weights as floats, if none is negative."""
    weight = as_floats(weight, name)
    refuse_where(weight < 0, weight, name, "is negative; a weight is at least 0")
    return weight


def as_factors(weight, name, scores):
    """Return weights that broadcast to the shape of the scores; 1 unless given."""
    weight = as_weights(1.0 if weight is None else weight, name)
    sides = zip(weight.shape[::-1], scores.shape[::-1], strict=False)
    if weight.ndim > scores.ndim or any(side not in (1, wanted) for side, wanted in sides):
        raise ValueError(f"{name} of shape {weight.shape} does not broadcast to the shape {scores.shape}")
    return weight


def as_labels(target, scores, name):
    """Return the truth of yes-or-no questions as floats of the shape of the scores."""
    y = as_array(target, "target")
    if y.dtype == bool:
        raise TypeError("target holds booleans; expected numbers between 0 and 1: pass target.astype(float)")
    y = as_probabilities(y, "target")
    if y.shape != scores.shape:
        raise ValueError(f"target has shape {y.shape}; expected the shape {scores.shape} of {name}")
    return y


def refuse_target(target, logits, shape):
    """Raise the error for a target that is neither class indices nor class probabilities."""
    error = TypeError if target.shape in (shape, logits.shape) else ValueError
    raise error(
        f"target is {target.dtype} of shape {target.shape}; expected class indices (integers) of "
        f"shape {shape}, or class probabilities (floats) of the shape {logits.shape}"
    )


def check_smoothing(smoothing):
    """Refuse a share of the target that is none."""
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing = {smoothing} must lie between 0 and 1")


def check_reduction(reduction):
    """Refuse an unknown way to reduce."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'reduction = {reduction!r} is unknown; expected "mean", "sum" or "none"')


def refuse_where(bad, x, name, why, error=ValueError):
    """Raise an error that says which entry of `x` is the first bad one, where it stands, and why."""
    if np.count_nonzero(bad):
        raise error(f"{name}{_place(first(bad))} = {x[first(bad)]!s} {why}")


def _tolerance(x, axis):
    """How far from 1 the roundings of honestly normalised entries can take their sum.

    For float64, too, it is what float32 needs, since probabilities often come from a framework's softmax:
    over a million classes its results sum to 1 within 1e-6 if it added in parts, as PyTorch does, and within
    2e-5 if it added in a row. 2⁻¹⁴ = 6.1e-5 is above that, and below what an oversight leaves: a lottery that
    sums to 1.002, or thirds typed to four places, which sum to 0.9999. (The explorers' sliders share out what
    they have themselves, in float64, and hold their sum to 1e-12.)
    """
    return 2.0**-10 + x.shape[axis] * 2.0**-25 if x.dtype == np.float16 else 2.0**-14


def first(mask):
    """Return the index of the first true entry."""
    return tuple(int(i) for i in np.argwhere(mask)[0])


def first_row(mask, name, axis):
    """Name the row of `name` that the first true entry stands for; a slice at the end goes without saying."""
    row = first(mask)
    at = len(row) + 1 + axis
    return name + _place(row if at == len(row) else (*row[:at], ":", *row[at:]))


def _place(index):
    """Write an index as Python does; the only number, or the only row, has none."""
    return f"[{', '.join(map(str, index))}]" if index else ""
