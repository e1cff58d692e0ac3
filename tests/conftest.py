"""What tests share: warm kernels, JupyterLab, browsers and their pages; how tests are chosen and spread."""

import warm
from hypothesis import HealthCheck, settings
from lab import browser, firefox, lab, opened_labs, page  # noqa: F401
from workers import pytest_xdist_make_scheduler  # noqa: F401

# By its name: a conftest's own hooks are not asked about files beside its folder, as notebooks/ is.
pytest_plugins = ["fast"]
collect_ignore = ["lessons/made_up"]  # a lesson of no course, for test_a_new_lesson.py
# A quick machine is nothing that a test may ask for.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_configure():
    warm.start_kernels_warm()
