"""Bind controls to a picture: when a control moves, picture and sentence follow.

With the controls' own files this is the place that knows ipywidgets. A picture knows nothing of controls, and
the controls' values are the only state.
"""

import base64
import io
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from xentlib.explorers.controls import CSS, script
from xentlib.explorers.picture import Picture
from xentlib.explorers.svg import SvgRenderer
from xentlib.explorers.theme import style

UNRESPONSIVE = "The kernel does not answer, so this picture stands still. Is it busy, or has it ended?"


class AnimatedFigure:
    """A picture in its figure: the background is drawn once, the animated artists above it at each move.

    Parameters
    ----------
    picture : type
        A subclass of `Picture`.
    """

    def __init__(self, picture: type[Picture]):
        with style():
            figure = Figure(figsize=picture.size, dpi=100, layout="constrained")
            self.canvas = FigureCanvasAgg(figure)
            self.picture = picture(*figure.subplots(**picture.axes, squeeze=False).flat)
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # laid out once; a longer label must not shift the background
            still, self.renderer = SvgRenderer(figure, "background"), SvgRenderer(figure, "animated")
            background = still.draw([figure])
            self.background = still.definitions() + background
        animated = figure.findobj(lambda artist: artist.get_animated())
        self.animated = sorted(animated, key=lambda artist: artist.get_zorder())

    def show(self, values: dict[str, Any]) -> tuple[str, str]:
        """Bring the picture to these values.

        Parameters
        ----------
        values : dict
            The controls' values, by the names of the arguments of ``draw``.

        Returns
        -------
        sentence : str
            What the picture shows.
        animated : str
            Its animated artists, as SVG markup.
        """
        self.picture.draw(**values)
        sentence = self.picture.say(**self.picture.read())
        return sentence, self.renderer.draw(self.animated)

    def pixels(self) -> np.ndarray:
        """Return the picture as matplotlib draws it.

        Returns
        -------
        numpy.ndarray, shape (height, width, 3)
            Red, green and blue, 0 to 255.
        """
        with style():
            self.canvas.draw()
            for artist in self.animated:
                artist.draw(self.canvas.renderer)
        return np.array(self.canvas.buffer_rgba())[..., :3]


class Canvas(anywidget.AnyWidget):
    """Where the picture is seen, its sentence under it as live text; a fault's sentence in place of both.

    Parameters
    ----------
    size : sequence of int
        Width and height of the picture, in pixels.
    background : str
        What does not move, as SVG markup.
    """

    _esm = script("canvas.js")
    _css = CSS
    size = traitlets.List().tag(sync=True)  # width and height
    background = traitlets.Unicode().tag(sync=True)  # these three are SVG
    definitions = traitlets.Unicode().tag(sync=True)  # of what is animated; they seldom change
    animated = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    fault = traitlets.Bool(False).tag(sync=True)
    unresponsive = traitlets.Unicode(UNRESPONSIVE).tag(sync=True)

    def __init__(self, size: Sequence[int], background: str):
        super().__init__(size=list(size), background=background)
        self.add_class("xent-canvas-box")
        self.on_msg(lambda *_: self.send({"pong": True}))  # the browser asks whether the kernel lives


class Explorer(widgets.Box):
    """Controls, a picture and a sentence that move together; made by `explore`.

    As an output it carries the live widget, the picture as PNG for places without a kernel, and the
    sentence, as text and as the PNG's alternative text.

    Parameters
    ----------
    picture : type
        A subclass of `Picture`.
    controls : dict of str to ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.
    feedback : callable or None
        Takes the controls' values, by name, and returns what is to be said of them; it joins the sentence.
    """

    def __init__(
        self, picture: type[Picture], controls: dict[str, widgets.Widget], feedback: Callable | None
    ):
        self.controls = controls
        self.feedback = feedback
        self.figure = AnimatedFigure(picture)
        self.canvas = Canvas(self.figure.renderer.size, self.figure.background)
        for control in controls.values():
            control.observe(self.redraw, "value")
        self.redraw()
        # Side by side, so that hand and picture are in sight together; one above the other if narrow.
        panel = widgets.VBox(list(controls.values()), layout=widgets.Layout(flex="0 0 auto"))
        super().__init__([panel, self.canvas])
        self.add_class("xent-explorer")

    @property
    def values(self) -> dict[str, Any]:
        """What the controls stand at."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words and numbers."""
        return self.canvas.sentence

    @property
    def png(self) -> bytes:
        """The picture as a file, for places without a kernel."""
        file = io.BytesIO()
        Image.fromarray(self.figure.pixels()).save(file, "png", optimize=True)
        return file.getvalue()

    def redraw(self, _change: Any = None) -> None:
        """Bring picture and sentence to what the controls stand at, and to what the picture holds."""
        try:
            sentence, animated = self.figure.show(self.values)
            if self.feedback:
                sentence += f"\n{self.feedback(self.values)!r}"
        except Exception as error:  # shown to the reader in place of a picture that is no longer true
            self._tell(f"{type(error).__name__}: {error}")
            raise
        self._tell(sentence, animated)

    def _tell(self, sentence: str, animated: str | None = None) -> None:
        with self.canvas.hold_sync():  # one message, so that picture and sentence change together
            self.canvas.sentence, self.canvas.fault = sentence, animated is None
            self.canvas.definitions = self.figure.renderer.definitions()
            self.canvas.animated = animated or self.canvas.animated

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        bundle = {"text/plain": self.sentence, "image/png": base64.b64encode(self.png).decode()}
        return super()._repr_mimebundle_(**kwargs) | bundle, {"image/png": {"alt": self.sentence}}


def explore(
    picture: type[Picture], *, feedback: Callable[[dict], Any] | None = None, **controls: widgets.Widget
) -> Explorer:
    """Show a picture that follows its controls.

    Parameters
    ----------
    picture : type
        A subclass of `Picture`.
    feedback : callable, optional
        Takes the controls' values, by name, and returns what is to be said of them; it joins the sentence.
    **controls : ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.

    Returns
    -------
    Explorer
        ``explorer.values`` holds what its controls stand at.

    Raises
    ------
    Exception
        Whatever the picture raises for the controls' first values. Later on the error is shown in red in
        place of the picture, until the next value that works.
    """
    return Explorer(picture, controls, feedback)
