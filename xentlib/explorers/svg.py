"""What matplotlib draws, as SVG: on the page a picture follows the hand as vectors, not as pixels.

matplotlib's own writer of SVG makes files, each of them whole, with the outlines of all glyphs and hatches.
Here a text stays text, and what elements share, a hatch or a clip, is defined once. A move is then some
kilobytes, is drawn in a fifth of the time that its pixels would take, and is sharp at every size.
"""

import base64
import functools
import html
import io
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, weight_dict
from matplotlib.patches import BoxStyle, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
FONTS = {"sans-serif": "DejaVu Sans, Verdana, sans-serif", "monospace": "DejaVu Sans Mono, monospace"}


class SvgRenderer(RendererBase):
    """Draws artists of one figure as SVG markup, in pixels of the figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure, whose canvas gives the size.
    layer : str
        A name for the layer that this renderer draws. It becomes part of the ids of hatches and clips, which
        layers that are shown together must not share.
    """

    def __init__(self, figure: Figure, layer: str):
        super().__init__()
        self.layer = layer
        self.elements: list[str] = []
        self.ids: dict[str, str] = {}  # by the markup of what has been defined
        self.figure, self.dpi = figure, figure.dpi
        self.size = figure.canvas.get_width_height()
        self.flip = Affine2D().scale(1, -1).translate(0, self.size[1])  # in SVG y points down
        # Most texts of a move were there before, and to measure one takes longer than to write it.
        self.get_text_width_height_descent = functools.lru_cache(4096)(super().get_text_width_height_descent)
        self.line_extent = functools.lru_cache(self._line_extent)

    def draw(self, artists: Iterable[Artist]) -> str:
        """Draw artists; forget what has been drawn and defined before.

        Parameters
        ----------
        artists : iterable of matplotlib.artist.Artist
            The artists, the first undermost.

        Returns
        -------
        str
            Their markup, which refers to `definitions`.
        """
        self.elements, self.ids = [], {}
        for artist in artists:
            if is_plain_text(artist):
                self.draw_plain_text(artist)
            else:
                artist.draw(self)
        return "".join(self.elements)

    def definitions(self) -> str:
        """Return the markup of the hatches and clips to which the last drawing refers."""
        return "".join(markup.format(id_) for markup, id_ in self.ids.items())

    def draw_plain_text(self, text: Text) -> None:
        """Draw a text that `is_plain_text`, and its box, where matplotlib would put them.

        matplotlib lays a text out anew, from the font's tables, each time that it is drawn, and once more for
        its box. In most moves that took longer than all the rest.
        """
        left, baseline = self.text_origin(text)
        if not np.isfinite(left + baseline):
            return  # nowhere; matplotlib draws none, either
        gc = self.new_gc()
        gc.set_foreground(text.get_color())
        gc.set_alpha(text.get_alpha())
        if box := text.get_bbox_patch():
            self._draw_box(gc, box, text, left, baseline)
        self.draw_text(gc, left, baseline, text.get_text(), text.get_fontproperties(), 0)

    def text_origin(self, text: Text) -> tuple[float, float]:
        """Return where the baseline of a text on one line starts, in pixels from the upper left corner."""
        low, high = self.line_extent(text.get_fontproperties())
        width = self._text_width(text)
        x, y = text.get_transform().transform(text.get_unitless_position())
        left = {"left": 0, "center": width / 2, "right": width}[text.get_horizontalalignment()]
        rise = {"baseline": 0, "bottom": low, "center": (low + high) / 2, "top": high}
        return x - left, self.size[1] - y + rise[text.get_verticalalignment()]

    def _text_width(self, text: Text) -> float:
        return self.get_text_width_height_descent(text.get_text(), text.get_fontproperties(), False)[0]

    def _line_extent(self, font: FontProperties) -> tuple[float, float]:
        """Return where a line of this font ends below and above its baseline, in pixels."""
        line = Text(0, 0, "lp", fontproperties=font, figure=self.figure).get_window_extent(self)
        return line.y0, line.y1

    def _draw_box(
        self, gc: GraphicsContextBase, box: FancyBboxPatch, text: Text, left: float, baseline: float
    ) -> None:
        low, high = self.line_extent(text.get_fontproperties())
        pad = box.get_boxstyle().pad * self.points_to_pixels(text.get_size())
        origin = {"x": left - pad, "y": baseline - high - pad}
        size = {"width": self._text_width(text) + 2 * pad, "height": high - low + 2 * pad}
        *_, opacity = fill = box.get_facecolor()
        self._add("rect", gc, **origin, **size, fill=to_hex(fill), fill_opacity=opacity)

    # What matplotlib asks of a renderer, by matplotlib's names.

    def get_canvas_width_height(self) -> tuple[int, int]:
        return self.size

    def points_to_pixels(self, points: float) -> float:
        return points * self.dpi / 72

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        fill = "none" if rgbFace is None else to_hex(rgbFace)
        opacity = gc.get_alpha() if gc.get_forced_alpha() or rgbFace is None else to_rgba(rgbFace)[3]
        # A line may lose points that nobody can miss, and what lies outside; the edge of an area would open.
        cleaning = {"simplify": path.should_simplify, "clip": (0, 0, *self.size)}
        if gc.get_hatch():
            line = to_hex(gc.get_hatch_color()), self.points_to_pixels(gc.get_hatch_linewidth())
            fill = self._define(hatch_pattern(gc.get_hatch(), *line, fill, self.dpi))
        d = path_data(path, transform + self.flip, **(cleaning if fill == "none" else {}))
        self._add("path", gc, d=d, fill=fill, fill_opacity=opacity, **self._stroke(gc))

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        if ismath:  # a formula: the outlines of its glyphs
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        *_, opacity = colour = gc.get_rgb()
        place = {"x": x, "y": y, "transform": f"rotate({-angle} {x} {y})" if angle else None}
        # The page's font may be wider than the one that the picture was laid out with.
        width = self.get_text_width_height_descent(s, prop, ismath)[0]
        fit = {"textLength": width, "lengthAdjust": "spacingAndGlyphs"}
        fill = {"fill": to_hex(colour), "fill_opacity": opacity}
        self._add("text", gc, html.escape(s), **place, **fill, **self._font(prop), **fit)

    def draw_image(self, gc, x, y, im: np.ndarray, transform=None) -> None:
        height, width, _ = im.shape
        file = io.BytesIO()
        Image.fromarray(im[::-1]).save(file, "png", compress_level=1)
        address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
        self._add("image", gc, x=x, y=self.size[1] - y - height, width=width, height=height, href=address)

    def _font(self, font: FontProperties) -> dict[str, Any]:
        family, weight = font.get_family()[0], font.get_weight()
        return {
            "font_family": FONTS.get(family, family),
            "font_size": self.points_to_pixels(font.get_size_in_points()),
            "font_weight": weight_dict.get(weight, weight),
            "font_style": font.get_style(),
        }

    def _stroke(self, gc: GraphicsContextBase) -> dict[str, Any]:
        if not gc.get_linewidth():
            return {}
        offset, dashes = gc.get_dashes()
        return {
            "stroke": to_hex(gc.get_rgb()),
            "stroke_opacity": gc.get_rgb()[3],
            "stroke_width": self.points_to_pixels(gc.get_linewidth()),
            "stroke_linejoin": gc.get_joinstyle(),
            "stroke_linecap": gc.get_capstyle().replace("projecting", "square"),
            "stroke_dasharray": dashes and " ".join(decimal(self.points_to_pixels(dash)) for dash in dashes),
            "stroke_dashoffset": self.points_to_pixels(offset) if dashes else None,
        }

    def _clip(self, gc: GraphicsContextBase) -> str | None:
        path, transform = gc.get_clip_path()
        if path is not None:
            d = path_data(path, transform + self.flip)
        elif box := gc.get_clip_rectangle():
            left, right = decimal(box.x0), decimal(box.x1)
            low, high = decimal(self.size[1] - box.y0), decimal(self.size[1] - box.y1)
            d = f"M{left} {low}H{right}V{high}H{left}z"
        else:
            return None
        return self._define(f'<clipPath id="{{}}"><path d="{d}"/></clipPath>')

    def _add(self, tag: str, gc: GraphicsContextBase, text: str = "", **attributes: Any) -> None:
        self.elements.append(element(tag, text, clip_path=self._clip(gc), **attributes))

    def _define(self, markup: str) -> str:
        """Return a reference to this markup, which has a place for its id."""
        return f"url(#{self.ids.setdefault(markup, f'xent-def-{self.layer}-{len(self.ids)}')})"


