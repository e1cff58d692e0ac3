"""The losses: against PyTorch argument by argument, where they differ from it, against exact arithmetic."""

import itertools
import tracemalloc
import warnings

import mpmath
import numpy as np
import pytest
import torch
from numerics import oracle
from numerics.cases import LOG_ODDS, PROBABILITIES, SCORES
from numerics.compare import close, in_type, limit, options, same
from torch.nn import functional as F

import xentlib

torch.set_num_threads(1)  # the arrays are small, and other tests want the other cores

FLOATS = [np.float64, np.float32, np.float16]
REDUCTIONS = ["none", "sum", "mean"]
SHAPES = [(4,), (6, 4), (5, 4, 2, 3)]


def rows(shape):
    """Shape of one number a row: without the classes."""
    return shape[:0] if len(shape) == 1 else shape[:1] + shape[2:]


TARGETS = ["class indices", "some ignored", "a class ignored", "class probabilities"]


def softmax_case(shape, kind, weighted):
    """Logits, targets and options, as arrays."""
    rng = np.random.default_rng(0)
    logits, target = rng.normal(size=shape) * 3, rng.integers(0, 4, rows(shape))
    options = {"weight": np.array([0.5, 2.0, 0.0, 1.5])} if weighted else {}
    if kind == "class probabilities":
        target = xentlib.softmax(rng.normal(size=shape), axis=min(1, len(shape) - 1))
    if kind == "some ignored" and target.ndim:
        target.flat[::3] = -100
    if kind == "a class ignored":
        options["ignore_index"] = 1
    return logits, target, options


