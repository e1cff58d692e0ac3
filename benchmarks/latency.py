"""From the hand to the screen: the same figure moved in several ways, in headless Chromium in JupyterLab.

    python benchmarks/latency.py

Median and p90, in milliseconds, from an input event to the animation frame after the new picture has been
drawn and its number stands in the text beside it: for single key presses, and for a slider dragged for 5
seconds, where the pictures a second are counted too; by its handle the picture itself is dragged. A picture
is matched with the input that set its number, so that a late picture counts as late. For a bar of
``DistributionSliders`` a second line tells when the bar itself had moved. ipympl takes part where it is
installed. The first way draws nothing: what a label needs that follows a slider, JupyterLab's messages and
the browser's next frame take.
"""

import importlib.util
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from lab import QUIET, WINDOW, Lab, chromium_path, open_copy, run_all  # noqa: E402

PRESSES = 40
SECONDS = 5

# A kernel that starts warm has matplotlib already, without the backend that IPython would choose.
FIGURE = """
%matplotlib inline
import math
import ipywidgets as widgets
import matplotlib.pyplot as plt
from xentlib.explorers import DistributionSliders, Handle, Slider, explore
from xentlib.lessons.entropy.pictures import Lottery

def values(x):
    return {"p": (x, (1 - x) * 0.5, (1 - x) * 0.3, (1 - x) * 0.2), "unit": "bits"}

class OursByBar(Lottery):
    def draw(self, *, p):
        super().draw(p=p, unit="bits")

    @classmethod
    def say(cls, *, heights, **_):
        return f"x = {2 ** -heights[0]:.3f}"

class Ours(OursByBar):
    def __init__(self, *axes):
        super().__init__(*axes)
        self.handles = []  # they would move p

    def draw(self, *, x):
        super().draw(p=values(x)["p"])

class OursByHandle(Ours):
    def __init__(self, each, mean):
        super().__init__(each, mean)
        self.point, = each.plot([], [], "o", animated=True)
        self.handles = [Handle(self.point, "x", (1 / 3, 0))]

    def draw(self, *, x):
        super().draw(x=x)
        self.point.set_data([3 * x], [11])

def new_figure():
    figure = plt.figure(figsize=Lottery.size, dpi=100, layout="constrained")
    picture = Lottery(*figure.subplots(**Lottery.axes))
    for artist in figure.findobj(lambda artist: artist.get_animated()):
        artist.set_animated(False)
    return figure, picture

def ours():
    return Slider(value=0.5, description="x", min=0.1, max=0.9, step=0.001)

def slider():
    return widgets.FloatSlider(value=0.5, min=0.1, max=0.9, step=0.001, readout_format=".3f")

def draw(x):
    figure, picture = new_figure()
    picture.draw(**values(x))
    plt.show()
    print(f"x = {x:.3f}")
"""
WAYS = {
    "no picture, a label": """
x, number = slider(), widgets.Label("x = 0.500")
def follow(change):
    number.value = f"x = {x.value:.3f}"
x.observe(follow, "value")
widgets.VBox([x, number])
""",
    "interact, inline figure": "_ = widgets.interact(draw, x=slider())",
    "interactive_output": "x = slider()\nwidgets.VBox([x, widgets.interactive_output(draw, {'x': x})])",
    "ipympl": """
%matplotlib widget
plt.ioff()
figure, picture = new_figure()
x, number = slider(), widgets.Label()
def follow(change):
    picture.draw(**values(x.value))
    figure.canvas.draw()
    number.value = f"x = {x.value:.3f}"
x.observe(follow, "value")
follow(None)
widgets.VBox([x, figure.canvas, number])
""",
    "explore, slider": "explore(Ours, x=ours())",
    "explore, handle": "explore(OursByHandle, x=ours())",
    "explore, bar": "explore(OursByBar, p=DistributionSliders(values(0.5)['p']))",
}

