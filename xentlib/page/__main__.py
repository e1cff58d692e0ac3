"""``python -m xentlib.page`` writes the course as pages into the folder ``site``, ``--pdf`` also on paper."""

import argparse
from pathlib import Path

from xentlib.page.build import build
from xentlib.page.paper import print_pages

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="run.py page", description="the whole course as static pages")
    parser.add_argument(
        "site", nargs="?", default="site", type=Path, help="the folder to write; site unless given"
    )
    parser.add_argument("--pdf", action="store_true", help="print each page, too, with and without solutions")
    words = parser.parse_args()
    build(words.site.resolve(), words.pdf)
    if words.pdf:
        print_pages(words.site.resolve())
    print(f"Open {words.site / 'index.html'} in a browser.")
