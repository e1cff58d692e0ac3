"""The overflow laboratory's marks, and its exercise: each number is judged in units of its own type."""

from decimal import Decimal

import numpy as np
import pytest
import torch

from xentlib.lessons import check
from xentlib.lessons.softmax_overflow.laboratory import LOGARITHMS, SLOPES, TYPES, answers, mark

EXERCISE = "the last good score"


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("number", [1.0, 1.9375, -1.9375, 2.0**-9])
def test_right_is_4_units_in_the_last_place_and_no_more(number, dtype):
    unit = torch.finfo(getattr(torch, dtype)).eps * 2.0 ** np.floor(np.log2(abs(number)))
    assert [
        mark(number + units * unit, Decimal(number), TYPES[dtype])[0] for units in (-4, 0, 4, 5, 7.9)
    ] == [*"✓✓✓≈≈"]


@pytest.mark.parametrize("dtype", TYPES)
def test_a_number_below_the_smallest_normal_one_has_not_all_its_digits(dtype):
    info = torch.finfo(getattr(torch, dtype))
    smallest = info.tiny * info.eps  # one digit, and the nearest number there is
    assert mark(smallest, Decimal(smallest) * Decimal("1.2"), TYPES[dtype])[:2] == ("≈", 0)
    assert mark(info.tiny, Decimal(info.tiny), TYPES[dtype])[0] == "✓"


def symbols(ways, gap, entry, lowest=0.0):
    """The marks of all types, for each way, of the laboratory at this place of its sliders."""
    scores = [lowest, lowest + 0.3 * gap, lowest + gap]
    columns = [answers(ways, scores, entry, dtype) for dtype in TYPES]
    return {way: "".join(column[row].symbol for column in columns) for row, way in enumerate(ways)}


def test_the_answers_that_the_notebook_gives_to_its_questions():
    assert [symbols(LOGARITHMS, gap, 0)["log(softmax)"][2] for gap in (103.97, 103.98)] == ["≈", "∞"]
    start = symbols(LOGARITHMS, 60.0, 0, lowest=0.1)
    assert start["naive softmax"][2] + start["shifted softmax"][2] == "✓≈"
    likeliest = symbols(LOGARITHMS, 60.0, 2)
    assert likeliest["log(softmax)"] == likeliest["log-softmax"] == "○○○○"
    assert likeliest["xentlib's log"] == "○✓✓✓"


def test_the_answers_that_the_notebook_gives_on_slopes():
    by_difference = [symbols(SLOPES, gap, 2)["softmax − target"] for gap in (8.1, 11.0, 23.8, 52.5)]
    assert by_difference == ["≈○≈≈", "○○≈≈", "○○○≈", "○○○○"]
    for entry in range(3):
        *by_autograd, difference, expm1, xentlib = symbols(SLOPES, 110.0, entry).values()
        assert [row[:3] for row in by_autograd] == ["✗✗✗"] * 2
        assert "✗" not in difference + expm1 + xentlib + by_autograd[0][3] + by_autograd[1][3]


def naive(highest, dtype, lowest=0.0):
    """The mark of naive softmax in the cell of the highest score."""
    return symbols(LOGARITHMS, highest - lowest, 2, lowest)["naive softmax"][list(TYPES).index(dtype)]


def last_good_score(dtype):
    """The last of the hundredths that naive softmax gets right."""
    end = round(100 * float(np.log(torch.finfo(getattr(torch, dtype)).max)))
    return max(score / 100 for score in range(end - 5, end + 5) if naive(score / 100, dtype) == "✓")


def judged(gap, **others):
    return check(EXERCISE, {"lowest": 0.0, "gap": gap, "entry": "highest"} | others)


@pytest.mark.parametrize("dtype", TYPES)
def test_the_last_good_score_is_the_one_that_the_laboratory_shows(dtype):
    feedback = judged(last_good_score(dtype))
    assert bool(feedback) == (dtype == "float32")
    assert feedback or feedback.text.endswith(f"That is the last one of {dtype}: look at float32.")


@pytest.mark.parametrize("gap", [88.71, 88.73, 60.0])
def test_a_hundredth_beside_it_is_not_yet_right(gap):
    assert not judged(gap)


@pytest.mark.parametrize("others", [{"lowest": 0.1}, {"entry": "lowest"}, {"entry": "middle"}], ids=str)
def test_another_cell_is_no_answer(others):
    assert judged(88.72, **others).text.endswith("set lowest to 0 and entry to highest.")


def test_the_same_highest_score_above_another_lowest_may_be_wrong():
    assert naive(88.72, "float32", lowest=88.72) == "○"
    assert not judged(0.0, lowest=88.72)
