"""The measures against exact arithmetic, their identities, their edges and their refusals."""

import math

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numerics import oracle
from numerics.compare import close, limit, options, same

import xentlib

FLOATS = [np.float64, np.float32, np.float16]
OF_ONE = ["entropy", "perplexity"]
OF_TWO = ["cross_entropy", "kl_divergence", "js_divergence"]
MEASURES = OF_ONE + OF_TWO
SLACK = 2.0**-14  # how far from 1 a stored sum may lie


def call(library, name, p, q, **options):
    """Call a measure by name, with q only where it takes one."""
    return getattr(library, name)(p, **options) if name in OF_ONE else getattr(library, name)(p, q, **options)


def check_error(name, got, want):
    """Assert the promised accuracy of one number."""
    if name == "perplexity" and got.dtype == np.float64:
        assert abs(mpmath.mpf(float(got)) / want - 1) <= 4 * 2**-53 * max(1, mpmath.log(want))
    else:
        wider = 1.5 if name == "js_divergence" and got.dtype == np.float64 else 1
        assert oracle.ulps(got, want) <= limit(got.dtype) * wider


def random_rows(seed, rows, outcomes, spread):
    """Distributions from nearly uniform (spread 0.1) to nearly one-hot and denormal (spread 300)."""
    return xentlib.normalize(np.exp(np.random.default_rng(seed).normal(size=(rows, outcomes)) * spread))


def pairs():
    """Input classes by name; each is a pair of batches p, q of distributions, one a row."""
    for outcomes, spread in [(2, 1), (3, 0.1), (5, 3), (7, 30), (40, 1), (4, 200)]:
        p, q = random_rows(1, 20, outcomes, spread), random_rows(2, 20, outcomes, spread)
        yield f"random, {outcomes} outcomes, spread {spread}", p, q

    tiny = 10.0 ** -np.arange(1, 17)
    near_one_hot = np.stack([1 - tiny, tiny], 1)
    yield "near one-hot, same outcome", near_one_hot, near_one_hot[::-1]
    yield "near one-hot, other outcome", near_one_hot, near_one_hot[:, ::-1]

    zeros = np.array([[1, 0, 0], [0.5, 0.5, 0], [0, 0.25, 0.75], [0.3, 0, 0.7]])
    yield "zeros in p", zeros, np.full((4, 3), 1 / 3)
    yield (
        "zeros in both",
        zeros,
        zeros[[0, 1, 2, 3]] * [[1, 0, 0], [0.5, 1.5, 0], [0, 1, 1], [1, 0, 1]],
    )
    yield "zeros in q", np.full((4, 3), 1 / 3), zeros

    denormal = np.array([[1, 5e-324, 0], [1, 1e-320, 3e-310], [0.5, 0.5, 2e-308], [1, 2e-323, 5e-324]])
    yield "denormals in p", denormal, np.full((4, 3), 1 / 3)
    yield "denormals in q", np.full((4, 3), 1 / 3), denormal[:, [1, 0, 2]] + np.array([0, 0, 1e-323])
    yield "denormals in both", denormal, denormal[::-1] + np.array([0, 1e-323, 1e-323])

    apart = 2.0 ** -np.arange(1, 51)[:, None]
    for base in ([0.5, 0.5], [0.7, 0.3], [0.9, 0.1], [1, 1e-3]):
        base = np.array([base]) / sum(base)
        yield f"nearly equal to {base}", base + 0 * apart, base + apart * base[0, 1] * np.array([[1, -1]])

    ratio = np.linspace(2.5, 3.5, 41)[:, None]  # across the change of form at a ratio of 3
    yield "ratios about 3", np.hstack([0.2 * ratio, 1 - 0.2 * ratio]), np.full((41, 2), [0.2, 0.8])
    yield "ratios about 1/3", np.full((41, 2), [0.2, 0.8]), np.hstack([0.2 * ratio, 1 - 0.2 * ratio])


PAIRS = {name: (p, q) for name, p, q in pairs()}


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("case", PAIRS)
@pytest.mark.parametrize("name", MEASURES)
def test_agrees_with_exact_arithmetic(name, case, dtype):
    p, q = (x.astype(dtype) for x in PAIRS[case])
    along_rows = call(xentlib, name, p, q)
    along_columns = call(xentlib, name, p.T, q.T, axis=0)
    assert along_rows.dtype == dtype and along_rows.shape == p.shape[:1]
    for i in range(len(p)):
        want = call(oracle, name, p[i], q[i])
        check_error(name, along_rows[i], want)
        check_error(name, along_columns[i], want)


