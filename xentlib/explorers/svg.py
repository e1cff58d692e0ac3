"""What matplotlib draws, as SVG: on the page a picture follows the hand in strokes, not in pixels.

matplotlib's own writer of SVG makes files, each of them whole, with the outlines of all glyphs and hatches.
Here a text stays text, and what strokes share, a hatch or a clip, is written once and kept. A move is then
some kilobytes, is drawn in a fifth of the time that its pixels would take, and is sharp at every size.
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
from matplotlib.patches import BoxStyle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
FONTS = {"sans-serif": "DejaVu Sans, Verdana, sans-serif", "monospace": "DejaVu Sans Mono, monospace"}


class SvgRenderer(RendererBase):
    """Draws artists of one figure as SVG markup, in pixels of the figure.

    ``shared`` holds the markup of the hatches and clips of the last drawing, and the name by which its
    strokes refer to each. What is shown together needs names of its own, so each layer has its SvgRenderer.
    """

    def __init__(self, figure: Figure, layer: str):
        super().__init__()
        self.layer = layer
        self.drawn: list[str] = []
        self.shared: dict[str, str] = {}
        self.figure, self.dpi = figure, figure.dpi
        self.size = figure.canvas.get_width_height()
        self.upright = Affine2D().scale(1, -1).translate(0, self.size[1])  # in SVG y points down
        # Most texts of a move were there before, and to measure one takes longer than to write it.
        self.get_text_width_height_descent = functools.lru_cache(4096)(super().get_text_width_height_descent)
        self.room = functools.lru_cache(self.measure_line)

    def draw(self, artists: Iterable[Artist]) -> str:
        """The markup of these artists, the first undermost."""
        self.drawn, self.shared = [], {}
        for artist in artists:
            if is_label(artist):
                self.draw_label(artist)
            else:
                artist.draw(self)
        return "".join(self.drawn)

    def definitions(self) -> str:
        """The markup of all that is shared."""
        return "".join(markup.format(name) for markup, name in self.shared.items())

    def draw_label(self, label: Text) -> None:
        """A text on one line, and the paper under it, where matplotlib would put them.

        matplotlib lays a text out anew, from the font's tables, each time that it is drawn, and once more for
        its paper. In most moves that took longer than all the rest.
        """
        font, words = label.get_fontproperties(), label.get_text()
        width = self.get_text_width_height_descent(words, font, False)[0]
        low, high = self.room(font)
        x, y = label.get_transform().transform(label.get_unitless_position())
        if not np.isfinite(x + y):
            return  # nowhere; matplotlib draws none, either
        left = x - {"left": 0, "center": width / 2, "right": width}[label.get_horizontalalignment()]
        rise = {"baseline": 0, "bottom": low, "center": (low + high) / 2, "top": high}
        baseline = self.size[1] - y + rise[label.get_verticalalignment()]
        gc = self.new_gc()
        gc.set_foreground(label.get_color())
        gc.set_alpha(label.get_alpha())
        if paper := label.get_bbox_patch():
            pad = paper.get_boxstyle().pad * self.points_to_pixels(label.get_size())
            place = {"x": left - pad, "y": baseline - high - pad}
            size = {"width": width + 2 * pad, "height": high - low + 2 * pad}
            *_, opacity = fill = paper.get_facecolor()
            self._write("rect", gc, **place, **size, fill=to_hex(fill), fill_opacity=opacity)
        self.draw_text(gc, left, baseline, words, font, 0)

    def measure_line(self, font: FontProperties) -> tuple[float, float]:
        """How far a line of this font reaches below and above its baseline."""
        line = Text(0, 0, "lp", fontproperties=font, figure=self.figure).get_window_extent(self)
        return line.y0, line.y1

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
            fill = self._share(hatch(gc.get_hatch(), *line, fill, self.dpi))
        d = outline(path, transform + self.upright, **(cleaning if fill == "none" else {}))
        self._write("path", gc, d=d, fill=fill, fill_opacity=opacity, **self._pen(gc))

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        if ismath:  # a formula: the outlines of its glyphs
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        self._write(
            "text",
            gc,
            html.escape(s),
            x=x,
            y=y,
            fill=to_hex(gc.get_rgb()),
            fill_opacity=gc.get_rgb()[3],
            font_family=FONTS.get(prop.get_family()[0], prop.get_family()[0]),
            font_size=self.points_to_pixels(prop.get_size_in_points()),
            font_weight=weight_dict.get(prop.get_weight(), prop.get_weight()),
            font_style=prop.get_style(),
            # The page's font may be wider than the one that the picture was laid out with.
            textLength=self.get_text_width_height_descent(s, prop, ismath)[0],
            lengthAdjust="spacingAndGlyphs",
            transform=f"rotate({-angle} {x} {y})" if angle else None,
        )

    def draw_image(self, gc, x, y, im: np.ndarray, transform=None) -> None:
        height, width, _ = im.shape
        file = io.BytesIO()
        Image.fromarray(im[::-1]).save(file, "png", compress_level=1)
        address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
        self._write("image", gc, x=x, y=self.size[1] - y - height, width=width, height=height, href=address)

    def _pen(self, gc: GraphicsContextBase) -> dict[str, Any]:
        if not gc.get_linewidth():
            return {}
        start, dashes = gc.get_dashes()
        return {
            "stroke": to_hex(gc.get_rgb()),
            "stroke_opacity": gc.get_rgb()[3],
            "stroke_width": self.points_to_pixels(gc.get_linewidth()),
            "stroke_linejoin": gc.get_joinstyle(),
            "stroke_linecap": gc.get_capstyle().replace("projecting", "square"),
            "stroke_dasharray": dashes and " ".join(short(self.points_to_pixels(dash)) for dash in dashes),
            "stroke_dashoffset": self.points_to_pixels(start) if dashes else None,
        }

    def _write(self, tag: str, gc: GraphicsContextBase, text: str = "", **attributes: Any) -> None:
        self.drawn.append(element(tag, text, clip_path=self._clip(gc), **attributes))

    def _clip(self, gc: GraphicsContextBase) -> str | None:
        path, transform = gc.get_clip_path()
        if path is not None:
            line = outline(path, transform + self.upright)
        elif box := gc.get_clip_rectangle():
            left, right = short(box.x0), short(box.x1)
            low, high = short(self.size[1] - box.y0), short(self.size[1] - box.y1)
            line = f"M{left} {low}H{right}V{high}H{left}z"
        else:
            return None
        return self._share(f'<clipPath id="{{}}"><path d="{line}"/></clipPath>')

    def _share(self, markup: str) -> str:
        return f"url(#{self.shared.setdefault(markup, f'xent-shared-{self.layer}-{len(self.shared)}')})"


def is_label(artist: Artist) -> bool:
    """Whether it is a text on one upright line, without a formula, on paper without an edge or on none."""
    if (
        type(artist) is not Text
        or artist.get_wrap()
        or not artist.get_visible()
        or re.search(r"[\n$]|^$", artist.get_text())
    ):
        return False
    paper = artist.get_bbox_patch()
    edged = paper and (paper.get_edgecolor()[3] or not isinstance(paper.get_boxstyle(), BoxStyle.Square))
    clipped = artist.get_clip_on() and artist.get_clip_box()
    return not (edged or clipped or artist.get_rotation() or artist.get_path_effects())


def outline(path: Path, transform: Transform, **cleaning: Any) -> str:
    """The d of an SVG path."""
    cleaned = path.cleaned(transform, remove_nans=True, curves=True, **cleaning)
    parts, last = [], None
    for code, (x, y) in zip(cleaned.codes.tolist(), cleaned.vertices.tolist(), strict=True):
        if code == Path.CLOSEPOLY:
            parts.append("z")
        elif code != Path.STOP:
            letter = " " if code == last != Path.MOVETO else LETTERS[code]
            parts.append(f"{letter}{short(x)} {short(y)}")
        last = code
    return "".join(parts)


@functools.cache
def hatch(pattern: str, colour: str, width: float, fill: str, dpi: float) -> str:
    """A hatched area's tile, with room for its name. matplotlib's own is an inch; a third of it repeats."""
    size = dpi / 3
    line = outline(Path.hatch(pattern, density=2), Affine2D().scale(size, -size).translate(0, size))
    return (
        f'<pattern id="{{}}" patternUnits="userSpaceOnUse" width="{size:.3f}" height="{size:.3f}">'
        f'<rect width="100%" height="100%" fill="{fill}"/>'
        f'<path d="{line}" fill="{colour}" stroke="{colour}" stroke-width="{width:.2f}"/></pattern>'
    )


def element(tag: str, text: str, **attributes: Any) -> str:
    """One SVG element; ``font_size`` stands for font-size, and None for an attribute that is left out."""
    words = "".join(
        f' {name.replace("_", "-")}="{short(value) if isinstance(value, float) else value}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{words}>{text}</{tag}>"


def short(pixels: float) -> str:
    return f"{pixels:.2f}"
