"""The course's four lists of what it needs say the same, and CI runs what the README says."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "python3 run.py test"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_LINES = [line for line in CONDA["dependencies"] if isinstance(line, str)]
# What conda-forge calls a package that has another name elsewhere.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "playwright": "playwright-python", "torch": "pytorch"}


def requirements():
    """What pyproject.toml asks for, tests included."""
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
    return [Requirement(line) for line in lines]


def constraints():
    """The pinned version of each package."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def steps(job):
    """The commands of a job of the CI workflow."""
    return [step["run"] for step in workflow()["jobs"][job]["steps"] if "run" in step]


def workflow():
    return yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))


def test_conda_installs_what_pip_does():
    wanted = {f"{CONDA_NAMES.get(r.name, r.name)} {r.specifier}" for r in requirements()}
    assert set(CONDA_LINES) == wanted | {f"python {PROJECT['requires-python']}", "pip"}


@pytest.mark.parametrize("line", CONDA_LINES)
def test_conda_understands_each_line(line):
    spec = MatchSpec(line, strict=True)
    assert str(spec.version) == line.partition(" ")[2] or spec.version is None


def test_conda_installs_the_course_from_one_channel():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}


def test_each_conda_line_says_why():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.lstrip().startswith("- ")]
    assert [line for line in lines if not line.endswith("pip:") and " # " not in line] == []


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_pins_satisfy_the_bounds(requirement):
    assert constraints()[canonicalize_name(requirement.name)] in requirement.specifier


def test_pins_are_sorted_versions_without_a_build():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    assert header.startswith("# ")
    assert lines == sorted(lines, key=str.lower)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line) for line in lines)
    assert all(Version(version).local is None for version in constraints().values())


def test_pins_run_on_the_oldest_python():
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    for package in distributions():
        if constraints().get(canonicalize_name(package.name)) == package.version:
            wants = SpecifierSet(package.metadata["Requires-Python"] or "")
            assert oldest in wants, f"{package.name} {package.version} wants Python {wants}"


def test_torch_is_the_one_that_the_outputs_were_made_with():
    assert constraints()["torch"] == "2.13.0"


def test_oldest_python_is_one_everywhere():
    import run

    oldest = ".".join(map(str, run.OLDEST))
    assert PROJECT["requires-python"] == f">={oldest}"
    assert workflow()["jobs"]["test"]["strategy"]["matrix"]["python"][0] == oldest


def test_workflow_is_valid():
    schema = ["--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml"]
    check = [sys.executable, "-m", "check_jsonschema", *schema]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflow_covers_each_system_at_both_ends():
    matrix = workflow()["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert len(matrix["python"]) == 2


@pytest.mark.parametrize("job", ["test", "conda"])
def test_workflow_runs_the_readmes_command(job):
    assert steps(job) == [COMMAND]


def test_readme_names_the_command():
    assert COMMAND in (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_script_ends_with_the_readmes_command():
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == COMMAND
