"""Notebooks become pages: a folder of files that a browser opens from disk, without server or network."""

import functools
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from xentlib.explorers import Explorer
from xentlib.page.notebooks import run
from xentlib.page.player import write_player
from xentlib.page.prose import PageExporter, code_colours, sections
from xentlib.page.record import record

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"


def build(site: Path, pdf: bool) -> None:
    """Make the whole course as pages, with every explorer recorded, in place of what stood there.

    Parameters
    ----------
    site : Path
        The folder of the pages.
    pdf : bool
        Whether each page leads to its two PDF files, which `print_pages` makes.

    Raises
    ------
    SystemExit
        If the folder holds anything but pages.
    """
    clear(site)
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    write_frame(site, notebooks)
    # A notebook has a process of its own, as it has a kernel of its own in JupyterLab.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), max_tasks_per_child=1) as pool:
        for done in [pool.submit(write_recorded, path, notebooks, site, pdf) for path in notebooks]:
            done.result()


def clear(site: Path) -> None:
    """Remove the pages of an earlier call; a folder of anything else stays as it is."""
    if site.exists() and any(site.iterdir()) and not (site / "static" / "player.js").is_file():
        raise SystemExit(f"Expected a new folder, an empty one or one of pages: {site} holds something else.")
    shutil.rmtree(site, ignore_errors=True)


def write_recorded(path: Path, notebooks: Sequence[Path], site: Path, pdf: bool) -> None:
    """Run a notebook, record its explorers and write its page.

    Parameters
    ----------
    path : Path
        The notebook.
    notebooks : sequence of Path
        The whole course, in order.
    site : Path
        The folder of the pages.
    pdf : bool
        Whether the page leads to its PDF files.
    """
    os.chdir(path.parent)
    write_page(path, notebooks, site, run(path)[1], pdf)


def write_page(
    path: Path, notebooks: Sequence[Path], site: Path, explorers: dict[str, Explorer], pdf: bool
) -> None:
    """Write a notebook's page, as its outputs are saved, and the records of these explorers.

    Parameters
    ----------
    path, notebooks, site
        As of `write_recorded`.
    explorers : dict of str to Explorer
        By the names of their cells; where one is not among them its picture stands still.
    pdf : bool
        As of `write_recorded`.
    """
    notebook = nbformat.read(path, as_version=4)
    place = [each.stem for each in notebooks].index(path.stem)
    contents = [(each.stem, title(each)) for each in notebooks]
    for name, explorer in explorers.items():
        record(explorer, site / "records" / path.stem, name)
    resources = {
        "title": title(path),
        "contents": contents,
        "before": contents[place - 1] if place else None,
        "after": (*contents[place + 1 :], None)[0],
        "pdf": pdf,
        "stops": {name: explorer.stops for name, explorer in explorers.items()},
    }
    write(site, path.stem, notebook, **resources)


def write_frame(site: Path, notebooks: Sequence[Path]) -> None:
    """Write what the pages share: the cover, the style sheets and the scripts.

    Parameters
    ----------
    site : Path
        The folder of the pages.
    notebooks : sequence of Path
        The whole course, in order.
    """
    write_player(site / "static")
    shutil.copy(HERE / "static" / "page.js", site / "static")
    sheet = (HERE / "static" / "page.css").read_text(encoding="utf-8")
    (site / "static" / "page.css").write_text(f"{sheet}\n{code_colours()}\n", encoding="utf-8")
    rows = [f"| [{title(path)}]({path.name}) | {question(path)} |" for path in notebooks]
    text = (HERE / "cover.md").read_text(encoding="utf-8")
    cover = new_markdown_cell(
        "\n".join([text, "| notebook | the question |", "|---|---|", *rows]), id="cover"
    )
    contents = [(path.stem, title(path)) for path in notebooks]
    write(site, "index", new_notebook(cells=[cover]), title="Cross-entropy", contents=contents)


def write(site: Path, stem: str, notebook: nbformat.NotebookNode, **resources: Any) -> None:
    """Write a page and its pictures."""
    resources |= {"stem": stem, "sections": sections(notebook), "unique_key": stem}
    html, made = PageExporter().from_notebook_node(notebook, resources | {"output_files_dir": "pictures"})
    (site / "pictures").mkdir(parents=True, exist_ok=True)
    for name, data in made["outputs"].items():
        (site / name).write_bytes(data)
    (site / f"{stem}.html").write_text(html, encoding="utf-8")


def title(path: Path) -> str:
    """Return a notebook's title, without the mark in front of it."""
    return first_lines(path)[0].removeprefix("# ")


def question(path: Path) -> str:
    """Return the question that a notebook answers."""
    return first_lines(path)[1].strip("*")


@functools.cache  # the whole course is named on each page
def first_lines(path: Path) -> list[str]:
    """Return the lines of a notebook's first cell that say something."""
    return [line for line in nbformat.read(path, as_version=4).cells[0].source.splitlines() if line]