def by_torch(function, logits, target, **options):
    """Loss and gradient as PyTorch computes them."""
    x = torch.tensor(logits, requires_grad=True)
    tensors = {k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
    loss = function(x, torch.tensor(target), **tensors)
    loss.sum().backward()
    return loss.detach().numpy(), x.grad.numpy()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_cross_entropy_and_its_gradient_agree_with_torch(shape, kind, weighted):
    logits, target, options = softmax_case(shape, kind, weighted)
    for smoothing, reduction in itertools.product([0.0, 0.1, 1.0], REDUCTIONS):
        options |= {"label_smoothing": smoothing, "reduction": reduction}
        loss, slope = by_torch(F.cross_entropy, logits, target, **options)
        got = xentlib.softmax_cross_entropy(logits, target, **options)
        assert got.dtype == np.float64 and got.shape == loss.shape
        np.testing.assert_allclose(got, loss, rtol=1e-12, atol=1e-13)
        got = xentlib.softmax_cross_entropy_grad(logits, target, **options)
        np.testing.assert_allclose(got, slope, rtol=1e-12, atol=1e-13)
        assert not np.signbit(got[got == 0]).any()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", TARGETS[:3])
@pytest.mark.parametrize("shape", SHAPES)
def test_nll_loss_agrees_with_torch(shape, kind, weighted):
    scores, target, options = softmax_case(shape, kind, weighted)
    log_probs = xentlib.log_softmax(scores, axis=min(1, len(shape) - 1))
    for reduction in REDUCTIONS:
        loss, _ = by_torch(F.nll_loss, log_probs, target, reduction=reduction, **options)
        got = xentlib.nll_loss(log_probs, target, reduction=reduction, **options)
        assert got.shape == loss.shape
        np.testing.assert_allclose(got, loss, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weight_shape", [None, (), (3,), (4, 1), (4, 3)])
@pytest.mark.parametrize("pos_weight_shape", [None, (3,), (4, 3)])
@pytest.mark.parametrize("labels", ["hard", "soft"])
def test_binary_losses_and_gradient_agree_with_torch(labels, pos_weight_shape, weight_shape, reduction):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(4, 3)) * 5, rng.random((4, 3))
    y = y.round() if labels == "hard" else y
    options = {"reduction": reduction}
    options |= {} if weight_shape is None else {"weight": np.array(rng.random(weight_shape))}
    if pos_weight_shape is None:
        q = torch.sigmoid(torch.tensor(x)).numpy()
        loss, _ = by_torch(F.binary_cross_entropy, q, y, **options)
        got = xentlib.binary_cross_entropy(q=q, target=y, **options)
        assert got.shape == loss.shape
        np.testing.assert_allclose(got, loss, rtol=1e-12)
    else:
        options["pos_weight"] = rng.random(pos_weight_shape) * 3
    loss, slope = by_torch(F.binary_cross_entropy_with_logits, x, y, **options)
    got = xentlib.binary_cross_entropy_with_logits(x, y, **options)
    np.testing.assert_allclose(got, loss, rtol=1e-12)
    got = xentlib.binary_cross_entropy_with_logits_grad(x, y, **options)
    np.testing.assert_allclose(got, slope, rtol=1e-12, atol=1e-16)


# Exact arithmetic


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("case", SCORES)
def test_softmax_cross_entropy_and_gradient_agree_with_exact_arithmetic(case, dtype):
    x = in_type(SCORES[case], dtype)
    y = np.random.default_rng(2).integers(0, x.shape[1], len(x))
    y[::2] = x[::2].argmax(1)
    losses = xentlib.softmax_cross_entropy(x, y, reduction="none")
    slopes = xentlib.softmax_cross_entropy_grad(x, y, reduction="none")
    assert losses.dtype == slopes.dtype == dtype
    for i, row in enumerate(x):
        log_p = oracle.log_softmax(row, y[i])
        assert oracle.ulps(losses[i], -log_p) <= limit(dtype)
        assert oracle.ulps(slopes[i, y[i]], mpmath.expm1(log_p)) <= max(5, limit(dtype))
        other = (y[i] + 1) % row.size
        if other != y[i]:
            assert oracle.ulps(slopes[i, other], mpmath.exp(oracle.log_softmax(row, other))) <= 5


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "case", ["normal × 1", "normal × 30", "about the largest exponent", "shifted by 1000"]
)
def test_soft_targets_and_smoothing_agree_with_exact_arithmetic(case, dtype):
    x = in_type(SCORES[case], dtype)[:6]
    soft = xentlib.softmax(np.random.default_rng(3).normal(size=x.shape) * 2)
    weight = np.arange(10) / 4
    for target in (soft, np.arange(6)):
        options = {"weight": weight, "label_smoothing": 0.1}
        got = xentlib.softmax_cross_entropy(x, target, reduction="none", **options)
        for i, row in enumerate(x):
            assert oracle.ulps(got[i], oracle.softmax_cross_entropy(row, target[i], **options)) <= limit(
                dtype
            )


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("y", [0.0, 1.0, 0.3, 1e-9])
def test_binary_losses_agree_with_exact_arithmetic(y, dtype):
    q, x = PROBABILITIES.astype(dtype), LOG_ODDS.astype(dtype)
    functions = [
        (xentlib.binary_cross_entropy, q),
        (xentlib.binary_cross_entropy_with_logits, x),
        (xentlib.binary_cross_entropy_with_logits_grad, x),
    ]
    for function, scores in functions:
        got = function(scores, np.full(scores.shape, y), reduction="none")
        assert got.dtype == dtype
        for a, b in zip(scores, got, strict=True):
            want = getattr(oracle, function.__name__)(a, y)
            near = function is functions[2][0] and y % 1 and abs(b - want) <= 2 * np.finfo(dtype).eps
            assert near or oracle.ulps(b, want) <= limit(dtype)


