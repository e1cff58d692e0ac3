"""How results are compared: to the last bit where arithmetic alone decides, elsewhere within promised bounds.

The last bit of exp and log is the processor's business, and may depend on where in an array a number stands.
"""

import inspect

import numpy as np


def options(function):
    """Return the names of the arguments that must be named: the others may be given by place or by name."""
    arguments = inspect.signature(function).parameters.values()
    assert not any(each.kind is each.POSITIONAL_ONLY for each in arguments)
    return [each.name for each in arguments if each.kind is each.KEYWORD_ONLY]


def limit(dtype):
    """Worst error allowed against exact arithmetic, in units in the last place."""
    return 4 if dtype == np.float64 else 0.51


def in_type(x, dtype):
    """Scores in a narrower type, where those that overflow come down to its largest number."""
    return np.where(np.isfinite(x), np.clip(x, np.finfo(dtype).min, np.finfo(dtype).max), x).astype(dtype)


def same(got, want):
    """Assert that two results are equal to the last bit, where −0.0 is not +0.0."""
    np.testing.assert_array_equal(got, want)
    np.testing.assert_array_equal(np.signbit(got) & ~np.isnan(got), np.signbit(want) & ~np.isnan(want))


def close(got, want, atol=0):
    """Assert that two results of one type are equal but for roundings: each may be 4 units, or atol, off."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, rtol=8 * np.finfo(want.dtype).eps, atol=2 * atol)
