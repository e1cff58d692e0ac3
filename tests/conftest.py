"""What the browser tests share: a JupyterLab, a Chromium, and a page in it."""

from lab import browser, lab, page  # noqa: F401