def test_a_million_classes_and_a_million_rows():
    x = np.full(1_000_003, 0.37)
    x[77] += 20.3
    for y in (77, 78):
        want = -oracle.log_softmax(x, y)
        assert oracle.ulps(xentlib.softmax_cross_entropy(x, y), want) <= 4
        assert oracle.ulps(xentlib.softmax_cross_entropy(np.stack([x, x]), [y, y]), want) <= 4
    rows = np.full((1_000_003, 2), [0.3, -0.4])
    want = -oracle.log_softmax(rows[0], 1)
    assert oracle.ulps(xentlib.softmax_cross_entropy(rows, np.ones(len(rows), int)), want) <= 4
    want = oracle.binary_cross_entropy_with_logits(0.3, 1.0)
    assert oracle.ulps(xentlib.binary_cross_entropy_with_logits(rows[:, 0], np.ones(len(rows))), want) <= 4


# Known values


def test_the_examples_of_the_course():
    logits = [[2, 0.5, 0.1], [0.1, 0.2, 0.9]]
    np.testing.assert_array_equal(xentlib.softmax_cross_entropy(logits, [0, 2]).round(4), 0.4913)
    each = xentlib.softmax_cross_entropy(logits, [0, 2], reduction="none").round(4)
    np.testing.assert_array_equal(each, [0.3168, 0.6657])
    dog = xentlib.binary_cross_entropy([0.4, 0.98], [1, 1], reduction="none").round(4)
    np.testing.assert_array_equal(dog, [0.9163, 0.0202])
    slopes = xentlib.binary_cross_entropy_with_logits_grad([-8.0], [1])
    np.testing.assert_array_equal(slopes.round(4), [-0.9997])


def test_the_softmax_loss_is_the_measure():
    rng = np.random.default_rng(4)
    logits, t = rng.normal(size=(5, 4)), xentlib.softmax(rng.normal(size=(5, 4)))
    q = xentlib.softmax(logits)
    want = xentlib.cross_entropy(t, q)
    np.testing.assert_allclose(xentlib.softmax_cross_entropy(logits, t, reduction="none"), want, rtol=1e-14)
    two_step = xentlib.nll_loss(xentlib.log_softmax(logits), [0, 1, 2, 3, 0])
    np.testing.assert_allclose(xentlib.softmax_cross_entropy(logits, [0, 1, 2, 3, 0]), two_step, rtol=2e-15)


def test_the_gradient_is_the_slope_of_the_loss():
    rng = np.random.default_rng(5)
    x, y, weight = rng.normal(size=(3, 4)), np.array([0, 3, 1]), rng.random(4)
    options = {"weight": weight, "label_smoothing": 0.2}
    slope = xentlib.softmax_cross_entropy_grad(x, y, **options)
    step = 1e-6 * np.eye(12).reshape(12, 3, 4)
    loss = [xentlib.softmax_cross_entropy(x + s, y, **options) for s in [*step, *-step]]
    np.testing.assert_allclose((np.subtract(loss[:12], loss[12:]) / 2e-6).reshape(3, 4), slope, atol=1e-9)


# Where this library differs from PyTorch, on purpose


INF, NAN = np.inf, np.nan
OF_YES_OR_NO = [
    xentlib.binary_cross_entropy,
    xentlib.binary_cross_entropy_with_logits,
    xentlib.binary_cross_entropy_with_logits_grad,
]


def test_difference_what_has_no_share_costs_nothing_even_if_it_costs_infinity():
    same(xentlib.softmax_cross_entropy([[0.0, -INF]], [[1.0, 0.0]]), 0.0)
    assert F.cross_entropy(torch.tensor([[0.0, -INF]]), torch.tensor([[1.0, 0.0]])).isnan()
    same(xentlib.binary_cross_entropy_with_logits([INF, -INF], [1, 0]), 0.0)
    assert F.binary_cross_entropy_with_logits(torch.tensor([INF]), torch.tensor([1.0])).isnan()
    weight = np.array([1.0, 0.0])
    close(xentlib.softmax_cross_entropy([[0.0, -INF], [0.0, 0.0]], [1, 0], weight=weight), np.log(2))
    same(xentlib.nll_loss([[0.0, -INF], [-1.0, -1.0]], [1, 0], weight=weight), 1.0)
    close(xentlib.binary_cross_entropy([0.0, 0.5], [1, 1], weight=[0, 1], reduction="sum"), np.log(2))
    same(xentlib.binary_cross_entropy_with_logits([INF], [0], weight=[0]), 0.0)
    same(xentlib.binary_cross_entropy_with_logits([-INF], [1], pos_weight=[0]), 0.0)


