"""nbval's judgement on a notebook without a kernel: its cells run here, nbval compares what they say.

A process that forks before a cell can plant a mistake in each fork and see which cell is the first to notice,
while nothing that comes before is run again.
"""

import contextlib
import io
import os
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbval.plugin
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from lessons.library_mistakes import MISTAKES, plant, watch, wrap_library
from traitlets.config import Config
from warm import CONTEXT

from xentlib.explorers import Explorer

OTHERS = ["cacheprovider", "warnings", "xdist", "hypothesispytest"]  # plugins that have no part in it
ALONE = ["-qq", "-s", "-c", os.devnull, "--noconftest", *(f"-pno:{plugin}" for plugin in OTHERS)]


class Kernel:
    """A shell in this process, with what nbval asks of a kernel."""

    def __init__(self):
        self.shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))

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


def collect(path: Path) -> list[nbval.plugin.IPyNbCell]:
    """Return nbval's tests of a notebook, one a cell, whose kernel is this process."""
    collected = Collected()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*ALONE, "--nbval", str(path)], plugins=[collected])
    os.chdir(path.parent)
    collected.cells[0].parent.kernel = Kernel()
    return collected.cells


def prepare() -> None:
    """Make this process one that may fork, and whose library takes mistakes."""
    torch.set_num_threads(1)  # a pool of threads would be lost in a fork
    Explorer.png = b""  # nbval compares no pixels
    wrap_library()


def in_a_fork(function: Callable, *args: Any) -> Any:
    """Return what a function gives in a copy of this process."""
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        try:
            os.write(writing, pickle.dumps(function(*args)))
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with open(reading, "rb") as pipe:
        return pickle.load(pipe)


def survey(cells: list[nbval.plugin.IPyNbCell]) -> list[set]:
    """For each cell the mistakes that it is the first to meet: they would change what a function gives it."""
    met, seen = [], set()
    watch(seen)
    for cell in cells:
        before = set(seen)
        cell.runtest()
        met.append(seen - before)
    return met


def notices(cell: nbval.plugin.IPyNbCell) -> bool:
    """Whether a cell fails, by an error or because its outputs are not those that were saved."""
    try:
        cell.runtest()
    except nbval.plugin.NbCellError:
        return True
    return False


def first_to_notice(mistake: tuple[str, str], cells: list[nbval.plugin.IPyNbCell]) -> int | None:
    plant(*mistake)
    return next((cell.cell_num for cell in cells if notices(cell)), None)


def examine(path: Path, mistakes: set[tuple[str, str]]) -> dict[tuple[str, str], int | None]:
    """Tell of each mistake that the notebook meets which of its cells notices."""
    prepare()
    cells = collect(path)
    found = {}
    for number, met in enumerate(in_a_fork(survey, cells)):
        for mistake in met & mistakes:
            found[mistake] = in_a_fork(first_to_notice, mistake, cells[number:])
        cells[number].runtest()
    return found


def examine_all(paths: list[Path]) -> dict[tuple[str, str], str]:
    """Tell of each mistake in the library the first notebook and cell that notice, or nothing."""
    places = dict.fromkeys(MISTAKES, "")
    for path in paths:
        left = {mistake for mistake, place in places.items() if not place}
        found = in_a_process(examine, path, left)
        places |= {
            mistake: f"{path.stem}, cell {cell}" for mistake, cell in found.items() if cell is not None
        }
    return places


def in_a_process(function: Callable, *args: Any) -> Any:
    """Return what a function gives in a process of its own, which has imported torch and matplotlib."""
    with ProcessPoolExecutor(1, mp_context=CONTEXT) as pool:
        return pool.submit(function, *args).result()
