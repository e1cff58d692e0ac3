"""The picture on the page, which is SVG, against the one that matplotlib draws."""

import base64
import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from course import NOTEBOOKS, code_cells, explorers, walk
from lab import evidence
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.patches import Circle
from matplotlib.text import Text
from pixels import assert_alike, cropped, pixels
from small_picture import Shares

from xentlib.explorers import DistributionSliders, Picture, explore, svg, unit_buttons
from xentlib.explorers.controls import CSS
from xentlib.explorers.explorer import AnimatedFigure, Canvas
from xentlib.explorers.svg import SvgRenderer

SHOW = """async ([source, state]) => {
    const canvas = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const [explorer, el] = [document.createElement("div"), document.createElement("div")];
    explorer.className = "xent-explorer";
    explorer.append(el);
    document.body.replaceChildren(explorer);
    canvas.default.render({ model: { get: name => state[name], on() {}, send() {} }, el });
    const [width, height] = state.size;
    Object.assign(document.querySelector("svg").style, { width: `${width}px`, height: `${height}px` });
}"""


# One of its curves is near the edge of stability: how a processor rounds shows from the fifth epoch on.
ROUNDED = {"race": 0.015}
FONTS = [("DejaVu Sans", "normal"), ("DejaVu Sans", "bold"), ("DejaVu Sans Mono", "normal")]


@pytest.fixture(scope="module")
def paper(browser):
    """A page wider than any picture, with matplotlib's own fonts: a machine may have others."""
    page = browser.new_page()
    page.add_style_tag(
        content=f"{CSS} .xent-explorer > div {{ width: 1200px }} {''.join(map(font_face, FONTS))}"
    )
    yield page
    page.close()


def font_face(font):
    file = findfont(FontProperties(family=font[0], weight=font[1]))
    data = base64.b64encode(Path(file).read_bytes()).decode()
    face = f"font-family: '{font[0]}'; font-weight: {font[1]}"
    return f"@font-face {{ {face}; src: url(data:font/ttf;base64,{data}) }}"


def seen(paper, canvas):
    """The pixels that the browser shows for what the kernel has sent."""
    state = {name: value for name, value in canvas.get_state().items() if not name.startswith("_")}
    paper.evaluate(SHOW, [canvas._esm, state])
    return pixels(paper.locator("svg").screenshot())


