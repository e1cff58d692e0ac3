"""Bind controls to a picture: when a control moves, picture and sentence follow.

Together with the controls' own files this is the place that knows ipywidgets. A picture (see
``xentlib.pictures``) knows nothing of controls, and the controls' values are the only state.
"""

import base64
import io
from collections.abc import Sequence
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from xentlib.controls import CSS, Menu, Slider, Switch, Tick, script
from xentlib.exercises import check
from xentlib.pictures.base import style
from xentlib.strokes import Strokes

SILENT = "The kernel does not answer, so this picture stands still. Is it busy, or has it ended?"


class Screen:
    """A figure: what stands is drawn once, its animated artists again at each move, above all that stands."""

    def __init__(self, picture: type):
        with style():
            figure = Figure(figsize=picture.size, dpi=100, layout="constrained")
            self.canvas = FigureCanvasAgg(figure)
            self.picture = picture(*figure.subplots(**picture.axes, squeeze=False).flat)
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # laid out once; a longer label must not shift what stands
            back, self.strokes = Strokes(figure, "standing"), Strokes(figure, "moving")
            standing = back.draw([figure])
            self.standing = back.definitions() + standing
        moving = figure.findobj(lambda artist: artist.get_animated())
        self.moving = sorted(moving, key=lambda artist: artist.get_zorder())

    def show(self, values: dict[str, Any]) -> tuple[str, str]:
        """Bring the picture to these values; return its sentence, and what moves as SVG."""
        sentence = self.picture.update(**values)
        return sentence, self.strokes.draw(self.moving)

    def pixels(self) -> np.ndarray:
        """The picture as it stands, as matplotlib draws it: shape (height, width, 3), 0 to 255."""
        with style():
            self.canvas.draw()
            for artist in self.moving:
                artist.draw(self.canvas.renderer)
        return np.array(self.canvas.buffer_rgba())[..., :3]


class Stage(anywidget.AnyWidget):
    """Where the picture is seen, its sentence under it as live text; a fault's sentence in place of both."""

    _esm = script("stage.js")
    _css = CSS
    size = traitlets.List().tag(sync=True)  # width and height
    standing = traitlets.Unicode().tag(sync=True)  # these three are SVG
    definitions = traitlets.Unicode().tag(sync=True)  # of what moves; they seldom change
    moving = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    fault = traitlets.Bool(False).tag(sync=True)
    silent = traitlets.Unicode(SILENT).tag(sync=True)

    def __init__(self, size: Sequence[int], standing: str):
        super().__init__(size=list(size), standing=standing)
        self.add_class("xent-stage-box")
        self.on_msg(lambda *_: self.send({"there": True}))  # the browser asks whether the kernel lives


class Explorer(widgets.Box):
    """Controls, a picture and a sentence that move together; made by ``explore``.

    As an output it carries the live widget, the picture as PNG for places without a kernel, and the
    sentence, as text and as the PNG's alternative text.
    """

    def __init__(self, picture: type, controls: dict[str, widgets.Widget], exercise: str | None):
        self.controls = controls
        self.exercise = exercise
        self.screen = Screen(picture)
        self.stage = Stage(self.screen.strokes.size, self.screen.standing)
        for control in controls.values():
            control.observe(self._follow, "value")
        self._follow()
        # Side by side, so that hand and picture are in sight together; one above the other if narrow.
        panel = widgets.VBox(list(controls.values()), layout=widgets.Layout(flex="0 0 auto"))
        super().__init__([panel, self.stage])
        self.add_class("xent-explorer")

    @property
    def values(self) -> dict[str, Any]:
        """What the controls stand at."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words and numbers."""
        return self.stage.sentence

    @property
    def png(self) -> bytes:
        """The picture as a file, for places without a kernel."""
        file = io.BytesIO()
        Image.fromarray(self.screen.pixels()).save(file, "png", optimize=True)
        return file.getvalue()

    def _follow(self, _change: Any = None) -> None:
        try:
            sentence, moving = self.screen.show(self.values)
            if self.exercise:
                sentence += f"\n{check(self.exercise, self.values)!r}"
        except Exception as error:  # shown to the reader in place of a picture that is no longer true
            self._say(f"{type(error).__name__}: {error}")
            raise
        self._say(sentence, moving)

    def _say(self, sentence: str, moving: str | None = None) -> None:
        with self.stage.hold_sync():  # one message, so that picture and sentence change together
            self.stage.sentence, self.stage.fault = sentence, moving is None
            self.stage.definitions = self.screen.strokes.definitions()
            self.stage.moving = moving or self.stage.moving

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        bundle = {"text/plain": self.sentence, "image/png": base64.b64encode(self.png).decode()}
        return super()._repr_mimebundle_(**kwargs) | bundle, {"image/png": {"alt": self.sentence}}


def explore(picture: type, *, exercise: str | None = None, **controls: widgets.Widget) -> Explorer:
    """Show a picture that follows its controls.

    Args:
        picture: a class of ``xentlib.pictures``, or one made like them.
        exercise: name of an exercise that the controls' values answer; its feedback joins the sentence.
        controls: one widget with a ``value`` for each argument of the picture's ``update``.

    Returns:
        The explorer. ``explorer.values`` holds what its controls stand at.

    Raises:
        Whatever the picture raises for the controls' first values. Later on the error is shown in red in
        place of the picture, until the next value that works.
    """
    return Explorer(picture, controls, exercise)


def slider(label: str, value: float, *, low: float, high: float, step: float = 0.01) -> Slider:
    """A control for one number; for a whole number where the step is a whole number."""
    return Slider(value=value, description=label, min=low, max=high, step=step)


def checkbox(label: str, value: bool) -> Tick:
    """A control for yes or no."""
    return Tick(value=value, description=label)


def choice(label: str, options: Sequence) -> Menu:
    """A control for one of several things; it starts at the first."""
    return Menu(value=options[0], description=label, options=list(options))


def switch(label: str, options: Sequence) -> Switch:
    """A control for one of a few things, all of them in sight; it starts at the first."""
    return Switch(value=options[0], description=label, options=list(options))


def unit_switch() -> Switch:
    """The control that says in which unit information is measured."""
    return switch("unit", ["bits", "nats"])
