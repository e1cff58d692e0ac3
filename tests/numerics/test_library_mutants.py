"""Plant the mistakes that a library like this invites, one at a time, and see a small check catch each."""

import sys
from pathlib import Path
from types import ModuleType

import mpmath
import numpy as np
import pytest
from numerics import oracle

import xentlib

SOURCE = Path(xentlib.__file__).parent
MODULES = ["_arrays", "measures", "activations", "losses"]


@pytest.fixture
def planted(monkeypatch):
    """Return a function that builds the library afresh, in memory, with one piece of its source replaced."""

    def plant(module, right, wrong):
        library = ModuleType("mutant")
        monkeypatch.setitem(sys.modules, "mutant", library)
        for name in MODULES:
            source = (SOURCE / f"{name}.py").read_text(encoding="utf-8")
            if name == module:
                assert source.count(right) == 1, f"{right!r} is there {source.count(right)} times"
                source = source.replace(right, wrong)
            part = ModuleType(f"mutant.{name}")
            monkeypatch.setitem(sys.modules, part.__name__, part)
            exec(compile(source.replace("xentlib.", "mutant."), name, "exec"), part.__dict__)
            vars(library).update({k: v for k, v in vars(part).items() if k in xentlib.__all__})
        return library

    return plant


def near(got, want, tolerance=1e-14):
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=0)


def bits(library):
    near(library.entropy([0.25] * 4, base=2), 2)
    near(library.surprisal(0.125, base=2), 3)


def order_of_arguments(library):
    near(library.kl_divergence([1, 0], [0.25, 0.75], base=2), 2)
    near(library.cross_entropy([1, 0], [0.25, 0.75], base=2), 2)


def nearly_equal_distributions(library):
    near(library.kl_divergence([0.5, 0.5], [0.5 + 2**-30, 0.5 - 2**-30]), 2**-59)
    near(library.js_divergence([0.5, 0.5], [0.5 + 2**-30, 0.5 - 2**-30]), 2**-61)


def million_equal_outcomes(library):
    n = 1_942_231  # np.sum is 5 ULPs off here
    near(library.entropy(np.full(n, 1 / n)), np.log(n), 3e-16)


def no_overflow(library):
    near(library.softmax([1000.0, 1000.0]), [0.5, 0.5])
    near(library.softmax_cross_entropy([1000.0, 1000.0], 0), np.log(2))


def shifted_digits(library):
    for small in (15.3, 11.7, 7.7, 10.1):
        x = np.array([710.7, small])
        near(library.softmax(x)[1], float(mpmath.exp(oracle.log_softmax(x, 1))), 1e-15)


def confident_digits(library):
    near(library.log_softmax([0.0, 40.0])[1], -np.exp(-40.0))
    near(library.softmax_cross_entropy([0.0, 40.0], 1), np.exp(-40.0))


def gradient_digits(library):
    near(library.softmax_cross_entropy_grad([0.0, 40.0], 1), [np.exp(-40.0), -np.exp(-40.0)])
    near(library.binary_cross_entropy_with_logits_grad([40.0], [1]), -np.exp(-40.0))


def weighted_mean(library):
    x, weight = [[0.0, np.log(3)], [0.0, 0.0]], [3.0, 1.0]
    near(library.softmax_cross_entropy(x, [0, 1], weight=weight), (3 * np.log(4) + np.log(2)) / 4)
    near(library.nll_loss([[-1.0, -2.0], [-1.0, -2.0]], [0, 1], weight=weight), 5 / 4)


def smoothing(library):
    x = [0.0, 0.0, np.log(2)]
    near(library.softmax_cross_entropy(x, 2, label_smoothing=0.3), 0.8 * np.log(2) + 0.2 * np.log(4))


def ignoring(library):
    near(library.softmax_cross_entropy([[0.0, np.log(3)], [0.0, 0.0]], [-100, 1]), np.log(2))
    near(library.softmax_cross_entropy([[0.0, np.log(3)], [0.0, 0.0]], [0, 1], ignore_index=0), np.log(2))


