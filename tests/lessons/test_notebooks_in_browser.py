"""The notebooks in JupyterLab in a real browser: every control is moved, by keyboard and by pointer."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest
from course import NOTEBOOKS, code_cells, longest_words
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
)
from pixels import assert_alike, cropped, pixels
from playwright.sync_api import Page as PlaywrightPage
from pointer import RECORD, RECORDED, STILL_BOX, assert_steady
from sight import assert_fullscreen, assert_in_sight, assert_stage, assert_stage_by_key

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
CENTRE = "explorer => explorer.scrollIntoView({ block: 'center' })"
NARROW = {"width": 800, "height": 768}  # the controls stand below the picture, and the words below these

PICTURES = "count => document.querySelectorAll('.jp-OutputArea-output img').length === count"
WIDTHS = """() => Promise.all([...document.querySelectorAll(".jp-OutputArea-output img")]
    .map(async picture => (await picture.decode(), picture.naturalWidth)))"""

# What a move needs is done in the page in one step: each round trip to the page costs more than a move.
FIND_EXPLORER = "const explorer = control.closest('.xent-explorer')"
REST = f"await ({UNTIL})(() => ({AT_REST})(explorer))"
# The sentence, and the markup of the picture; what is remembered stays in the page.
SHOWN = """explorer => ["[role=status]", ".xent-picture"]
    .map(part => explorer.querySelector(part).innerHTML)"""
REMEMBER = f"explorer.remembered = ({SHOWN})(explorer)"
# Once at rest a control is in the middle of the window: above it heights may have changed.
READY = f"""async control => {{
    {FIND_EXPLORER};
    {REST};
    control.scrollIntoView({{ block: "center" }});
    {REMEMBER};
}}"""
# The sentence, once it and the picture are others, and without a fault; and where the control was meanwhile.
CHANGED = f"""async control => {{
    {FIND_EXPLORER};
    const others = () => ({SHOWN})(explorer).every((part, index) => part !== explorer.remembered[index]);
    await ({UNTIL})(() => others() && !explorer.querySelector(".xent-fault:not([hidden])"));
    return [explorer.querySelector("[role=status]").innerText, ({RECORDED})()];
}}"""
# The same, and ready for the next move; what plays is never at rest.
FOLLOWED = f"""async control => {{
    {FIND_EXPLORER};
    const seen = await ({CHANGED})(control);
    {REST};
    {REMEMBER};
    return seen;
}}"""
# Controls back at their start: where the others stand must not matter.
RESET = f"""async control => {{
    {FIND_EXPLORER};
    {REST};
    explorer.querySelector(".xent-stops button").click();
    {REST};
}}"""
# Where a drag begins and ends. From a slider's lower end over 0.63 of its track;
ALONG = """control => {
    const { x, y, width, height } = control.getBoundingClientRect();
    return control.matches(".xent-track")
        ? [[x + width / 2, y + height - 4], [x + width / 2, y - 4 + 0.37 * height]]
        : [[x + 8, y + height / 2], [x + 0.63 * width, y + height / 2]];
}"""
# from a point that stands at the right end, to the left;
LEFTWARDS = """control => {
    const { x, y, width, height } = control.getBoundingClientRect();
    return [[x + width / 2, y + height / 2], [x - 5 * width, y + 3 * height]];
}"""
# from a handle, on top of others that lie there, by an eighth of the picture towards the picture's middle.
INWARDS = """control => {
    const handles = control.closest(".xent-explorer").querySelectorAll(".xent-handle");
    for (const each of handles) each.style.zIndex = Number(each === control);
    const [box, picture] = [control, control.closest(".xent-view")].map(each => each.getBoundingClientRect());
    const start = [box.x + box.width / 2, box.y + box.height / 2];
    const middle = [picture.x + picture.width / 2, picture.y + picture.height / 2];
    const by = [picture.width / 8, picture.height / 8];
    return [start, start.map((place, axis) => place + (place < middle[axis] ? by[axis] : -by[axis]))];
}"""
IS_POINT = "control => control.matches('.xent-point')"
HOVERED = "control => control.matches(':hover')"
PRESSED = f"(button, state) => ({UNTIL})(() => button.ariaPressed === state)"
COPIED = f"""button => ({UNTIL})(() => button.innerText === "copied"
    || button.closest(".xent-explorer").querySelector(".xent-line"))"""
# The first slider where no stop puts it, and elsewhere than last time, by what its keys would do.
UNSETTLE = f"""async (control, pages) => {{
    {FIND_EXPLORER};
    {REST};
    const slider = explorer.querySelector("{SLIDER}");
    const press = key => slider.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true }}));
    const step = () => {{
        if (!slider.matches("input")) return press("ArrowUp");
        slider.stepUp();
        for (const type of ["input", "change"]) slider.dispatchEvent(new Event(type, {{ bubbles: true }}));
    }};
    if (!slider.matches("input")) ["Home", ...Array(pages).fill("PageUp")].forEach(press);
    else slider.valueAsNumber = +slider.min + 0.1 * pages * (slider.max - slider.min);
    do {{
        step();
        await ({READY})(control);
    }} while (explorer.querySelector(".xent-stops [aria-pressed=true]"));
}}"""
# A number in the other half of an entry's range.
OTHER_NUMBER = """entry => {
    const { min, max } = entry.previousElementSibling;
    const [low, high] = [+min || 0, +max || 1];
    return String(low + (+entry.value > (low + high) / 2 ? 0.1 : 0.9) * (high - low));
}"""
KINDS_OF = """(explorer, [focusable, kinds]) => [...explorer.querySelectorAll(focusable)]
    .map(control => Object.keys(kinds).find(kind => control.matches(kinds[kind])) ?? control.outerHTML)"""


def standing(path: str) -> str:
    """The path, once the page stands still; from then on the control's places are recorded."""
    return f"""async control => {{
        await ({READY})(control);
        await ({STILL_BOX})(control);
        ({RECORD})(control);
        return ({path})(control);
    }}"""