def is_plain_text(artist: Artist) -> bool:
    """Return whether it is a text on one upright line, not a formula, in a box without an edge or in none.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        Any artist.

    Returns
    -------
    bool
        Whether `SvgRenderer.draw_plain_text` draws it as matplotlib would.
    """
    if type(artist) is not Text or not artist.get_visible() or artist.get_wrap():
        return False
    if re.search(r"[\n$]|^$", artist.get_text()):
        return False
    box = artist.get_bbox_patch()
    edged = box and (box.get_edgecolor()[3] or not isinstance(box.get_boxstyle(), BoxStyle.Square))
    clipped = artist.get_clip_on() and artist.get_clip_box()
    return not (edged or clipped or artist.get_rotation() or artist.get_path_effects())


def path_data(path: Path, transform: Transform, **cleaning: Any) -> str:
    """Return the ``d`` of an SVG path.

    Parameters
    ----------
    path : matplotlib.path.Path
        The path.
    transform : matplotlib.transforms.Transform
        What takes it to the pixels of the figure, y downwards.
    **cleaning
        What to leave out: ``simplify`` and ``clip`` of `matplotlib.path.Path.cleaned`.

    Returns
    -------
    str
        Commands and coordinates, to a hundredth of a pixel.

    Examples
    --------
    >>> path_data(Path([(0, 0), (3, 0), (3, 4)]), Affine2D())
    'M0.00 0.00L3.00 0.00 3.00 4.00'
    """
    cleaned = path.cleaned(transform, remove_nans=True, curves=True, **cleaning)
    parts, last = [], None
    for code, (x, y) in zip(cleaned.codes.tolist(), cleaned.vertices.tolist(), strict=True):
        if code == Path.CLOSEPOLY:
            parts.append("z")
        elif code != Path.STOP:
            command = " " if code == last != Path.MOVETO else COMMANDS[code]
            parts.append(f"{command}{decimal(x)} {decimal(y)}")
        last = code
    return "".join(parts)