def test_difference_there_is_no_clamp():
    assert xentlib.binary_cross_entropy([0.0], [1]) == INF
    assert F.binary_cross_entropy(torch.tensor([0.0]), torch.tensor([1.0])) == 100
    close(xentlib.binary_cross_entropy([1e-320], [1]), -np.log(1e-320))


def test_difference_digits():
    assert abs(xentlib.binary_cross_entropy_with_logits([-40.0], [0]) / np.exp(-40) - 1) < 2e-15
    assert F.binary_cross_entropy_with_logits(torch.tensor([-40.0]), torch.tensor([0.0])) == 0
    assert abs(xentlib.softmax_cross_entropy([0.0, 40.0], 1) / np.exp(-40) - 1) < 2e-15
    assert F.cross_entropy(torch.tensor([0.0, 40.0]), torch.tensor(1)) == 0
    assert abs(xentlib.softmax_cross_entropy_grad([0.0, 40.0], 1)[1] / -np.exp(-40) - 1) < 2e-15


def test_difference_class_probabilities_must_sum_to_one():
    with pytest.raises(ValueError, match=r"target\[1\] sums to 0.9 along axis -1; expected 1"):
        xentlib.softmax_cross_entropy(np.zeros((2, 2)), [[0.5, 0.5], [0.5, 0.4]])
    with pytest.raises(ValueError, match=r"target\[0, 1\] = -0.5 is negative"):
        xentlib.softmax_cross_entropy(np.zeros((1, 2)), [[1.5, -0.5]])


def test_difference_class_probabilities_leave_nothing_to_ignore():
    for ignore_index in (1, -101):
        with pytest.raises(ValueError, match="ignore_index is for class indices"):
            xentlib.softmax_cross_entropy(np.zeros((1, 2)), [[0.5, 0.5]], ignore_index=ignore_index)
    xentlib.softmax_cross_entropy(np.zeros((1, 2)), [[0.5, 0.5]], ignore_index=int("-100"))


def test_difference_weights_are_not_negative():
    for function in (xentlib.softmax_cross_entropy, xentlib.nll_loss):
        with pytest.raises(ValueError, match=r"weight\[1\] = -1.0 is negative; a weight is at least 0"):
            function(np.full((1, 2), -0.7), [0], weight=[1, -1])
    for name in ("weight", "pos_weight"):
        with pytest.raises(ValueError, match=rf"{name} = -1.0 is negative"):
            xentlib.binary_cross_entropy_with_logits([0.0], [1], **{name: -1})


# Edges


@pytest.mark.parametrize("dtype", FLOATS)
def test_infinite_logits(dtype):
    x = np.array([[-INF, 0, 0], [INF, 0, 0], [-INF] * 3, [NAN, 0, 0], [0, 0, 0]], dtype)
    for y in range(3):
        got = xentlib.softmax_cross_entropy(x, [y] * 5, reduction="none")
        want = [INF if y == 0 else np.log(2), NAN, NAN, NAN, np.log(3)]
        close(got, np.array(want, dtype))
        slope = xentlib.softmax_cross_entropy_grad(x, [y] * 5, reduction="none")
        assert np.isnan(slope).all(1).tolist() == [False, True, True, True, False]
        same(slope[0], np.array([-(y == 0), 0.5 - (y == 1), 0.5 - (y == 2)], dtype))


def test_infinite_log_odds():
    x, y = [INF, INF, -INF, -INF, NAN], [0, 0.5, 1, 0.5, 1]
    same(xentlib.binary_cross_entropy_with_logits(x, y, reduction="none"), [INF, INF, INF, INF, NAN])
    same(xentlib.binary_cross_entropy_with_logits_grad(x, y, reduction="sum"), [1.0, 0.5, -1.0, -0.5, NAN])
    same(
        xentlib.binary_cross_entropy([0, 1, NAN, 0.5], [0, 1, 1, 1], reduction="none")[:2],
        [0.0, 0.0],
    )


