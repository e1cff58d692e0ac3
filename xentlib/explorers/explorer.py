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

from xentlib.explorers.controls import CSS, Control, script
from xentlib.explorers.picture import Picture
from xentlib.explorers.stops import Stop
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
        self.handles = self.picture.handles

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
    """Where the picture is seen, with its sentence as live text; a fault's sentence in place of both.

    Parameters
    ----------
    size : sequence of int
        Width and height of the picture, in pixels.
    background : str
        What does not move, as SVG markup.
    stops : list of str
        The names of the stops.
    """

    _esm = script("handles.js", "stops.js", "copy.js", "stage.js", "canvas.js")
    _css = CSS
    size = traitlets.List().tag(sync=True)  # width and height
    background = traitlets.Unicode().tag(sync=True)  # these three are SVG
    definitions = traitlets.Unicode().tag(sync=True)  # of what is animated; they seldom change
    animated = traitlets.Unicode().tag(sync=True)
    handles = traitlets.List().tag(sync=True)  # what may be dragged, as `Handle.message` tells it
    places = traitlets.List().tag(sync=True)  # of the handles, in pixels of the picture; None if not drawn
    stops = traitlets.List().tag(sync=True)
    stop = traitlets.Int(None, allow_none=True).tag(sync=True)  # the stop that stands
    source = traitlets.Unicode().tag(sync=True)  # the line of Python that makes the explorer as it stands
    sentence = traitlets.Unicode().tag(sync=True)
    feedback = traitlets.Unicode().tag(sync=True)  # HTML
    fault = traitlets.Bool(False).tag(sync=True)
    unresponsive = traitlets.Unicode(UNRESPONSIVE).tag(sync=True)

    def __init__(self, size: Sequence[int], background: str, stops: list[str]):
        super().__init__(size=list(size), background=background, stops=stops)
        self.add_class("xent-canvas-box")
        self.on_msg(self._handle_ping_msg)

    def _handle_ping_msg(self, _widget: Any, message: dict, _buffers: list) -> None:
        if "ping" in message:  # the browser asks whether the kernel lives
            self.send({"pong": True})


