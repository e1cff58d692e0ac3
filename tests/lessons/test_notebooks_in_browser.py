"""The notebooks in JupyterLab in a real browser: every control is moved, by keyboard and by pointer."""

import re
from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pytest
from course import NOTEBOOKS, code_cells
from lab import (
    AT_REST,
    EXPLORER,
    UNTIL,
    WINDOW,
    assert_accessible,
    assert_well,
    evidence,
    explorers,
    open_copy,
    resize,
    run_all,
    settle,
)
from pixels import assert_alike, pixels
from playwright.sync_api import Locator
from pointer import STILL_BOX, steady
from sight import assert_fullscreen, assert_in_sight, assert_stage

each_browser = pytest.mark.parametrize("page", ["browser", "firefox"], indirect=True)
each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)

# The kinds of controls, by selector; a focusable thing of no such kind fails the test and is not left out.
KINDS = {
    "bar": ".xent-track",
    "point": ".xent-point",
    "point_class": ".xent-points input[type=radio]",
    "lock": ".xent-lock",
    "stage_button": ".xent-stage-button",
    "slider": "input[type=range]",
    "checkbox": ".xent-checkbox input",
    "entry": ".xent-entry",
    "toggle_button": ".xent-toggle-buttons input",
    "play": ".xent-play",
    "copy": ".xent-copy",
    "button": "button",
    "dropdown": ".xent-dropdown select",
}
FOCUSABLE = "button, select, input, textarea, [contenteditable=true], [tabindex='0']"
SLIDER = ".xent-track, .xent-point, input[type=range]"
DRAWN = ".xent-chart, .xent-plane, .xent-picture"
# The same room for the picture, however wide a browser makes its dropdowns.
GIVE_WIDTH = """(explorer, flex) => {
    explorer.querySelector(".xent-canvas-box").style.flex = flex;
    explorer.scrollIntoView({ block: "center" });
}"""
NARROW = {"width": 800, "height": 768}  # the controls stand below the picture

# The sentence, and the markup of the picture.
SHOWN = """explorer => ["[role=status]", ".xent-picture"]
    .map(part => explorer.querySelector(part).innerHTML)"""
# Once at rest, remember what is shown; the markup stays in the page.
REMEMBER = f"""async explorer => {{
    await ({UNTIL})(() => ({AT_REST})(explorer));
    explorer.remembered = ({SHOWN})(explorer);
}}"""
COPIED = """explorer => explorer.querySelector(".xent-copy").innerText === "copied"
    || explorer.querySelector(".xent-line")"""
# The sentence, once it and the picture are others, and without a fault.
FOLLOWED = f"""async explorer => {{
    const others = () => ({SHOWN})(explorer).every((part, index) => part !== explorer.remembered[index]);
    await ({UNTIL})(() => others() && !explorer.querySelector(".xent-fault:not([hidden])"));
    return explorer.querySelector("[role=status]").innerText;
}}"""
# Above what has changed its height there the page may have moved since it was here last.
CENTRE = "control => control.scrollIntoView({ block: 'center' })"
# The kind of a control, in the middle of the window.
KIND = f"""(control, kinds) => {{
    ({CENTRE})(control);
    return Object.keys(kinds).find(kind => control.matches(kinds[kind]));
}}"""
# From a handle, on top of others that lie there, by an eighth of the picture towards the picture's middle.
INWARDS = """handle => {
    const explorer = handle.closest(".xent-explorer");
    explorer.scrollIntoView({ block: "center" });
    for (const each of explorer.querySelectorAll(".xent-handle")) each.style.zIndex = Number(each === handle);
    const [box, picture] = [handle, handle.closest(".xent-view")].map(each => each.getBoundingClientRect());
    const start = [box.x + box.width / 2, box.y + box.height / 2];
    const middle = [picture.x + picture.width / 2, picture.y + picture.height / 2];
    const by = [picture.width / 8, picture.height / 8];
    return [start, start.map((place, axis) => place + (place < middle[axis] ? by[axis] : -by[axis]))];
}"""
PRESSED = "([button, state]) => button.ariaPressed === state"