@pytest.mark.parametrize("function", [xentlib.softmax_cross_entropy, xentlib.nll_loss])
def test_the_mean_over_nothing_is_nan_as_in_torch(function):
    x = np.full((2, 3), -1.0)
    assert np.isnan(function(x, [-100, -100]))
    assert np.isnan(function(x, [0, 0], weight=[0, 1, 1]))
    assert np.isnan(function(x[:0], []))
    same(function(x, [-100, -100], reduction="sum"), 0.0)
    same(function(x, [-100, -100], reduction="none"), [0.0, 0.0])
    same(function(x[:0], [], reduction="sum"), 0.0)
    assert function(x[:0], [], reduction="none").shape == (0,)


def test_the_mean_over_nothing_is_nan_even_where_smoothing_leaves_something():
    options = {"weight": [0, 1, 1], "label_smoothing": 0.1}
    assert np.isnan(xentlib.softmax_cross_entropy([[2.0, 0.5, 0.1]], [0], **options))
    assert np.isnan(xentlib.softmax_cross_entropy_grad([[2.0, 0.5, 0.1]], [0], **options)).all()


def test_the_mean_of_binary_losses_over_nothing_is_nan():
    for function in (xentlib.binary_cross_entropy, xentlib.binary_cross_entropy_with_logits):
        assert np.isnan(function([], []))
        same(function([], [], reduction="sum"), 0.0)
        assert function([], [], reduction="none").shape == (0,)
    assert xentlib.binary_cross_entropy_with_logits_grad([], []).shape == (0,)


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_a_reduction_is_known_by_its_letters(reduction):
    """And not by being the very string that the library holds."""
    spelt = "".join(list(reduction))
    for function in (xentlib.softmax_cross_entropy, xentlib.nll_loss, xentlib.softmax_cross_entropy_grad):
        same(*(function([[-1.0, -2.0]] * 2, [0, 1], reduction=each) for each in (spelt, reduction)))
    for function in OF_YES_OR_NO:
        same(*(function([0.1, 0.7], [0, 1], reduction=each) for each in (spelt, reduction)))


def test_options_are_named():
    of_indices = ["weight", "ignore_index", "reduction"]
    assert options(xentlib.nll_loss) == of_indices
    of_both = ["weight", "ignore_index", "label_smoothing", "reduction"]
    assert options(xentlib.softmax_cross_entropy) == options(xentlib.softmax_cross_entropy_grad) == of_both
    assert [options(function) for function in OF_YES_OR_NO] == [
        ["weight", "reduction"],
        ["weight", "pos_weight", "reduction"],
        ["weight", "pos_weight", "reduction"],
    ]


def test_what_the_caller_makes_of_floating_point_errors_does_not_matter():
    with np.errstate(all="raise"):
        xentlib.nll_loss([[-INF, 0.0]], [0], weight=[0, 1], reduction="sum")
        for function in (xentlib.softmax_cross_entropy, xentlib.softmax_cross_entropy_grad):
            function([[0.0, 1000.0, -INF]], [2])
        for function in OF_YES_OR_NO:
            function([0.0, 1e-310], [1, 0])
            function([0.0, 1e-310], [1, 0], reduction="none")
            function([1.0, 0.5], [1, 0], weight=[0, 1])
        for function in OF_YES_OR_NO[1:]:
            function([-1000.0, 1000.0, INF], [0, 1, 0])