@pytest.mark.parametrize("case", PAIRS)
@pytest.mark.parametrize("name", [m for m in MEASURES if m != "perplexity"])
def test_agrees_with_exact_arithmetic_in_bits(name, case):
    p, q = (x[::4] for x in PAIRS[case])
    got = call(xentlib, name, p, q, base=2)
    for i in range(len(p)):
        check_error(name, got[i], call(oracle, name, p[i], q[i]) / mpmath.log(2))


def million(kind):
    """Two distributions over a million outcomes that take few distinct values, for the oracle's sake."""
    rng = np.random.default_rng(3)
    if kind == "equal":
        return np.full(999_983, 1 / 999_983), xentlib.normalize(rng.choice([0.3, 1.7], 999_983))
    p, q = (xentlib.normalize(rng.choice(rng.random(12), 1_000_000)) for _ in range(2))
    return p, p * (1 + 2.0**-20 * rng.choice([-1, 1], p.size)) if kind == "nearly the same" else q


@pytest.mark.parametrize("kind", ["equal", "different", "nearly the same"])
@pytest.mark.parametrize("dtype", FLOATS[:2])
def test_a_million_outcomes_on_either_axis(kind, dtype):
    p, q = (x.astype(dtype) for x in million(kind))
    for name in MEASURES:
        want = call(oracle, name, p, q)
        check_error(name, call(xentlib, name, p, q), want)
        check_error(name, call(xentlib, name, p[:, None], q[:, None], axis=0)[0], want)


@pytest.mark.parametrize("value", np.random.default_rng(4).random(6))
def test_a_million_equal_terms_add_up(value):
    """Chosen so that adding in a row, or even by sixteens, drifts by more than the bound."""
    n = round(1e6 * (1 + value))
    p = np.full(n, 1 / n)
    check_error("entropy", xentlib.entropy(p), oracle.entropy(p))
    check_error("entropy", xentlib.entropy(np.stack([p, p], 1), axis=0)[1], oracle.entropy(p))


@pytest.mark.parametrize("dtype", FLOATS)
def test_surprisal_agrees_with_exact_arithmetic(dtype):
    p = np.random.default_rng(5).random(200)
    p = np.concatenate([p, 1 - p * 1e-10, p * 1e-300, [5e-324, 1 - 2**-53, 0, 1]]).astype(dtype)
    for base, scale in [(None, 1), (2, mpmath.log(2)), (10, mpmath.log(10))]:
        got = xentlib.surprisal(p, base=base)
        assert got.dtype == dtype and got.shape == p.shape
        for i in range(p.size):
            check_error("surprisal", got[i], oracle.surprisal(p[i]) / scale)


# Identities


def weights(n, low=0.0):
    return hnp.arrays(np.float64, n, elements=st.floats(low, 1.0)).filter(lambda w: w.sum() > 0)


@st.composite
def distributions(draw, count, low=0.0):
    n = draw(st.integers(1, 8))
    return [xentlib.normalize(draw(weights(n, low))) for _ in range(count)]


@given(distributions(2))
def test_cross_entropy_is_entropy_plus_divergence(rows):
    p, q = rows
    both = xentlib.entropy(p) + xentlib.kl_divergence(p, q) + p.sum() - q.sum()
    np.testing.assert_allclose(xentlib.cross_entropy(p, q), both, rtol=1e-13, atol=1e-14)


@given(distributions(1))
def test_entropy_lies_between_certain_and_uniform(rows):
    n = rows[0].size
    assert 0 <= xentlib.entropy(rows[0]) <= math.log(n) + SLACK
    assert 1 <= xentlib.perplexity(rows[0]) <= n * (1 + SLACK)


@given(distributions(2))
def test_divergences_are_never_negative(rows):
    p, q = rows
    assert xentlib.kl_divergence(p, q) >= 0
    assert 0 <= xentlib.js_divergence(p, q) <= math.log(2) + SLACK


