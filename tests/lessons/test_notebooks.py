"""The notebooks' lint: what every notebook owes its readers, besides the outputs that nbval compares."""

import ast
import json
import re
import statistics

import nbformat
import pytest
from course import NOTEBOOKS, code_cells, read, stem
from refresh import clean

from xentlib.lessons.exercise import exercises, exercises_of
from xentlib.lessons.start_here.pictures import CourseMap
from xentlib.page.notebooks import split

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

TAGS = {"solution", "nbval-ignore-output", "nbval-skip", "raises-exception"}


def markdown(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


def names_called(source):
    return {
        getattr(node.func, "id", "") for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
    }


def exercises_in(source):
    """The exercises that a cell checks, by name."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in calls:
        if getattr(call.func, "id", "") == "check":
            yield call.args[0].value
        yield from (word.value.value for word in call.keywords if word.arg == "exercise")


def test_is_a_valid_notebook_with_readable_cell_names(path):
    nbformat.validate(read(path))
    names = [cell.id for cell in read(path).cells]
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in names), names
    assert len(set(names)) == len(names)


def test_is_short(path):
    lengths = [len(re.findall(r"^\s*[^\s#]", cell.source, re.MULTILINE)) for cell in code_cells(path)]
    assert len(read(path).cells) <= 31  # the last says which exercises are left
    assert statistics.median(lengths) <= 3 and max(lengths) <= 12, lengths


def test_opens_with_title_question_goals_minutes_and_the_way(path):
    first, second = read(path).cells[:2]
    assert first.source.startswith(f"# {path.stem[:2]} · ")
    assert re.search(r"^\*\*.+\?\*\*$", first.source, re.MULTILINE), "the question, in bold"
    assert len(re.findall(r"^\d\. ", first.source, re.MULTILINE)) == 3, "three things to be able to do"
    assert re.search(r"\d+ minutes", first.source) and "next:" in first.source
    assert second.cell_type == "code" and "import" in second.source


def test_asks_the_question_that_the_map_gives_it(path):
    """The map is the syllabus. A notebook beyond its end asks what it likes."""
    for _, question, _ in CourseMap.notebooks[int(path.stem[:2]) :][:1]:
        assert f"**{question}**" in read(path).cells[0].source


def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)]+)\)", "\n".join(markdown(path)))
    assert [link for link in links if not (path.parent / link).is_file()] == []


def test_neither_installs_nor_downloads_nor_styles(path):
    for cell in read(path).cells:
        assert not re.search(r"^\s*[%!]|https?://|<style|<script", cell.source, re.MULTILINE), cell.id


def test_is_saved_as_refresh_leaves_it(path):
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved == json.loads(nbformat.writes(clean(read(path)))), "run: python3 run.py refresh"


def test_has_run_whole_and_without_errors(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr", cell.id


def test_a_cell_that_shows_something_has_its_output(path):
    for cell in code_cells(path):
        _, last = split(cell.source)
        silent = last is None and not {"print", "display"} & names_called(cell.source)
        assert bool(cell.outputs) != silent, f"{cell.id}: nbval has nothing to compare"


def test_a_cell_that_is_not_compared_says_why(path):
    for cell in code_cells(path):
        tags = set(cell.metadata.get("tags", []))
        assert tags <= TAGS, cell.id
        if tags & (TAGS - {"solution"}):
            assert len(cell.metadata.get("reason", "")) > 20, f"{cell.id}: metadata 'reason' is missing"


def test_every_picture_speaks(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"] == output.data["text/plain"], cell.id


def test_an_exercise_has_two_hints_and_a_folded_solution_that_asserts(path):
    solutions = [cell for cell in code_cells(path) if "solution" in cell.metadata.get("tags", [])]
    solved = {name for cell in solutions for name in exercises_in(cell.source)}
    for cell in solutions:
        assert cell.metadata.jupyter.source_hidden and "assert check(" in cell.source, cell.id
        shown = re.findall(r"(?<!assert )check\(", cell.source)
        assert not shown, f"{cell.id}: a feedback that is shown counts as the learner's"
        assert cell.source.startswith("# Solution\n"), f"{cell.id}: a folded cell shows its first line"
    tried = [name for cell in code_cells(path) if cell not in solutions for name in exercises_in(cell.source)]
    assert len(tried) == len(set(tried)) >= 3 and set(tried) == solved <= set(exercises())
    text = "\n".join(markdown(path))
    for name in tried:
        section = re.split(r"^#+ ", text.split(f'"{name}"', 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
        assert re.findall(r"<summary>(.+?)</summary>", section)[:3] == ["Hint 1", "Hint 2", "Solution"], name


def test_one_exercise_is_answered_with_a_slider(path):
    assert any("exercise=" in cell.source for cell in code_cells(path))


def test_ends_with_a_quiz_whose_answers_give_reasons_and_with_reading(path):
    last = markdown(path)[-1]
    assert "## Check yourself" in last and "## Read next" in last
    for question in re.split(r"^\*\*\d\. ", last.split("## Read next")[0], flags=re.MULTILINE)[1:]:
        reasons = re.findall(r"</summary>(.+?)</details>", question)
        assert len(reasons) >= 2 and min(map(len, reasons)) > 30, question


def test_its_last_cell_says_which_of_its_exercises_are_left(path):
    last = read(path).cells[-1]
    assert (last.id, last.source) == ("progress", f'Progress("{stem(path)}")')
    asked = [name for cell in code_cells(path) for name in exercises_in(cell.source)]
    assert list(dict.fromkeys(asked)) == list(exercises_of(stem(path))), "their order"
