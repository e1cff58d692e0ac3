"""Bind controls to a picture: when a control moves, picture and sentence follow.

Together with the controls' own files this is the place that knows ipywidgets. A picture (see
``xentlib.pictures``) knows nothing of controls, and the controls' values are the only state.
"""

import base64
import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from xentlib.controls import CSS, Menu, Slider, script
from xentlib.exercises import check
from xentlib.pictures.base import style

SILENT = "The kernel does not answer, so this picture stands still. Is it busy, or has it ended?"


class Screen:
    """A figure that is drawn whole only once; then its animated artists alone are drawn over it."""

    def __init__(self, picture: type):
        with style():
            figure = Figure(figsize=picture.size, dpi=100, layout="constrained")
            self.canvas = FigureCanvasAgg(figure)
            self.picture = picture(*figure.subplots(**picture.axes, squeeze=False).flat)
            self.canvas.draw()
            figure.set_layout_engine("none")  # laid out once; a longer label must not shift the background
        self.background = self.canvas.copy_from_bbox(figure.bbox)
        moving = figure.findobj(lambda artist: artist.get_animated())
        self.moving = sorted(moving, key=lambda artist: artist.get_zorder())

    def show(self, values: dict[str, Any]) -> tuple[str, bytes]:
        """Bring the picture to these values; return its sentence and the picture as PNG."""
        sentence = self.picture.update(**values)
        self.canvas.restore_region(self.background)
        with style():
            for artist in self.moving:
                artist.axes.draw_artist(artist)
        return sentence, as_png(np.asarray(self.canvas.buffer_rgba())[..., :3])


def as_png(pixels: np.ndarray) -> bytes:
    """Pixels of shape (height, width, 3) as a PNG file.

    It runs at every move. Rows without a filter, of which only runs are packed, take half the time of an
    encoder that looks for the best filter of each row.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row starts with the number of its filter, 0
    rows[:, 1:].reshape(height, width, 3)[...] = pixels
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", packer.compress(rows) + packer.flush()),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


class Stage(anywidget.AnyWidget):
    """Where the picture is seen, its sentence under it as live text; a fault's sentence in place of both."""

    _esm = script("stage.js")
    _css = CSS
    png = traitlets.Bytes().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    fault = traitlets.Bool(False).tag(sync=True)
    silent = traitlets.Unicode(SILENT).tag(sync=True)

    def __init__(self):
        super().__init__()
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
        self.stage = Stage()
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
        """The picture."""
        return self.stage.png

    def _follow(self, _change: Any = None) -> None:
        try:
            sentence, png = self.screen.show(self.values)
            if self.exercise:
                sentence += f"\n{check(self.exercise, self.values)!r}"
        except Exception as error:  # shown to the reader in place of a picture that is no longer true
            self._say(f"{type(error).__name__}: {error}")
            raise
        self._say(sentence, png)

    def _say(self, sentence: str, png: bytes | None = None) -> None:
        with self.stage.hold_sync():  # one message, so that picture and sentence change together
            self.stage.sentence, self.stage.fault = sentence, png is None
            self.stage.png = png or self.stage.png

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        small = io.BytesIO()  # this one is saved with the notebook, so it may take its time
        Image.open(io.BytesIO(self.png)).save(small, "png", optimize=True)
        bundle = {"text/plain": self.sentence, "image/png": base64.b64encode(small.getvalue()).decode()}
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


def checkbox(label: str, value: bool) -> widgets.Checkbox:
    """A control for yes or no."""
    return widgets.Checkbox(value, description=label, indent=False)


def choice(label: str, options: Sequence) -> Menu:
    """A control for one of several things; it starts at the first."""
    return Menu(value=options[0], description=label, options=list(options))


def unit_switch() -> widgets.ToggleButtons:
    """The control that says in which unit information is measured."""
    return widgets.ToggleButtons(options=["bits", "nats"], description="unit")