@given(distributions(1))
def test_divergences_from_itself_are_exactly_zero(rows):
    for divergence in (xentlib.kl_divergence, xentlib.js_divergence):
        zero = divergence(rows[0], rows[0].copy())
        assert zero == 0 and not np.signbit(zero)


@given(distributions(2, low=1e-300))  # so that m does not underflow
def test_js_is_the_mean_divergence_to_the_mixture_and_symmetric(rows):
    p, q = rows
    m = (p + q) / 2
    mean = (xentlib.kl_divergence(p, m) + xentlib.kl_divergence(q, m)) / 2
    np.testing.assert_allclose(xentlib.js_divergence(p, q), mean, rtol=1e-13, atol=1e-30)
    assert xentlib.js_divergence(p, q) == xentlib.js_divergence(q, p)


@given(distributions(2), st.randoms(use_true_random=False))
def test_order_padding_axis_and_base_do_not_matter(rows, random):
    p, q = rows
    order = random.sample(range(p.size), p.size)
    for name in MEASURES:
        want = call(xentlib, name, p, q)
        shuffled = call(xentlib, name, p[order], q[order])
        padded = call(xentlib, name, np.append(p, [0, 0]), np.append(q, [0, 0]))
        upright = call(xentlib, name, p[:, None], q[:, None], axis=0)[0]
        np.testing.assert_allclose([shuffled, padded, upright], want, rtol=1e-14)
        if name != "perplexity":
            bits = call(xentlib, name, p, q, base=2)
            np.testing.assert_allclose(bits * math.log(2), want, rtol=1e-14)


@given(distributions(2, low=1e-6))
def test_perplexity_is_the_exponential(rows):
    p, q = rows
    np.testing.assert_allclose(xentlib.perplexity(p), np.exp(xentlib.entropy(p)), rtol=1e-14)
    np.testing.assert_allclose(xentlib.perplexity(p, q), np.exp(xentlib.cross_entropy(p, q)), rtol=1e-13)


@settings(max_examples=50)
@given(weights(6), st.integers(-1000, 1000))
def test_normalize_does_not_see_the_unit(w, power):
    scaled = np.ldexp(w, power)
    if np.array_equal(np.ldexp(scaled, -power), w):  # nothing vanished in the test itself
        np.testing.assert_array_equal(xentlib.normalize(scaled), xentlib.normalize(w))


@given(weights(5), st.floats(0.01, 100))
def test_smooth_adds_the_same_to_each_count(w, alpha):
    want = (w + alpha) / (w.sum() + 5 * alpha)
    np.testing.assert_allclose(xentlib.smooth(w, alpha), want, rtol=1e-14)
    np.testing.assert_array_equal(xentlib.smooth(w, 0), xentlib.normalize(w))


# Known values


def test_three_lotteries_in_bits():
    lotteries = [[0.25] * 4, [0.1, 0.1, 0.1, 0.7], [0.001, 0.001, 0.001, 0.997]]
    np.testing.assert_array_equal(xentlib.entropy(lotteries, base=2).round(4), [2, 1.3568, 0.0342])


def test_powers_of_two_in_bits():
    close(xentlib.entropy([0.25] * 4, base=2), np.float64(2))
    close(xentlib.surprisal(0.125, base=2), np.float64(3))
    close(xentlib.js_divergence([1, 0], [0, 1], base=2), np.float64(1))


def test_truth_and_model_are_not_interchangeable():
    p, q = [0.5, 0.5, 0.0], [0.25, 0.25, 0.5]
    close(xentlib.kl_divergence(p, q, base=2), np.float64(1))
    assert xentlib.kl_divergence(q, p) == np.inf
    close(xentlib.cross_entropy(p, q, base=2), np.float64(2))
    assert xentlib.cross_entropy(q, p) == np.inf


@pytest.mark.parametrize(
    ("given_weights", "want"),
    [
        ([3, 1], [0.75, 0.25]),
        ([5e-324, 5e-324], [0.5, 0.5]),
        ([1e308] * 10, [0.1] * 10),
        ([1.7e308, 0, 5e-324], [1, 0, 0]),
        (np.array([200, 200, 200, 200], np.uint8), [0.25] * 4),
        (np.array([65504, 65504], np.float16), [0.5, 0.5]),
        ([True, False], [1, 0]),
        ([-0.0, 1], [0, 1]),
    ],
)
def test_normalize_neither_overflows_nor_vanishes(given_weights, want):
    got = xentlib.normalize(given_weights)
    np.testing.assert_array_equal(got, np.asarray(want, got.dtype))
    assert not np.signbit(got).any()


