"""The course as static pages: nothing to install, no server, no network. ``python -m xentlib.page`` makes them."""
