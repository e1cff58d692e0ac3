"""Private: check what comes in, add it up without losing digits, and round once on the way out."""

import operator

import numpy as np

quiet = np.errstate(all="ignore")  # ∞, NaN and underflow are answers here, not accidents


def as_floats(values, name):
    """Return `values` as a float16, float32 or float64 array; integers and booleans become float64."""
    _refuse_awkward_tensor(values, name)
    x = np.asarray(values)
    if x.dtype.kind in "biu":
        return x.astype(np.float64)
    if x.dtype.kind != "f" or x.dtype.itemsize > 8:
        raise TypeError(f"{name} must hold integers or float16, float32 or float64; got {x.dtype}")
    return x.astype(x.dtype.newbyteorder("="), copy=False)


def _refuse_awkward_tensor(values, name):
    """Name the call that turns a framework's tensor into something NumPy can read."""
    if getattr(values, "requires_grad", False):
        raise TypeError(f"{name} carries a gradient, which NumPy would drop; pass {name}.detach()")
    if str(getattr(values, "dtype", "")).endswith("bfloat16"):
        raise TypeError(f"{name} is bfloat16, a type that NumPy does not have; pass {name}.float()")
    if getattr(getattr(values, "device", None), "type", "cpu") != "cpu":
        raise TypeError(f"{name} lies on the device {values.device}; pass {name}.cpu()")


def as_rows(values, name, axis):
    """Return `values` as floats, and `axis` counted from the end, where broadcasting cannot shift it."""
    x = as_floats(values, name)
    axis = operator.index(axis)
    if x.ndim == 0:
        raise ValueError(f"{name} is a single number; expected an array with one entry for each outcome")
    if not -x.ndim <= axis < x.ndim:
        raise np.exceptions.AxisError(axis, x.ndim)
    if x.shape[axis] == 0:
        raise ValueError(f"{name} of shape {x.shape} has no outcomes along axis {axis}; expected one or more")
    return x, axis if axis < 0 else axis - x.ndim


def as_distribution(values, name, axis):
    """Return `values` as floats, and `axis` from the end, if there they are probabilities that sum to 1."""
    x, axis = as_rows(values, name, axis)
    refuse_where(x < 0, x, name, "is negative; a probability lies between 0 and 1")
    total = pairwise_sum(x.astype(np.float64), axis)
    wrong = np.abs(total - 1) > _tolerance(x, axis)
    if wrong.any():
        raise ValueError(
            f"{first_row(wrong, name, axis)} sums to {total[first(wrong)]:.10g} along axis {axis}; "
            f"expected 1 (within {_tolerance(x, axis):.2g}). "
            f"If these are weights or counts, use xentlib.normalize({name})."
        )
    return x, axis


def as_distributions(p, q, axis):
    """Return two distributions over the same outcomes, and their common axis counted from the end."""
    (p, p_axis), (q, q_axis) = as_distribution(p, "p", axis), as_distribution(q, "q", axis)
    if p_axis != q_axis or p.shape[p_axis] != q.shape[q_axis]:
        raise ValueError(
            f"p and q must have the same outcomes along axis {axis}; got shapes {p.shape} and {q.shape}"
        )
    np.broadcast_shapes(p.shape, q.shape)
    return p, q, p_axis


def refuse_where(bad, x, name, why):
    """Raise ValueError that says which entry of `x` is the first bad one, where it stands, and why."""
    if bad.any():
        raise ValueError(f"{name}{_place(first(bad))} = {x[first(bad)]!s} {why}")


def _tolerance(x, axis):
    """How far from 1 the roundings of honestly normalised entries can take their sum."""
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


def pairwise_sum(x, axis):
    """Sum along `axis` by folding one half onto the other, so that each entry is rounded log2(n) times.

    np.sum adds 16 entries in a row at its leaves, and along the first axis all of them: a million equal
    entries then share the same roundings, and these add up.
    """
    x = np.moveaxis(x, axis, 0)
    while len(x) > 1:
        half = len(x) // 2
        folded = x[:half] + x[half : 2 * half]
        if len(x) % 2:
            folded[0] += x[-1]
        x = folded
    return x[0]


def rounded(result, dtype):
    """Round a float64 result once to the type that came in; adding 0.0 turns −0.0 into +0.0."""
    return (result + 0.0).astype(dtype)[()]
