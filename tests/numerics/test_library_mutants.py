"""Plant the mistakes that a library like this invites, one at a time, and see a small check catch each.

A mistake is a function that stands in for the right one, wherever the library holds that one.
"""

import mpmath
import numpy as np
import pytest
from numerics import oracle

import xentlib
from xentlib import activations, losses, measures
from xentlib._rows import blocks
from xentlib.activations import log_softmax, sigmoid, softmax
from xentlib.losses import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    nll_loss,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from xentlib.measures import cross_entropy, entropy, js_divergence, kl_divergence, surprisal


def near(got, want, tolerance=1e-14):
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=0)


def bits():
    near(xentlib.entropy([0.25] * 4, base=2), 2)
    near(xentlib.surprisal(0.125, base=2), 3)


def order_of_arguments():
    near(xentlib.kl_divergence([1, 0], [0.25, 0.75], base=2), 2)
    near(xentlib.cross_entropy([1, 0], [0.25, 0.75], base=2), 2)


def nearly_equal_distributions():
    gap = (0.5 + 3e-9) - 0.5  # as it is stored
    near(xentlib.kl_divergence([0.5, 0.5], [0.5 + gap, 0.5 - gap]), 2 * gap**2)
    near(xentlib.js_divergence([0.5, 0.5], [0.5 + gap, 0.5 - gap]), gap**2 / 2)


def million_equal_outcomes():
    p = np.full(1_942_113, 1 / 1_942_113)  # even np.sum is 5 ULPs off here
    assert oracle.ulps(xentlib.entropy(p), oracle.entropy(p)) <= 4


def no_overflow():
    near(xentlib.softmax([1000.0, 1000.0]), [0.5, 0.5])
    near(xentlib.softmax_cross_entropy([1000.0, 1000.0], 0), np.log(2))


def shifted_digits():
    for small in (15.3, 11.7, 7.7, 10.1):
        x = np.array([710.7, small])
        near(xentlib.softmax(x)[1], float(mpmath.exp(oracle.log_softmax(x, 1))), 1e-15)


def confident_digits():
    near(xentlib.log_softmax([0.0, 40.0])[1], -np.exp(-40.0))
    near(xentlib.softmax_cross_entropy([0.0, 40.0], 1), np.exp(-40.0))


def gradient_digits():
    near(xentlib.softmax_cross_entropy_grad([0.0, 40.0], 1), [np.exp(-40.0), -np.exp(-40.0)])
    near(xentlib.binary_cross_entropy_with_logits_grad([40.0], [1]), -np.exp(-40.0))


def weighted_mean():
    x, weight = [[0.0, np.log(3)], [0.0, 0.0]], [3.0, 1.0]
    near(xentlib.softmax_cross_entropy(x, [0, 1], weight=weight), (3 * np.log(4) + np.log(2)) / 4)
    near(xentlib.nll_loss([[-1.0, -2.0], [-1.0, -2.0]], [0, 1], weight=weight), 5 / 4)


def smoothing():
    x = [0.0, 0.0, np.log(2)]
    near(xentlib.softmax_cross_entropy(x, 2, label_smoothing=0.3), 0.8 * np.log(2) + 0.2 * np.log(4))


def ignoring():
    near(xentlib.softmax_cross_entropy([[0.0, np.log(3)], [0.0, 0.0]], [-100, 1]), np.log(2))
    near(xentlib.softmax_cross_entropy([[0.0, np.log(3)], [0.0, 0.0]], [0, 1], ignore_index=0), np.log(2))


def every_row():
    for shape in [(40_000, 9), (3, 140_000)]:
        near(xentlib.logsumexp(np.zeros(shape)), np.full(shape[0], np.log(shape[1])))
    near(xentlib.logsumexp(np.zeros((2, 4, 50_000)), axis=1), np.full((2, 50_000), np.log(4)))


def free_of_charge():
    near(xentlib.softmax_cross_entropy([0.0, -np.inf], [1.0, 0.0]), 0)
    near(xentlib.binary_cross_entropy_with_logits([np.inf], [1]), 0)


def sure_labels():
    near(xentlib.binary_cross_entropy_with_logits([-40.0, 40.0], [0, 1], reduction="sum"), 2 * np.exp(-40.0))
    near(xentlib.binary_cross_entropy_with_logits([40.0, -40.0], [0, 1], reduction="sum"), 80)


def kl_by_definition(p, q):
    return np.sum(np.multiply(p, np.log(np.divide(p, q))))


def js_by_definition(p, q):
    m = np.add(p, q) / 2
    return (kl_by_definition(p, m) + kl_by_definition(q, m)) / 2


def naive_softmax(x):
    return np.exp(x) / np.exp(x).sum()


def shifted_softmax(x):
    return naive_softmax(x - np.max(x))


def mean_divided_by_n(loss):
    """The same loss, whose mean does not care what the targets weigh."""
    return lambda x, y, weight: loss(x, y, weight=weight, reduction="sum") / len(y)


