"""Whether a test ever fails by chance: many runs, in random order, some of them while no core is free.

    python benchmarks/stability.py
    python benchmarks/stability.py --notebooks 3 1 --command 0 0 --training 0 --seed 7

A run is nbval over all notebooks, in turn with one worker and with two; or the whole command; or nbval over
the two notebooks that train, in turn with one thread and with two, and two of four on a processor's baseline
instructions. `--notebooks` and `--command` say how many runs there are, and in how many of them other
programs take all cores, `--training` how many there are. A run in which any test fails counts as failed, and
its output is kept in test-results/; the exit code is then 1.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from fast import TRAINING  # noqa: E402
from instructions import BASELINE  # noqa: E402

NOTEBOOKS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("notebooks/*.ipynb"))
LOGS = ROOT / "test-results"
# nbval alone has the whole command's kernels, too: conftest has them start warm.
WITH_CONFTEST = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
WORK = "import os\nwhile os.getppid() == {parent}: sum(range(1_000_000))"  # no longer than this program lives


@contextlib.contextmanager
def all_cores_taken():
    command = [sys.executable, "-c", WORK.format(parent=os.getpid())]
    others = [subprocess.Popen(command) for _ in range(os.cpu_count())]
    try:
        yield
    finally:
        for process in others:
            process.kill()
            process.wait()


class Run(NamedTuple):
    """One row of the table: what runs, whether the cores are taken, and in what surroundings."""

    what: str
    taken: bool
    workers: int
    threads: str = "as found"
    instructions: str = "all"

    @property
    def words(self) -> list[str]:
        if self.what == "whole command":
            return []
        training = [f"notebooks/{name}.ipynb" for name in TRAINING]
        notebooks = NOTEBOOKS if self.what == "nbval" else training
        return ["-p", "conftest", "-n", str(self.workers), *random.sample(notebooks, len(notebooks))]

    @property
    def environment(self) -> dict[str, str]:
        path = {} if self.what == "whole command" else WITH_CONFTEST
        threads = {} if self.threads == "as found" else {"OMP_NUM_THREADS": self.threads}
        return os.environ | path | threads | (BASELINE if self.instructions == "baseline" else {})


def plan(notebooks: list[int], command: list[int], training: int) -> list[Run]:
    runs = [Run("nbval", number < notebooks[1], 1 + number % 2) for number in range(notebooks[0])]
    runs += [Run("whole command", number < command[1], 2) for number in range(command[0])]
    around = [(threads, instructions) for instructions in ("all", "baseline") for threads in "12"]
    return runs + [Run("nbval of what trains", False, 2, *around[number % 4]) for number in range(training)]


def fails(run: Run, log: Path) -> bool:
    """Run it; keep what it has printed if it fails."""
    command = [sys.executable, "-m", "pytest", *run.words]
    with (
        all_cores_taken() if run.taken else contextlib.nullcontext(),
        log.open("w", encoding="utf-8") as file,
    ):
        print(*command, file=file, flush=True)
        done = subprocess.run(command, cwd=ROOT, env=run.environment, stdout=file, stderr=subprocess.STDOUT)
    if not done.returncode:
        log.unlink()
    return done.returncode != 0


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    counts = {"nargs": 2, "type": int, "metavar": ("RUNS", "TAKEN")}
    parser.add_argument("--notebooks", default=[30, 10], help="nbval (default: 30 10)", **counts)
    parser.add_argument("--command", default=[5, 2], help="the whole command (default: 5 2)", **counts)
    parser.add_argument("--training", type=int, default=20, help="nbval of what trains (default: 20)")
    parser.add_argument("--seed", type=int, default=random.randrange(1000), help="of the order")
    return parser.parse_args()


def main() -> int:
    given = options()
    random.seed(given.seed)
    LOGS.mkdir(exist_ok=True)
    runs, failures = Counter(), Counter()
    for number, row in enumerate(plan(given.notebooks, given.command, given.training), 1):
        log = LOGS / f"stability-{given.seed}-{number}.log"
        failed = fails(row, log)
        runs[row] += 1
        failures[row] += failed
        print(number, *row, log if failed else "well", file=sys.stderr, flush=True)
    print(f"The order is that of --seed {given.seed}.\n")
    print("| what | cores taken | workers | threads | instructions | runs | failures |")
    print("|---|---|---:|---|---|---:|---:|")
    for row in sorted(runs):
        print("|", " | ".join(map(str, (*row, runs[row], failures[row]))), "|")
    return 1 if failures.total() else 0


if __name__ == "__main__":
    sys.exit(main())
