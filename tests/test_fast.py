"""--fast runs the library, the pictures, and of the notebooks those that differ from git's HEAD."""

import functools
import shutil
import subprocess
from pathlib import Path

import fast
import pytest

pytest_plugins = ["pytester"]

ALWAYS = ["tests/lessons/test_pictures.py", "tests/numerics/test_sums.py", "xentlib/measures.py"]
ENTROPY = ["notebooks/01_entropy.ipynb", "tests/lessons/test_entropy.py"]
LOSS = ["notebooks/02_loss.ipynb", "tests/lessons/test_loss.py"]
NEVER = [
    "tests/explorers/test_in_browser.py",
    "tests/numerics/test_mutants.py",
    "tests/test_the_rest.py",
    "xentlib/lab.py",
]
OTHERS = [
    "tests/lessons/entropy.py",
    "xentlib/lessons/entropy/pictures.py",
    "xentlib/lessons/loss/static/a.js",
]


def git(root, *words):
    author = ("-c", "user.name=author", "-c", "user.email=author@example.com")
    subprocess.run(["git", *author, *words], cwd=root, check=True)


@pytest.fixture
def course(pytester):
    """A small course, not in git."""
    for name in (*ALWAYS, *ENTROPY, *LOSS, *NEVER, *OTHERS):
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return pytester


def run_by(course):
    """The files that pytest is left with, and whose folders it enters."""
    fast.selected.cache_clear()
    config = course.parseconfig("-p", "fast", "--fast")
    ignore = functools.partial(config.hook.pytest_ignore_collect, config=config)
    files = map(Path, sorted((*ALWAYS, *ENTROPY, *LOSS, *NEVER)))
    way = {file: [course.path / part for part in (*list(file.parents)[::-1], file)] for file in files}
    return [
        file.as_posix() for file, parts in way.items() if not any(ignore(collection_path=p) for p in parts)
    ]


def test_folders_of_which_nothing_runs_are_not_entered(course):
    config = course.parseconfig("-p", "fast", "--fast")
    (folder,) = {(course.path / name).parent for name in NEVER if "explorers" in name}
    assert config.hook.pytest_ignore_collect(collection_path=folder, config=config)


@pytest.fixture
def committed(course):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    git(course.path, "init", "--quiet")
    git(course.path, "add", "--all")
    git(course.path, "commit", "--quiet", "--message=all")
    return course


def test_without_git_all_notebooks_run(course, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(course.path.parent))
    assert run_by(course) == sorted([*ALWAYS, *ENTROPY, *LOSS])
    monkeypatch.setenv("PATH", str(course.path))
    assert run_by(course) == sorted([*ALWAYS, *ENTROPY, *LOSS])


def test_no_notebook_runs_where_none_differs(committed):
    assert run_by(committed) == ALWAYS


@pytest.mark.parametrize("file", [*ENTROPY, "tests/lessons/entropy.py", "xentlib/lessons/entropy/new ü.py"])
def test_a_notebook_runs_whose_files_differ(committed, file):
    (committed.path / file).write_text("1", encoding="utf-8")
    assert run_by(committed) == sorted([*ALWAYS, *ENTROPY])
    git(committed.path, "add", "--all")
    assert run_by(committed) == sorted([*ALWAYS, *ENTROPY])


def test_a_notebook_does_not_run_because_something_else_differs(committed):
    (committed.path / "xentlib/measures.py").write_text("1", encoding="utf-8")
    assert run_by(committed) == ALWAYS


def test_what_is_slow_waits_until_its_notebook_differs_or_its_file_is_named(committed):
    network = fast.TRAINING[0]
    notebook = committed.path / "notebooks" / f"{network}.ipynb"
    notebook.write_text("", encoding="utf-8")
    git(committed.path, "add", "--all")
    git(committed.path, "commit", "--quiet", "--message=network")
    each = f"@pytest.mark.parametrize('path', ['01_entropy', '{network}'])"
    pictures, sums = (committed.path / name for name in ALWAYS[:2])
    pictures.write_text(f"import pytest\n{each}\ndef test_it(path): pass", encoding="utf-8")
    sums.write_text("def test_a_million(): pass\ndef test_ten(): pass", encoding="utf-8")

    def outcome(*words):
        fast.selected.cache_clear()
        plain = ("-p", "fast", "--import-mode=importlib")  # the course has files of the same names
        return committed.runpytest_inprocess(*plain, "--fast", *words)

    outcome("tests").assert_outcomes(passed=2, deselected=2)
    outcome(ALWAYS[0]).assert_outcomes(passed=2)
    notebook.write_text("1", encoding="utf-8")
    outcome("tests").assert_outcomes(passed=3, deselected=1)


def test_a_file_that_is_named_runs_in_any_case(committed):
    (committed.path / NEVER[2]).write_text("def test_it(): pass", encoding="utf-8")
    committed.runpytest_inprocess("-p", "fast", "--fast", NEVER[2]).assert_outcomes(passed=1)


def test_files_outside_of_tests_are_left_out_where_a_conftest_names_the_plugin(committed):
    (committed.path / "tests/conftest.py").write_text('pytest_plugins = ["fast"]', encoding="utf-8")
    for name in (ALWAYS[1], "xentlib/test_lab.py"):
        (committed.path / name).write_text("def test_it(): pass", encoding="utf-8")
    committed.runpytest_inprocess("--import-mode=importlib", "--fast", "tests", "xentlib").assert_outcomes(
        passed=1
    )
