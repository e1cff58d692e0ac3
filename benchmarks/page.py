"""The course as pages: what the explorers' records weigh, and how soon a frame stands.

    python benchmarks/page.py             # records all notebooks: some minutes
    python benchmarks/page.py 01 04       # only these

A line: how many frames of a notebook are recorded; the kilobytes of its first explorer's first file and of
the player, all that a first move asks for beside the page's own text; the megabytes of all its files; and in
headless Chromium the milliseconds of a frame that a move takes, script and layout, median and p90 over its
explorers. Records are compressed in themselves, base64 of zlib, and count as they lie on the disk; the player
counts as a server sends it, by gzip.
"""

import contextlib
import gzip
import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from course import NOTEBOOKS, explorers  # noqa: E402
from lab import QUIET, WINDOW, chromium_path  # noqa: E402

from xentlib.page.player import write_player  # noqa: E402
from xentlib.page.record import record  # noqa: E402

MOVES = 40
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="static/player.css">
<script defer src="static/player.js"></script>{}"""
PLACE = '<div class="xent-recorded" id="{0}" data-record="{1}/{0}" style="min-height: 600px"></div>'
ALIVE = "name => document.getElementById(name)?.querySelector('.xent-live [role=status]')?.textContent"

# Move a control through its record, as its own view asks for it: what script and layout take of a frame.
MOVE = """async ([name, moves]) => {
    const player = document.getElementById(name).xentPlayer;
    await player.settled;
    const [control, values] = Object.entries(player.sheets[0].axes).at(-1);
    const model = player.models.find((each) => each.get("name") === control);
    const times = [];
    for (let move = 0; move < moves; move++) {
        await new Promise(requestAnimationFrame);
        const begin = performance.now();
        player.follow({ value: values[(move * 7) % values.length][0] }, model);
        player.explorer.getBoundingClientRect();
        times.push(performance.now() - begin);
    }
    return times;
}"""


def record_notebook(path: Path, folder: Path) -> list[dict]:
    """Record a notebook's explorers; what `record` says of each, and its name."""
    with contextlib.chdir(path.parent):
        return [
            {"name": cell} | record(explorer, folder / path.stem, cell)
            for cell, explorer in explorers(path).items()
        ]


def frame_times(page: Page, folder: Path, stem: str, names: list[str]) -> list[float]:
    """How long each move took to its frame, over a notebook's explorers."""
    file = folder / f"{stem}.html"
    file.write_text(PAGE.format("".join(PLACE.format(name, stem) for name in names)), encoding="utf-8")
    page.goto(file.as_uri())
    times = []
    for name in names:
        page.evaluate("name => document.getElementById(name).scrollIntoView()", name)
        page.wait_for_function(ALIVE, arg=name)
        times += page.evaluate(MOVE, [name, MOVES])
    return times


def line(path: Path, written: list[dict], player: int, times: list[float]) -> str:
    frames = sum(each["frames"] for each in written)
    first, everything = written[0]["bytes"][0] + player, sum(sum(each["bytes"]) for each in written)
    spread = f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=10)[-1]:.1f}"
    return f"| {path.stem} | {frames} | {first / 1e3:.0f} | {everything / 1e6:.2f} | {spread} |"


def main() -> None:
    chosen = [path for path in NOTEBOOKS if not sys.argv[1:] or path.stem[:2] in sys.argv[1:]]
    print("| notebook | frames | kB before the first move | MB in all | ms a frame: median / p90 |")
    print("|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_player(folder / "static")
        player = sum(len(gzip.compress(file.read_bytes())) for file in (folder / "static").iterdir())
        chromium = playwright.chromium.launch(executable_path=chromium_path(playwright), args=QUIET)
        page = chromium.new_page(viewport=WINDOW)
        with ProcessPoolExecutor(2, max_tasks_per_child=1) as pool:
            done = pool.map(record_notebook, chosen, [folder] * len(chosen))
            for path, written in zip(chosen, done, strict=True):
                times = frame_times(page, folder, path.stem, [each["name"] for each in written])
                print(line(path, written, player, times), flush=True)


if __name__ == "__main__":
    main()
