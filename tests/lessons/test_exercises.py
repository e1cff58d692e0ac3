"""check(): right answers pass, known wrong turns get their advice, and nothing makes it raise."""

import numpy as np
import pytest

from xentlib.explorers import DistributionSliders, unit_buttons
from xentlib.lessons import check, explore
from xentlib.lessons.entropy.pictures import Lottery
from xentlib.lessons.exercise import exercises

EXERCISES = exercises()

ON_SLIDERS = [name for name in EXERCISES if EXERCISES[name].controls]
ASKED = [name for name in EXERCISES if name not in ON_SLIDERS]
WRONG_TURNS = [(name, advice) for name in ASKED for advice in EXERCISES[name].wrong]


def as_given(name, reference):
    """A function where the exercise asks for one, else its value."""
    return reference if EXERCISES[name].cases != ((),) else reference()


@pytest.mark.parametrize("name", ASKED)
def test_the_reference_is_right(name):
    feedback = check(name, as_given(name, EXERCISES[name].answer))
    assert feedback and repr(feedback).startswith("Right: ")


@pytest.mark.parametrize(("name", "advice"), WRONG_TURNS)
def test_a_wrong_turn_gets_its_advice(name, advice):
    feedback = check(name, as_given(name, EXERCISES[name].wrong[advice]))
    assert not feedback and feedback.text.endswith(advice)


def unwilling(*_):
    raise RuntimeError("no")


ODD = [..., None, "text", [], {}, object(), np.nan, np.array([]), lambda *_: ..., lambda *_: None, unwilling]


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("attempt", ODD, ids=range(len(ODD)))
def test_nothing_makes_it_raise(name, attempt):
    feedback = check(name, attempt)
    assert not feedback and repr(feedback).startswith("Not yet: ")


def test_an_unfinished_stub_is_told_so():
    assert "in place of the ..." in check("two dice", ...).text
    assert "in place of the ..." in check("nats to bits", lambda nats: ...).text


@pytest.mark.parametrize("name", ON_SLIDERS)
@pytest.mark.parametrize("attempt", [6, {}, {"another": 1}, "text"], ids=str)
def test_an_exercise_on_sliders_says_which_values_it_needs(name, attempt):
    text = check(name, attempt).text
    assert "the explorer's values" in text and all(f"'{key}': …" in text for key in EXERCISES[name].controls)


def test_an_error_in_the_learners_code_is_named():
    assert check("nats to bits", unwilling).text.endswith("raises RuntimeError: no")


def test_feedback_does_not_give_the_answer_away():
    assert "3.27" not in check("two dice", 5).text


def test_an_unknown_name_lists_the_known_ones():
    assert "two dice" in check("three dice", 1).text


def test_the_page_shows_what_the_text_says_and_no_markup_of_the_learners():
    html = check("two dice", "<b>")._repr_html_()
    assert "Not yet: " in html and "<b>" not in html


def test_an_exercise_on_sliders_is_judged_as_they_move():
    lottery, unit = DistributionSliders([0.1, 0.2, 0.3, 0.4]), unit_buttons()
    explorer = explore(Lottery, exercise="half the maximum", p=lottery, unit=unit)
    assert "\nNot yet: " in explorer.sentence
    lottery.value = (0.5, 0.5, 0.0, 0.0)
    assert "\nRight: " in explorer.sentence
