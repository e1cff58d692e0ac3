"""The course as static pages: no installation, no server, no network. ``python -m xentlib.page`` makes them."""
