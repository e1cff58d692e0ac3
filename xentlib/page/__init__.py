"""The course as static pages: no server and no network; ``python -m xentlib.page`` makes them."""
