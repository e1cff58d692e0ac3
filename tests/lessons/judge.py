"""nbval's judgement on notebooks without a kernel: their cells run here, nbval compares what they say.

One process imports everything, and is forked for each notebook. What a cell has stored is held against that
with changes; that it is also what the cell says, nbval sees with a kernel. Each cell runs once, as long as
mistakes are left to meet, and after that if a solution needs what it names. A fork before the cell waits to
hear which mistakes it meets: one in the library if it would have changed a number, one in a lesson if its
function is called. It plants each in a fork of its own, and sees which cell is the first to notice, while
nothing that comes before is run again.
"""

import ast
import contextlib
import functools
import gc
import importlib
import io
import itertools
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import nbformat
import nbval.plugin
import pytest
import torch
import torch.fx.experimental.symbolic_shapes  # torch itself does with its first weight: 0.5 s in each fork
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from lessons.library_mistakes import MISTAKES, plant, watch, wrap_library
from lessons.tampering import changed_outputs, changed_solutions
from nbval.plugin import IPyNbCell
from traitlets.config import Config
from warm import CONTEXT

from xentlib.explorers import Explorer

# Plugins that have no part in it; unraisableexception takes 0.5 s to collect garbage.
OTHERS = ["cacheprovider", "warnings", "xdist", "hypothesispytest", "unraisableexception"]
ALONE = ["-qq", "-s", "-c", os.devnull, "--noconftest", *(f"-pno:{plugin}" for plugin in OTHERS)]


Mistake = tuple[str, str] | str  # one of the library's, or of the lessons', by its name


class Place(NamedTuple):
    """The first cell to notice, and what nbval says of it."""

    notebook: str
    cell: int
    said: str


class Kernel:
    """A shell in this process, with what nbval asks of a kernel."""

    def __init__(self):
        self.shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
        self.shell.showtraceback = lambda *_, **__: None  # 1 s, and nbval compares none

    def is_alive(self) -> bool:
        return True

    def run(self, source: str) -> list[tuple[str, dict]]:
        """What a cell has to say, as the types and contents of messages."""
        with capture_output() as said:
            self.shell.display_trap.hook = sys.displayhook  # what the capture has put there
            result = self.shell.run_cell(source)
        texts = {"stdout": said.stdout, "stderr": said.stderr}
        messages = [("stream", {"name": name, "text": text}) for name, text in texts.items() if text]
        messages += [("display_data", {"data": rich.data, "metadata": {}}) for rich in said.outputs]
        if not result.success:
            error = result.error_before_exec or result.error_in_exec
            messages.append(("error", {"ename": type(error).__name__, "evalue": str(error), "traceback": []}))
        return messages

    def execute_cell_input(self, source: str, allow_stdin: bool) -> str:
        self.messages = iter([*self.run(source), ("status", {"execution_state": "idle"})])
        return "cell"

    def await_reply(self, msg_id: str, timeout: float) -> None:
        pass

    await_idle = await_reply

    def get_message(self, stream: str, timeout: float) -> dict:
        msg_type, content = next(self.messages)
        return {"msg_type": msg_type, "content": content, "parent_header": {"msg_id": "cell"}}


class Collected:
    """A plugin that keeps nbval's cells and has pytest run none of them."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.cells = session.items
        return True


def collect(paths: Iterable[Path]) -> list[list[IPyNbCell]]:
    """Return nbval's tests of each notebook, one a cell."""
    collected = Collected()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*ALONE, "--nbval", *map(str, paths)], plugins=[collected])
    return [list(cells) for _, cells in itertools.groupby(collected.cells, key=lambda cell: cell.parent)]


def prepare() -> None:
    """Make this process one that may fork, and whose library takes mistakes."""
    torch.set_num_threads(1)  # a pool of threads would be lost in a fork
    Explorer.png = b""  # nbval compares no pixels
    wrap_library()


def process() -> ProcessPoolExecutor:
    """A process of its own that is prepared, for whom runs threads and must not fork."""
    return ProcessPoolExecutor(1, mp_context=CONTEXT, initializer=prepare)


def forked(function: Callable, *args: Any) -> Callable:
    """Copy this process as it stands; return the function, which will be called there, once."""
    gc.freeze()  # else a collection in the fork writes to each object, and so copies all the memory
    here, there = multiprocessing.Pipe()
    if not (pid := os.fork()):
        try:
            here.close()
            there.send(function(*args, *there.recv()))
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)
    there.close()
    return functools.partial(ask, here, pid)


def ask(fork: multiprocessing.connection.Connection, pid: int, *args: Any) -> Any:
    with fork:
        fork.send(args)
        result = fork.recv()
    os.waitpid(pid, 0)
    return result