class Hand:
    """Moves the controls of one explorer, and sees that sentence and picture follow."""

    def __init__(self, explorer: Locator):
        self.explorer, self.page = explorer, explorer.page
        self.by_key = False

    def does(self, action, *args, **options) -> None:
        """Act; fail unless the sentence and the picture are others after it."""
        self.explorer.evaluate(REMEMBER)
        action(*args, **options)
        assert re.search(r"\d", self.explorer.evaluate(FOLLOWED))

    def move(self, control: Locator) -> None:
        kind = control.evaluate(KIND, KINDS)
        assert kind, f"a control of an unknown kind: {control.evaluate('c => c.outerHTML')}"
        getattr(self, kind)(control)

    def slider(self, slider: Locator) -> None:
        entry = slider.locator("xpath=..").locator(".xent-entry")
        start = entry.input_value()
        self.both_ends(slider)
        entry.fill(start)
        entry.press("Enter")

    def bar(self, bar: Locator) -> None:
        self.both_ends(bar)
        self.reset(bar)

    def point(self, point: Locator) -> None:
        point.press("Home")
        self.does(point.press, "End")
        settle(self.explorer)
        self.does(self.drag_point, point)
        self.reset(point)

    def drag_point(self, point: Locator) -> None:
        """Drag a point that stands at the right end to the left."""
        box = point.evaluate(STILL_BOX)
        x, y, width, height = (box[key] for key in ("x", "y", "width", "height"))
        self.page.mouse.move(x + width / 2, y + height / 2)
        self.page.mouse.down()
        self.page.mouse.move(x - 5 * width, y + 3 * height, steps=4)
        self.page.mouse.up()

    def point_class(self, radio: Locator) -> None:
        """What the next point will be; the points stay."""
        radio.click()
        assert radio.is_checked()

    def both_ends(self, slider: Locator) -> None:
        slider.press("Home")
        self.does(slider.press, "End")
        slider.press("Home")
        settle(self.explorer)
        slider.evaluate(CENTRE)
        with steady(slider):
            self.does(self.drag, slider)

    def reset(self, control: Locator) -> None:
        """Bring bars back to their start: where the other controls stand must not matter."""
        settle(self.explorer)
        control.evaluate("bar => bar.closest('.xent-explorer').querySelector('.xent-stops button').click()")
        settle(self.explorer)

    def drag(self, slider: Locator, share: float = 0.63) -> None:
        """Drag a slider that stands at its lower end over this share of its track."""
        mouse_drag(slider, lambda: self.along(slider, share))

    def along(self, slider: Locator, share: float) -> tuple[tuple, tuple]:
        """Where a slider's lower end is, and this share of its track."""
        track = slider.evaluate(STILL_BOX)
        x, y, width, height = (track[key] for key in ("x", "y", "width", "height"))
        if slider.evaluate("slider => slider.matches('.xent-track')"):
            start, stop = (x + width / 2, y + height - 4), (x + width / 2, y - 4 + height * (1 - share))
        else:
            start, stop = (x + 8, y + height / 2), (x + width * share, y + height / 2)
        return start, stop

    def entry(self, entry: Locator) -> None:
        start = entry.input_value()
        low, high = entry.evaluate(
            "({ previousElementSibling: range }) => [+range.min || 0, +range.max || 1]"
        )
        share = 0.1 if float(start) > (low + high) / 2 else 0.9
        entry.fill(f"{low + share * (high - low):.6g}")
        self.does(entry.press, "Enter")
        entry.fill(start)
        entry.press("Enter")

    def lock(self, lock: Locator) -> None:
        for state in ("true", "false"):
            lock.click()
            self.page.wait_for_function(PRESSED, arg=[lock.element_handle(), state])

    def play(self, button: Locator) -> None:
        self.does(button.click)
        button.press("Home")  # any touch stops it
        self.page.wait_for_function(PRESSED, arg=[button.element_handle(), "false"])

    def copy(self, button: Locator) -> None:
        """The line is copied, or shown for the reader's own hand: a browser may refuse."""
        button.click()
        self.page.wait_for_function(COPIED, arg=self.explorer.element_handle())

    def stage_button(self, button: Locator) -> None:
        assert_stage(self.explorer, WINDOW)
        assert_fullscreen(self.explorer, WINDOW)

    def unsettle(self, pages: int) -> None:
        """Bring the first slider to a place where no stop puts it."""
        slider = self.explorer.locator(SLIDER).first
        for key in ("Home", *["PageUp"] * pages, "ArrowUp"):
            slider.press(key)

    def toggle_button(self, button: Locator) -> None:
        """To this one by pointer, and from its neighbour by an arrow key."""
        before, after = (
            button.locator(f"xpath=../{side}-sibling::label[1]/input") for side in ("preceding", "following")
        )
        neighbour, arrow = (before, "ArrowRight") if before.count() else (after, "ArrowLeft")
        if button.is_checked():
            self.does(neighbour.click)
        self.does(button.click)
        self.does(neighbour.click)
        self.does(neighbour.press, arrow)

    def button(self, button: Locator) -> None:
        """Press it from another place each time: a swap of two equal distributions would change nothing."""
        self.by_key = not self.by_key
        self.unsettle(pages=1 + self.by_key)
        self.does(*(button.press, "Space") if self.by_key else (button.click,))

    def dropdown(self, dropdown: Locator) -> None:
        start = dropdown.input_value()
        index = dropdown.evaluate("dropdown => dropdown.selectedIndex ? dropdown.selectedIndex - 1 : 1")
        self.does(dropdown.select_option, index=index)
        self.does(dropdown.press, "ArrowDown" if index == 0 else "ArrowUp")
        dropdown.select_option(start)

    def checkbox(self, box: Locator) -> None:
        self.does(box.click)
        self.does(box.press, "Space")

    def handle(self, handle: Locator) -> None:
        """Drag what is on the picture, by mouse and, in Chromium, by a finger."""
        ways = [mouse_drag, *([touch_drag] if hasattr(self.page.context, "new_cdp_session") else [])]
        for drag in ways:
            self.reset(handle)
            self.does(drag, handle, lambda: handle.evaluate(INWARDS))
        self.reset(handle)


