"""The course as static pages: nothing to install, no server, no network; by ``python -m xentlib.page``."""
