"""Which tests share one of pytest-xdist's workers: all of a notebook, or all of a file that names none.

A notebook's cells share a kernel, and the tests that look at its explorers share these. A file's tests share
its fixtures. No unit takes more than a tenth of the time, so that the workers end together.
"""

from functools import cached_property

import pytest
from xdist.scheduler import LoadFileScheduling


class ByNotebook(LoadFileScheduling):
    @cached_property
    def notebooks(self) -> list[str]:
        return [path.stem for path in self.config.rootpath.glob("notebooks/*.ipynb")]

    def _split_scope(self, nodeid: str) -> str:
        named = (name for name in self.notebooks if name in nodeid)
        return next(named, super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)  # also where xdist is switched off
def pytest_xdist_make_scheduler(config, log):
    return ByNotebook(config, log)
