"""Mutants of measures, activations and losses: the module with one operator or one number changed.

A mutant that no test notices shows what the tests do not look at, unless there is nothing to notice: those
stand in `equivalent_mutants.toml`, each with the reason. `benchmarks/mutants.py` tries every mutant that a
mutation tester makes, `test_sample_of_mutants.py` a few that need no tool.
"""

import ast
import contextlib
import difflib
import importlib
import io
import multiprocessing
import os
import re
import sys
import tokenize
import tomllib
import warnings
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[2]
MODULES = "measures", "activations", "losses"

SWAPS = {"+": "-", "*": "/", "<": "<=", ">": ">=", "==": "!=", "&": "|", "and": "or", "True": "False"}
SWAPS |= {new: old for old, new in SWAPS.items()}


def source_of(module):
    return (ROOT / "xentlib" / f"{module}.py").read_text(encoding="utf-8")


def simple_mutants(source):
    """Yield the source with one operator swapped for its neighbour, or with one whole number greater by 1."""
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        word = str(int(token.string) + 1) if token.string.isdecimal() else SWAPS.get(token.string)
        if word and token.type in (tokenize.NUMBER, tokenize.OP, tokenize.NAME):
            (row, start), (_, end) = token.start, token.end
            line = lines[row - 1][:start] + word + lines[row - 1][end:]
            mutated = "".join([*lines[: row - 1], line, *lines[row:]])
            if is_python(mutated):
                yield mutated


def is_python(source):
    with contextlib.suppress(SyntaxError), warnings.catch_warnings(action="ignore"):
        return bool(compile(source, "mutant", "exec"))
    return False


def change(source, mutated):
    """Say where a mutant differs: the function, its line there, and what became of it."""
    old, new = source.splitlines(), mutated.splitlines()
    edits = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [edit[1:] for edit in edits if edit[0] != "equal"]
    (first, _, there, _), (_, last, _, beyond) = changed[0], changed[-1]
    line, becomes = map(_in_one_line, (old[first:last], new[there:beyond]))
    return _owner(source, 1 + next(i for i in range(first, last) if old[i].strip())), line, becomes


def _in_one_line(lines):
    """With one space between words, and none after a bracket, where a tool may leave one."""
    return re.sub(r"([\[(]|\w=) ", r"\1", " ".join(" ".join(lines).split()))


def _owner(source, line):
    """Name the innermost function or class that a line belongs to, decorators included."""
    owners = {
        min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]): node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.end_lineno >= line
    }
    return owners.get(max((start for start in owners if start <= line), default=0), "")


def equivalent_mutants():
    """Yield module, function, line, what becomes of it, and why nobody can tell."""
    text = Path(__file__).with_name("equivalent_mutants.toml").read_text(encoding="utf-8")
    for module, entries in tomllib.loads(text).items():
        for entry in entries:
            for becomes in entry["becomes"]:
                yield module, entry["function"], entry["line"], becomes, entry["reason"]


def first_failures(mutants):
    """For each (module, source) yield the first of the module's tests to fail, or None.

    They run in another process, which makes room for a new one after 25, because each leaves modules behind.
    """
    with multiprocessing.get_context("spawn").Pool(1, _prepare, maxtasksperchild=25) as pool:
        yield from pool.imap(_first_failure, mutants)


def _prepare():
    """Spend no time on what mutants do not need: the smallest example that fails, and pytest's plugins."""
    phases = [hypothesis.Phase.generate]
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"


def _first_failure(mutant):
    module, source = mutant
    for name in [name for name in sys.modules if re.match("xentlib|numerics|test_", name)]:
        del sys.modules[name]
    try:
        _stand_in(module, source)
    except Exception as error:
        return f"import: {error!r}"
    plugin, tests = _FirstFailure(), ROOT / "tests" / "numerics" / f"test_{module}.py"
    options = ["-x", "-o", "addopts=", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*options, str(tests)], plugins=[plugin])
    return plugin.test


def _stand_in(module, source):
    """Let a source stand in for a module, and the package take its names from it."""
    place = importlib.import_module(f"xentlib.{module}")
    with warnings.catch_warnings(action="ignore"):
        exec(compile(source, place.__file__, "exec"), vars(place))
    importlib.reload(sys.modules["xentlib"])


class _FirstFailure:
    """A pytest plugin that keeps the first failure, and lets the quick tests and new functions go first."""

    def __init__(self):
        self.test = None

    def pytest_collection_modifyitems(self, items):
        """Three sets of arguments for each test, then the others, then hypothesis; what is slow, never."""
        items[:] = [item for item in items if not re.search("million|memory", item.name)]
        turns = {}
        for item in items:
            turns.setdefault(item.function, []).append(item)
        turn = {item: min(i, 3) for same in turns.values() for i, item in enumerate(same)}
        items.sort(key=lambda item: (hasattr(item.function, "hypothesis"), turn[item]))

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.test = self.test or report.nodeid.split("::")[-1]

    def pytest_collectreport(self, report):
        if report.failed:
            self.test = self.test or "import of the tests"