# Notes when each value of the slider came from the hand, and when it was on the screen with its picture.
WATCH = """cell => {
    const now = { hand: {}, screen: [], bar: [] };
    const outputs = cell.querySelector(".jp-Cell-outputArea");
    const slider = cell.querySelector("input[type=range], .xent-track, [role=slider]");
    const bar = slider.querySelector(".xent-fill");
    const readout = () => bar ? slider.ariaValueNow : cell.querySelector(".widget-readout").textContent;
    const value = () => Number(slider.value ?? readout()).toFixed(3);
    let [last, event] = [value(), null];
    const note = given => {
        event = given;
        setTimeout(() => {
            if (value() !== last) now.hand[last = value()] = given.timeStamp;
        });
    };
    const moves = ["keydown", "pointermove", "pointerrawupdate"];
    for (const type of moves) window.addEventListener(type, note, true);
    const painted = () => requestAnimationFrame(() => {
        const shown = /x = ([\\d.]+)/.exec(outputs.textContent)?.[1];
        if (!(shown in now.hand) || now.screen.at(-1)?.value === shown) return;
        now.screen.push({ value: shown, latency: performance.now() - now.hand[shown] });
    });
    const drawImage = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        drawImage.apply(this, given);
        painted();
    };
    const decoded = image => image.decode().then(painted, () => {});
    new MutationObserver(() => {
        const images = [...cell.querySelectorAll("img")];
        if (images.length) images.forEach(decoded);
        else painted();
    }).observe(cell, { subtree: true, childList: true, characterData: true });
    if (bar) new MutationObserver(() => {
        const from = event?.timeStamp;
        requestAnimationFrame(() => now.bar.push({ latency: performance.now() - from }));
    }).observe(bar, { attributes: true });
    window.now = now;
    return slider;
}"""
FORGET = "() => { now.hand = {}; now.screen = []; now.bar = []; }"
TRACK = "element => (element.closest('.noUi-target') ?? element).getBoundingClientRect().toJSON()"
LATENCIES = "() => [now.screen, now.bar].map(seen => seen.map(({ latency }) => latency))"


def notebook(folder: Path, way: str) -> Path:
    path = folder / "latency.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in (FIGURE, WAYS[way])]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def by_key(page, slider) -> tuple[list[float], list[float]]:
    """How late the pictures were, and the bar."""
    slider.press("ArrowRight")
    page.wait_for_timeout(1000)
    late = [], []
    for press in range(PRESSES):
        page.evaluate(FORGET)
        slider.press("ArrowRight" if press % 2 else "ArrowLeft")
        page.wait_for_function("now.screen.length > 0", timeout=5000)
        page.wait_for_timeout(150)
        for all_times, times in zip(late, page.evaluate(LATENCIES), strict=True):
            all_times += times[:1]
    return late


def path(page, slider) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the pointer goes from and to: along a handle of the picture if there is one, else the slider."""
    handle, centres = page.query_selector(".xent-handle"), []
    for key in ("End", "Home"):
        slider.press(key)
        page.wait_for_timeout(500)
        box = page.evaluate(TRACK, handle or slider)
        centres.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    if handle:
        return centres[1], centres[0]
    x, y = centres[1]
    if box["height"] > box["width"]:
        return (x, box["bottom"] - 8), (x, box["top"] + 8)
    return (box["left"] + 8, y), (box["right"] - 8, y)


def by_drag(page, slider) -> tuple[list[list[float]], float]:
    """Drag to and fro, with as many moves a second as a display of 60 Hz has frames."""
    start, end = path(page, slider)

    def to(share: float) -> None:
        page.mouse.move(*(low + share * (high - low) for low, high in zip(start, end, strict=True)))

    to(0)
    page.mouse.down()
    page.evaluate(FORGET)
    begin = time.monotonic()
    for move in range(60 * SECONDS):
        to(0.5 - 0.45 * math.cos(1.3 * move / 60))
        time.sleep(max(0.0, begin + (move + 1) / 60 - time.monotonic()))
    seconds = time.monotonic() - begin
    page.mouse.up()
    late = page.evaluate(LATENCIES)
    return late, len(late[0]) / seconds


def measure(browser, lab: Lab, folder: Path, way: str) -> str:
    page = browser.new_page()
    open_copy(page, lab, notebook(folder, way))
    run_all(page)
    cell = page.locator(".jp-CodeCell").last
    expect(cell.locator(".jp-Cell-outputArea")).to_contain_text("x = 0.500", timeout=30_000)
    cell.evaluate("cell => cell.scrollIntoView({ block: 'center' })")
    slider = cell.evaluate_handle(WATCH).as_element()
    keys = by_key(page, slider)
    drag, pictures = by_drag(page, slider)
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    page.close()
    lines = [f"| {way} | {spread(keys[0])} | {spread(drag[0])} | {pictures:.0f} |"]
    if drag[1]:
        lines.append(f"| the bar itself | {spread(keys[1])} | {spread(drag[1])} | |")
    return "\n".join(lines)


def spread(latencies: list[float]) -> str:
    if len(latencies) < 2:
        return "– | –"
    return f"{statistics.median(latencies):.0f} | {statistics.quantiles(latencies, n=10)[-1]:.0f}"


def main() -> None:
    print("| way | key: median ms | p90 | drag: median ms | p90 | pictures a second |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        lab = Lab(folder)
        chromium = playwright.chromium.launch(executable_path=chromium_path(playwright), args=QUIET)
        browser = chromium.new_context(viewport=WINDOW)
        for way in WAYS:
            if way == "ipympl" and not importlib.util.find_spec("ipympl"):
                print("| ipympl | not installed | | | | |")
                continue
            print(measure(browser, lab, folder, way), flush=True)
        lab.stop()


if __name__ == "__main__":
    main()
