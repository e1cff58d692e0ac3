"""From the hand to the screen: the same figure moved in four ways, in headless Chromium in JupyterLab.

    python benchmarks/latency.py

Median and p90, in milliseconds, from an input event to the animation frame after the new picture has been
drawn and its number stands in the text beside it: for single key presses, and for a slider dragged for 5
seconds, where the pictures a second are counted too. A picture is matched with the input that set its number,
so that a late picture counts as late. ipympl takes part where it is installed.
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

FIGURE = """
import math
import ipywidgets as widgets
import matplotlib.pyplot as plt
from xentlib.controls import Slider
from xentlib.explore import explore
from xentlib.pictures import Lottery

def values(x):
    return {"p": (x, (1 - x) * 0.5, (1 - x) * 0.3, (1 - x) * 0.2), "unit": "bits"}

class Ours(Lottery):
    def update(self, *, x):
        super().update(**values(x))
        return f"x = {x:.3f}"

def new_figure():
    figure = plt.figure(figsize=Lottery.size, dpi=100, layout="constrained")
    picture = Lottery(*figure.subplots(**Lottery.axes))
    for artist in figure.findobj(lambda artist: artist.get_animated()):
        artist.set_animated(False)
    return figure, picture

def slider():
    return widgets.FloatSlider(value=0.5, min=0.1, max=0.9, step=0.001, readout_format=".3f")

def draw(x):
    figure, picture = new_figure()
    picture.update(**values(x))
    plt.show()
    print(f"x = {x:.3f}")
"""
WAYS = {
    "interact, inline figure": "_ = widgets.interact(draw, x=slider())",
    "interactive_output": "x = slider()\nwidgets.VBox([x, widgets.interactive_output(draw, {'x': x})])",
    "ipympl": """
%matplotlib widget
plt.ioff()
figure, picture = new_figure()
x, number = slider(), widgets.Label()
def follow(change):
    picture.update(**values(x.value))
    figure.canvas.draw()
    number.value = f"x = {x.value:.3f}"
x.observe(follow, "value")
follow(None)
widgets.VBox([x, figure.canvas, number])
""",
    "explore": "explore(Ours, x=Slider(value=0.5, description='x', min=0.1, max=0.9, step=0.001))",
}

# Notes when each value of the slider came from the hand, and when it was on the screen with its picture.
WATCH = """cell => {
    const now = { hand: {}, screen: [], last: null };
    const outputs = cell.querySelector(".jp-Cell-outputArea");
    const slider = cell.querySelector("input[type=range], [role=slider]");
    const value = () => Number(slider.value ?? cell.querySelector(".widget-readout").textContent).toFixed(3);
    const note = event => setTimeout(() => {
        if (value() !== now.last) now.hand[now.last = value()] = event.timeStamp;
    });
    for (const type of ["keydown", "pointermove"]) window.addEventListener(type, note, true);
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
        cell.querySelectorAll("img").forEach(decoded);
        if (cell.querySelector("canvas, .xent-picture")) painted();
    }).observe(cell, { subtree: true, childList: true, characterData: true });
    window.now = now;
    return slider;
}"""
FORGET = "() => { now.hand = {}; now.screen = []; }"
LATENCIES = "() => now.screen.map(picture => picture.latency)"


def notebook(folder: Path, way: str) -> Path:
    path = folder / "latency.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in (FIGURE, WAYS[way])]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def by_key(page, slider) -> list[float]:
    slider.press("ArrowRight")
    page.wait_for_timeout(1000)
    latencies = []
    for _ in range(PRESSES):
        page.evaluate(FORGET)
        slider.press("ArrowRight")
        page.wait_for_function("now.screen.length > 0", timeout=5000)
        page.wait_for_timeout(150)
        latencies += page.evaluate(LATENCIES)[:1]
    return latencies


def by_drag(page, slider) -> tuple[list[float], float]:
    """Drag to and fro, about as many moves a second as a mouse sends on a 60 Hz display."""
    slider.press("Home")
    page.wait_for_timeout(500)
    handle = slider.bounding_box()
    track = page.evaluate(
        "slider => (slider.closest('.noUi-target') ?? slider).getBoundingClientRect().toJSON()",
        slider,
    )
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + 8, y)
    page.mouse.down()
    page.evaluate(FORGET)
    start = time.monotonic()
    for move in range(60 * SECONDS):
        share = 0.5 - 0.45 * math.cos(1.3 * move / 60)
        page.mouse.move(track["x"] + 8 + share * (track["width"] - 16), y)
        time.sleep(max(0.0, start + (move + 1) / 60 - time.monotonic()))
    seconds = time.monotonic() - start
    page.mouse.up()
    pictures = page.evaluate("now.screen.length") / seconds
    return page.evaluate(LATENCIES), pictures


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
    return f"| {way} | {spread(keys)} | {spread(drag)} | {pictures:.0f} |"


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
