"""The lecturer's pages: minutes add up, what is quoted stands in the notebook, answers are computed."""

import ast
import doctest
import importlib
import re
from collections import Counter

import pytest
from course import NOTEBOOKS, ROOT, code_cells, read, stem

from xentlib.lessons.start_here.pictures import CourseMap

FOLDER = ROOT / "teaching"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Minutes", "Questions", "Beliefs", "When time is short", "Homework", "Exam"]
NUMBER = r"[−-]?(?:\d+(?:\.\d+)?|∞|inf\b|nan\b)"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def text_of(page):
    return page.read_text(encoding="utf-8")


def sections(text, level=2):
    """What stands under each heading of this level, by the heading."""
    _, *found = re.split(rf"^{'#' * level} (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def rows(text):
    """The cells of each row of the tables, without their heads."""
    tables = re.findall(r"^\|[-| ]+\|\n((?:\|.+\|\n)+)", text, re.MULTILINE)
    lines = "".join(tables).splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def notebook_of(page):
    return ROOT / "notebooks" / f"{page.stem}.ipynb"


def trails(path):
    """Each cell after the headings that it stands under, as levels and titles from the outermost."""
    trail = []
    for cell in read(path).cells:
        if cell.cell_type == "code":
            yield cell, tuple(trail)
            continue
        for sharps, title in re.findall(r"^(#+) (.+)$", cell.source, re.MULTILINE):
            trail = [*(above for above in trail if above[0] < len(sharps)), (len(sharps), title)]


def headings(path, level=None):
    """The notebook's headings in order, all of them or those of one level."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    found = re.findall(r"^(#+) (.+)$", text, re.MULTILINE)
    return [title for sharps, title in found if level in (None, len(sharps))]


def length_of(path):
    """The minutes that the notebook's first cell states."""
    (minutes,) = re.findall(r"^(\d+) minutes", read(path).cells[0].source, re.MULTILINE)
    return int(minutes)


def stops_in(cell):
    """The name of the list of stops that a cell gives to an explorer, if it shows one."""
    calls = (node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call))
    words = (word for call in calls for word in call.keywords if word.arg == "stops")
    return next((word.value.attr for word in words), None)


def stops_of(path, name):
    return getattr(importlib.import_module(f"xentlib.lessons.{stem(path)}.stops"), name)


def explorers_of(path):
    """Of each explorer in order: the heading right above it, and the name of its list of stops."""
    return [(trail[-1][1], name) for cell, trail in trails(path) if (name := stops_in(cell))]


def shown_under(path, title):
    """What a part of the notebook shows: its outputs, and what its stops say."""
    for cell, trail in trails(path):
        if title in (above for _, above in trail):
            yield from (out.get("text") or out.data["text/plain"] for out in cell.outputs)
            name = stops_in(cell)
            yield from (stop.sentence for stop in (stops_of(path, name) if name else ()))


