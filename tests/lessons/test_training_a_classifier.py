"""Notebook 07: its learning rates are the benchmark's, and its exercise on sliders says what is missing."""

import importlib.util

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from course import NOTEBOOKS, ROOT, run, stem

from xentlib.lessons import check
from xentlib.lessons.training_a_classifier import training
from xentlib.lessons.training_a_classifier.learning_rates import ACCURACY, RATES, best_rates
from xentlib.lessons.training_a_classifier.points import CLOUDS, MOONS

PATHS = [path for path in NOTEBOOKS if stem(path) == "training_a_classifier"]
SOLVED = {"points": MOONS, "loss": "softmax twice", "rate": 3.0, "step": 60}


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("rates", ROOT / "benchmarks" / "learning_rates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", PATHS, ids=stem)
@pytest.mark.parametrize("loss", ACCURACY)
def test_a_seed_of_the_benchmark_is_near_the_table(path, loss, benchmark):
    names, _ = run(path)
    for rate in (0.25, best_rates()[loss]):
        share = benchmark.accuracy(names, loss, rate, benchmark.SEEDS[0])
        assert share == pytest.approx(
            ACCURACY[loss][RATES.index(rate)], abs=10
        )  # the mean of five seeds, of which it is one


def test_the_table_has_a_place_for_each_rate_and_no_best_one_at_an_end():
    assert {len(shares) for shares in ACCURACY.values()} == {len(RATES)}
    assert not {RATES[0], RATES[-1]} & set(best_rates().values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"loss": "hinge"}, "what hinge makes of the points. Choose softmax twice"),
        ({"points": CLOUDS}, "The button start brings the two moons back"),
        ({"step": 61}, "60 are allowed"),
        ({"rate": 1.0}, "2 of 24 points on the wrong side"),
    ],
    ids=str,
)
def test_the_exercise_on_sliders_says_what_is_missing(change, said):
    assert check("as good with two", SOLVED)
    assert said in check("as good with two", SOLVED | change).text


def test_a_line_is_fitted_to_its_minimum():
    """There the mean of q is the share of each class; the weights multiply the share of each."""
    rng = np.random.default_rng(0)
    x, y = torch.tensor(rng.normal(size=(200, 3))), torch.tensor(rng.integers(0, 2, 200))
    w = torch.tensor([1.0, 4.0], dtype=torch.float64)
    model = training.fit_line(x, y, w)
    q = model(x).softmax(1).detach()
    np.testing.assert_allclose((w[y][:, None] * q).sum(0), w * y.bincount(), rtol=1e-6)


def test_the_best_temperature_costs_least_and_scales_with_the_scores():
    z = torch.tensor(np.random.default_rng(0).normal(scale=3, size=(400, 5)))
    torch.manual_seed(0)
    y = torch.distributions.Categorical(logits=z / 1.5).sample()
    T = training.best_temperature(z, y)
    costs = [F.cross_entropy(z / each, y) for each in (T, T - 0.02, T + 0.02)]
    assert min(costs) == costs[0] and 1.2 < T < 1.8
    assert training.best_temperature(z / 2, y) == pytest.approx(T / 2, abs=0.011)