@functools.cache
def hatch_pattern(hatch: str, colour: str, width: float, fill: str, dpi: float) -> str:
    """Return the pattern that fills a hatched area.

    Parameters
    ----------
    hatch : str
        matplotlib's signs, such as "//".
    colour, fill : str
        Of the lines, and of the ground under them, as SVG has colours.
    width : float
        Of the lines, in pixels.
    dpi : float
        Pixels an inch.

    Returns
    -------
    str
        Markup, with ``{}`` in place of its id. matplotlib's tile is an inch wide; a third of it repeats.
    """
    size = dpi / 3
    line = path_data(Path.hatch(hatch, density=2), Affine2D().scale(size, -size).translate(0, size))
    return (
        f'<pattern id="{{}}" patternUnits="userSpaceOnUse" width="{size:.3f}" height="{size:.3f}">'
        f'<rect width="100%" height="100%" fill="{fill}"/>'
        f'<path d="{line}" fill="{colour}" stroke="{colour}" stroke-width="{width:.2f}"/></pattern>'
    )


def element(tag: str, text: str, **attributes: Any) -> str:
    """Return one SVG element.

    Parameters
    ----------
    tag : str
        What it is.
    text : str
        What it holds, escaped.
    **attributes
        ``font_size`` stands for font-size, and None for an attribute that is left out.

    Returns
    -------
    str
        Its markup.

    Examples
    --------
    >>> element("text", "p", x=0.5, font_size=20.0, transform=None)
    '<text x="0.50" font-size="20.00">p</text>'
    """
    words = "".join(
        f' {name.replace("_", "-")}="{decimal(value) if isinstance(value, float) else value}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{words}>{text}</{tag}>"


def decimal(pixels: float) -> str:
    """Write a coordinate to a hundredth of a pixel."""
    return f"{pixels:.2f}"
