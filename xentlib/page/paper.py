"""Pages on paper: Chromium prints each, once without solutions and once with them."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
# What a page is asked for, and how its file then ends; the template has links to them.
EDITIONS = {"": ".pdf", "?solutions": "_with_solutions.pdf"}


def print_pages(site: Path) -> None:
    """Write two PDF files beside each notebook's page.

    Parameters
    ----------
    site : Path
        The folder of the pages, as an absolute path.

    Raises
    ------
    SystemExit
        If there is no Chromium.
    """
    for page in sorted(site.glob("[0-9]*.html")):
        for query, ending in EDITIONS.items():
            print_page(page.as_uri() + query, page.with_name(page.stem + ending))


def print_page(address: str, file: Path) -> None:
    """Print a page into a file, with Chromium's own means."""
    alone = ["--headless", "--disable-gpu", "--no-pdf-header-footer", *unconfined()]
    subprocess.run([chromium(), *alone, f"--print-to-pdf={file}", address], check=True, capture_output=True)


def unconfined() -> list[str]:
    """Return the option without which Chromium does not start for root, as in a container."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def chromium() -> str:
    """Return the Chromium that prints."""
    if (found := find_chromium()) is None:
        raise SystemExit(
            "Printing needs Chromium: install it, or set XENT_CHROMIUM to it, then run this again."
        )
    return found


def find_chromium() -> str | None:
    """Return the Chromium that XENT_CHROMIUM names, else the one on PATH; None if there is none."""
    return os.environ.get("XENT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
