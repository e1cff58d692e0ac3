"""The activations against exact arithmetic, their edges and refusals, and the walk over blocks."""

import subprocess
import sys

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numerics import oracle
from numerics.cases import LOG_ODDS, PROBABILITIES, SCORES
from numerics.compare import close, in_type, limit, options, same

import xentlib
from xentlib import _rows

FLOATS = [np.float64, np.float32, np.float16]
OF_ROWS = [xentlib.softmax, xentlib.log_softmax, xentlib.logsumexp]
OF_NUMBERS = [xentlib.sigmoid, xentlib.log_sigmoid, xentlib.logit]
# Where scores below 0 cancel, the error of a logsumexp near 0 is absolute: one unit of an exp shows there.
ATOL = {xentlib.softmax: 0, xentlib.log_softmax: 0, xentlib.logsumexp: 2**-52}


def some_entries(row):
    """First, second, last and largest."""
    return sorted({0, 1 % row.size, row.size - 1, int(row.argmax())})


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("case", SCORES)
def test_softmax_and_log_softmax_agree_with_exact_arithmetic(case, dtype):
    x = in_type(SCORES[case], dtype)
    p, log_p = xentlib.softmax(x), xentlib.log_softmax(x)
    assert p.dtype == log_p.dtype == dtype
    for i, row in enumerate(x):
        for j in some_entries(row):
            want = oracle.log_softmax(row, j)
            assert oracle.ulps(log_p[i, j], want) <= limit(dtype)
            assert oracle.ulps(p[i, j], mpmath.exp(want)) <= limit(dtype)


def check_logsumexp(got, x):
    """Units in the last place; but where scores below 0 leave a result near 0, 2⁻⁵², absolute."""
    want = oracle.logsumexp(x)
    cancelled = x.max() < 0 and abs(want) < 0.5 and abs(got - want) <= ATOL[xentlib.logsumexp]
    assert cancelled or oracle.ulps(got, want) <= limit(got.dtype)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("case", SCORES)
def test_logsumexp_agrees_with_exact_arithmetic(case, dtype):
    x = in_type(SCORES[case], dtype)
    for row, got in zip(x, xentlib.logsumexp(x), strict=True):
        check_logsumexp(got, row)


@pytest.mark.parametrize("outcomes", [2, 8, 80])
def test_logsumexp_of_log_probabilities_is_0_but_for_roundings(outcomes):
    x = np.log(np.random.default_rng(0).dirichlet(np.ones(outcomes), 50))
    for row, got in zip(x, xentlib.logsumexp(x), strict=True):
        check_logsumexp(got, row)


def test_logsumexp_keeps_its_digits_near_zero():
    """Across the changes of form at ±½, with others so far below that they cancel no digit of the largest."""
    largest = np.linspace(-0.7, 0.7, 57)[:, None]
    x = np.hstack([largest, largest - [40.0, 10.0]])
    for row, got in zip(x, xentlib.logsumexp(x), strict=True):
        assert oracle.ulps(got, oracle.logsumexp(row)) <= 4


@pytest.mark.parametrize("kind", ["equal", "few values", "one dominant", "one dominant by 745"])
def test_a_million_classes_on_either_axis(kind):
    rng = np.random.default_rng(1)
    x = rng.choice(rng.normal(size=12) * 3, 1_000_003) if kind == "few values" else np.full(1_000_003, 0.37)
    x[77] += {"one dominant": 20.3, "one dominant by 745": 745.1}.get(kind, 0)
    columns = np.stack([x, x[::-1]], 1)
    p, log_p, total = (f(x) for f in OF_ROWS)
    for j in (0, 77, 1_000_002):
        want = oracle.log_softmax(x, j)
        assert oracle.ulps(log_p[j], want) <= 4
        assert oracle.ulps(p[j], mpmath.exp(want)) <= 4
    check_logsumexp(total, x)
    for f, want in zip(OF_ROWS, (p, log_p, total), strict=True):
        close(f(columns, axis=0).T[0], want)
        close(f(columns, axis=0).T[1], want[::-1] if want.ndim else want)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("temperature", [0.1, 1.0, 3, 1e3])
def test_softmax_with_temperature(temperature, dtype):
    x = in_type(SCORES["normal × 30"], dtype)
    p = xentlib.softmax(x, temperature=temperature)
    for i, row in enumerate(x):
        gap = (float(row.max()) - row.astype(float)) / temperature
        for j in some_entries(row):
            want = oracle.softmax(row, j, temperature)
            allowed = 4 * 2**-53 * max(1, gap[j]) * want if dtype == np.float64 else 0
            assert abs(p[i, j] - want) <= max(allowed, 1e-323) or oracle.ulps(p[i, j], want) <= limit(dtype)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("function", OF_NUMBERS)