def mouse_drag(element: Locator, path: Callable) -> None:
    """Drag along a path that is measured anew where the page has moved before the pointer was there."""
    mouse = element.page.mouse
    for _ in range(20):
        start, stop = path()
        mouse.move(*start)
        if element.evaluate("element => element.matches(':hover')"):
            break
    mouse.down()
    mouse.move(*stop, steps=4)
    mouse.up()


def touch_drag(element: Locator, path: Callable) -> None:
    devices = element.page.context.new_cdp_session(element.page)
    for kind, place in zip(("touchStart", "touchMove"), path(), strict=True):
        point = dict(zip("xy", map(float, place), strict=True))
        devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    devices.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture(scope="module")
def screenshots():
    """By notebook what the browsers have shown, Chromium first: of each explorer a sentence and pictures."""
    return defaultdict(list)


def look(explorer):
    """The sentence, and screenshots of what is drawn here; sliders and dropdowns are the browser's own."""
    explorer.evaluate(GIVE_WIDTH, "0 0 500px")
    drawn = [pixels(part.screenshot()) for part in explorer.locator(DRAWN).all()]
    explorer.evaluate(GIVE_WIDTH, "")
    return explorer.locator("[role=status]").inner_text(), drawn


@each_browser
@each_notebook
def test_saved_pictures_show_and_controls_move_picture_and_sentence(notebook, page, lab, screenshots):
    with evidence(page, notebook.stem):
        open_copy(page, lab, notebook)
        assert_saved_pictures_show(page, notebook)
        run_all(page)
        shown = explorers(page)
        assert_well(page)
        screenshots[notebook].append([look(explorer) for explorer in shown])
        assert_in_sight(page, shown, WINDOW)
        for explorer in shown:
            hand = Hand(explorer)
            controls = explorer.locator(FOCUSABLE).all()
            assert controls, "an explorer without a control"
            for control in controls:
                hand.move(control)
            for handle in explorer.locator(".xent-handle:not(.xent-undrawn)").all():
                hand.handle(handle)
        resize(page, NARROW)
        for explorer in shown:
            for slider in explorer.locator(SLIDER).all()[:1]:
                Hand(explorer).move(slider)
        assert_well(page)
        if shown:
            assert_accessible(page, EXPLORER)


@each_notebook
def test_both_browsers_show_the_same(notebook, screenshots):
    if len(screenshots[notebook]) < 2:
        pytest.skip("the test above has not run in both browsers")
    for (sentence, pictures), (same, others) in zip(*screenshots[notebook], strict=True):
        assert sentence == same
        for pair in zip(pictures, others, strict=True):
            sizes = np.array([picture.shape[:2] for picture in pair])
            assert np.ptp(sizes, axis=0).max() <= 2, sizes  # a box begins and ends within a pixel
            height, width = sizes.min(axis=0)
            assert_alike(*(picture[:height, :width] for picture in pair))


def assert_saved_pictures_show(page, notebook):
    """The notebook has not been run yet: its pictures are those that it was saved with."""
    selector = ".jp-OutputArea-output img"
    bundles = [output.data for cell in code_cells(notebook) for output in cell.outputs if "data" in output]
    saved = [bundle for bundle in bundles if "image/png" in bundle]
    counted = "([selector, count]) => document.querySelectorAll(selector).length === count"
    page.wait_for_function(counted, arg=[selector, len(saved)])
    for picture in page.locator(selector).all():
        assert picture.evaluate("async picture => (await picture.decode(), picture.naturalWidth)") > 100
    assert all(re.search(r"\d", bundle["text/plain"]) for bundle in saved)
    assert_well(page)