def every_row(library):
    for shape in [(40_000, 9), (3, 140_000)]:
        near(library.logsumexp(np.zeros(shape)), np.full(shape[0], np.log(shape[1])))
    near(library.softmax(np.zeros((2, 4, 50_000)), axis=1), np.full((2, 4, 50_000), 0.25))


def free_of_charge(library):
    near(library.softmax_cross_entropy([0.0, -np.inf], [1.0, 0.0]), 0)
    near(library.binary_cross_entropy_with_logits([np.inf], [1]), 0)


def sure_labels(library):
    near(library.binary_cross_entropy_with_logits([-40.0, 40.0], [0, 1], reduction="sum"), 2 * np.exp(-40.0))
    near(library.binary_cross_entropy_with_logits([40.0, -40.0], [0, 1], reduction="sum"), 80)


MISTAKES = {
    "base of the logarithm": (bits, "measures", "np.log(base)", "np.log2(base)"),
    "a dropped minus": (bits, "measures", "_in_base(-np.log(p, dtype", "_in_base(np.log(p, dtype"),
    "p and q swapped in KL": (
        order_of_arguments,
        "measures",
        "pairwise_sum(_kl_terms(p, q)",
        "pairwise_sum(_kl_terms(q, p)",
    ),
    "p and q swapped": (
        order_of_arguments,
        "measures",
        "_p_log_q(p, q), axis), base",
        "_p_log_q(q, p), axis), base",
    ),
    "KL by its definition": (
        nearly_equal_distributions,
        "measures",
        "np.abs(s) <= 0.5, near",
        "np.abs(s) < 0, near",
    ),
    "JS by its definition": (nearly_equal_distributions, "measures", "s <= 0.5, near", "s < 0, near"),
    "terms added in a row": (
        million_equal_outcomes,
        "_arrays",
        "while len(x) > 1:",
        "while len(x) > 2_000_000:",
    ),
    "the maximum not subtracted": (
        no_overflow,
        "activations",
        "x.max(1).astype(np.float64) - 600",
        "0.0 * x.max(1)",
    ),
    "what the difference rounds away": (shifted_digits, "activations", "out += out * error", "pass"),
    "1 − p by subtraction": (confident_digits, "activations", "room.put(place, 0.0)", "pass"),
    "p − 1 in place of expm1": (
        gradient_digits,
        "losses",
        "classes), -rest)",
        "classes), own - (own + rest))",
    ),
    "σ − y by subtraction": (
        gradient_digits,
        "losses",
        "v * y * sigmoid_of(-x)",
        "v * y * (1 - sigmoid_of(x))",
    ),
    "mean divided by N": (
        weighted_mean,
        "losses",
        "rounded(total / self.count ",
        "rounded(total / losses.size ",
    ),
    "smoothing spread over C − 1": (
        smoothing,
        "losses",
        "self.smoothing / shape[1]",
        "self.smoothing / (shape[1] - 1)",
    ),
    "ignored targets counted": (
        ignoring,
        "losses",
        "return np.where(ignored, 0, target).astype(np.intp), ignored",
        "return np.where(ignored, 0, target).astype(np.intp), target < -1e9",
    ),
    "a block one row short": (every_row, "_arrays", "slice(i, i + outer)", "slice(i, i + max(1, outer - 1))"),
    "a block one row too far on": (
        every_row,
        "_arrays",
        "if rows.size else 0, outer):",
        "if rows.size else 0, outer + 1):",
    ),
    "a block one column short": (
        every_row,
        "_arrays",
        "slice(j, j + inner)",
        "slice(j, j + max(1, inner - 1))",
    ),
    "0 · ∞": (free_of_charge, "losses", "(weight == 0) & (loss == np.inf)", "(weight < 0)"),
    "the wrong side": (sure_labels, "losses", "np.where(x < 0, yes, no)", "np.where(x < 0, no, yes)"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_planted_mistakes_are_caught(mistake, planted):
    check, *place = MISTAKES[mistake]
    check(xentlib)
    with pytest.raises((AssertionError, ValueError)):
        check(planted(*place))
