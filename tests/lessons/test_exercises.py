"""check(): right answers pass in every form, wrong turns get their advice, and nothing makes it raise."""

import copy
import random

import numpy as np
import pytest
import torch
from course import NOTEBOOKS, lesson

from xentlib.explorers import DistributionSliders, unit_buttons
from xentlib.lessons import check, explore
from xentlib.lessons.entropy.pictures import Lottery
from xentlib.lessons.exercise import exercises

EXERCISES = exercises()

ON_SLIDERS = [name for name in EXERCISES if EXERCISES[name].controls]
ASKED = [name for name in EXERCISES if name not in ON_SLIDERS]
FUNCTIONS = [name for name in ASKED if EXERCISES[name].cases != ((),)]
WRONG_TURNS = [(name, advice) for name in ASKED for advice in EXERCISES[name].wrong]


def as_given(name, reference):
    """A function where the exercise asks for one, else its value."""
    return reference if EXERCISES[name].cases != ((),) else reference()


@pytest.mark.parametrize("name", ASKED)
def test_the_reference_is_right(name):
    feedback = check(name, as_given(name, EXERCISES[name].answer))
    assert feedback and repr(feedback).startswith("Right: ")


# What may hold the numbers of an answer.
FORMS = {
    "Python": lambda answer: np.asarray(answer).tolist(),
    "NumPy": np.asarray,
    "one entry": lambda answer: np.reshape(answer, 1) if np.ndim(answer) == 0 else np.asarray(answer),
    "list": lambda answer: np.ravel(answer).tolist(),
    "tensor": torch.tensor,
    "tensor with gradient": lambda answer: torch.tensor(answer, requires_grad=True),
    "float32": lambda answer: np.asarray(answer, np.float32),
}
BEYOND_FLOAT32 = {"slope at the target"}  # −1e−304, which is 0 there


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ASKED)
def test_the_right_answer_is_right_in_every_form(name, form):
    exercise = EXERCISES[name]
    feedback = check(
        name, as_given(name, lambda *case: FORMS[form](np.asarray(exercise.answer(*case), float)))
    )
    assert bool(feedback) == (form != "float32" or name not in BEYOND_FLOAT32), feedback


def overwrite(case):
    """Leave nothing of the arguments."""
    for argument in case:
        if isinstance(argument, np.ndarray):
            argument[...] = 1 / argument.size
        elif isinstance(argument, list):
            argument.clear()


def spoiling(answer):
    """Give this answer, and spoil the arguments before and after it."""

    def attempt(*case):
        given = answer(*copy.deepcopy(case))
        overwrite(case)
        return given

    return attempt


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_work_in_place_and_harms_nobody(name):
    exercise = EXERCISES[name]
    attempts = {
        "right": exercise.answer,
        "right, in place": spoiling(exercise.answer),
        "wrong, in place": spoiling(lambda *case: 0.5),
        **{advice: spoiling(turn) for advice, turn in exercise.wrong.items()},
    }
    order = [*attempts] * 3
    random.Random(0).shuffle(order)
    words = {
        label: {repr(check(name, attempts[label])) for _ in range(order.count(label))} for label in order
    }
    assert all(len(said) == 1 for said in words.values()), words
    assert [label for label, said in words.items() if said.pop().startswith("Right")] == [
        label for label in words if label.startswith("right")
    ]


# What somebody writes who knows no arrays, from the lessons' own tests.
LOOPED = {name: loop for path in NOTEBOOKS for name, loop in getattr(lesson(path), "LOOPED", {}).items()}


@pytest.mark.parametrize("name", LOOPED)
def test_a_loop_is_as_good_as_an_array(name):
    assert check(name, LOOPED[name])


@pytest.mark.parametrize(("name", "advice"), WRONG_TURNS)
def test_a_wrong_turn_gets_its_advice(name, advice):
    feedback = check(name, as_given(name, EXERCISES[name].wrong[advice]))
    assert not feedback and feedback.text.endswith(advice)


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError


class Unreadable:
    def __array__(self, *_):
        raise RuntimeError


def raising(error):
    def attempt(*_):
        raise error

    return attempt


# What is no answer, and a word of what is said of it.
HOSTILE = {
    "...": (..., "in place of the ..."),
    "None": (None, "nothing"),
    "text": ("2.585", "text"),
    "boolean": (True, "yes or no"),
    "complex": (2.585 + 0j, "complex"),
    "ragged": ([[1.0], [2.0, 3.0]], "list"),
    "object": (object(), "object"),
    "unreadable": (Unreadable(), "Unreadable"),
    "dictionary": ({}, "dict"),
    "no number": (np.nan, "nan"),
    "empty": (np.array([]), "[]"),
    "a function that returns ...": (lambda *_: ..., "in place of the ..."),
    "a function that returns nothing": (lambda *_: None, "return missing"),
    "a function that returns a text": (lambda *_: "1", "text"),
    "an error": (raising(RuntimeError("no")), "raises RuntimeError: no"),
    "an error without words": (raising(Unspeakable()), "raises Unspeakable"),
    "the end": (raising(SystemExit()), "ends Python"),
    "an interrupt": (raising(KeyboardInterrupt()), "interrupted"),
}


@pytest.mark.parametrize("attempt", HOSTILE)
@pytest.mark.parametrize("name", EXERCISES)
def test_nothing_makes_it_raise(name, attempt):
    answer, word = HOSTILE[attempt]
    feedback = check(name, answer)
    assert not feedback and repr(feedback).startswith("Not yet: ")
    asks_for_another = ("answered with sliders", "asks for a function")
    assert word in feedback.text or any(words in feedback.text for words in asks_for_another)


def test_an_unfinished_stub_is_told_so():
    assert "in place of the ..." in check("two dice", ...).text
    assert "in place of the ..." in check("nats to bits", lambda nats: ...).text


@pytest.mark.parametrize("name", ON_SLIDERS)
@pytest.mark.parametrize("attempt", [6, {}, {"another": 1}, "text"], ids=str)
def test_an_exercise_on_sliders_says_which_values_it_needs(name, attempt):
    text = check(name, attempt).text
    assert "the explorer's values" in text and all(f"'{key}': …" in text for key in EXERCISES[name].controls)


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
    assert "\nNot yet: " in explorer.text and "… Not yet: " in explorer.canvas.feedback
    lottery.value = (0.5, 0.5, 0.0, 0.0)
    assert "\nRight: " in explorer.text and "✓ Right: " in explorer.canvas.feedback
    assert "Right" not in explorer.sentence