def questions(text):
    """Each numbered question with the answer folded under it."""
    _, *found = re.split(r"^\*\*(\d+)\.\*\* ", text, flags=re.MULTILINE)
    assert [int(number) for number in found[::2]] == list(range(1, len(found) // 2 + 1))
    return [each.split("<details><summary>Answer</summary>\n") for each in found[1::2]]


def answers(page):
    parts = sections(text_of(page))
    return [answer for part in ("Homework", "Exam") for _, answer in questions(parts[part])]


def blocks(answer):
    """The code of an answer, as one text, and the prose around it."""
    code = re.findall(r"^```python\n(.+?)^```$", answer, re.MULTILINE | re.DOTALL)
    return "".join(code), re.sub(r"^```python\n.+?^```$", "", answer, flags=re.MULTILINE | re.DOTALL)


def numbers(text):
    return {found.replace("−", "-").replace("∞", "inf") for found in re.findall(NUMBER, text)}


def test_every_notebook_of_the_map_has_a_page():
    names = [path.stem for path in NOTEBOOKS if int(path.stem[:2]) < len(CourseMap.notebooks)]
    assert [page.stem for page in PAGES] == names


@each_page
def test_has_its_title_and_its_parts_in_order(page):
    text, (title,) = text_of(page), headings(notebook_of(page), 1)
    assert text.startswith(f"# {title.replace(' ·', '')}: for the lecturer\n")
    assert list(sections(text)) == PARTS


@each_page
def test_minutes_add_up_and_leave_no_part_out(page):
    path, plan = notebook_of(page), rows(sections(text_of(page))["Minutes"])
    assert sum(int(minutes) for minutes, *_ in plan) == length_of(path)
    parts = [part for _, part, *_ in plan]
    assert parts == [title for title in headings(path) if title in parts], "in the notebook's order"
    assert set(parts) >= {title for title in headings(path, 2) if title != "Read next"}


@each_page
def test_every_explorer_has_its_questions(page):
    asked = list(sections(sections(text_of(page))["Questions"], 3))
    wanted = [f"{title} · `stops.{name}`" for title, name in explorers_of(notebook_of(page))]
    assert asked == wanted


def settled(text):
    """Each question's stops and what they say, by the page: from one paragraph, whose lines are joined."""
    for paragraph in re.findall(r"^\*\*Settled by\.\*\* (.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL):
        yield re.findall(r'\*([^*]+)\*: "([^"]+)"', " ".join(paragraph.split()))


@each_page
def test_each_question_is_asked_answered_and_settled_by_a_stop(page):
    for heading, text in sections(sections(text_of(page))["Questions"], 3).items():
        steps = re.findall(r"^\*\*(Ask|Usual answers|Settled by)\.\*\*", text, re.MULTILINE)
        assert steps and steps == ["Ask", "Usual answers", "Settled by"] * (len(steps) // 3), heading
        name = re.search(r"`stops\.(\w+)`", heading)[1]
        says = {stop.name: stop.sentence for stop in stops_of(notebook_of(page), name)}
        for quotes in settled(text):
            assert quotes and all(re.search(r"\d|∞", quote) for _, quote in quotes), heading
            assert [quote for stop, quote in quotes if quote not in says[stop]] == [], heading


@each_page
def test_each_belief_is_run_where_the_page_says(page):
    for belief, where, what in rows(sections(text_of(page))["Beliefs"]):
        shown, quotes = "\n".join(shown_under(notebook_of(page), where)), re.findall(r"`([^`]+)`", what)
        assert quotes and [quote for quote in quotes if quote not in shown] == [], (belief, where)


@each_page
def test_no_belief_that_the_notebook_quotes_is_left_out(page):
    cells = [cell.source for cell in read(notebook_of(page)).cells if cell.cell_type == "markdown"]
    stated = re.findall(r'^\| (".+?") \|', "\n".join(cells), re.MULTILINE)
    assert set(stated) <= {belief for belief, *_ in rows(sections(text_of(page))["Beliefs"])}


@each_page
def test_no_more_time_is_gained_than_a_part_takes(page):
    parts = sections(text_of(page))
    takes = {part: int(minutes) for minutes, part, *_ in rows(parts["Minutes"])}
    gains = [(part, int(minutes)) for part, minutes, *_ in rows(parts["When time is short"])]
    assert len(gains) >= 3
    for part, _ in gains:
        assert sum(minutes for other, minutes in gains if other == part) <= takes[part], part


@each_page
@pytest.mark.parametrize("part", ["Homework", "Exam"])
def test_each_of_four_questions_has_one_answer(page, part):
    found = questions(sections(text_of(page))[part])
    assert len(found) >= 4 and {len(each) for each in found} == {2}


def run(answers):
    """Run the answers one after the other, under the same names; yield their prose and what they print."""
    names = {}
    for number, (code, prose) in enumerate(map(blocks, answers), 1):
        test = doctest.DocTestParser().get_doctest(code, names, f"answer {number}", None, None)
        assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0, f"answer {number}"
        names = test.globs
        yield prose, "".join(example.want for example in test.examples)


@each_page
def test_the_answers_run_and_print_what_they_state(page):
    for prose, printed in run(answers(page)):
        stated = numbers(" ".join(re.findall(r"\*\*(.+?)\*\*", prose, re.DOTALL)))
        assert stated and stated <= numbers(printed), prose


@each_page
def test_answers_need_no_more_than_the_lesson_has(page):
    lesson = "\n".join(cell.source for cell in code_cells(notebook_of(page)))
    has = {"numpy", "xentlib", *re.findall(r"^import (torch)", lesson, re.MULTILINE)}
    code = "".join(blocks(answer)[0] for answer in answers(page))
    assert set(re.findall(r"^>>> (?:import|from) (\w+)", code, re.MULTILINE)) <= has


def plans():
    """Of each lecture that the README plans: the name of its plan, and the rows of its table."""
    text = sections(text_of(FOLDER / "README.md"))["Which plan"]
    for plan, body in sections(text, 3).items():
        yield from ((plan, rows(lecture)) for lecture in sections(body, 4).values() or [body])


def test_each_lecture_of_a_plan_is_full():
    for plan, table in plans():
        (length,) = re.findall(r"of (\d+) minutes", plan)
        assert sum(int(minutes) for minutes, *_ in table) == int(length), table
    assert Counter(plan.split()[0] for plan, _ in plans()) == {"One": 1, "Two": 2, "Six": 6}


def test_plans_name_parts_that_are_there():
    paths = {path.stem[:2]: path for path in NOTEBOOKS}
    for _, table in plans():
        for minutes, number, part in table:
            assert part in {*headings(paths[number]), "all of it", "Homework", "Exam"}, (number, part)
            assert part != "all of it" or int(minutes) == length_of(paths[number]), number