class Hand:
    """Moves the controls of a page's explorers, and sees that sentence and picture follow."""

    def __init__(self, page):
        self.page = page
        self.fingers = page.context.new_cdp_session(page) if isinstance(page, PlaywrightPage) else None
        self.turns = Counter()

    def way(self, kind: str, *ways: Callable) -> Callable:
        """How to move a control; what one browser does by one way the other does by the other."""
        self.turns[kind] += 1
        return ways[(self.turns[kind] + bool(self.fingers)) % len(ways)]

    def try_all(self, explorer) -> None:
        kinds = explorer.evaluate(KINDS_OF, [FOCUSABLE, KINDS])
        assert kinds, "an explorer without a control"
        assert KINDS.keys() >= {*kinds}, f"controls of an unknown kind: {kinds}"
        for kind, control in zip(kinds, explorer.query_selector_all(FOCUSABLE), strict=True):
            control.evaluate(READY)
            getattr(self, kind)(control)
        for handle in explorer.query_selector_all(".xent-handle:not(.xent-undrawn)"):
            self.handle(handle)

    def try_first(self, explorer) -> None:
        """Move the first slider alone."""
        for slider in explorer.query_selector_all(SLIDER)[:1]:
            slider.evaluate(READY)
            (self.point if slider.evaluate(IS_POINT) else self.slider)(slider)

    def follows(self, control, seen: str = FOLLOWED) -> list | None:
        """Fail unless the sentence and the picture become others; return the places of what is dragged."""
        sentence, boxes = control.evaluate(seen)
        assert re.search(r"\d", sentence)
        return boxes

    def presses(self, control, key: str) -> None:
        control.press(key)
        self.follows(control)

    def clicks(self, control) -> None:
        control.click()
        self.follows(control)

    def drags(self, control, path: str, drag: Callable | None = None) -> list:
        (drag or self.mouse_drag)(control, standing(path))
        return self.follows(control)

    def mouse_drag(self, control, path: str) -> None:
        """Drag along a path that is measured anew where the page has moved before the pointer was there."""
        for _ in range(20):
            start, stop = control.evaluate(path)
            self.page.mouse.move(*start)
            if control.evaluate(HOVERED):
                break
        else:
            raise AssertionError(f"never under the pointer, last at {start}")
        self.page.mouse.down()
        self.page.mouse.move(*stop, steps=2)
        self.page.mouse.up()

    def touch_drag(self, control, path: str) -> None:
        for kind, place in zip(("touchStart", "touchMove"), control.evaluate(path), strict=True):
            point = dict(zip("xy", map(float, place), strict=True))
            self.fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        self.fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def slider(self, slider) -> None:
        slider.press("Home")
        self.way("slider", self.along, self.end)(slider)
        slider.evaluate(RESET)

    bar = slider

    def along(self, slider) -> None:
        assert_steady(self.drags(slider, ALONG))

    def end(self, slider) -> None:
        """To the upper end, by key."""
        slider.evaluate(READY)
        self.presses(slider, "End")

    def point(self, point) -> None:
        point.press("Home")
        self.end(point)
        self.drags(point, LEFTWARDS)
        point.evaluate(RESET)

    def point_class(self, radio) -> None:
        """What the next point will be; the points stay."""
        radio.click()
        assert radio.is_checked()

    def entry(self, entry) -> None:
        entry.fill(entry.evaluate(OTHER_NUMBER))
        self.presses(entry, "Enter")
        entry.evaluate(RESET)

    def lock(self, lock) -> None:
        lock.click()
        lock.evaluate(PRESSED, "true")
        lock.press("Space")
        lock.evaluate(PRESSED, "false")

    def play(self, button) -> None:
        """From the start: what has played to its end, where it may have begun, is seen as a change."""
        button.evaluate(RESET)
        button.evaluate(READY)
        button.click()
        self.follows(button, CHANGED)
        button.press("Home")  # any touch stops it
        button.evaluate(PRESSED, "false")
        button.evaluate(RESET)

    def copy(self, button) -> None:
        """The line is copied, or shown for the reader's own hand: a browser may refuse."""
        button.click()
        button.evaluate(COPIED)

    def stage_button(self, button) -> None:
        self.way("stage_button", assert_stage_by_key, assert_fullscreen)(self.page, button)

    def toggle_button(self, button) -> None:
        """To this one by pointer, and from it to its neighbour by an arrow key."""
        if button.is_checked():
            self.presses(button, "ArrowLeft")
        self.clicks(button)
        self.presses(button, "ArrowLeft")

    def button(self, button) -> None:
        """Press it from another place each time: a swap of two equal distributions would change nothing."""
        self.turns["button"] += 1
        by_key = self.turns["button"] % 2
        button.evaluate(UNSETTLE, 1 + by_key)
        if by_key:
            self.presses(button, "Space")
        else:
            self.clicks(button)

    def dropdown(self, dropdown) -> None:
        index = dropdown.evaluate("dropdown => dropdown.selectedIndex ? dropdown.selectedIndex - 1 : 1")
        dropdown.select_option(index=index)
        self.follows(dropdown)
        self.presses(dropdown, "ArrowUp" if index else "ArrowDown")
        dropdown.evaluate(RESET)

    def checkbox(self, box) -> None:
        self.clicks(box)
        self.presses(box, "Space")

    def handle(self, handle) -> None:
        """Drag what is on the picture, by a finger, and in Firefox, which takes none here, by mouse."""
        handle.evaluate(RESET)
        self.drags(handle, INWARDS, self.touch_drag if self.fingers else self.mouse_drag)


