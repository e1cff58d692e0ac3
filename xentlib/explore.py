"""Bind controls to a picture: when a control moves, picture and sentence follow.

This is the one place, with the sliders' own file, that knows ipywidgets. A picture (see
``xentlib.pictures``) knows nothing of controls, and the controls' values are the only state.
"""

import base64
import html
import io
from collections.abc import Callable

import ipywidgets as widgets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from xentlib.exercises import check
from xentlib.pictures import STYLE, in_style


class Screen:
    """A figure that is drawn once; after that only its animated artists are drawn again (blitting)."""

    def __init__(self, picture: Callable):
        with in_style():
            figure = Figure(figsize=picture.size, dpi=100, layout="constrained")
            self.canvas = FigureCanvasAgg(figure)
            axes = figure.subplots(**picture.axes, squeeze=False).flat
            self.picture = picture(*axes)
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(figure.bbox)
        self.moving = sorted(figure.findobj(lambda artist: artist.get_animated()), key=lambda a: a.zorder)
