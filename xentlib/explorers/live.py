"""A bar that fills while something is computed, above an explorer that follows it."""

import contextlib
from collections.abc import Callable, Iterator

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display
from tqdm.notebook import tqdm

from xentlib.explorers.explorer import Explorer

VIEW = "application/vnd.jupyter.widget-view+json"


@contextlib.contextmanager
def live(total: int, *explorers: Explorer) -> Iterator[Callable[[], None]]:
    """Show a bar from now on, and explorers under it; all leave the page when the computation is done.

    They are shown as widgets and in no other form, so that a saved notebook has nothing of them.

    Parameters
    ----------
    total : int
        How many parts the computation has.
    *explorers : Explorer
        What is to be seen; their pictures hold what the computation fills.

    Yields
    ------
    callable
        To be called after each part: the pictures are drawn anew, and the bar grows.
    """
    bar = tqdm(total=total, display=False)
    box = widgets.VBox([bar.container, *explorers])
    view = {VIEW: {"version_major": 2, "version_minor": 0, "model_id": box.model_id}}
    shown = display(view, raw=True, display_id=True) if get_ipython() else None

    def advance() -> None:
        for explorer in explorers:
            explorer.redraw()
        bar.update()

    try:
        yield advance
    finally:
        bar.close()
        box.close()
        if shown:
            shown.update({}, raw=True)