def test_normalize_and_smooth_work_along_either_axis():
    counts = np.array([[1, 2, 3], [4, 5, 6]])
    np.testing.assert_allclose(xentlib.normalize(counts, axis=0), counts / counts.sum(0), rtol=1e-15)
    np.testing.assert_allclose(xentlib.smooth(counts, 0.5, axis=0), (counts + 0.5) / (counts.sum(0) + 1))
    np.testing.assert_allclose(xentlib.smooth(counts), (counts + 1) / (counts.sum(1, keepdims=True) + 3))
    half = xentlib.smooth(np.array([6e4, 0], np.float16), 1e6)  # 1e6 itself is beyond float16
    np.testing.assert_array_equal(half, np.array([1.06 / 2.06, 1 / 2.06], np.float16))


# Edges


def test_certain_and_impossible_events():
    same(xentlib.surprisal([1.0, 0.0, np.nan]), [0.0, np.inf, np.nan])
    same(xentlib.entropy([0.0, 1.0, 0.0]), 0.0)
    same(xentlib.cross_entropy([0, 1], [0, 1]), 0.0)
    same(xentlib.perplexity([0, 1]), 1.0)


@pytest.mark.parametrize("dtype", FLOATS)
def test_what_q_rules_out_but_p_allows_is_infinite(dtype):
    p, q = np.array([0.5, 0.5], dtype), np.array([1.0, 0.0], dtype)
    for name in ("cross_entropy", "kl_divergence", "perplexity"):
        assert getattr(xentlib, name)(p, q) == np.inf
    assert 0 < xentlib.js_divergence(p, q) < math.log(2)


def test_what_neither_allows_counts_for_nothing():
    for name in MEASURES:
        without = call(xentlib, name, [0.5, 0.5], [0.25, 0.75])
        close(call(xentlib, name, [0.5, 0.5, 0], [0.25, 0.75, 0]), without)


@pytest.mark.parametrize("name", MEASURES)
def test_nan_stays_in_its_row(name):
    p, q = np.full((3, 2), 0.5), np.full((3, 2), [0.25, 0.75])
    clean = call(xentlib, name, p, q)
    for spoilt in [p, q] if name in OF_TWO else [p]:
        spoilt[1, 0] = np.nan
        got = call(xentlib, name, p, q)
        assert np.isnan(got[1])
        same(got[[0, 2]], clean[[0, 2]])
        spoilt[1, 0] = 1 - spoilt[1, 1]


def test_nan_beside_an_impossible_outcome_is_still_nan():
    for name in OF_TWO:
        assert np.isnan(call(xentlib, name, [0.0, 1.0], [np.nan, 1.0]))
    assert np.isnan(xentlib.normalize([[np.nan, 1], [1, 1]])).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize("name", MEASURES)
def test_integers_and_booleans_become_float64(name):
    got = call(xentlib, name, np.array([1, 0], np.uint8), np.array([True, False]))
    assert got.dtype == np.float64 and got in (0, 1)


def test_floating_types_meet_in_the_wider_one():
    half, single = np.array([0.5, 0.5], np.float16), np.array([0.25, 0.75], np.float32)
    assert xentlib.cross_entropy(half, single).dtype == np.float32
    assert xentlib.kl_divergence(half, [0.25, 0.75]).dtype == np.float64
    assert xentlib.entropy(np.array([0.5, 0.5], ">f4")).dtype == np.dtype("=f4")


def test_perplexity_beyond_the_type_is_infinite():
    tiny = np.array([1, 2e-7], np.float16)
    assert xentlib.perplexity(tiny[::-1], tiny) == np.inf


def test_shares_that_rounding_explains_are_accepted():
    logits = np.random.default_rng(6).normal(size=1_000_000).astype(np.float32)
    p = torch.softmax(torch.from_numpy(logits), 0)
    assert 13 < xentlib.entropy(p) < 14
    for dtype in FLOATS:
        for n in (3, 1000, 100_000):
            assert xentlib.entropy(xentlib.normalize(np.ones(n, dtype))) > 0


