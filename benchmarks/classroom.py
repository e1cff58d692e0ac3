"""A class on one server: students log in to the hub that deploy/ configures, run notebooks and drag sliders.

    python benchmarks/classroom.py           # classes of 1, 5, 10, 20 and 30; ten minutes
    python benchmarks/classroom.py 3 30      # classes of these sizes
    python benchmarks/classroom.py levers    # a class of three, a part of the configuration undone at a time

Run as root, with the extra `class` and configurable-http-proxy installed. Each student is a user of the
system, made for the run and removed after it. The students are played on the same machine, by the messages
that a browser would send; what they take of the processor stands in the table.
"""

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from hub import Hub, Notebook, Student, missing  # noqa: E402

STEMS = ["01_entropy", "02_kl_divergence", "06_cross_entropy_vs_nll_loss"]
SLIDER = "p, heads"
SECONDS = 8
MINUTE = 60  # within which a class logs in that does not start together
MIB = 2**20
# What undoes a part of the configuration.
COLD_KERNELS = 'del c.Spawner.environment["XENT_WARM"]\n'
LEVERS = {
    "as configured": "",
    "cold kernels": COLD_KERNELS,
    "cold servers, too": COLD_KERNELS + 'c.Spawner.cmd = [*c.Spawner.cmd[:3], "jupyterhub-singleuser"]\n',
}


class Class:
    """So many students, from the first log-in to the last drag."""

    def __init__(self, hub: Hub):
        self.hub = hub
        self.students = [Student(hub, name) for name in hub.names]
        self.figures: dict[str, float] = {}

    async def attend(self) -> dict[str, float]:
        await self.log_in()
        await self.open_first()
        self.figures["MiB a student"] = self.memory() / len(self.students)
        await self.drag()
        await self.drag_past_the_proxy()
        await self.run_all()
        return self.figures

    async def log_in(self) -> None:
        """All at once."""
        begin = time.monotonic()
        together = (asyncio.to_thread(student.log_in) for student in self.students)
        ends = await asyncio.gather(*(timed(each, begin) for each in together), return_exceptions=True)
        self.figures["servers given up"] = sum(isinstance(end, Exception) for end in ends)
        self.figures["s until all servers stand"] = time.monotonic() - begin

    async def open_first(self) -> None:
        """One after another, and then all of its cells, together."""
        self.notebooks = [Notebook(student, STEMS[0]) for student in self.students]
        firsts = [await first_cell(notebook) for notebook in self.notebooks]
        self.figures["s to the first cell, one by one"] = max(firsts)
        failed = await asyncio.gather(*(notebook.run_all() for notebook in self.notebooks))
        self.figures["failed cells"] = sum(failed)

    def memory(self) -> float:
        """What the students' processes take, in MiB; a page that n processes share counts 1/n for each."""
        groups = (self.hub.processes(student.name) for student in self.students)
        return sum(process.memory_full_info().pss for group in groups for process in group) / MIB

    async def drag(self) -> None:
        for count in sorted({min(5, len(self.students)), len(self.students)}):
            before = self.processor_times()
            drags = (notebook.drag(SLIDER, SECONDS) for notebook in self.notebooks[:count])
            latencies = await asyncio.gather(*drags)
            label = "all" if count == len(self.students) else "5"
            self.figures[f"pictures/s, {label} drag"] = statistics.median(map(len, latencies)) / SECONDS
            self.figures[f"ms a picture, {label} drag"] = 1000 * statistics.median(
                itertools.chain(*latencies)
            )
            pictures = sum(map(len, latencies))
            for name, seconds in self.processor_times().items():
                self.figures[f"ms of {name} a picture"] = 1000 * (seconds - before[name]) / pictures

    async def drag_past_the_proxy(self) -> None:
        """One student alone, as before and then straight to the server."""
        notebook = self.notebooks[0]
        through = await notebook.drag(SLIDER, SECONDS)
        await notebook.connect(notebook.student.server_address())
        straight = await notebook.drag(SLIDER, SECONDS)
        self.figures["ms a picture, one drags"] = 1000 * statistics.median(through)
        self.figures["ms of it in the proxy"] = 1000 * (
            statistics.median(through) - statistics.median(straight)
        )

    def processor_times(self) -> dict[str, float]:
        """Seconds of the processor that each part has used so far."""
        mine = psutil.Process()
        parts = {"kernels": 0.0, "servers": 0.0, "proxy": 0.0, "the students here": seconds(mine)}
        for process in psutil.Process(self.hub.process.pid).children(recursive=True):
            parts["proxy"] += seconds(process) * ("configurable-http-proxy" in " ".join(process.cmdline()))
        for student in self.students:
            for process in self.hub.processes(student.name):
                parts["kernels" if is_kernel(process) else "servers"] += seconds(process)
        return parts

    async def run_all(self) -> None:
        """02 and 06: they begin within a minute, in the same distances, and work at once."""
        gap = MINUTE / 30
        works = (self.work(student, number * gap) for number, student in enumerate(self.students))
        begin = time.monotonic()
        failed, firsts = zip(*await asyncio.gather(*works), strict=True)
        self.figures["failed cells"] += sum(failed)
        self.figures["s to the first cell, all at work"] = max(firsts)
        self.figures["s for 02 and 06"] = time.monotonic() - begin

    async def work(self, student: Student, wait: float) -> tuple[int, float]:
        """How many cells have failed, and how long a notebook's first one took at most."""
        await asyncio.sleep(wait)
        failed, firsts = 0, []
        for stem in STEMS[1:]:
            notebook = Notebook(student, stem)
            firsts.append(await first_cell(notebook))
            failed += await notebook.run_all()
        return failed, max(firsts)


async def first_cell(notebook: Notebook) -> float:
    """Seconds from the click that opens a notebook to the end of its first cell."""
    begin = time.monotonic()
    await notebook.start()
    await notebook.run(next(notebook.code()))
    return time.monotonic() - begin


async def timed(work, begin: float) -> float:
    await work
    return time.monotonic() - begin


def seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def is_kernel(process: psutil.Process) -> bool:
    """Forks have their parent's command line: a kernel is known by its open connection file's folder."""
    return any("kernel-" in (each.laddr or "") for each in process.net_connections("unix"))


def measure(students: int, undone: str = "") -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="xent-class-") as folder:
        Path(folder).chmod(0o711)
        hub = Hub(Path(folder), students, undone)
        try:
            return asyncio.run(Class(hub).attend())
        finally:
            hub.stop()


def main(words: list[str]) -> None:
    if lacking := missing():
        sys.exit(f"This machine has not got {lacking}.")
    if words == ["levers"]:
        return show(list(LEVERS), [measure(3, undone) for undone in LEVERS.values()])
    sizes = words or ["1", "5", "10", "20", "30"]
    show(sizes, [measure(int(size)) for size in sizes])


def show(heads: list[str], columns: list[dict[str, float]]) -> None:
    print(f"| {'students':32} | {' | '.join(f'{head:>8}' for head in heads)} |")
    for name in dict.fromkeys(name for column in columns for name in column):
        cells = (f"{column[name]:8.1f}" if name in column else " " * 8 for column in columns)
        print(f"| {name:32} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
