"""The course's pages, made once for the tests of a process."""

import functools

import pytest
from course import NOTEBOOKS, explorers
from page.recorded import in_short

from xentlib.page.build import write_frame, write_page

RECORDED = NOTEBOOKS[0]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """All pages; one notebook has its whole records, the others none."""
    site = tmp_path_factory.mktemp("site")
    write_frame(site, NOTEBOOKS)
    for path in NOTEBOOKS:
        write_page(path, NOTEBOOKS, site, explorers(path) if path == RECORDED else {}, False)
    return site


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """Writes a notebook's page, with records of its explorers in short, when it is first asked for it."""
    site = tmp_path_factory.mktemp("recorded")
    write_frame(site, NOTEBOOKS)

    @functools.cache
    def page(path):
        with pytest.MonkeyPatch.context() as patch:
            in_short(patch, 2)
            write_page(path, NOTEBOOKS, site, explorers(path), False)
        assert all(explorer.values == explorer.states[0] for explorer in explorers(path).values())
        return site / f"{path.stem}.html"

    return page
