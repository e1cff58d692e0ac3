"""Which cell of which notebook notices which mistake, by its committed outputs alone.

    python benchmarks/red.py

Mistakes in the library are generated from the public functions' signatures, and the notebooks are tried in
their order until one of them notices (``tests/lessons/library_mistakes.py``). A lesson's mistakes are written
for its notebook (``tests/lessons/mistakes.py``).
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from course import NOTEBOOKS  # noqa: E402
from lessons.judge import examine_all, prepare  # noqa: E402


def main():
    prepare()
    found, _ = examine_all(NOTEBOOKS)
    for mistake, place in found.items():
        name = mistake if isinstance(mistake, str) else ": ".join(mistake)
        print(f"{name:62} {f'{place.notebook}, cell {place.cell}' if place else 'nobody notices'}")
    print(f"{len(found)} mistakes, {sum(map(bool, found.values()))} noticed")


if __name__ == "__main__":
    main()