def fault(cell: IPyNbCell) -> str:
    """Why a cell fails, by an error or because its outputs are not those that were saved; else nothing."""
    try:
        cell.runtest()
    except nbval.plugin.NbCellError as error:
        return str(error)
    return ""


def judge_solutions(cell: IPyNbCell) -> Iterator[tuple[str, bool]]:
    """Each change to a solution, and whether it is noticed."""
    right = cell.cell.source
    for source in [*changed_solutions(cell.cell)]:
        cell.cell.source = source
        yield source, bool(forked(fault, cell)())
        cell.cell.source = right


def judge_outputs(cell: IPyNbCell) -> Iterator[tuple[str, bool]]:
    """Each change to a cell's outputs, and whether it is noticed where the cell says what it has stored."""
    kernel, right = cell.parent.kernel, cell.cell.outputs
    kernel.run = lambda source: [*map(message, right)]
    cell.runtest()
    cell.format_output_compare = lambda *_: None  # what differs need not be told
    # Of a cell tagged nbval-ignore-output nbval asks only that it runs.
    for change, outputs in changed_outputs(right) if cell.options["check"] else ():
        cell.cell.outputs = outputs
        yield f"{cell.cell.id}: {change}", bool(fault(cell))
    cell.cell.outputs = right
    del kernel.run, cell.format_output_compare


def message(output: nbformat.NotebookNode) -> tuple[str, dict]:
    """What a kernel would have sent for an output that is stored."""
    rich = output.output_type in ("display_data", "execute_result")
    return "display_data" if rich else output.output_type, output


def needed(cells: list[IPyNbCell]) -> set[int]:
    """Which cells name something that a solution loads, or a cell that is needed."""
    numbers, loaded = set(), set()
    for number, cell in reversed([*enumerate(cells)]):
        tree = ast.parse(cell.cell.source)
        if "solution" in cell.cell.metadata.get("tags", []) or loaded & names(tree, ast.Store):
            numbers.add(number)
            loaded |= names(tree, ast.Load)
    return numbers


def names(tree: ast.Module, context: type[ast.expr_context]) -> set[str]:
    """What a cell loads, or what it stores, defines and imports."""
    found = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
    if context is ast.Store:
        found |= {
            (each.asname or each.name).partition(".")[0]
            for each in ast.walk(tree)
            if isinstance(each, ast.alias)
        }
        found |= {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    return found


def lessons_mistakes() -> ModuleType:
    """The lessons take the library's functions when they are imported: not before these are wrapped."""
    return importlib.import_module("lessons.mistakes")


def first_to_notice(mistake: Mistake, cells: list[IPyNbCell]) -> Place | None:
    plant(*mistake) if mistake in MISTAKES else lessons_mistakes().plant(mistake)
    faults = ((cell, fault(cell)) for cell in cells)
    return next((Place(cell.path.stem, cell.cell_num, said) for cell, said in faults if said), None)


def try_each(cells: list[IPyNbCell], mistakes: set[Mistake]) -> dict[Mistake, Place | None]:
    return {mistake: forked(first_to_notice, mistake, cells)() for mistake in mistakes}


def examine(
    cells: list[IPyNbCell], mistakes: set[Mistake]
) -> tuple[dict[Mistake, Place | None], list[tuple[str, bool]]]:
    """Tell of each mistake that a notebook meets which cell notices; and of each change whether one does.

    A mistake is tried from the first cell on that meets it.
    """
    os.chdir(cells[0].path.parent)
    cells[0].parent.kernel = Kernel()
    found, verdicts, for_solutions = {}, [], needed(cells)
    seen = set()
    watch(seen)
    lessons_mistakes().wrap_lessons(seen)
    for number, cell in enumerate(cells):
        verdicts += [*judge_solutions(cell), *judge_outputs(cell)]
        if mistakes - seen:
            before, try_from_here = set(seen), forked(try_each, cells[number:])
            cell.runtest()
            found |= try_from_here((seen - before) & mistakes)
        elif number in for_solutions:
            cell.runtest()
    return found, verdicts


def examine_all(paths: list[Path]) -> tuple[dict[Mistake, Place | None], dict[str, list[tuple[str, bool]]]]:
    """Tell of each mistake where it is noticed; and each notebook's verdicts.

    A mistake in the library is tried in one notebook after another, until it is noticed.
    """
    of_lessons = lessons_mistakes().MISTAKES
    places, verdicts = dict.fromkeys([*MISTAKES, *of_lessons]), {}
    for path, cells in zip(paths, collect(paths), strict=True):
        own = {name for name, mistake in of_lessons.items() if mistake.notebook == path.stem}
        left = own | {mistake for mistake in MISTAKES if not places[mistake]}
        found, verdicts[path.stem] = forked(examine, cells, left)()
        places |= found
    return places, verdicts
