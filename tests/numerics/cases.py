"""Scores and probabilities of every kind that is known to cost digits, for tests and benchmarks."""

import numpy as np


def scores():
    """Rows of scores (logits), as matrices."""
    rng = np.random.default_rng(0)
    for scale in (1, 30, 300, 1e3, 1e4):
        yield f"normal × {scale:g}", rng.normal(size=(24, 10)) * scale
    yield "normal, 100 classes", rng.normal(size=(4, 100))
    yield "all negative", -5 - rng.random((12, 10)) * 20
    yield "far below 0", -800 - rng.random((12, 10)) * 20
    yield "about the largest exponent", 690 + rng.random((12, 10)) * 40
    yield "shifted by 1000", 1000 + rng.normal(size=(24, 10)) * 30
    yield "nearly equal", rng.normal(size=(12, 1)) * 5 + rng.normal(size=(12, 10)) * 2.0**-48
    yield "equal", np.repeat(rng.normal(size=(12, 1)) * 5, 77, axis=1)
    gaps = np.repeat([5, 20, 37, 100, 700, 745], 6)[:, None] + rng.random((36, 1)) * 0.1
    dominant = np.hstack([np.zeros_like(gaps), -gaps, -gaps - rng.random((36, 3))])
    for offset in (0, 3.3, -3.3, 720.7, 885.9, 900.7, 1300.1, -1234.5, 5000.1):
        yield f"one dominant, offset {offset:g}", dominant + offset
    many = np.hstack([np.zeros_like(gaps), np.repeat(-gaps, 150, axis=1)])
    yield "one dominant, 150 others equal", many[::6]
    some = rng.normal(size=(12, 6))
    some[:, ::2] = -np.inf
    yield "−∞ entries", some
    yield "one finite", np.where(np.eye(3) > 0, rng.normal(size=3), -np.inf)
    yield "denormals", rng.normal(size=(12, 4)) * 1e-310
    near_zero = 10.0 ** rng.uniform([-320, 0], [-0.31, 2.9], (48, 2)) * [1, -1]
    yield "largest near 0, the other far below", np.vstack([near_zero, [[0, -40]]])
    yield "one class", rng.normal(size=(6, 1))


SCORES = dict(scores())


def log_odds():
    """Scores of yes-or-no questions, one by one."""
    rng = np.random.default_rng(1)
    for scale in (1e-310, 1e-10, 1, 30, 700):
        yield rng.normal(size=40) * scale
    yield np.array([0.0, -0.0, 37, -37, 40, -40, 709, -709, 745, -745, 1000, -1000])


LOG_ODDS = np.concatenate(list(log_odds()))


def probabilities():
    """Probabilities of a yes, one by one."""
    rng = np.random.default_rng(2)
    p = rng.random(60)
    yield p
    yield 10 ** (-300 * p)
    yield 1 - 10 ** (-15 * p)
    yield 0.5 + (p - 0.5) * 10 ** (-15 * p)
    yield 0.25 + (p - 0.5) * 0.01
    yield 0.75 + (p - 0.5) * 0.01
    yield np.array([0, 1, 0.5, 1e-320, 5e-324, 1 - 2**-53, 0.25, 0.75])


PROBABILITIES = np.concatenate(list(probabilities()))