def smoothing_spread_over_the_others(x, y, label_smoothing):
    target = np.full(len(x), label_smoothing / (len(x) - 1))
    target[y] = 1 - label_smoothing
    return softmax_cross_entropy(x, target)


def ignored_targets_counted(x, y, ignore_index=-100):
    return softmax_cross_entropy(x, np.where(np.equal(y, ignore_index), 0, y))


def parts_of_blocks(choose):
    """The walk over blocks, of whose rows, viewed as (before, after), only a chosen part is handed on."""

    def walk(rows, *others):
        for number, (block, buffer, *parts) in enumerate(blocks(rows, *others)):
            before, after = parts[0].shape[:2]
            part = choose(before, after, number)
            chosen = block.reshape(before, after, -1)[part].reshape(-1, block.shape[1])
            yield chosen, buffer[: len(chosen)], *[x[part] for x in parts]

    return walk


def one_row_short(before, after, number):
    return np.s_[: max(1, before - 1)]


def one_row_too_far_on(before, after, number):
    return np.s_[min(number, 1) :]


def one_column_short(before, after, number):
    return np.s_[:, : max(1, after - 1)]


def zero_times_infinity(x, target):
    return -np.sum(target * log_softmax(x))


def infinity_times_zero(x, y):
    yes, no = -np.log(sigmoid(x)), -np.log(1 - sigmoid(x))
    return np.mean(y * yes + np.subtract(1, y) * no)


MISTAKES = {
    "base of the logarithm": (bits, entropy, lambda p, base: entropy(p) / np.log2(base)),
    "a dropped minus": (bits, surprisal, lambda p, base: -surprisal(p, base=base)),
    "p and q swapped in KL": (
        order_of_arguments,
        kl_divergence,
        lambda p, q, base: kl_divergence(q, p, base=base),
    ),
    "p and q swapped": (order_of_arguments, cross_entropy, lambda p, q, base: cross_entropy(q, p, base=base)),
    "KL by its definition": (nearly_equal_distributions, kl_divergence, kl_by_definition),
    "JS by its definition": (nearly_equal_distributions, js_divergence, js_by_definition),
    "terms added in a row": (million_equal_outcomes, entropy, lambda p: -np.cumsum(p * np.log(p))[-1]),
    "the maximum not subtracted": (no_overflow, softmax, naive_softmax),
    "the maximum not subtracted in the loss": (
        no_overflow,
        softmax_cross_entropy,
        lambda x, y: -np.log(naive_softmax(x))[y],
    ),
    "what the difference rounds away": (shifted_digits, softmax, shifted_softmax),
    "1 − p by subtraction": (confident_digits, np.log1p, lambda x: np.log(1 + x)),
    "1 − p by subtraction in the loss": (
        confident_digits,
        softmax_cross_entropy,
        lambda x, y: -np.log(shifted_softmax(x))[y],
    ),
    "p − 1 in place of expm1": (
        gradient_digits,
        softmax_cross_entropy_grad,
        lambda x, y: softmax(x) - np.eye(len(x))[y],
    ),
    "σ − y by subtraction": (
        gradient_digits,
        binary_cross_entropy_with_logits_grad,
        lambda x, y: sigmoid(x) - y,
    ),
    "mean divided by N": (weighted_mean, softmax_cross_entropy, mean_divided_by_n(softmax_cross_entropy)),
    "mean of a table divided by N": (weighted_mean, nll_loss, mean_divided_by_n(nll_loss)),
    "smoothing spread over C − 1": (smoothing, softmax_cross_entropy, smoothing_spread_over_the_others),
    "ignored targets counted": (ignoring, softmax_cross_entropy, ignored_targets_counted),
    "a block one row short": (every_row, blocks, parts_of_blocks(one_row_short)),
    "a block one row too far on": (every_row, blocks, parts_of_blocks(one_row_too_far_on)),
    "a block one column short": (every_row, blocks, parts_of_blocks(one_column_short)),
    "0 · ∞": (free_of_charge, softmax_cross_entropy, zero_times_infinity),
    "∞ · 0": (free_of_charge, binary_cross_entropy_with_logits, infinity_times_zero),
    "the wrong side": (
        sure_labels,
        binary_cross_entropy_with_logits,
        lambda x, y, reduction: binary_cross_entropy_with_logits(np.negative(x), y, reduction=reduction),
    ),
}


def plant(monkeypatch, right, wrong):
    """Replace a function in every module that holds it, whatever it is called there."""
    places = [
        (module, name)
        for module in (np, xentlib, measures, activations, losses)
        for name, value in vars(module).items()
        if value is right
    ]
    for module, name in places:
        monkeypatch.setattr(module, name, wrong)


@pytest.mark.parametrize("mistake", MISTAKES)
@np.errstate(all="ignore")
def test_planted_mistakes_are_caught(mistake, monkeypatch):
    check, right, wrong = MISTAKES[mistake]
    check()
    plant(monkeypatch, right, wrong)
    with pytest.raises(AssertionError):
        check()
