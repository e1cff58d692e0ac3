"""What the browser tests share: a JupyterLab, a Chromium, a Firefox, and a page in either."""

from lab import browser, firefox, lab, page  # noqa: F401

collect_ignore = ["lessons/made_up"]  # a lesson of no course, for test_a_new_lesson.py
