"""What the tests share: a JupyterLab, a browser of either kind and its pages, kernels that start warm."""

import hypothesis
from lab import browser, firefox, lab, page  # noqa: F401
from warm import pytest_configure  # noqa: F401

collect_ignore = ["lessons/made_up"]  # a lesson of no course, for test_a_new_lesson.py

hypothesis.settings.register_profile("course", deadline=None)  # another program may have the processor
hypothesis.settings.load_profile("course")
