"""refresh: outputs that are ready to commit, the same from run to run, and nothing lost when a cell fails."""

import nbformat
import pytest
import refresh
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

EXPLORER = """
import base64
import ipywidgets
from IPython.display import display
slider = ipywidgets.FloatSlider(description="p")
view = slider._repr_mimebundle_()
png = base64.b64encode(b"picture").decode()
bundle = {**view, "image/png": png, "text/plain": "H is 1.00 bit"}
display(bundle, raw=True, metadata={"image/png": {"alt": "H is 1.00 bit"}})
"""


def notebook(*sources):
    cells = [new_markdown_cell("# Entropy", id="title")]
    cells += [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    return new_notebook(cells=cells)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lesson.ipynb"


def test_twice_is_once(path):
    prints = "for i in range(3):\n    print(i, flush=True)"
    nbformat.write(notebook(prints, EXPLORER, "slider", "1 + 1"), path)
    assert refresh.refresh(path) == "refreshed"
    first = path.read_bytes()
    assert refresh.refresh(path) == "unchanged"
    assert path.read_bytes() == first
    assert first.endswith(b"}\n")
    assert b"widget-view" not in first

    fresh = refresh.read(path)
    assert refresh.clean(fresh) == fresh
    _, printed, explorer, slider, result = fresh.cells
    assert [output.text for output in printed.outputs] == ["0\n1\n2\n"]
    assert explorer.outputs[0].data == {"image/png": "cGljdHVyZQ==", "text/plain": "H is 1.00 bit"}
    assert explorer.outputs[0].metadata == {"image/png": {"alt": "H is 1.00 bit"}}
    assert slider.outputs[0].data == {"text/plain": "FloatSlider(value=0.0, description='p')"}
    assert (result.execution_count, result.outputs[0].execution_count) == (4, 4)
    assert [cell.id for cell in fresh.cells] == ["title", "cell-0", "cell-1", "cell-2", "cell-3"]


def test_an_error_leaves_the_file_as_it_was(path, capsys):
    lesson = notebook("x = 0", "y = 1\ny / x", "'never run'")
    lesson.cells[3].outputs = [new_output("error", ename="Old", evalue="error", traceback=[])]
    nbformat.write(lesson, path)
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    told = capsys.readouterr().err
    assert told.startswith("lesson.ipynb: cell 3 of 4 raised ZeroDivisionError: division by zero")
    assert "    y / x" in told
    assert "Traceback" not in told


def test_a_run_that_hangs_is_tried_again_and_given_up(path, monkeypatch, capsys):
    monkeypatch.setattr(refresh, "SECONDS", 0.2)
    nbformat.write(notebook("1"), path)
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    told = capsys.readouterr()
    assert told.out.count("once more") == refresh.ATTEMPTS - 1
    assert "given up after 3 attempts" in told.err


@pytest.mark.parametrize("content", ["", "{}", "[1]"])
def test_what_is_no_notebook_is_refused(path, content):
    path.write_text(content, encoding="utf-8")
    with pytest.raises(refresh.Failed, match="not a notebook"):
        refresh.run(path, path)
    assert path.read_text(encoding="utf-8") == content


def test_a_name_that_is_not_there():
    with pytest.raises(SystemExit, match=r"There is no notebook nowhere\.ipynb"):
        refresh.find("nowhere.ipynb")


def test_clean_leaves_its_argument_alone():
    lesson = notebook("1")
    lesson.cells[1].metadata = {"tags": ["solution"], "execution": {"iopub.status.busy": "now"}}
    lesson.metadata["widgets"] = {"state": {}}
    cleaned = refresh.clean(lesson)
    assert "widgets" in lesson.metadata
    assert cleaned.metadata == refresh.METADATA
    assert cleaned.cells[1].metadata == {"tags": ["solution"]}


def test_clean_joins_prints_but_not_across_a_picture():
    lesson = notebook("1")
    names = ["stdout", "stdout", "stderr", "stdout"]
    lesson.cells[1].outputs = [new_output("stream", name=name, text="a\n") for name in names]
    outputs = refresh.clean(lesson).cells[1].outputs
    assert [(output.name, output.text) for output in outputs] == [
        ("stdout", "a\na\n"),
        ("stderr", "a\n"),
        ("stdout", "a\n"),
    ]


def test_clean_drops_a_view_that_has_nothing_else_and_a_tracebacks_paths():
    lesson = notebook("1", "", "2")
    lesson.cells[1].outputs = [
        new_output("display_data", data={refresh.WIDGET: {"model_id": "1"}}),
        new_output("error", ename="ValueError", evalue="no", traceback=["File /home/me/x.py"]),
    ]
    cells = refresh.clean(lesson).cells
    assert [output.traceback for output in cells[1].outputs] == [["ValueError: no"]]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, None, 2]
