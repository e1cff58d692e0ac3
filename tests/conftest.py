"""What the browser tests share: a JupyterLab, a Chromium, and a page in it."""

from lab import browser, lab, page  # noqa: F401
from warm import pytest_configure  # noqa: F401

collect_ignore = ["lessons/made_up"]  # a lesson of no course, for test_a_new_lesson.py
