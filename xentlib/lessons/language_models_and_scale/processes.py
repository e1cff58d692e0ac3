"""Starts the processes among which `sharded` spreads the vocabulary, and collects what they say."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
SECONDS = 280  # until they are given up; a quiet machine takes a thirtieth of it


def measure(*counts: int, rows: int = 128, width: int = 32, classes: int = 50304) -> list[dict[str, Any]]:
    """Return what the loss costs with the classes spread over so many processes, in each way.

    Parameters
    ----------
    *counts : int
        How many processes; one is always among them, for it is what the others are compared with.
    rows, width, classes : int
        N, D and C; each number of processes divides C.

    Returns
    -------
    list of dict
        "way", "processes", "loss" in nats, "off" from the loss of one process and "gradient off" from its
        gradient, at most; "handed", the bytes that a process hands over to be combined with the others';
        "peak", the bytes of its tensors beside x and weight at their most; "seconds" of processor time.

    Raises
    ------
    ValueError
        If the classes cannot be shared out evenly.
    RuntimeError
        If a process fails; with what it says.
    subprocess.TimeoutExpired
        If there is no result in time.
    """
    if any(classes % count for count in counts):
        raise ValueError(f"C = {classes} must be a multiple of each number of processes, {counts}")
    question = json.dumps([[1, *counts], [rows, width, classes]])
    words = [sys.executable, "-m", f"{__package__}.sharded", question]
    paths = filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    run = {"env": environment, "capture_output": True, "encoding": "utf-8", "timeout": SECONDS}
    done = subprocess.run(words, **run)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)