def drawn(figure):
    """The pixels that matplotlib draws; without snapping lines to the pixels' grid, as no browser does."""
    with matplotlib.rc_context({"path.snap": False}):
        return figure.pixels()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_page_shows_what_matplotlib_draws(path, paper):
    for name, explorer in explorers(path).items():
        stops = list(walk(explorer))
        for values in stops[1 :: len(stops) // 2]:
            for control in explorer.controls:
                explorer.controls[control].value = values[control]
            with evidence(paper, f"svg-{name}"):
                assert_alike(seen(paper, explorer.canvas), drawn(explorer.figure))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_saved_picture_is_the_one_that_is_drawn(path):
    """nbval does not compare pictures; ``run.py refresh`` brings them up to date."""
    saved = {
        cell.id: cell.outputs[-1].data["image/png"] for cell in code_cells(path) if shows_a_picture(cell)
    }
    shown = explorers(path)
    assert shown.keys() <= saved.keys()
    for name, explorer in shown.items():
        pair = cropped(pixels(base64.b64decode(saved[name])), explorer.figure.pixels())
        assert_alike(*pair, ROUNDED.get(name, 0.0))


def shows_a_picture(cell):
    return bool(cell.outputs) and "image/png" in cell.outputs[-1].get("data", {})


class Everything(Picture):
    """What the course's pictures do not draw, but the next one may."""

    size, axes = (8, 4), {"ncols": 2}

    def __init__(self, left, right):
        left.set(xlabel="a <b> & c", ylabel="turned", title=r"a formula, $\sum_i p_i^2$")
        left.fill_between([0, 0.5, 1], [0, 0.3, 0], alpha=0.5, edgecolor="black")
        (bar,) = left.bar([0.2], [0.3], 0.4, color="blue", hatch="/", edgecolor="white", linewidth=0)
        bar.set_hatch_linewidth(9)
        left.plot([-9, 0.4, np.nan, 0.6, 9], [0.9, 0.5, 0.5, 0.5, 0.9], "--", alpha=0.5, linewidth=5)
        left.scatter([0.2, 0.8], [0.7, 0.7], s=300, marker="*", color="red")
        left.set(xlim=(0, 1), ylim=(0, 1))
        image = right.imshow(np.arange(16).reshape(4, 4), extent=(0, 1, 0, 1))
        image.set_clip_path(Circle((0.5, 0.5), 0.4, transform=right.transData))
        look = {"animated": True, "fontsize": 15}
        right.text(0.5, 0.5, "two\nlines", ha="center", va="center", rotation=30, color="white", **look)
        right.text(0.9, 0.1, "clip this text", clip_on=True, **look)
        right.text(0.1, 0.1, "round paper", bbox={"boxstyle": "round", "facecolor": "yellow"}, **look)
        right.text(np.nan, 0.5, "nowhere", **look)
        right.text(0.1, 0.85, "code  with  room", family="monospace", alpha=0.5, **look)

    def draw(self):
        pass

    def read(self):
        return {}

    @classmethod
    def say(cls):
        return "1"


def test_the_page_shows_whatever_matplotlib_can_draw(paper):
    figure = AnimatedFigure(Everything)
    canvas = Canvas(figure.renderer.size, figure.background, [])
    canvas.sentence, canvas.animated = figure.show({})
    canvas.definitions = figure.renderer.definitions()
    with evidence(paper, "svg-everything"):
        assert_alike(seen(paper, canvas), drawn(figure))


def test_a_text_in_another_font_is_no_wider(paper):
    seen(paper, explore(Shares, p=DistributionSliders((0.1, 0.2, 0.3, 0.4)), unit=unit_buttons()).canvas)
    widths = """font => {
        const texts = [...document.querySelectorAll("text")];
        for (const text of texts) text.style.fontFamily = font;
        return texts.map(text => [text.getBBox().width, Number(text.getAttribute("textLength"))]);
    }"""
    for font in ("DejaVu Sans", "serif", "monospace"):
        taken, planned = np.transpose(paper.evaluate(widths, font))
        np.testing.assert_allclose(taken, planned, atol=3)  # a letter may lean out of its advance width


def test_the_texts_that_pictures_share_are_drawn_the_quick_way():
    """Were they not known as plain, a move would take twice as long, and look the same."""
    texts = [artist for artist in AnimatedFigure(Shares).animated if isinstance(artist, Text)]
    assert len(texts) == 5 and all(svg.is_plain_text(text) for text in texts)


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["baseline", "bottom", "center", "top"])
def test_a_plain_text_stands_where_matplotlib_puts_it(ha, va, monkeypatch):
    figure = Figure(figsize=(4, 3))
    looks = ({}, {"fontsize": 20, "weight": "bold"}, {"family": "monospace", "color": "red", "alpha": 0.5})
    paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
    plain = [
        figure.text(0.5, 0.5, "Label p = 0.3", ha=ha, va=va, bbox=bbox, **look)
        for look in looks
        for bbox in (None, paper)
    ]
    assert all(svg.is_plain_text(text) for text in plain)
    ours = SvgRenderer(figure, "ours").draw(plain)
    monkeypatch.setattr(svg, "is_plain_text", lambda artist: False)
    texts, papers = (
        [re.findall(pattern, markup) for markup in (ours, SvgRenderer(figure, "theirs").draw(plain))]
        for pattern in (r"<text.*?</text>", r"<(?:rect|path).*?>")
    )
    assert texts[0] == texts[1] and len(texts[0]) == len(plain)
    for rect, path in zip(*papers, strict=True):
        assert corners(rect) == pytest.approx(corners(path), abs=0.02)
        assert re.findall("fill.*?=.*? ", rect) == re.findall("fill.*?=.*? ", path)


def corners(markup):
    """The least and greatest x and y of a rectangle, written in either way."""
    rectangle = dict(re.findall(r' (x|y|width|height|d)="(.*?)"', markup))
    if "d" in rectangle:
        points = np.reshape(re.findall(r"-?[\d.]+", rectangle["d"]), (-1, 2)).astype(float)
        return (*points.min(axis=0), *points.max(axis=0))
    x, y, width, height = (float(rectangle[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_defined_is_in_use_and_the_other_way_round(path):
    for explorer in explorers(path).values():
        canvas = explorer.canvas
        names = re.findall('id="(.*?)"', canvas.background + canvas.definitions)
        assert len(set(names)) == len(names)
        assert set(re.findall(r"url\(#(.*?)\)", canvas.background + canvas.animated)) == set(names)


class Spotlight(Picture):
    """A picture whose clip moves."""

    size = (3, 3)

    def __init__(self, ax):
        (self.bar,) = ax.bar([0.5], [1], hatch="/", animated=True)

    def draw(self, *, x):
        self.bar.set_clip_path(Circle((x, 0.5), 0.2, transform=self.bar.axes.transData))

    def read(self):
        return {}

    @classmethod
    def say(cls):
        return "1"


def test_a_definition_out_of_use_is_forgotten():
    figure = AnimatedFigure(Spotlight)
    for x in np.linspace(0, 1, 20):
        figure.show({"x": x})
        assert figure.renderer.definitions().count(" id=") == 2
