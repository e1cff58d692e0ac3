"""Write otter-grader's tests for the exercises of a notebook: python deploy/grading.py NOTEBOOK FOLDER.

The notebook itself stays as it is. Each ``check("name", answer)`` of it becomes a question of that name,
whose test asks the same check of what a submitted copy of the notebook has given to ``answer``. The folded
solutions are no questions. Nor are exercises on sliders: who runs a notebook to grade it moves no slider.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

TEST = """\
OK_FORMAT = True

test = {test}
"""


def exercises(notebook: Path) -> Iterator[tuple[str, str]]:
    """The name of each exercise with the expression that is judged."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code" and "check(" in cell.source:
            last = ast.parse(cell.source).body[-1]
            match last:
                case ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(name), answer])):
                    yield name, ast.unparse(answer)


def question(name: str, answer: str) -> dict:
    """Otter's test of an exercise, in its OK format."""
    code = f">>> from xentlib.lessons import check\n>>> bool(check({name!r}, {answer}))\nTrue"
    case = {"code": code, "hidden": False, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return {"name": name, "points": 1, "suites": [suite]}


def main(notebook: str, folder: str) -> None:
    tests = Path(folder, "tests")
    tests.mkdir(parents=True)
    for name, answer in exercises(Path(notebook)):
        path = tests / f"{name.replace(' ', '_')}.py"
        path.write_text(TEST.format(test=question(name, answer)), encoding="utf-8")
        print(f"{name}: {answer}")


if __name__ == "__main__":
    main(*sys.argv[1:])