def test_no_rows_are_no_trouble():
    for name in MEASURES:
        assert call(xentlib, name, np.ones((0, 3)), np.ones((0, 3))).shape == (0,)


@pytest.mark.parametrize("name", OF_TWO)
def test_rows_broadcast_and_outcomes_do_not(name):
    p, q = random_rows(7, 1, 3, 1)[0], random_rows(8, 4, 3, 1)
    square = random_rows(9, 3, 3, 1).T
    function = getattr(xentlib, name)
    close(function(p, q), [function(p, row) for row in q])
    close(function(q[:, None], q[None]), [[function(a, b) for b in q] for a in q])
    with pytest.raises(ValueError, match="same outcomes along axis 0"):
        function(p, square, axis=0)  # NumPy would pair p with the rows of `square`, not with its columns
    for shapes in ([(1,), (3,)], [(4, 1), (4, 3)]):
        p, q = (xentlib.normalize(np.ones(shape)) for shape in shapes)
        with pytest.raises(ValueError, match=r"axis -1; got shapes \(.*1,?\) and \(.*3,?\)"):
            function(p, q)
    with pytest.raises(ValueError, match="broadcast"):
        function(random_rows(8, 4, 3, 1), random_rows(8, 2, 3, 1))


# Refusals


@pytest.mark.parametrize(
    ("p", "axis", "message"),
    [
        ([0.5, -0.1, 0.6], -1, "p[1] = -0.1 is negative; a probability lies between 0 and 1"),
        ([[1, 0, 0], [np.nan, 2, -1]], -1, "p[1, 2] = -1.0 is negative; a probability lies between 0 and 1"),
        (np.array([0.5, -0.1], np.float32), -1, "p[1] = -0.1 is negative"),
        ([0.001, 0.001, 0.001, 0.999], -1, "p sums to 1.002 along axis -1; expected 1 (within 6.1e-05)."),
        (
            [[1, 0], [3, 1]],
            -1,
            "p[1] sums to 4 along axis -1; expected 1 (within 6.1e-05). If these",
        ),
        ([[1, 0], [3, 1]], 0, "p[:, 0] sums to 4 along axis -2"),
        ([[[0.5, 2], [0.5, 0]]], 1, "p[0, :, 1] sums to 2 along axis -2"),
        ([np.inf, 0], -1, "p sums to inf along axis -1"),
        (
            np.array([0.5, 0.6], np.float16),
            -1,
            "p sums to 1.100097656 along axis -1; expected 1 (within 0.00",
        ),
        ([], -1, "p of shape (0,) has no outcomes along axis -1"),
        (1.0, -1, "p is a single number; expected an array with one entry for each outcome"),
    ],
)
@pytest.mark.parametrize("name", MEASURES)
def test_what_is_no_distribution_is_refused_with_its_place(name, p, axis, message):
    with pytest.raises(ValueError) as error:
        call(xentlib, name, p, p, axis=axis)
    assert str(error.value).startswith(message)


def test_the_refusal_names_the_way_out():
    with pytest.raises(ValueError, match=r"xentlib\.normalize\(q\)\.$"):
        xentlib.kl_divergence([0.5, 0.5], [1, 2])


@pytest.mark.parametrize(
    ("logits", "target"),
    [
        ([2.0, -1.0, 0.5], [0, 0, 1]),
        ([2.0, 1.0, 0.5], [0, 0, 1]),
        ([2.0, 1.0, 0.5], 2),
        ([[2.0, 1.0, 0.5], [0.1, 0.2, 0.9]], [0, 2]),
        ([[0.2, 0.3, 0.5]], [1]),  # no scores any more, and still class indices
    ],
)
def test_scores_and_their_targets_are_sent_on_to_their_own_loss(logits, target):
    message = (
        r"If these are scores \(logits\) and a target, use xentlib\.softmax_cross_entropy\(logits, target\)"
    )
    with pytest.raises(ValueError, match=message):
        xentlib.cross_entropy(logits, target)