class Explorer(widgets.Box):
    """Controls, a picture and a sentence that move together; made by `explore`.

    As an output it carries the live widget, the picture as PNG for places without a kernel, and the
    sentence with the feedback, as text and as the PNG's alternative text.

    Parameters
    ----------
    picture : type
        A subclass of `Picture`.
    controls : dict of str to ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.
    stops : sequence of Stop
        Where a button leads.
    feedback : callable or None
        Takes the controls' values, by name, and returns what is to be said of them.
    """

    def __init__(
        self,
        picture: type[Picture],
        controls: dict[str, widgets.Widget],
        stops: Sequence[Stop],
        feedback: Callable | None,
    ):
        self.controls = controls
        self.stops = stops
        self.states = [self.values, *(stop.state(controls) for stop in stops)]  # the first is the start
        self.feedback = feedback
        self.figure = AnimatedFigure(picture)
        names = ["start", *(stop.name for stop in stops)]
        self.canvas = Canvas(self.figure.renderer.size, self.figure.background, names)
        self.canvas.on_msg(self._handle_stop_msg)
        self._connect()
        self.redraw()
        panel = widgets.VBox(list(controls.values()))
        panel.add_class("xent-panel")
        super().__init__([panel, self.canvas])
        self.add_class("xent-explorer")

    def __repr__(self) -> str:
        """The line of Python that makes this explorer, with its controls where they stand; without stops."""
        module, name = self.figure.picture.__module__.rpartition(".")[2], type(self.figure.picture).__name__
        picture = name if module == "__main__" else f"{module}.{name}"
        if data := self.figure.picture.data:
            picture += f".of({', '.join(f'{each}={each}' for each in data)})"
        exercise = [self.feedback.source] if hasattr(self.feedback, "source") else []
        controls = [f"{name}={control!r}" for name, control in self.controls.items()]
        return f"explore({', '.join([picture, *exercise, *controls])})"

    @property
    def values(self) -> dict[str, Any]:
        """What the controls stand at."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words and numbers."""
        return self.canvas.sentence

    @property
    def text(self) -> str:
        """The sentence, and on a line of its own the feedback."""
        return self.sentence if self.verdict is None else f"{self.sentence}\n{self.verdict!r}"

    @property
    def png(self) -> bytes:
        """The picture as a file, for places without a kernel."""
        file = io.BytesIO()
        Image.fromarray(self.figure.pixels()).save(file, "png", optimize=True)
        return file.getvalue()

    def _connect(self) -> None:
        for name, control in self.controls.items():
            control.observe(self.redraw, "value")
            if isinstance(control, Control):
                control.name = name

    def _handle_stop_msg(self, _widget: Any, message: dict, _buffers: list) -> None:
        if "stop" in message:
            try:
                self.go_to(message["stop"])
            finally:  # after an exception too: only then does the browser send the next stop
                self.canvas.send({"done": True})

    def go_to(self, index: int) -> None:
        """Bring all controls to a stop.

        Parameters
        ----------
        index : int
            Which stop, as the buttons stand: 0 is the start.
        """
        self.stand_at(self.states[index])

    def stand_at(self, values: dict[str, Any]) -> None:
        """Bring controls to values, and then the picture, once: what stands half-way is not drawn.

        Parameters
        ----------
        values : dict
            What the controls are to stand at, by name.
        """
        for control in self.controls.values():
            control.unobserve(self.redraw, "value")
        for name, value in values.items():
            self.controls[name].value = value
        for control in self.controls.values():
            control.observe(self.redraw, "value")
        self.redraw()

    def redraw(self, _change: Any = None) -> None:
        """Bring picture and words to what the controls stand at, and to what the picture holds."""
        try:
            sentence, animated = self.figure.show(self.values)
            verdict = self.feedback(self.values) if self.feedback else None
        except Exception as error:  # shown to the reader in place of a picture that is no longer true
            self._tell(f"{type(error).__name__}: {error}")
            raise
        self._tell(sentence, animated, verdict)

    def _tell(self, sentence: str, animated: str | None = None, verdict: Any = None) -> None:
        self.verdict = verdict
        with self.canvas.hold_sync():  # one message, so that picture and words change together
            self.canvas.sentence, self.canvas.fault = sentence, animated is None
            self.canvas.feedback = "" if verdict is None else verdict._repr_html_()
            self.canvas.definitions = self.figure.renderer.definitions()
            self.canvas.animated = animated or self.canvas.animated
            self.canvas.handles = [handle.message() for handle in self.figure.handles]  # they seldom change
            self.canvas.places = [handle.place() for handle in self.figure.handles]
            self.canvas.stop = next((i for i, state in enumerate(self.states) if state == self.values), None)
            self.canvas.source = repr(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        bundle = {"text/plain": self.text, "image/png": base64.b64encode(self.png).decode()}
        return super()._repr_mimebundle_(**kwargs) | bundle, {"image/png": {"alt": self.text}}


def explore(
    picture: type[Picture],
    *,
    stops: Sequence[Stop] = (),
    feedback: Callable[[dict], Any] | None = None,
    **controls: widgets.Widget,
) -> Explorer:
    """Show a picture that follows its controls.

    Parameters
    ----------
    picture : type
        A subclass of `Picture`.
    stops : sequence of Stop
        Named places for the controls, each with the sentence that must then stand.
    feedback : callable, optional
        Takes the controls' values, by name, and returns what is to be said of them. It stands apart from the
        sentence: on the page as its ``_repr_html_``, in the output's text as its ``repr``.
    **controls : ipywidgets.Widget
        One widget with a ``value`` for each argument of the picture's ``draw``.

    Returns
    -------
    Explorer
        ``explorer.values`` holds what its controls stand at.

    Raises
    ------
    ValueError
        If a stop names a control that is not there, or a value that a control refuses.
    Exception
        Whatever the picture raises for the controls' first values. Later on the error is shown in red in
        place of the picture, until the next value that works.
    """
    return Explorer(picture, controls, stops, feedback)
