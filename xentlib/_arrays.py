"""Private: check what comes in, walk over it in blocks, add it up without losing digits, round once."""

import math
import operator

import numpy as np

quiet = np.errstate(all="ignore")  # ∞, NaN and underflow are answers here, not accidents


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


def refuse_where(bad, x, name, why, error=ValueError):
    """Raise an error that says which entry of `x` is the first bad one, where it stands, and why."""
    if np.count_nonzero(bad):
        raise error(f"{name}{_place(first(bad))} = {x[first(bad)]!s} {why}")


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
    x = x if x.ndim == 1 else np.rollaxis(x, axis)
    while len(x) > 1:
        half = len(x) // 2
        folded = x[:half] + x[half : 2 * half]
        if len(x) % 2:
            folded[0] += x[-1]
        x = folded
    return x[0] if len(x) else x.sum(0)


def row_sums(x):
    """Sum each row of a matrix whose width is a multiple of 8: about as fast as np.sum, without its drift."""
    if x.shape[1] <= 64:
        return np.add.reduce(x, axis=1)
    return pairwise_sum(np.add.reduce(x.reshape(len(x), 4, -1), axis=1), -1)


BLOCK = 3 * 2**16  # entries; as float64 they fill 1.5 MiB, which stays in the cache


def rows_along(x, axis):
    """View an array as rows: (what comes before `axis`, what comes after it, the row itself)."""
    axis %= x.ndim
    columns, after = x.shape[axis], math.prod(x.shape[axis + 1 :])
    before = math.prod(x.shape[:axis])
    return np.ascontiguousarray(x).reshape(before, columns, after).swapaxes(1, 2)


def blocks(rows, *others):
    """Walk over `rows` in blocks; yield each as a matrix, float64 room for it, and its place in `others`.

    The room is padded with zeros to a multiple of 8 columns, which np.sum adds side by side (any left over it
    would add in a row); nobody writes there.
    """
    before, after, columns = rows.shape
    if 0 < rows.size <= BLOCK:
        yield rows.reshape(-1, columns), _room(before * after, columns), *others
        return
    height = max(1, BLOCK // max(1, columns))
    inner = max(1, min(after, height))
    outer = max(1, min(before, height // inner))
    room = _room(outer * inner, columns)
    for i in range(0, before if rows.size else 0, outer):
        for j in range(0, after, inner):
            at = slice(i, i + outer), slice(j, j + inner)
            block = rows[at].reshape(-1, columns)
            yield block, room[: len(block)], *[x[at] for x in others]


def _room(height, columns):
    return np.zeros((height, -(-columns // 8) * 8))


def cells(matrix, columns):
    """Where one entry of each row lies in a contiguous matrix, for take and put: quicker than two indices."""
    return np.arange(0, matrix.size, matrix.shape[1]) + columns


def chunks(*arrays, out=None):
    """Walk over arrays that broadcast against each other, all in float64; what goes to `out` is rounded."""
    with np.nditer(
        arrays if out is None else (*arrays, out),
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=[["readonly"]] * len(arrays) + [["writeonly"]] * (out is not None),
        op_dtypes=[np.float64] * (len(arrays) + (out is not None)),
        casting="same_kind",
        buffersize=2**14,
    ) as walk:
        yield from walk


def rounded(result, dtype):
    """Round a float64 result once to the type that came in; adding 0.0 turns −0.0 into +0.0."""
    return (result + 0.0).astype(dtype)[()]


def round_into(result, operation, matrix, column):
    """Write operation(matrix, column) to a block of the result, rounding once to its floating type."""
    shape = result.shape
    operation(matrix.reshape(shape), column.reshape(*shape[:2], 1), out=result, casting="same_kind")
    if result.dtype != np.float64:
        result += 0.0  # what is tiny and negative has been rounded to −0.0