@pytest.fixture(scope="module")
def screenshots():
    """By notebook what the browsers have shown, Chromium first: of each explorer a sentence and pictures."""
    return defaultdict(list)


def look(explorer):
    """The sentence, and screenshots of what is drawn here; sliders and dropdowns are the browser's own."""
    explorer.evaluate(CENTRE)
    drawn = [pixels(part.screenshot()) for part in explorer.query_selector_all(DRAWN)]
    return explorer.query_selector("[role=status]").inner_text(), drawn


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
        assert_in_sight(page, longest_words(notebook), WINDOW)
        assert_stage(page, longest_words(notebook), WINDOW)
        hand = Hand(page)
        for explorer in shown:
            hand.try_all(explorer)
        resize(page, NARROW)
        for explorer in shown[bool(hand.fingers) :: 2]:  # and the other browser the others
            hand.try_first(explorer)
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
            assert_alike(*cropped(*pair))


def assert_saved_pictures_show(page, notebook):
    """The notebook has not been run yet: its pictures are those that it was saved with."""
    bundles = [output.data for cell in code_cells(notebook) for output in cell.outputs if "data" in output]
    saved = [bundle for bundle in bundles if "image/png" in bundle]
    page.wait_for_function(PICTURES, arg=len(saved))
    assert all(width > 100 for width in page.evaluate(WIDTHS))
    assert all(re.search(r"\d", bundle["text/plain"]) for bundle in saved)
    assert_well(page)