def test_nan_is_not_ruled_out_by_a_weight_of_zero():
    assert np.isnan(xentlib.softmax_cross_entropy([[NAN, 0.0]], [0], weight=[0, 1], reduction="sum"))
    assert np.isnan(xentlib.binary_cross_entropy([NAN], [1], weight=[0]))
    assert np.isnan(xentlib.nll_loss([[NAN, 0.0]], [0], weight=[0, 1], reduction="sum"))
    with pytest.warns(UserWarning, match="above 0"):  # ∞ is no log-probability, and no weight makes it one
        assert np.isnan(xentlib.nll_loss([[INF, 0.0]], [0], weight=[0, 1], reduction="sum"))


def test_what_is_ignored_counts_for_nothing_even_if_it_is_nan():
    x = np.array([[NAN, NAN], [0.0, 0.0]])
    for smoothing in (0.0, 0.1):
        options = {"label_smoothing": smoothing}
        close(xentlib.softmax_cross_entropy(x, [-100, 0], **options), np.log(2))
        same(xentlib.softmax_cross_entropy_grad(x, [-100, 0], **options)[0], [0.0, 0.0])
        same(xentlib.softmax_cross_entropy_grad(x, [-100, -100], **options), np.zeros((2, 2)))


def test_gradients_are_never_minus_zero():
    x = np.array([[0, 300], [200, 0]], np.float32)
    same(xentlib.softmax_cross_entropy_grad(x, [1, 0]), np.zeros((2, 2), np.float32))
    same(xentlib.binary_cross_entropy_with_logits_grad(x[0], [0, 1])[1], np.float32(0))
    same(
        xentlib.softmax_cross_entropy_grad(x, [1, 0], weight=[0, 0], reduction="sum"), np.zeros((2, 2), "f4")
    )


def test_integers_tensors_and_types():
    whole = xentlib.softmax_cross_entropy(np.array([[0, 255]], np.uint8), np.array([0], np.uint8))
    close(whole, np.float64(255))
    tensor = xentlib.softmax_cross_entropy(torch.tensor([[0.0, 1.0]]), torch.tensor([1]))
    assert isinstance(tensor, np.float32)
    assert xentlib.binary_cross_entropy(np.array([0.5], np.float16), torch.tensor([1])).dtype == np.float16
    for function in (xentlib.softmax_cross_entropy, xentlib.binary_cross_entropy_with_logits):
        with pytest.raises(TypeError, match=r"logits carries a gradient.*logits\.detach\(\)"):
            function(torch.zeros(2, requires_grad=True), [0, 1])


@pytest.mark.parametrize("function", [xentlib.softmax_cross_entropy, xentlib.nll_loss])
def test_refused_targets(function):
    x = np.full((2, 3), -1.0)
    cases = [
        (
            [0, 3],
            IndexError,
            "target[1] = 3 is out of range for 3 classes; expected 0 to 2 or ignore_index, -100",
        ),
        ([-1, 0], IndexError, "target[0] = -1 is out of range for 3 classes"),
        (
            [0.0, 1.0],
            TypeError,
            "target is float64 of shape (2,); expected class indices (integers) of shape (2,)",
        ),
        ([True, False], TypeError, "target is bool of shape (2,); expected class indices"),
        ([[0, 0, 1], [0, 1, 0]], TypeError, "target is int64 of shape (2, 3); expected class indices"),
        ([0], ValueError, "target is int64 of shape (1,); expected class indices (integers) of shape (2,)"),
        ([[0.5, 0.5]], ValueError, "target is float64 of shape (1, 2); expected class indices"),
        ([[0.25] * 4] * 2, ValueError, "target is float64 of shape (2, 4); expected class indices"),
        ([[True, False, False]] * 2, TypeError, "target is bool of shape (2, 3); expected class indices"),
    ]
    for target, error, message in cases:
        with pytest.raises(error) as caught:
            function(x, np.asarray(target, np.int64) if message.startswith("target is int64") else target)
        assert str(caught.value).startswith(message)
    with pytest.raises(IndexError, match=r"target\[1, 0\] = 9 is out of range for 3 classes"):
        function(np.full((2, 3, 1), -1.0), [[0], [9]])


