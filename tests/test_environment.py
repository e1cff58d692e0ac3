"""The course's four lists of what it needs say the same, and CI runs what the README says."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
import warnings
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path

import numpy as np
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parent.parent
TESTS = list((ROOT / "tests").rglob("*.py"))
COMMAND = "python3 run.py test"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_LINES = [line for line in CONDA["dependencies"] if isinstance(line, str)]
# What conda-forge calls a package that has another name elsewhere.
CONDA_NAMES = {
    "flit_core": "flit-core",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "torch": "pytorch",
}


def requirements(*extras):
    """What pyproject.toml asks for: by itself and in these extras."""
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(line) for lines in lists for line in lines if line != "xent[course]"]


EVERYTHING = requirements("course", "test")


def constraints():
    """The pinned version of each package."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def steps(job):
    """The commands of a job of the CI workflow."""
    return [step["run"] for step in workflow()["jobs"][job]["steps"] if "run" in step]


def workflow(name="ci"):
    return yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))


def test_the_tests_bring_the_course():
    assert "xent[course]" in PROJECT["optional-dependencies"]["test"]


def test_whatever_the_library_imports_is_asked_for():
    trees = [ast.parse(path.read_bytes()) for path in (ROOT / "xentlib").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    others = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"xentlib"}
    asked = {canonicalize_name(requirement.name) for requirement in requirements("course")}
    packages = packages_distributions()
    assert [name for name in others if not asked & {canonicalize_name(p) for p in packages[name]}] == []


# The numerics where nothing but NumPy is installed: what each of them says of itself, and what that loaded.
ALONE = """
import doctest, sys
at_start = set(sys.modules)  # Debian's Python has a sitecustomize of its own
import xentlib
from xentlib import activations, losses, measures
results = [doctest.testmod(module) for module in (activations, losses, measures)]
loaded = {name.partition(".")[0] for name in set(sys.modules) - at_start} - sys.stdlib_module_names
print(min(result.attempted for result in results) > 0, sum(result.failed for result in results))
print(sorted(name for name in loaded if not name.startswith("_")), xentlib.__file__)
"""


@pytest.fixture(scope="module")
def numpy_alone(tmp_path_factory):
    """The Python of an environment into which pip has put the library, offline, where only NumPy was."""
    folder = tmp_path_factory.mktemp("numpy_alone")
    venv.create(folder / "venv", symlinks=os.name != "nt")
    (site,) = (folder / "venv").rglob("site-packages")
    numpy = distribution("numpy")
    for name in {file.parts[0] for file in numpy.files} - {".."}:
        (site / name).symlink_to(numpy.locate_file(name))
    build = "import sys; from flit_core import buildapi; buildapi.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    (python,) = [path for path in (folder / "venv").glob("*/python*") if path.stem == "python"]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", wheel]
    subprocess.run(pip, check=True, env=os.environ | {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""})
    return python


def test_the_numerics_need_numpy_alone(numpy_alone):
    done = subprocess.run([numpy_alone, "-I", "-c", ALONE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    examples, loaded = done.stdout.splitlines()[-2:]
    assert examples == "True 0", done.stdout
    assert loaded.startswith("['numpy', 'xentlib'] "), loaded
    assert Path(loaded.partition("] ")[2]).is_relative_to(numpy_alone.parents[1])


def test_conda_installs_what_pip_does():
    wanted = {f"{CONDA_NAMES.get(r.name, r.name)} {r.specifier}" for r in EVERYTHING}
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


@pytest.mark.parametrize("requirement", EVERYTHING, ids=str)
def test_pins_satisfy_the_bounds(requirement):
    assert constraints()[canonicalize_name(requirement.name)] in requirement.specifier


def test_pins_are_sorted_versions_without_a_build():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    header, why_not_the_newest, *lines = text.splitlines()
    assert header.startswith("# ") and why_not_the_newest.startswith("# ")
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


@pytest.mark.parametrize("name", ["ci", "pages"])
def test_workflow_is_valid(name):
    schema = ["--builtin-schema", "vendor.github-workflows", f".github/workflows/{name}.yml"]
    check = [sys.executable, "-m", "check_jsonschema", *schema]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflow_covers_each_system_at_both_ends():
    matrix = workflow()["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert len(matrix["python"]) == 2


@pytest.mark.parametrize("job", ["test", "conda", "bounds"])
def test_workflow_runs_the_readmes_command(job):
    assert steps(job)[-1] == COMMAND


def test_workflow_holds_the_bounds_at_both_ends():
    _, install, _ = steps("bounds")
    matrix = workflow()["jobs"]["bounds"]["strategy"]["matrix"]["include"]
    assert [entry["resolution"] for entry in matrix] == ["lowest-direct", "highest"]
    assert "--resolution ${{ matrix.resolution }} -e .[test]" in install
    assert "--prerelease disallow" in install  # the newest is what has been released
    assert "constraints" not in install


def test_the_pages_that_are_published_are_those_that_the_command_makes():
    jobs = workflow("pages")["jobs"]
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ["python3 run.py page --pdf"]
    assert jobs["build"]["steps"][-1] == {
        "uses": "actions/upload-pages-artifact@v3",
        "with": {"path": "site"},
    }
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}


def warn(module):
    warnings.warn_explicit("planted", DeprecationWarning, "planted.py", 1, module=module)


def test_a_warning_of_a_test_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("planted", stacklevel=1)


@pytest.mark.parametrize("path", sorted({p.relative_to(ROOT / "tests").parts[0] for p in TESTS}))
def test_a_warning_of_each_module_of_the_tests_is_an_error(path):
    with pytest.raises(DeprecationWarning):
        warn(path.removesuffix(".py"))


@pytest.mark.parametrize("module", ["xentlib", "xentlib.losses", "run"])
def test_a_warning_of_the_library_is_an_error(module):
    with pytest.raises(DeprecationWarning):
        warn(module)


@pytest.mark.parametrize("module", ["matplotlib.fontconfig_pattern", "pyparsing", "labelled", "numpy"])
def test_a_warning_of_a_third_party_is_none(module):
    with warnings.catch_warnings(record=True) as caught:
        warn(module)
    assert len(caught) == 1


def test_a_warning_of_numpy_about_numbers_is_an_error():
    with pytest.raises(RuntimeWarning):
        np.mean([[np.finfo(float).max] * 2])


def test_readme_names_the_command():
    assert COMMAND in (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_script_ends_with_the_readmes_command():
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == COMMAND
