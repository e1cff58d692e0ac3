"""Progress: a right answer that is shown counts, a folded solution does not, and no file breaks check()."""

import multiprocessing
import os
import re
from concurrent.futures import ProcessPoolExecutor

import pytest
import refresh
from course import NOTEBOOKS, stem

from xentlib.explorers import slider
from xentlib.lessons import Progress, check, explore
from xentlib.lessons.exercise import exercises, exercises_of
from xentlib.lessons.solved import NAME, keep, solved
from xentlib.lessons.start_here.pictures import CourseMap
from xentlib.work import OWN

START_HERE = next(path for path in NOTEBOOKS if stem(path) == "start_here")
RIGHT = {"two dice": 3.2744, "bits of a die": 2.585}


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A learner's folder, in which this process works."""
    (tmp_path / OWN).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def show(name, answer):
    """Answer in the last line of a cell."""
    return check(name, answer)._repr_html_()


def test_a_right_answer_counts_once_it_is_shown(work):
    assert solved() == set() and not (work / NAME).exists()
    show("two dice", 3)
    assert solved() == set() and not (work / NAME).exists()
    assert check("two dice", RIGHT["two dice"])
    assert solved() == set() and not (work / NAME).exists()
    show("two dice", RIGHT["two dice"])
    assert solved() == {"two dice"}
    kept = (work / NAME).read_bytes()
    show("two dice", RIGHT["two dice"])
    show("two dice", 3)
    assert (work / NAME).read_bytes() == kept


def test_an_answer_by_sliders_counts(work):
    place = slider("notebook", 0, low=0, high=8, step=1)
    explore(CourseMap, exercise="find the notebook", notebook=place)
    assert solved() == set()
    place.value = 3
    assert solved() == {"find the notebook"}


def test_who_deletes_the_file_starts_again(work):
    show("two dice", RIGHT["two dice"])
    (work / NAME).unlink()
    assert solved() == set()
    show("bits of a die", RIGHT["bits of a die"])
    assert solved() == {"bits of a die"}


def test_it_is_kept_for_the_folders_in_it_and_nowhere_else(work, monkeypatch, tmp_path_factory):
    (work / "mine").mkdir()
    monkeypatch.chdir(work / "mine")
    show("two dice", RIGHT["two dice"])
    assert solved() == {"two dice"} and os.listdir(work / "mine") == []
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    show("bits of a die", RIGHT["bits of a die"])
    assert solved() is None and os.listdir() == []


def sentences(lesson, names):
    """What is said after each of these exercises has been solved."""
    yield repr(Progress(lesson))
    for name in names:
        keep(name)
        yield repr(Progress(lesson))


def test_it_is_told_what_is_left(work):
    assert list(
        sentences("entropy", ["half the maximum", "nats to bits", "two dice", "surprisal in bits"])
    ) == [
        '0 of 3 exercises solved; left: "surprisal in bits", "half the maximum", "two dice".',
        '1 of 3 exercises solved; left: "surprisal in bits", "two dice".',
        '1 of 3 exercises solved; left: "surprisal in bits", "two dice".',
        '2 of 3 exercises solved; the one left: "surprisal in bits".',
        "All 3 exercises solved.",
    ]


DAMAGED = {
    "no text": b"\xff\xfe\x00",
    "no JSON": b"two dice\n",
    "another JSON": b'{"two dice": 1}\n["two dice"]\n3\nnull',
    "deep": b"[" * 100_000,
    "cut short": b'\n"bits of a die"\n"two di',
    "empty": b"",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_hides_nothing_and_is_kept(work, damage):
    (work / NAME).write_bytes(DAMAGED[damage])
    found = {"bits of a die"} if damage == "cut short" else set()
    assert solved() == found
    show("two dice", RIGHT["two dice"])
    assert solved() == {"two dice"} | found
    assert (work / NAME).read_bytes().startswith(DAMAGED[damage])


def test_what_cannot_be_written_or_read_is_not_kept(work, monkeypatch):
    (work / NAME).mkdir()  # a folder can be neither
    assert "Right" in show("two dice", RIGHT["two dice"])
    assert solved() == set()
    (work / NAME).rmdir()

    def refuse(*_args, **_options):
        raise PermissionError("Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert "Right" in show("two dice", RIGHT["two dice"]) and solved() == set()
    monkeypatch.setattr("pathlib.Path.cwd", refuse)  # the folder was removed
    assert "Right" in show("two dice", RIGHT["two dice"]) and solved() is None
    assert repr(Progress("entropy")).startswith("3 exercises: ")


def keep_all(names):
    for name in names:
        keep(name)


def test_two_kernels_at_once_lose_nothing(work):
    names = list(exercises())
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(keep_all, [names[::2], names[1::2], names[::-1]]))
    assert solved() == set(names)


def last_output(path):
    return refresh.read(path).cells[-1].outputs[0].data["text/plain"]


def test_solutions_do_not_count_and_answers_do(work):
    refresh.run(START_HERE, work / "before.ipynb")  # in its own folder, where nothing is kept
    assert last_output(work / "before.ipynb").startswith("3 exercises: ") and solved() == set()
    notebook = refresh.read(START_HERE)
    refresh.write(notebook, work / START_HERE.name)
    refresh.run(work / START_HERE.name, work / "solutions.ipynb")
    assert last_output(work / "solutions.ipynb").startswith("0 of 3 exercises solved")
    assert not (work / NAME).exists()

    cell = next(cell for cell in notebook.cells if cell.id == "try-die")
    cell.source = cell.source.replace("...", "np.log2(6)")
    refresh.write(notebook, work / START_HERE.name)
    refresh.run(work / START_HERE.name, work / "answered.ipynb")
    assert last_output(work / "answered.ipynb").startswith("1 of 3 exercises solved") and len(solved()) == 1


# The map


def seen(explorer):
    """The numbers that the sentence gives at each of the map's notebooks, solved and asked."""
    for index in range(len(CourseMap.notebooks)):
        explorer.controls["notebook"].value = index
        yield [
            int(number)
            for number in re.findall(r"Solved: (\d+) of its (\d+) exercises\.$", explorer.sentence)[0]
        ]


def course_map():
    return explore(CourseMap, notebook=slider("notebook", 0, low=0, high=8, step=1))


def test_the_map_shows_each_notebooks_progress(work):
    lessons = [exercises_of(lesson) for _, _, lesson in CourseMap.notebooks]
    kept = [
        list(lesson)[-(number % (len(lesson) + 1)) :] if number % (len(lesson) + 1) else []
        for number, lesson in enumerate(lessons)
    ]
    keep_all(name for names in kept for name in names)
    found = [[len(names), len(lesson)] for names, lesson in zip(kept, lessons, strict=True)]
    assert list(seen(course_map())) == found
    assert {solved for solved, _ in found} == {0, 1, 2, 3}


def test_the_map_shows_none_where_nothing_is_kept():
    picture = course_map()
    assert "Solved" not in picture.sentence
    assert [
        len(marks.get_xydata()) for marks in (picture.figure.picture.discs, picture.figure.picture.rings)
    ] == [0, 0]


def test_the_map_names_each_notebook_as_its_file_is_named():
    assert [lesson for _, _, lesson in CourseMap.notebooks] == [stem(path) for path in NOTEBOOKS][
        : len(CourseMap.notebooks)
    ]