@pytest.mark.parametrize(
    ("function", "argument", "message"),
    [
        (xentlib.surprisal, [0.5, 1.2], "p[1] = 1.2 is greater than 1; a probability lies between 0 and 1"),
        (xentlib.surprisal, -0.5, "p = -0.5 is negative; a probability lies between 0 and 1"),
        (xentlib.normalize, [1, -0.5], "weights[1] = -0.5 is negative"),
        (xentlib.normalize, [np.nan, -2], "weights[1] = -2.0 is negative"),
        (xentlib.normalize, [1, np.inf], "weights[1] = inf is not finite"),
        (xentlib.normalize, [[1, 1], [0, 0]], "weights[1] has nothing to share out: every entry is 0"),
        (xentlib.normalize, [], "weights of shape (0,) has no outcomes"),
        (xentlib.smooth, [1, -2], "counts[1] = -2.0 is negative"),
        (lambda c: xentlib.smooth(c, 0), [0, 0], "counts has nothing to share out: every entry is 0"),
        (lambda c: xentlib.smooth(c, -1), [1, 2], "alpha = -1 must be a finite number, at least 0"),
        (lambda c: xentlib.smooth(c, float("inf")), [1, 2], "alpha = inf must be a finite number"),
        (lambda c: xentlib.smooth(c, np.nan), [1, 2], "alpha = nan must be a finite number"),
    ],
)
def test_other_refusals(function, argument, message):
    with pytest.raises(ValueError) as error:
        function(argument)
    assert str(error.value).startswith(message)


def test_options_are_named():
    assert options(xentlib.surprisal) == ["base"]
    assert options(xentlib.normalize) == options(xentlib.smooth) == options(xentlib.perplexity) == ["axis"]
    for name in ("entropy", *OF_TWO):
        assert options(getattr(xentlib, name)) == ["axis", "base"]


def test_what_the_caller_makes_of_floating_point_errors_does_not_matter():
    p, q = [1.0, 0.0, 1e-320], [0.0, 1.0, 0.0]
    with np.errstate(all="raise"):
        xentlib.surprisal([0.0, 1.0])
        xentlib.normalize([1e308, 5e-324])
        xentlib.smooth([1e308, 5e-324])
        for name in MEASURES:
            call(xentlib, name, p, q)
        xentlib.perplexity(p, q)


def test_a_base_below_1_counts_downwards():
    close(xentlib.surprisal(0.25, base=0.5), np.float64(-2))


@pytest.mark.parametrize("base", [0, 1, 1.0, -2, float("inf"), np.nan])
def test_a_base_is_positive_finite_and_not_one(base):
    for function in (xentlib.surprisal, xentlib.entropy):
        with pytest.raises(ValueError, match=f"base = {base} must be a finite number, above 0 and"):
            function([1.0], base=base)


@pytest.mark.parametrize("axis", [1, -2])
def test_an_axis_that_is_not_there_is_refused(axis):
    with pytest.raises(np.exceptions.AxisError):
        xentlib.entropy([0.5, 0.5], axis=axis)


@pytest.mark.parametrize(
    "values",
    [[1j], ["0.5"], [None], np.array([1], object), np.array([1], "M8[s]"), np.array([1], np.longdouble)],
)
def test_what_is_not_a_real_number_is_refused(values):
    if np.asarray(values).dtype == np.float64:
        pytest.skip("long double is double here")
    with pytest.raises(TypeError, match="p must hold integers or float16, float32 or float64; got "):
        xentlib.entropy(values)


# Tensors


def test_tensors_go_in_and_arrays_come_out():
    p = torch.tensor([0.5, 0.25, 0.25])
    assert xentlib.entropy(p).dtype == np.float32
    assert xentlib.entropy(p, base=2) == 1.5
    assert isinstance(xentlib.normalize(torch.tensor([3, 1])), np.ndarray)


@pytest.mark.parametrize(
    ("tensor", "way_out"),
    [
        (torch.tensor([0.5, 0.5], requires_grad=True), "p.detach()"),
        (torch.tensor([0.5, 0.5], dtype=torch.bfloat16), "p.float()"),
        (torch.empty(2, device="meta"), "p.cpu()"),
    ],
)
def test_awkward_tensors_are_refused_with_the_way_out(tensor, way_out):
    with pytest.raises(TypeError) as error:
        xentlib.entropy(tensor)
    assert way_out in str(error.value)
