"""A new lesson is a notebook, its folder and its test: the course finds them by the notebook's stem.

``made_up/`` holds such a lesson as an author would write it. It is added to a copy of the course, whose own
tests then hold it to what every lesson owes, and notice what is wrong with it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course import ROOT

LESSON = Path(__file__).parent / "made_up"
NOTEBOOK = "notebooks/09_made_up.ipynb"
FILES = {
    NOTEBOOK,
    "xentlib/lessons/made_up/__init__.py",
    "xentlib/lessons/made_up/pictures.py",
    "xentlib/lessons/made_up/exercises.py",
    "xentlib/lessons/made_up/stops.py",
    "tests/lessons/made_up.py",
}
LINT, PICTURES, EXERCISES, STOPS = (
    f"tests/lessons/test_{name}.py" for name in ("notebooks", "pictures", "exercises", "stops")
)
# No browser, no kernel that starts with torch, no examples made up: one lesson is tested in seconds.
LEAN = ["-n", "0", "--noconftest", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"]


@pytest.fixture
def course(tmp_path):
    """A copy of the course with the new lesson in it."""
    leave = shutil.ignore_patterns("__pycache__", "vendor", LESSON.name)
    for part in ("xentlib", "tests", "notebooks"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert not [file for file in FILES if (tmp_path / file).exists()]
    shutil.copytree(LESSON, tmp_path, dirs_exist_ok=True)
    return tmp_path


def outcomes(course, *tests):
    """Run tests of the course for the lesson; return the names of those that passed, and of the others."""
    words = [*LEAN, "-q", "-rA", "-k", "made_up or heads", *tests]
    environment = os.environ | {"PYTHONPATH": str(course)}
    command = [sys.executable, "-m", "pytest", *words]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, encoding="utf-8")
    found = re.findall(r"^(PASSED|FAILED|ERROR) \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return [{name for mark, name in found if (mark == "PASSED") == well} for well in (True, False)]


def rewrite(path, right, wrong):
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")


def test_three_things_are_all_that_a_lesson_needs(course):
    files = (file for file in LESSON.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    assert {file.relative_to(LESSON).as_posix() for file in files} == FILES
    passed, failed = outcomes(course, LINT, PICTURES, EXERCISES, STOPS, NOTEBOOK)
    assert not failed
    assert "test_picture_and_sentence_are_right_wherever_the_controls_stand[09_made_up]" in passed
    assert "test_an_exercise_has_two_hints_and_a_folded_solution_that_asserts[09_made_up]" in passed
    assert "test_at_each_stop_its_sentence_stands[09_made_up]" in passed
    assert {f"test_the_reference_is_right[{name}]" for name in ("bits of heads", "heads ten times")} <= passed
    assert {f"Cell {index}" for index in range(10)} <= passed


def test_a_bar_from_the_wrong_entry_is_noticed(course):
    rewrite(course / "xentlib" / "lessons" / "made_up" / "pictures.py", "[p, 1 - p]", "[1 - p, p]")
    _, failed = outcomes(course, PICTURES, NOTEBOOK)
    wrong_pictures = {"test_picture_and_sentence_are_right_wherever_the_controls_stand[09_made_up]"}
    assert failed == wrong_pictures | {"Cell 2", "Cell 7"}


def test_a_lesson_without_its_test_and_with_an_exercise_less_is_noticed(course):
    (course / "tests" / "lessons" / "made_up.py").unlink()
    rewrite(course / "xentlib" / "lessons" / "made_up" / "exercises.py", "heads ten times", "tails")
    _, failed = outcomes(course, LINT, PICTURES)
    assert failed == {
        "test_picture_and_sentence_are_right_wherever_the_controls_stand[09_made_up]",
        "test_a_sentence_has_no_way_to_the_values[09_made_up]",
        "test_a_handle_is_where_its_control_stands_and_moves_it_by_as_much[09_made_up]",
        "test_an_exercise_has_two_hints_and_a_folded_solution_that_asserts[09_made_up]",
        "test_its_last_cell_says_which_of_its_exercises_are_left[09_made_up]",
    }
