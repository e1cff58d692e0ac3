"""``--fast``, for the inner loop: the library, the pictures, and the notebooks that are being worked on.

A notebook is worked on if it, its lesson's folder or its lesson's tests differ from git's HEAD; without git
all are. Pictures that need a network wait until then, because it is trained for 10 s. A million numbers, and
what judges the tests and not the library, by mutants, are left to the whole command. Files that are not to
run are not even imported. A file named in the command runs in any case.
"""

import functools
import subprocess
from pathlib import Path

NUMERICS = ("tests/numerics/", "xentlib/activations.py", "xentlib/losses.py", "xentlib/measures.py")
PICTURES = "tests/lessons/test_pictures.py"
LESSONS = ("tests/lessons/test_notebooks.py", PICTURES)
TRAINING = ("07_training_a_classifier", "08_language_models_and_scale")
# What belongs to a notebook, by its name and by its stem; what ends with a slash is a folder.
PARTS = (
    "notebooks/{name}.ipynb",
    "tests/lessons/{stem}.py",
    "tests/lessons/test_{stem}.py",
    "xentlib/lessons/{stem}/",
)


def pytest_addoption(parser) -> None:
    parser.addoption("--fast", action="store_true", help=__doc__.splitlines()[0].partition(": ")[2])


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    """Leave a file or a folder out (True), or leave the decision to others (None)."""
    if not config.option.fast or collection_path == config.rootpath:
        return None
    name = collection_path.relative_to(config.rootpath).as_posix()
    parts = selected(config.rootpath)
    above = collection_path.is_dir() and any(part.startswith(f"{name}/") for part in parts)
    runs = f"{name}/".startswith(parts) and not name.endswith("mutants.py")  # these judge the tests
    return None if above or runs else True


def pytest_collection_modifyitems(config, items: list) -> None:
    if not config.option.fast:
        return
    slow = [item for item in items if is_slow(item, config) and item.path not in named(config)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def is_slow(item, config) -> bool:
    waiting = [name for name in TRAINING if f"notebooks/{name}.ipynb" not in selected(config.rootpath)]
    needs_network = item.path.match(PICTURES) and any(name in item.name for name in waiting)
    return needs_network or "million" in item.name


def named(config) -> list[Path]:
    """The files and folders that the command names."""
    return [(config.invocation_params.dir / word.partition("::")[0]).resolve() for word in config.args]


@functools.cache
def selected(root: Path) -> tuple[str, ...]:
    """How the paths of the files begin that are to run."""
    changed = differing(root)
    lessons = [parts_of(notebook) for notebook in root.glob("notebooks/*.ipynb")]
    if changed is not None:
        lessons = [parts for parts in lessons if any(path.startswith(parts) for path in changed)]
    return sum(lessons, NUMERICS + LESSONS)


def parts_of(notebook: Path) -> tuple[str, ...]:
    names = {"name": notebook.stem, "stem": notebook.stem.partition("_")[2]}
    return tuple(part.format_map(names) for part in PARTS)


def differing(root: Path) -> list[str] | None:
    """The files that differ from git's HEAD, new ones among them; None where git does not know."""
    command = ["git", "status", "--porcelain", "--no-renames", "--untracked-files=all", "-z"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        return None
    return None if done.returncode else [line[3:] for line in done.stdout.split("\0")[:-1]]
