"""Which cell of which notebook notices which mistake in the library, by its committed outputs alone.

    python benchmarks/red.py

The mistakes are generated from the public functions' signatures (``tests/lessons/library_mistakes.py``). The
notebooks are tried in their order until one of them notices.
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
    for (function, what), place in found.items():
        print(f"{function:38} {what:24} {place or 'nobody notices'}")
    print(f"{len(found)} mistakes, {sum(map(bool, found.values()))} noticed")


if __name__ == "__main__":
    main()
