"""An explorer that follows a computation while it runs, under a bar that fills."""

import contextlib
from collections.abc import Callable, Iterator

import ipywidgets as widgets
from IPython.display import display
from tqdm.notebook import tqdm

from xentlib.explorers.explorer import Explorer

VIEW = "application/vnd.jupyter.widget-view+json"


@contextlib.contextmanager
def live(explorer: Explorer, total: int) -> Iterator[Callable[[], None]]:
    """Show an explorer from now on, and a bar; both leave the page when the computation is done.

    They are shown as widgets and in no other form, so that a saved notebook has nothing of them.

    Parameters
    ----------
    explorer : Explorer
        What is to be seen; its picture holds what the computation fills.
    total : int
        How many parts the computation has.

    Yields
    ------
    callable
        To be called after each part: the picture is drawn anew, and the bar grows.
    """
    bar = tqdm(total=total, display=False)
    box = widgets.VBox([bar.container, explorer])
    view = {VIEW: {"version_major": 2, "version_minor": 0, "model_id": box.model_id}}
    shown = display(view, raw=True, display_id=True)

    def advance() -> None:
        explorer.redraw()
        bar.update()

    try:
        yield advance
    finally:
        bar.close()
        box.close()
        if shown:  # where there is a page
            shown.update({}, raw=True)
