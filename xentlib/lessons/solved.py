"""Which exercises a learner has solved, kept in the learner's own folder.

The folder is one that `xentlib.work.follow` has made; elsewhere nothing is kept, and nothing read. One file
holds the names, a line each. It is only appended to, a line by one call, so that two kernels at once lose
nothing; a line that a full disk has cut short hides no other. Who deletes the file starts again.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from xentlib.work import OWN

NAME = "progress.jsonl"


def file() -> Path | None:
    """Where the names are kept: in the folder of the notebook or the nearest above it that is a learner's."""
    here = Path.cwd()
    own = (folder for folder in (here, *here.parents) if (folder / OWN).is_dir())
    return next((folder / NAME for folder in own), None)


def solved() -> set[str] | None:
    """Return the names of the exercises that are solved; None where nothing is kept."""
    try:
        path = file()
        lines = path.read_bytes().splitlines() if path and path.is_file() else []
        return path and {name for line in lines for name in names(line)}
    except OSError:
        return None


def names(line: bytes) -> Iterator[str]:
    """Return the name that a line holds, if it holds one."""
    with contextlib.suppress(ValueError, RecursionError):
        if isinstance(name := json.loads(line), str):
            yield name


def keep(name: str) -> None:
    """Keep that an exercise is solved, where that is possible. Never raises."""
    with contextlib.suppress(OSError):
        if (path := file()) and name not in (solved() or ()):
            with path.open("ab", buffering=0) as kept:
                kept.write(f"\n{json.dumps(name)}".encode())  # its own line also after one that was cut