def test_other_refusals():
    x = np.full((2, 3), -1.0)
    with pytest.raises(TypeError, match="nll_loss expects class indices"):
        xentlib.nll_loss(x, np.full((2, 3), 1 / 3))
    for function in (xentlib.softmax_cross_entropy, xentlib.softmax_cross_entropy_grad, xentlib.nll_loss):
        with pytest.raises(
            ValueError, match=r'reduction = \'avg\' is unknown; expected "mean", "sum" or "none"'
        ):
            function(x, [0, 1], reduction="avg")
        with pytest.raises(ValueError, match=r"weight has shape \(2,\); expected one for each class, \(3,\)"):
            function(x, [0, 1], weight=[1, 1])
        for shape in [(), (0,), (2, 0)]:
            with pytest.raises(
                ValueError, match=r"expected \(C,\), \(N, C\) or \(N, C, d1 … dk\) with C ≥ 1"
            ):
                function(np.zeros(shape), 0)
    for smoothing in (-0.1, 1.1, NAN):
        with pytest.raises(ValueError, match=f"label_smoothing = {smoothing} must lie between 0 and 1"):
            xentlib.softmax_cross_entropy(x, [0, 1], label_smoothing=smoothing)


@pytest.mark.parametrize("function", OF_YES_OR_NO)
def test_refusals_of_binary_losses(function):
    with pytest.raises(TypeError, match="target holds booleans; expected numbers between 0 and 1"):
        function([0.5], [True])
    with pytest.raises(ValueError, match=r"target\[1\] = 1.5 is greater than 1"):
        function([0.5, 0.5], [0, 1.5])
    with pytest.raises(ValueError, match=r"target\[0\] = -1.0 is negative"):
        function([0.5], [-1])
    with pytest.raises(ValueError, match=r"target has shape \(1,\); expected the shape \(2,\) of "):
        function([0.5, 0.5], [1])
    with pytest.raises(ValueError, match=r"weight of shape \(3, 2\) does not broadcast to the shape \(2,\)"):
        function([0.5, 0.5], [1, 0], weight=np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"weight of shape \(3,\) does not broadcast"):
        function([0.5, 0.5], [1, 0], weight=np.ones(3))
    with pytest.raises(ValueError, match="reduction = None is unknown"):
        function([0.5], [1], reduction=None)


def test_probabilities_out_of_range_are_refused():
    with pytest.raises(
        ValueError, match=r"q\[1\] = 1.5 is greater than 1; a probability lies between 0 and 1"
    ):
        xentlib.binary_cross_entropy([0.5, 1.5], [0, 1])
    with pytest.raises(ValueError, match=r"q\[0\] = -0.5 is negative; a probability lies between 0 and 1"):
        xentlib.binary_cross_entropy([-0.5, NAN], [0, 1])


def test_nll_loss_asks_whether_log_softmax_was_forgotten():
    scores = [[2.0, 3.0, 1.0], [3.0, 7.0, 9.0]]
    with pytest.warns(UserWarning, match="was log_softmax forgotten") as caught:
        assert xentlib.nll_loss(scores, [1, 2]) == -6
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="was log_softmax forgotten"):
        xentlib.nll_loss([[0.5, -1.0]], [1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        xentlib.nll_loss(xentlib.log_softmax(scores), [1, 2])
        xentlib.nll_loss([[NAN, 0.0]], [1])


def test_memory_beside_the_input_is_small():
    x, y = np.random.default_rng(6).normal(size=(80, 50257)), np.arange(80)
    for scale in (1, 1000):
        logits = x * scale
        tracemalloc.start()
        xentlib.softmax_cross_entropy(logits, y)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2.2 * 2**20
    labels, logits = np.ones(4_000_000), x.ravel()[:4_000_000]
    tracemalloc.start()
    xentlib.binary_cross_entropy_with_logits(logits, labels)
    assert tracemalloc.get_traced_memory()[1] < 2.2 * 2**20
    tracemalloc.stop()
