"""The course's pages, made once for the tests of a process: one notebook has its records, the others none."""

import pytest
from course import NOTEBOOKS, explorers

from xentlib.page.build import write_frame, write_page

RECORDED = NOTEBOOKS[0]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    write_frame(site, NOTEBOOKS)
    for path in NOTEBOOKS:
        write_page(path, NOTEBOOKS, site, explorers(path) if path == RECORDED else {})
    return site
