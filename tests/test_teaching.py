"""The lecturer's pages: minutes add up, what is quoted stands in the notebook, answers are computed."""

import ast
import doctest
import importlib
import re

import pytest
from course import ROOT, read, split, stem

PAGES = sorted((ROOT / "teaching").glob("0*.md"))
README = ROOT / "teaching" / "README.md"
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
    lines = re.findall(r"^\|(.+)\|$", text, re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    heads = [index - 1 for index, row in enumerate(cells) if set(row[0]) == {"-"}]
    return [row for index, row in enumerate(cells) if index not in heads and set(row[0]) != {"-"}]


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


def stops_in(cell):
    """The name of the list of stops that a cell gives to an explorer, if it shows one."""
    calls = (node for node in ast.walk(split(cell.source)[1] or ast.Pass()) if isinstance(node, ast.Call))
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


@each_page
def test_has_its_title_and_its_parts_in_order(page):
    text, (title,) = text_of(page), headings(notebook_of(page), 1)
    assert text.startswith(f"# {title.replace(' ·', '')}: for the lecturer\n")
    assert list(sections(text)) == PARTS


@each_page
def test_minutes_add_up_and_leave_no_part_out(page):
    path, plan = notebook_of(page), rows(sections(text_of(page))["Minutes"])
    (length,) = re.findall(r"^(\d+) minutes", read(path).cells[0].source, re.MULTILINE)
    assert sum(int(minutes) for minutes, *_ in plan) == int(length)
    parts = [part for _, part, *_ in plan]
    assert parts == [title for title in headings(path) if title in parts], "in the notebook's order"
    assert set(parts) >= {title for title in headings(path, 2) if title != "Read next"}


@each_page
def test_every_explorer_has_its_questions(page):
    asked = list(sections(sections(text_of(page))["Questions"], 3))
    wanted = [f"{title} · `stops.{name}`" for title, name in explorers_of(notebook_of(page))]
    assert asked == wanted


@each_page
def test_each_question_is_asked_answered_and_settled_by_a_stop(page):
    for heading, text in sections(sections(text_of(page))["Questions"], 3).items():
        steps = re.findall(r"^\*\*(Ask|Usual answers|Settled by)\.\*\*", text, re.MULTILINE)
        assert steps and steps == ["Ask", "Usual answers", "Settled by"] * (len(steps) // 3), heading
        says = {stop.name: stop.sentence for stop in stops_of(notebook_of(page), heading.split("`")[1][6:])}
        for settled in re.findall(r"^\*\*Settled by\.\*\* (.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL):
            quotes = re.findall(r'\*([^*]+)\*: "([^"]+)"', " ".join(settled.split()))
            assert quotes, settled
            for name, quote in quotes:
                assert re.search(r"\d|∞", quote) and quote in says[name], (heading, name)


@each_page
def test_each_belief_is_run_where_the_page_says(page):
    path, table = notebook_of(page), rows(sections(text_of(page))["Beliefs"])
    for belief, where, what in table:
        shown, quotes = "\n".join(shown_under(path, where)), re.findall(r"`([^`]+)`", what)
        assert quotes and [quote for quote in quotes if quote not in shown] == [], (belief, where)
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    stated = re.findall(r'^\| (".+?") \|', text, re.MULTILINE)
    assert [belief for belief in stated if belief not in [row[0] for row in table]] == []


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


@each_page
def test_the_answers_run_and_print_what_they_state(page):
    names = {}
    for number, answer in enumerate(answers(page), 1):
        code, prose = blocks(answer)
        test = doctest.DocTestParser().get_doctest(code, names, f"answer {number}", page.name, 0)
        assert test.examples, f"answer {number} computes nothing"
        assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0, f"answer {number}"
        names = test.globs
        stated = numbers(" ".join(re.findall(r"\*\*(.+?)\*\*", prose, re.DOTALL)))
        printed = numbers("".join(example.want for example in test.examples))
        assert stated and stated <= printed, (number, stated - printed)


@each_page
def test_answers_need_no_more_than_the_library_and_what_the_lesson_has(page):
    code = "\n".join(read(notebook_of(page)).cells[1].source.splitlines())
    allowed = {"xentlib", "numpy"} | ({"torch"} if "import torch" in code else set())
    text = "".join(blocks(answer)[0] for answer in answers(page))
    assert set(re.findall(r"^>>> (?:import|from) (\w+)", text, re.MULTILINE)) <= allowed
