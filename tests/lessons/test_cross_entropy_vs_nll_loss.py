"""Notebook 06: the clinic's lines, and its exercises answered in the forms that people write."""

from itertools import groupby

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from xentlib.lessons import check
from xentlib.lessons.cross_entropy_vs_nll_loss.mistakes import LOG_Q, MISTAKES, effect, examine, lowest

EFFECTS = [
    "silent, and worse",
    "silent, and looks better",
    "silent, and harmless",
    "torch warns",
    "stops with an error",
]


def test_the_clinic_is_grouped_by_what_one_notices():
    assert [name for name, _ in groupby(MISTAKES.values(), effect)] == EFFECTS


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mended_line_runs_in_silence_and_returns_a_loss(name):
    finding = examine(MISTAKES[name].mended, MISTAKES[name].given)
    assert finding.said == "nothing" and np.isfinite([finding.loss, finding.slope]).all(), finding


@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_torch_that_stops_a_line_and_no_misspelt_name(name):
    assert examine(MISTAKES[name].written, MISTAKES[name].given).said in (
        "nothing",
        "UserWarning",
        "RuntimeError",
        "IndexError",
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("F.cross_entropy(logits, target.half().view(2, 1))", "RuntimeError"),
        ("F.cross_entropy(logits, target + 1)", "IndexError"),
        ("F.binary_cross_entropy(logits.sigmoid(), target)", "ValueError"),
        ("F.cross_entropy(logits)", "TypeError"),
        ("F.cross_entropy(logits, target).item()", "AttributeError"),
    ],
)
def test_whatever_stops_a_line_is_a_finding(line, error):
    finding = examine(line)
    assert finding.said == error and finding.message and np.isnan([finding.loss, finding.slope]).all()
    assert np.isnan(lowest(line))


def test_a_guess_of_nine_tenths_with_the_label_first_costs_ten_nats():
    case = MISTAKES["binary_cross_entropy: label first"]
    written, mended = (examine(line, case.given, np.log(9)) for line in (case.written, case.mended))
    assert (written.loss, mended.loss) == pytest.approx((10, -np.log(0.9)), abs=1e-5)


def test_with_classes_last_the_slope_points_the_wrong_way_above_a_score_of_a_tenth():
    case = MISTAKES["classes last, three places"]
    slopes = [examine(case.written, case.given, score).slope for score in (0.05, 0.15)]
    assert slopes[0] < 0 < slopes[1]


def test_batchmean_divides_one_distribution_by_its_number_of_classes():
    given = LOG_Q + "; q, p = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.7, 0.2, 0.1])"
    line = 'F.kl_div(q.log(), p, reduction="{}") + 0 * logits.sum()'
    losses = [examine(line.format(name), given).loss for name in ("batchmean", "sum")]
    true = 0.7 * np.log(7 / 5) + 0.2 * np.log(2 / 3) + 0.1 * np.log(1 / 2)
    assert losses == pytest.approx([true / 3, true], abs=1e-6)


RIGHT = {
    "torch": lambda logits, target: F.cross_entropy(torch.tensor(logits), torch.tensor(target)),
    "numpy, by diagonal": lambda logits, target: -np.diag(steps(logits)[:, target]).mean(),
    "numpy, transposed": lambda logits, target: -np.diag(steps(logits).T[target]).mean(),
    "lists": lambda logits, target: (
        sum(np.log(np.exp(row).sum()) - row[y] for row, y in zip(logits, target, strict=True)) / len(logits)
    ),
    "in a list": lambda logits, target: [-steps(logits)[range(len(target)), target].mean()],
}


def steps(logits):
    exps = np.exp(logits)
    return np.log(exps / exps.sum(1, keepdims=True))


@pytest.mark.parametrize("form", RIGHT)
def test_cross_entropy_by_hand_is_right_in_every_form(form):
    assert check("cross-entropy by hand", RIGHT[form])


@pytest.mark.parametrize(
    "answer",
    [lambda C: -np.log(np.e / (np.e + C - 1)), lambda C: np.log1p((C - 1) / np.e)],
    ids=["log", "log1p"],
)
def test_the_floor_is_right_in_every_form(answer):
    assert check("the floor of two softmaxes", answer)


@pytest.mark.parametrize("C", [2, 3, 10, 1000])
def test_the_floor_is_the_one_that_torch_reaches(C):
    sure = torch.eye(C, dtype=torch.float64)[:1]
    assert F.cross_entropy(sure, torch.tensor([0])).item() == pytest.approx(np.log(np.e + C - 1) - 1)


START = {"cat": 1.0, "dog": 2.0, "bird": 3.0, "smoothing": 0.0}
START |= {"target": "class indices", "reduction": "mean", "ignore_index": -100}


@pytest.mark.parametrize(
    ("moved", "right"),
    [
        ({"cat": 0.0}, True),
        ({"ignore_index": 0}, True),
        ({}, False),
        ({"bird": 0.0}, False),
        ({"ignore_index": 2}, False),
        ({"cat": 0.0, "reduction": "sum"}, False),
        ({"cat": 0.0, "smoothing": 0.1}, False),
        ({"cat": 0.0, "target": "class probabilities"}, False),
        ({"cat": 0.0, "reduction": "none"}, False),
    ],
    ids=str,
)
def test_only_the_bird(moved, right):
    assert bool(check("only the bird", START | moved)) == right