def test_functions_of_one_number_agree_with_exact_arithmetic(function, dtype):
    x = (PROBABILITIES if function is xentlib.logit else LOG_ODDS).astype(dtype)
    for a, got in zip(x, function(x), strict=True):
        assert got.dtype == dtype
        assert oracle.ulps(got, getattr(oracle, function.__name__)(a)) <= limit(dtype)


# The walk over blocks


@pytest.mark.parametrize(
    "shape", [(1, 1), (3, 7), (40_000, 9), (300, 1000), (3, 131_072), (3, 131_073), (2, 140_000)]
)
@pytest.mark.parametrize("function", OF_ROWS)
def test_each_row_is_as_if_it_were_alone(function, shape):
    x = np.random.default_rng(2).normal(size=shape) * 10
    x[:: shape[0] // 3 + 1] *= 100
    got = function(x)
    for i in {0, 1 % shape[0], shape[0] // 2, *range(max(0, shape[0] - 3), shape[0])}:
        close(got[i], function(x[i]), ATOL[function])
    close(got, function(x.T, axis=0).T, ATOL[function])


@pytest.mark.parametrize("shape", [(5, 4, 3), (40, 50, 70), (2, 3000, 50), (200, 3, 2, 150), (1, 70_000, 3)])
@pytest.mark.parametrize("function", OF_ROWS)
def test_any_axis(function, shape):
    x = np.random.default_rng(3).normal(size=shape) * 10
    for axis in range(-x.ndim, x.ndim):
        got, want = function(x, axis=axis), function(np.moveaxis(x, axis, -1))
        close(got if got.ndim < x.ndim else np.moveaxis(got, axis, -1), want, ATOL[function])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("function", OF_ROWS + OF_NUMBERS)
def test_any_memory_layout(function, dtype):
    x = np.random.default_rng(4).random((60, 50)).astype(dtype)
    want = function(x)
    big_endian, frozen = x.astype(x.dtype.newbyteorder(">")), x.copy()
    frozen.flags.writeable = False
    for layout in (
        np.asfortranarray(x),
        np.repeat(x, 2, 1)[:, ::2],
        x[:, ::-1].copy()[:, ::-1],
        big_endian,
        frozen,
    ):
        close(function(layout), want)


def test_memory_beside_the_input_is_small(monkeypatch):
    import tracemalloc

    x = np.random.default_rng(5).normal(size=(80, 50257))
    for scale in (1, 1000):
        y = x * scale
        for function, output in [
            (xentlib.logsumexp, 0),
            (xentlib.softmax, y.nbytes),
            (xentlib.log_softmax, y.nbytes),
        ]:
            tracemalloc.start()
            function(y)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak - output < 2.2 * 2**20


# Identities


def rows(low, high):
    return hnp.arrays(np.float64, st.integers(1, 12), elements=st.floats(low, high))


@given(rows(-1e4, 1e4))
def test_softmax_is_a_distribution_and_log_softmax_its_logarithm(x):
    p, log_p = xentlib.softmax(x), xentlib.log_softmax(x)
    assert abs(p.sum() - 1) <= 1e-15 * x.size
    assert (log_p <= 0).all()
    np.testing.assert_allclose(np.exp(log_p), p, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(log_p, x - xentlib.logsumexp(x), rtol=1e-12, atol=1e-11)


@given(rows(-500, 500), st.integers(-1000, 1000))
def test_softmax_does_not_see_a_common_shift(x, shift):
    x = x.round(3)
    shifted = x + shift
    np.testing.assert_allclose(xentlib.softmax(shifted), xentlib.softmax(x), rtol=1e-11, atol=1e-300)


@given(hnp.arrays(np.float64, 5, elements=st.floats(-700, 700)))
def test_sigmoid_and_logit_are_inverse(x):
    p = xentlib.sigmoid(x)
    np.testing.assert_allclose(p + xentlib.sigmoid(-x), 1, rtol=2e-15)
    np.testing.assert_allclose(xentlib.logit(xentlib.sigmoid(-abs(x))), -abs(x), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(p, xentlib.softmax(np.stack([x, 0 * x]), axis=0)[0], rtol=1e-14)


# Edges


INF, NAN = np.inf, np.nan


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("row", "p", "log_p", "total"),
    [
        ([0.0, -INF], [1.0, 0.0], [0.0, -INF], 0.0),
        ([-INF, 7.0, -INF], [0.0, 1.0, 0.0], [-INF, 0.0, -INF], 7.0),
        ([-INF, -INF], [NAN, NAN], [NAN, NAN], -INF),
        ([INF, 1.0], [NAN, NAN], [NAN, NAN], INF),
        ([INF, -INF], [NAN, NAN], [NAN, NAN], INF),
        ([1.0, NAN], [NAN, NAN], [NAN, NAN], NAN),
        ([INF, NAN], [NAN, NAN], [NAN, NAN], NAN),
        ([-0.0], [1.0], [0.0], 0.0),
        ([60000.0], [1.0], [0.0], 60000.0),
        ([-60000.0, 60000.0], [0.0, 1.0], [-INF, 0.0], 60000.0),
    ],
)
def test_edges_of_rows(row, p, log_p, total, dtype):
    if dtype != np.float16 and row == [-60000.0, 60000.0]:
        log_p = [-120000.0, 0.0]
    among_others = np.array([[1.0] * len(row), row, [2.0] * len(row)], dtype)
    for function, want in zip(OF_ROWS, (p, log_p, total), strict=True):
        got = function(among_others)
        close(got[1], np.array(want, dtype))
        assert not (np.signbit(got[1]) & (got[1] == 0)).any()
        close(got[0], function(among_others[0]))
        assert np.isfinite(got[[0, 2]]).all()


@pytest.mark.parametrize("dtype", FLOATS[1:])
def test_what_rounds_to_zero_has_no_sign(dtype):
    x = np.array([0, 300], dtype)
    same(xentlib.log_softmax(x), np.array([-300, 0], dtype))
    same(xentlib.log_sigmoid(x[1:]), np.array([0], dtype))


def test_edges_of_numbers():
    same(xentlib.sigmoid([-INF, 0.0, INF, NAN]), [0.0, 0.5, 1.0, NAN])
    same(xentlib.log_sigmoid([-INF, INF, NAN]), [-INF, 0.0, NAN])
    same(xentlib.logit([0.0, 0.5, 1.0, NAN]), [-INF, 0.0, INF, NAN])


def test_empty_axes_and_no_rows():
    same(xentlib.logsumexp(np.ones((2, 0))), [-INF, -INF])
    for shape in [(2, 0), (0, 3), (0,)]:
        for function in (xentlib.softmax, xentlib.log_softmax, *OF_NUMBERS):
            assert function(np.ones(shape)).shape == shape
    assert xentlib.logsumexp(np.ones((0, 3))).shape == (0,)


@pytest.mark.parametrize("function", OF_ROWS + OF_NUMBERS)
def test_integers_and_tensors(function):
    whole = np.array([0, 1], np.uint8)
    close(function(whole), function([0.0, 1.0]))
    close(function(torch.tensor([0.0, 1.0])), function(np.array([0, 1], np.float32)))
    with pytest.raises(TypeError, match=r"\.detach\(\)"):
        function(torch.tensor([0.5], requires_grad=True))
    with pytest.raises(TypeError, match="got complex128"):
        function([1j])


@pytest.mark.parametrize("function", OF_NUMBERS)
def test_one_number_gives_one_number(function):
    assert isinstance(function(0.5), np.float64)


def test_refusals():
    for function in OF_ROWS:
        with pytest.raises(ValueError, match="x is a single number; expected an array"):
            function(1.0)
        with pytest.raises(np.exceptions.AxisError):
            function([1.0], axis=1)
    for temperature in (0, -1, float("inf"), NAN):
        with pytest.raises(ValueError, match=f"temperature = {temperature} must be a finite number above 0"):
            xentlib.softmax([1.0], temperature=temperature)
    with pytest.raises(ValueError, match=r"p\[1\] = 1.5 is greater than 1"):
        xentlib.logit([0.5, 1.5])
    with pytest.raises(ValueError, match=r"p\[1\] = -0.5 is negative"):
        xentlib.logit([NAN, -0.5])


def test_options_are_named():
    assert options(xentlib.softmax) == ["axis", "temperature"]
    assert options(xentlib.logsumexp) == options(xentlib.log_softmax) == ["axis"]


@pytest.mark.parametrize("function", OF_ROWS + OF_NUMBERS)
def test_what_the_caller_makes_of_floating_point_errors_does_not_matter(function):
    with np.errstate(all="raise"):
        function(np.array([1e-300, 1.0]) if function is xentlib.logit else np.array([-1000.0, 0.0, INF]))


def test_the_blocks_are_small_and_tile_the_rows():
    for shape in [(7, 1, 3), (1, 9, 200_000), (5000, 3, 40), (2, 5000, 40)]:
        rows, seen = np.zeros(shape), np.zeros(shape[:2], int)
        for block, buffer, part in _rows.blocks(rows, seen):
            part += 1
            assert len(block) == len(buffer) == part.size
            assert len(block) == 1 or block.size <= _rows.BLOCK
        assert (seen == 1).all()


def test_import_is_light():
    heavy = "torch", "scipy", "matplotlib", "ipywidgets", "anywidget", "IPython"
    code = f"import sys, xentlib; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
