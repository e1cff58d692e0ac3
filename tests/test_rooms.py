"""Three rooms, and none looks back: the imports are drawn, and an arrow that points back is refused."""

import ast
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from course import ROOT

# Each room may know those before it. The lessons' own rooms stand side by side, and so do the programs, lab
# and page, which are known to nobody.
RANKS = {"numerics": 0, "work": 1, "explorers": 2, "lessons": 3, "lessons/…": 4, "lab": 5, "page": 5}

Arrows = dict[tuple[str, str], list[str]]


def room(module: str, root: Path) -> str:
    """The room that a module of xentlib belongs to; one file in xentlib/ is numerics unless it is named."""
    first, second, *_ = [*module.split(".")[1:], "", ""]
    if first == "lessons" and second and (root / "xentlib" / first / second).is_dir():
        return f"lessons/{second}"
    return first if first in RANKS else "numerics"


def rank(name: str) -> int:
    return RANKS.get(name, RANKS["lessons/…"])


def looks_back(here: str, there: str) -> bool:
    return here != there and rank(there) >= rank(here)


def is_module(name: str, root: Path) -> bool:
    path = root.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imports(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that a file imports, in functions and by relative names, too."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*start, *filter(None, [node.module])])
            for alias in node.names:
                name = f"{base}.{alias.name}"
                yield node.lineno, name if is_module(name, root) else base


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Each file of the package after its room."""
    for path in sorted((root / "xentlib").rglob("*.py")):
        yield room(".".join(path.relative_to(root).with_suffix("").parts), root), path


def arrows(root: Path) -> Arrows:
    """From room to room, the lines of code that lead there."""
    found = defaultdict(list)
    for here, path in files(root):
        for line, module in imports(path, root):
            if module.split(".")[0] == "xentlib":
                place = f"{path.relative_to(root).as_posix()}:{line} imports {module}"
                found[here, room(module, root)].append(place)
    return found


def back(found: Arrows) -> list[str]:
    """The lines that look back."""
    return [line for arrow, lines in found.items() if looks_back(*arrow) for line in lines]


def drawing(found: Arrows) -> str:
    """A row for each room, with an arrow to each that it imports from; one that points back is crossed."""
    between = [(here, there) for here, there in found if here != there]
    rows, columns = (sorted({arrow[end] for arrow in between}, key=rank) for end in (0, 1))
    lines = [" " * 36 + "  ".join(columns)]
    for here in rows:
        signs = ["◀✗"[looks_back(here, there)] if (here, there) in between else " " for there in columns]
        cells = (sign.center(len(there)) for sign, there in zip(signs, columns, strict=True))
        lines.append(f"{here:36}" + "  ".join(cells).rstrip())
    return "\n".join(lines)


def test_no_room_looks_back():
    found = arrows(ROOT)
    assert not back(found), "\n".join(["", drawing(found), *back(found)])


LOOKS = {
    "numerics at explorers": ("measures.py", "import xentlib.explorers.theme"),
    "in a function, by a relative name": ("losses.py", "def f():\n    from .explorers import theme"),
    "numerics at the lab": ("measures.py", "from xentlib.lab import LEFT_OUT"),
    "numerics at a learner's copy": ("measures.py", "from .work import follow"),
    "a lesson at the pages": ("lessons/exercise.py", "from xentlib.page import build"),
    "one program at another": ("page/build.py", "from xentlib import lab"),
    "explorers at lessons": ("explorers/svg.py", "from xentlib import lessons"),
    "what all lessons share, at one": ("lessons/exercise.py", "from .entropy import pictures"),
    "a lesson at another": ("lessons/entropy/pictures.py", "from ..start_here.pictures import CourseMap"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_back_is_seen_and_drawn(look, tmp_path):
    shutil.copytree(ROOT / "xentlib", tmp_path / "xentlib", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "xentlib" / "lab.py").touch()
    file, line = LOOKS[look]
    before = arrows(tmp_path)
    with (tmp_path / "xentlib" / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    after = arrows(tmp_path)
    (seen,) = set(back(after)) - set(back(before))
    assert seen.startswith(f"xentlib/{file}:") and "✗" in drawing(after)


def test_numerics_are_numpy_and_nothing_else():
    allowed = {"numpy", "xentlib", *sys.stdlib_module_names}
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for here, path in files(ROOT)
        for line, module in imports(path, ROOT)
        if here == "numerics" and module.split(".")[0] not in allowed
    ]
    assert not found


def test_a_learners_copy_needs_the_standard_library_only():
    modules = [module for _, module in imports(ROOT / "xentlib" / "work.py", ROOT)]
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names


def test_the_tests_of_the_numerics_need_neither_explorers_nor_lessons():
    found = [
        f"{path.name}:{line} imports {module}"
        for path in (ROOT / "tests" / "numerics").glob("*.py")
        for line, module in imports(path, ROOT)
        if module.split(".")[0] == "xentlib" and room(module, ROOT) != "numerics"
    ]
    assert not found
