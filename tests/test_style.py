"""The tree is clean: ruff finds nothing, notebooks included; links hold, and every exercise is asked."""

import re
import subprocess
import sys

import pytest
from course import NOTEBOOKS, ROOT

from xentlib.lessons.exercise import exercises
from xentlib.lessons.start_here.pictures import CourseMap


@pytest.mark.parametrize("task", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(task):
    done = subprocess.run([sys.executable, "-m", "ruff", *task], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_exercise_is_asked_in_a_notebook():
    text = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    assert [name for name in exercises() if name not in text] == []


PAGES = ["README.md", "CONTRIBUTING.md", "benchmarks/README.md", "teaching/README.md", "deploy/README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_the_readme_lists_every_notebook_of_the_map():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    on_map = [path.name for path in NOTEBOOKS if int(path.stem[:2]) < len(CourseMap.notebooks)]
    assert [name for name in on_map if f"(notebooks/{name})" not in readme] == []
