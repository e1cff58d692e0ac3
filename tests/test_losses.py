"""The losses: against PyTorch argument by argument, where they differ from it, against exact arithmetic."""

import warnings

import mpmath
import numpy as np
import oracle
import pytest
import torch
from torch.nn import functional as F

import xentlib

FLOATS = [np.float64, np.float32, np.float16]
REDUCTIONS = ["none", "sum", "mean"]
SHAPES = [(4,), (6, 4), (5, 4, 2, 3)]


def rows(shape):
    """Shape of one number a row: without the classes."""
    return shape[:0] if len(shape) == 1 else shape[:1] + shape[2:]


def softmax_case(shape, kind, ignored, seed=0):
    """Logits, targets, class weights and an index to ignore, as arrays."""
    rng = np.random.default_rng(seed)
    logits, weight = rng.normal(size=shape) * 3, np.array([0.5, 2.0, 0.0, 1.5])
    if kind == "probabilities":
        return logits, xentlib.softmax(rng.normal(size=shape), axis=min(1, len(shape) - 1)), weight, -100
    target = rng.integers(0, 4, rows(shape))
    if ignored == "some" and target.ndim:
        target.flat[::3] = -100
    return logits, target, weight, 1 if ignored == "a class" else -100


def by_torch(function, logits, target, **options):
    """Loss and gradient as PyTorch computes them."""
    x = torch.tensor(logits, requires_grad=True)
    tensors = {k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
    loss = function(x, torch.tensor(target), **tensors)
    loss.sum().backward()
    return loss.detach().numpy(), x.grad.numpy()


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("ignored", ["none", "some", "a class"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", ["indices", "probabilities"])
@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_cross_entropy_and_its_gradient_agree_with_torch(
    shape, kind, weighted, ignored, smoothing, reduction
):
    if kind == "probabilities" and ignored != "none":
        pytest.skip("class probabilities leave nothing to ignore")
    logits, target, weight, index = softmax_case(shape, kind, ignored)
    options = {"label_smoothing": smoothing, "reduction": reduction}
    options |= {"weight": weight} if weighted else {}
    options |= {"ignore_index": index} if ignored == "a class" else {}
    loss, slope = by_torch(F.cross_entropy, logits, target, **options)
    got = xentlib.softmax_cross_entropy(logits, target, **options)
    assert got.dtype == np.float64 and got.shape == loss.shape
    np.testing.assert_allclose(got, loss, rtol=1e-12, atol=1e-13)
    got = xentlib.softmax_cross_entropy_grad(logits, target, **options)
    np.testing.assert_allclose(got, slope, rtol=1e-12, atol=1e-13)
    assert not np.signbit(got[got == 0]).any()


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("ignored", ["none", "some", "a class"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_nll_loss_agrees_with_torch(shape, weighted, ignored, reduction):
    scores, target, weight, index = softmax_case(shape, "indices", ignored)
    options = {"ignore_index": index, "reduction": reduction} | ({"weight": weight} if weighted else {})
    log_probs = xentlib.log_softmax(scores, axis=min(1, len(shape) - 1))
    loss, _ = by_torch(F.nll_loss, log_probs, target, **options)
    got = xentlib.nll_loss(log_probs, target, **options)
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
        p = torch.sigmoid(torch.tensor(x)).numpy()
        loss, _ = by_torch(F.binary_cross_entropy, p, y, **options)
        got = xentlib.binary_cross_entropy(p, y, **options)
        assert got.shape == loss.shape
        np.testing.assert_allclose(got, loss, rtol=1e-12)
    else:
        options["pos_weight"] = rng.random(pos_weight_shape) * 3
    loss, slope = by_torch(F.binary_cross_entropy_with_logits, x, y, **options)
    got = xentlib.binary_cross_entropy_with_logits(x, y, **options)
    np.testing.assert_allclose(got, loss, rtol=1e-12)
    got = xentlib.binary_cross_entropy_with_logits_grad(x, y, **options)
    np.testing.assert_allclose(got, slope, rtol=1e-12, atol=1e-16)
