"""Private: rows in blocks that fit the cache, sums that keep their digits, and one rounding at the end."""

import math

import numpy as np

quiet = np.errstate(all="ignore")  # ∞, NaN and underflow are answers here, not accidents

BLOCK = 3 * 2**16  # entries; as float64 they fill 1.5 MiB, which stays in the cache


def rows_along(x, axis):
    """View an array as rows: (what comes before `axis`, what comes after it, the row itself)."""
    axis %= x.ndim
    columns, after = x.shape[axis], math.prod(x.shape[axis + 1 :])
    before = math.prod(x.shape[:axis])
    return np.ascontiguousarray(x).reshape(before, columns, after).swapaxes(1, 2)


def one_a_row(x, axis):
    """View an array of one number a row, which lacks `axis`, as `rows_along` views the rows."""
    return x.reshape(math.prod(x.shape[:axis]), math.prod(x.shape[axis:]))


def blocks(rows, *others):
    """Walk over `rows` in blocks; yield each as a matrix, a float64 buffer for it, and its part of `others`.

    The buffer is padded with zeros to a multiple of 8 columns, which np.sum adds side by side (any left over
    it would add in a row); nobody writes there.
    """
    before, after, columns = rows.shape
    if 0 < rows.size <= BLOCK:
        yield rows.reshape(-1, columns), _padded_buffer(before * after, columns), *others
        return
    height = max(1, BLOCK // max(1, columns))
    inner = max(1, min(after, height))
    outer = max(1, min(before, height // inner))
    buffer = _padded_buffer(outer * inner, columns)
    for i in range(0, before if rows.size else 0, outer):
        for j in range(0, after, inner):
            part = slice(i, i + outer), slice(j, j + inner)
            block = rows[part].reshape(-1, columns)
            yield block, buffer[: len(block)], *[x[part] for x in others]


def _padded_buffer(height, columns):
    return np.zeros((height, -(-columns // 8) * 8))


def flat_indices(matrix, columns):
    """Where one entry of each row lies in a contiguous matrix, for take and put: quicker than two indices."""
    return np.arange(0, matrix.size, matrix.shape[1]) + columns


def pairwise_sum(x, axis=0):
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
    """Sum each row of a matrix whose width 8 divides: without np.sum's drift, at three times its price."""
    if x.shape[1] <= 64:
        return np.add.reduce(x, axis=1)
    return pairwise_sum(np.add.reduce(x.reshape(len(x), 4, -1), axis=1), -1)


def elementwise(function, *arrays):
    """Apply a function of float64 chunks to arrays; the result has the shape and type of the first."""
    out = np.empty_like(arrays[0])
    for *values, results in chunks(*arrays, out=out):
        results[...] = function(*values)
    out += 0.0  # what is tiny and negative may have been rounded to −0.0
    return out[()]


def chunks(*arrays, out=None):
    """Walk over arrays that broadcast against each other, all in float64; what goes to `out` is rounded."""
    outputs = () if out is None else (out,)
    with np.nditer(
        (*arrays, *outputs),
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=[["readonly"]] * len(arrays) + [["writeonly"]] * len(outputs),
        op_dtypes=[np.float64] * len(arrays + outputs),
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
