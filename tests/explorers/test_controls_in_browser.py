"""Sliders under the hand, in a real browser: drag, touch, keys, locks, typing, stops, and faults."""

import ast
import json
import math

import numpy as np
import psutil
import pytest
import warm
from lab import AT_REST, EXPLORER, WINDOW, assert_accessible, evidence, run_in_browser, settle
from playwright.sync_api import expect
from pointer import STILL_BOX, steady
from sight import ALLOW, HIDDEN, REFUSE, ROWS, SHOWN

from xentlib.explorers.controls import script
from xentlib.explorers.distribution_sliders import give_way
from xentlib.explorers.explorer import UNRESPONSIVE, Canvas

START = (0.1, 0.2, 0.3, 0.4)
CELLS = (
    """
from xentlib.explorers import DistributionPair, DistributionSliders, Picture, Stop, explore, slider

class Echo(Picture):
    size = (4, 2)

    def __init__(self, ax):
        self.line, = ax.plot([0, 1], [0, 1], animated=True)
        self.count = 0

    def draw(self, *, p):
        self.count += 1
        self.line.set_ydata([0, p[0] if isinstance(p[0], float) else p[0][0]])
        self.p = p

    def read(self):
        return {"count": self.count, "p": self.p}

    @classmethod
    def say(cls, *, count, p):
        return repr((count, p))

class Reciprocal(Echo):
    def draw(self, *, x):
        self.y = 1 / x

    def read(self):
        return {"y": self.y}

    @classmethod
    def say(cls, *, y):
        return f"1/x is {y:.2f}"

class Wordy(Echo):
    def draw(self, *, p, x):
        self.count = round(99 * (p[0] + x))

    def read(self):
        return {"count": self.count}

    @classmethod
    def say(cls, *, count):
        return str(count) + count * " words"
""",
    "stops = [Stop('fair', '', p=[0.25] * 4), Stop('sure', '', p=[0, 0, 1, 0])]\n"
    f"explore(Echo, stops=stops, p=DistributionSliders({START}))",
    "explore(Echo, p=DistributionPair([0.5, 0.25, 0.25], [0.125, 0.125, 0.75]))",
    "explore(Reciprocal, x=slider('x', 0.5, low=-1, high=1))",
    "explore(Wordy, p=DistributionSliders((0.0, 1.0)), x=slider('x', 0, low=0, high=1))",
)


class Sliders:
    """The explorer that echoes one distribution, as a user sees it and as the kernel does."""

    def __init__(self, page, place=0):
        self.page = page
        self.explorer = page.locator(EXPLORER).nth(place)
        self.bars = self.explorer.locator(".xent-track")
        self.entries = self.explorer.locator(".xent-entry")
        self.locks = self.explorer.locator(".xent-lock")
        self.press("start")
        settle(self.explorer)  # the kernel brings the controls back
        self.explorer.evaluate("explorer => explorer.scrollIntoView({ block: 'center' })")

    def press(self, name):
        self.explorer.get_by_role("button", name=name, exact=True).click()

    def seen(self):
        """What the bars announce."""
        return [float(bar.get_attribute("aria-valuenow")) for bar in self.bars.all()]

    def echo(self):
        """How often the kernel has drawn, and the value it has, once no message is in flight."""
        self.page.wait_for_function(AT_REST, arg=self.explorer.element_handle())
        return ast.literal_eval(self.explorer.locator("[role=status]").inner_text())

    def value(self):
        value = self.echo()[1]
        assert self.seen() == [float(f"{mass:.3f}") for mass in np.ravel(value)]
        return value

    def points(self, bar, *shares):
        """Where a bar has these shares, measured in one step once the kernel has nothing more to say."""
        self.echo()
        box = self.bars.nth(bar).evaluate(STILL_BOX)
        x = box["x"] + box["width"] / 2
        return [(x, box["y"] + box["height"] * (1 - share)) for share in shares]

    def drag(self, start, end):
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=5)


@pytest.fixture(scope="module")
def opened(browser, lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("hand") / "hand.ipynb"
    with run_in_browser(browser, lab, path, CELLS) as page:
        yield page


@pytest.fixture
def sliders(opened, request):
    with evidence(opened, request.node.name):
        yield Sliders(opened)


@pytest.fixture
def page_with_clock(browser):
    """An empty page whose time is the test's."""
    page = browser.new_page()
    page.clock.install()
    yield page
    page.close()


@pytest.fixture(scope="module")
def arithmetic(browser):
    """A page that has the arithmetic of the sliders' own file, as it stands there."""
    page = browser.new_page()
    page.evaluate(
        """async source => {
            const blob = new Blob([source], { type: "text/javascript" });
            window.sliders = await import(URL.createObjectURL(blob));
        }""",
        script("distribution_sliders.js"),
    )
    yield page
    page.close()


def close_to(p):
    return pytest.approx(p, rel=0, abs=1e-12)


def compute(page, function, argument):
    """Call a JavaScript function; as text both ways, which is a tenth of the time for large lists."""
    answer = page.evaluate(f"text => JSON.stringify(({function})(JSON.parse(text)))", json.dumps(argument))
    return json.loads(answer, parse_int=float)


def test_ten_thousand_moves_agree_with_python_and_sum_to_1(arithmetic):
    rng = np.random.default_rng(0)
    moves = []
    for _ in range(10_000):
        length = int(rng.integers(2, 13))
        p = rng.dirichlet(np.full(length, 0.3))
        p[rng.random(length) < 0.2] = 0.0
        p = give_way(tuple((p / p.sum() if p.any() else np.eye(length)[0]).tolist()), 0, float(p[0]))
        value = float(rng.choice([0.0, 1.0, rng.random(), round(rng.random(), 2)]))
        moves.append([p, int(rng.integers(length)), value, (rng.random(length) < 0.2).tolist()])
    moved = compute(arithmetic, "moves => moves.map(move => sliders.giveWay(...move))", moves)
    for move, ours in zip(moves, moved, strict=True):
        np.testing.assert_allclose(ours, give_way(*move), rtol=0, atol=1e-12)
        assert math.fsum(ours) == pytest.approx(1, abs=1e-12) and min(ours) >= 0.0


def test_a_walk_of_ten_thousand_moves_does_not_drift(arithmetic):
    walk = """steps => steps.reduce((path, [index, value, locked]) => {
        path.push(sliders.giveWay(path.at(-1), index, value, locked));
        return path;
    }, [Array(12).fill(1 / 12)])"""
    rng = np.random.default_rng(1)
    steps = [
        [int(rng.integers(12)), round(float(rng.random()), 3), (rng.random(12) < 0.2).tolist()]
        for _ in range(10_000)
    ]
    sums = [math.fsum(p) for p in compute(arithmetic, walk, steps)]
    np.testing.assert_allclose(sums, 1.0, rtol=0, atol=1e-12)


def test_a_distribution_that_moves_as_a_whole_stays_in_its_triangle(arithmetic):
    rng = np.random.default_rng(2)
    moves = []
    for _ in range(5_000):
        p = rng.dirichlet(np.full(3, rng.choice([0.01, 0.3, 3])))
        p[2] = 1 - p[0] - p[1]
        change = rng.normal(0, rng.choice([0, 0.01, 1]), 3)
        moves.append([np.abs(p).tolist(), (change - change.mean()).tolist(), (rng.random(3) < 0.2).tolist()])
    moved = compute(arithmetic, "moves => moves.map(move => sliders.moveWhole(...move))", moves)
    for (p, change, locked), ours in zip(moves, moved, strict=True):
        assert math.fsum(ours) == pytest.approx(1, abs=1e-12) and min(ours) >= 0
        assert all(ours[i] == p[i] for i in range(3) if locked[i])
        wanted = np.add(p, change)
        if not any(locked) and wanted.min() >= 0:
            np.testing.assert_allclose(ours, wanted, atol=0.00101)


NUMBERS = {
    "0.25": 0.25,
    ".5": 0.5,
    "0,25": 0.25,
    " 25 % ": 0.25,
    "1 / 4": 0.25,
    "-0.5": -0.5,
    "−0.5": -0.5,
    "-1/4": -0.25,
    "+2": 2.0,
    "1e-2": 0.01,
    "1000": 1000.0,
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_typed_numbers(arithmetic, text, value):
    assert arithmetic.evaluate("text => sliders.parseNumber(text)", text) == value


@pytest.mark.parametrize(
    "text", ["", " ", "a", "1/0", "0/0", "1.2.3", "1 2", "--1", "%", "1e999", "Infinity"]
)
def test_what_is_no_number(arithmetic, text):
    assert math.isnan(arithmetic.evaluate("text => sliders.parseNumber(text)", text))


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("100 %", 1.0), ("1.01", None), ("-0.1", None)])
def test_a_probability_lies_between_0_and_1(arithmetic, text, value):
    parsed = arithmetic.evaluate("text => sliders.parseProbability(text)", text)
    assert (None if math.isnan(parsed) else parsed) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ArrowUp", 0.21),
        ("ArrowRight", 0.21),
        ("ArrowDown", 0.19),
        ("ArrowLeft", 0.19),
        ("Shift+ArrowUp", 0.201),
        ("Shift+ArrowDown", 0.199),
        ("PageUp", 0.3),
        ("PageDown", 0.1),
        ("Home", 0.0),
        ("End", 1.0),
    ],
)
def test_keys(sliders, key, value):
    sliders.bars.nth(1).press(key)
    assert sliders.value() == close_to(give_way(START, 1, value))


def test_the_keyboard_reaches_every_bar_and_sees_where_it_is(sliders):
    sliders.bars.nth(1).focus()
    sliders.page.keyboard.press("Shift+Tab")
    for bar in sliders.bars.all():
        expect(bar).to_be_focused()
        assert bar.evaluate("bar => getComputedStyle(bar).outlineStyle") == "solid"
        sliders.page.keyboard.press("Tab")


def test_drag_and_back_is_where_it_was(sliders):
    start, end = sliders.points(0, 0.1, 1.5)
    sliders.drag(start, end)
    assert sliders.seen() == [1, 0, 0, 0]
    sliders.page.mouse.move(*start, steps=5)
    sliders.page.mouse.up()
    np.testing.assert_allclose(sliders.value(), START, atol=0.002)


def test_drag_is_relative_to_where_it_was_grabbed(sliders):
    sliders.drag(*sliders.points(3, 0.9, 0.6))
    sliders.page.mouse.up()
    assert sliders.value()[3] == pytest.approx(0.1, abs=0.01)


def test_a_click_brings_the_bar_to_the_pointer(sliders):
    sliders.page.mouse.click(*sliders.points(2, 0.8)[0])
    assert sliders.value()[2] == pytest.approx(0.8, abs=0.01)


def test_touch_drags_the_bar_and_not_the_page(sliders):
    devices = sliders.page.context.new_cdp_session(sliders.page)
    points = sliders.points(1, *np.linspace(0.2, 0.7, 6))
    for x, y in points:
        kind = "touchStart" if (x, y) == points[0] else "touchMove"
        devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    devices.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert sliders.value()[1] == pytest.approx(0.7, abs=0.01)


# The first output grows with each move of the pointer, as that of a cell that is still running.
GROW = """explorer => {
    const output = document.querySelector(".jp-OutputArea-output");
    let more = 0;
    explorer.addEventListener("pointermove", () => (output.style.paddingBottom = `${(more += 9)}px`));
}"""


@pytest.fixture(scope="module")
def wordy(opened):
    """The explorer whose sentence is the longer the higher its sliders stand, below an output that grows."""
    explorer = opened.locator(EXPLORER).nth(3)
    explorer.evaluate(GROW)
    yield explorer
    opened.set_viewport_size(WINDOW)


NARROW = 800  # px of a window whose explorers are as wide as on a phone
EXCESS = "explorer => parseFloat(explorer.style.getPropertyValue('--xent-excess'))"
WORDS_STAY_INSIDE = """explorer => explorer.querySelector(".xent-words").getBoundingClientRect().bottom
    <= explorer.getBoundingClientRect().bottom + 1"""


def excess(explorer):
    """By how many pixels the sentence has lengthened the explorer, which holds it."""
    settle(explorer)
    assert explorer.evaluate(WORDS_STAY_INSIDE)
    return explorer.evaluate(EXCESS)


def give_width(explorer, width):
    """Bring the page to this width, by way of another, at which a short sentence has its room again."""
    handle = explorer.element_handle()
    for each in (width - 50, width):
        explorer.page.set_viewport_size(WINDOW | {"width": each})
        explorer.page.wait_for_function(f"explorer => ({EXCESS})(explorer) === 0", arg=handle)


@pytest.mark.parametrize("control", [".xent-track", "input[type=range]"])
@pytest.mark.parametrize("width", [NARROW, 1150, 1366], ids=["narrow", "one above the other", "side by side"])
def test_nothing_moves_under_the_hand(wordy, width, control):
    page, slider = wordy.page, wordy.locator(control).first
    with evidence(page, f"steady-{width}"):
        slider.press("Home")
        give_width(wordy, width)
        slider.evaluate("slider => slider.scrollIntoView({ block: 'center' })")
        start, end = ends_of(slider)
        with steady(slider):
            page.mouse.move(*start)
            page.mouse.down()
            page.mouse.move(*end, steps=20)
            longest = excess(wordy)
            assert longest > 50
            page.mouse.move(*start, steps=20)
            page.mouse.up()
            assert excess(wordy) == longest  # nor does the page below jump up again
        expect(wordy.locator("[role=status]")).to_have_text("0")


def test_keys_scroll_a_picture_that_is_wider_than_its_page(wordy):
    frame = wordy.locator(".xent-frame")
    give_width(wordy, NARROW)
    assert frame.get_attribute("tabindex") == "0"  # not each browser gives keys to what scrolls
    frame.press("ArrowRight")
    wordy.page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    give_width(wordy, WINDOW["width"])
    assert frame.get_attribute("tabindex") is None


@pytest.fixture
def on_stage(wordy):
    """Return a function that brings the explorer onto the stage, and off again."""
    handle = wordy.element_handle()

    def on_stage(on):
        wordy.locator(".xent-stage-button").click()
        wordy.page.wait_for_function(SHOWN if on else HIDDEN, arg=handle)

    wordy.evaluate(REFUSE)
    on_stage(True)
    yield on_stage
    on_stage(False)
    wordy.evaluate(ALLOW)


LETTER = "explorer => parseFloat(getComputedStyle(explorer.querySelector('.xent-words')).fontSize)"


def test_on_the_stage_the_words_take_the_room_that_they_have_and_move_nothing(wordy, on_stage):
    slider, least = wordy.locator("input[type=range]"), WINDOW["height"] / ROWS
    with evidence(wordy.page, "words-on-the-stage"):
        slider.press("Home")
        settle(wordy)
        assert wordy.evaluate(LETTER) == pytest.approx(2 * least, abs=0.1)
        with steady(wordy.locator(".xent-picture")):
            slider.press("End")
            settle(wordy)
            longest = wordy.evaluate(LETTER)
            assert wordy.evaluate(WORDS_STAY_INSIDE) and least - 0.1 <= longest < 1.9 * least
            slider.press("Home")
            settle(wordy)
            assert wordy.evaluate(LETTER) == longest  # nor do they grow again in a drag
        on_stage(False)
        on_stage(True)
        assert wordy.evaluate(LETTER) == pytest.approx(2 * least, abs=0.1)


def ends_of(slider):
    """Where to drag a slider from end to end: a bar stands on its lower one."""
    x, y, width, height = slider.evaluate(STILL_BOX).values()
    if height > width:
        return (x + width / 2, y + height - 4), (x + width / 2, y + 4)
    return (x + 8, y + height / 2), (x + width - 8, y + height / 2)


@pytest.mark.parametrize("way", ["double click", "key", "button"])
def test_a_locked_bar_stays(sliders, way):
    if way == "double click":
        sliders.page.mouse.dblclick(*sliders.points(1, 0.6)[0])
    elif way == "key":
        sliders.bars.nth(1).press("l")
    else:
        sliders.locks.nth(1).click()
    expect(sliders.locks.nth(1)).to_have_attribute("aria-pressed", "true")
    assert sliders.value() == START
    assert "locked" in sliders.bars.nth(1).get_attribute("aria-valuetext")
    sliders.bars.nth(1).press("End")
    assert sliders.value() == START
    sliders.bars.nth(0).press("End")
    assert sliders.value() == close_to(give_way(START, 0, 1.0, [False, True, False, False]))
    sliders.bars.nth(1).press("l")
    expect(sliders.locks.nth(1)).to_have_attribute("aria-pressed", "false")


def test_with_all_others_locked_nothing_moves(sliders):
    for place in (1, 2, 3):
        sliders.locks.nth(place).click()
    sliders.bars.nth(0).press("End")
    assert sliders.value() == START
    for place in (1, 2, 3):
        sliders.locks.nth(place).click()


def test_typing_on_a_bar_and_in_its_field(sliders):
    sliders.bars.nth(2).press("0")
    expect(sliders.entries.nth(2)).to_be_focused()
    sliders.page.keyboard.type(".75")
    sliders.page.keyboard.press("Enter")
    expect(sliders.bars.nth(2)).to_be_focused()
    assert sliders.value() == close_to(give_way(START, 2, 0.75))
    sliders.page.keyboard.press("Enter")
    sliders.page.keyboard.type("1/4")
    sliders.page.keyboard.press("Tab")
    assert sliders.value()[2] == 0.25


def test_nonsense_is_marked_and_moves_nothing(sliders):
    sliders.entries.nth(0).fill("nonsense")
    sliders.entries.nth(0).press("Enter")
    expect(sliders.entries.nth(0)).to_have_attribute("aria-invalid", "true")
    sliders.entries.nth(0).press("Escape")
    expect(sliders.entries.nth(0)).to_have_value("0.100")
    assert sliders.value() == START


@pytest.fixture
def slider(opened, request):
    """The slider of the last explorer, from −1 to 1."""
    with evidence(opened, request.node.name):
        explorer = opened.locator(EXPLORER).nth(2)
        opened.wait_for_function(AT_REST, arg=explorer.element_handle())
        explorer.locator("input[type=range]").press("End")
        yield explorer


def x_of(explorer):
    return explorer.locator("input[type=range]").input_value()


@pytest.mark.parametrize(
    ("text", "x"), [("25 %", 0.25), ("1/4", 0.25), ("0,25", 0.25), ("−0.5", -0.5), ("7", 1)]
)
def test_a_slider_takes_typed_numbers_to_the_nearest_between_its_ends(slider, text, x):
    entry = slider.locator(".xent-entry")
    entry.fill(text)
    entry.press("Enter")
    expect(slider.locator("input[type=range]")).to_be_focused()
    expect(slider.locator("[role=status]")).to_have_text(f"1/x is {1 / x:.2f}")
    expect(entry).to_have_value(f"{x:.2f}")


@pytest.mark.parametrize("text", ["nonsense", ""])
def test_a_slider_marks_what_is_no_number_and_stays(slider, text):
    entry = slider.locator(".xent-entry")
    entry.fill(text)
    entry.press("Enter")
    expect(entry).to_have_attribute("aria-invalid", "true")
    expect(entry).to_be_focused()
    assert entry.evaluate("entry => getComputedStyle(entry).borderStyle") == "dashed"
    entry.press("Escape")
    expect(slider.locator("input[type=range]")).to_be_focused()
    expect(entry).to_have_value("1.00")
    assert x_of(slider) == "1"


def test_leaving_an_entry_takes_a_number_over_and_drops_anything_else(slider):
    entry = slider.locator(".xent-entry")
    for text, x in (("0.5", "0.50"), ("nonsense", "0.50")):
        entry.click()
        assert entry.evaluate("entry => entry.selectionEnd - entry.selectionStart") == 4
        slider.page.keyboard.type(text)
        slider.page.keyboard.press("Tab")
        expect(entry).to_have_value(x)
        expect(entry).not_to_have_attribute("aria-invalid", "true")
        assert float(x_of(slider)) == 0.5


def test_what_is_being_typed_stays_while_another_bar_moves(sliders):
    sliders.bars.nth(0).press("0")
    sliders.bars.nth(1).evaluate(
        "bar => bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))"
    )
    assert sliders.value() == (0, 1, 0, 0)
    expect(sliders.entries.nth(0)).to_be_focused()
    expect(sliders.entries.nth(0)).to_have_value("0")


def test_stops_bring_the_bars_along(sliders):
    sliders.press("sure")
    assert sliders.value() == (0, 0, 1, 0)
    sliders.bars.nth(2).press("PageDown")  # the others are all 0 and share equally
    assert sliders.value() == close_to(give_way((0.0, 0.0, 1.0, 0.0), 2, 0.9))
    sliders.press("fair")
    assert sliders.value() == (0.25,) * 4
    sliders.press("start")
    assert sliders.value() == START


def test_the_bar_answers_before_the_kernel_is_asked(sliders):
    heights = sliders.bars.nth(0).evaluate(
        """bar => {
            const before = bar.firstChild.style.height;
            bar.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
            return [before, bar.firstChild.style.height];
        }"""
    )
    assert heights == ["10%", "100%"]


def test_moves_that_pile_up_are_dropped_and_the_latest_wins(sliders):
    before = sliders.echo()[0]
    sliders.bars.nth(0).evaluate(
        """bar => {
            const press = key => bar.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            for (let i = 0; i < 300; i++) press(i % 2 ? "Home" : "End");
            press("PageUp");
        }"""
    )
    assert sliders.value()[0] == 0.1
    assert sliders.echo()[0] - before <= 3


def test_a_pair_stands_on_one_axis_and_swaps(opened):
    with evidence(opened, "pair"):
        pair = Sliders(opened, place=1)
        labels = [bar.get_attribute("aria-label") for bar in pair.bars.all()]
        assert labels == ["p(A)", "q(A)", "p(B)", "q(B)", "p(C)", "q(C)"]
        pair.press("swap p and q")
        assert pair.echo()[1] == ((0.125, 0.125, 0.75), (0.5, 0.25, 0.25))
        pair.bars.nth(1).press("Home")
        assert pair.echo()[1] == ((0.125, 0.125, 0.75), (0.0, 0.5, 0.5))


def test_a_fault_is_seen_in_place_of_the_picture_and_left_behind(opened):
    with evidence(opened, "fault"):
        explorer = opened.locator(EXPLORER).nth(2)
        explorer.locator("input[type=range]").press("Home")
        entry = explorer.get_by_label("x, a number")
        entry.fill("0")
        entry.press("Enter")
        expect(explorer.locator("p.xent-sentence")).to_contain_text("ZeroDivisionError")
        expect(explorer.locator(".xent-picture")).to_be_hidden()
        entry.fill("0.25")
        entry.press("Enter")
        expect(explorer.locator("p.xent-sentence")).to_have_text("1/x is 4.00")
        expect(explorer.locator(".xent-picture")).to_be_visible()


@pytest.fixture
def change_theme(opened):
    """Return a function that changes JupyterLab's theme until the test ends: the server keeps it for all."""

    def change_theme(theme):
        opened.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        light = str(theme.endswith("Light")).lower()
        opened.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")

    yield change_theme
    change_theme("JupyterLab Light")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_finding_in_either_theme_and_on_the_stage(opened, theme, change_theme):
    with evidence(opened, theme):
        change_theme(theme)
        for _ in range(2):
            opened.locator(".xent-stage-button").first.click()
            assert_accessible(opened, EXPLORER)


SILENT_KERNEL = """async source => {
    const canvas = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    document.body.innerHTML = "<div class=xent-explorer><div></div></div>";
    const svg = { size: [1, 1], background: "", definitions: "", animated: "" };
    const state = { ...svg, feedback: "", handles: [], places: [], stops: [], stop: null, source: "" };
    state.unresponsive = "no answer";
    window.sent = [];
    const hear = {};
    const on = (event, act) => (hear[event] ??= []).push(act);
    window.answer = () => hear["msg:custom"].forEach(act => act({ pong: true }));
    const model = { get: name => state[name], on, send: message => sent.push(message) };
    canvas.default.render({ model, el: document.querySelector(".xent-explorer > div") });
}"""


def test_the_kernel_is_asked_before_it_counts_as_unresponsive(page_with_clock):
    page = page_with_clock
    page.evaluate(SILENT_KERNEL, Canvas._esm)
    alert = page.get_by_role("alert", include_hidden=True)
    for answers in (True, False):
        page.locator(".xent-explorer").dispatch_event("keydown")
        page.clock.run_for(1000)
        assert page.evaluate("sent.pop()") == {"ping": True}
        if answers:
            page.evaluate("answer()")
        page.clock.run_for(10_000)
        assert alert.is_hidden() == answers
    page.evaluate("answer()")
    assert alert.is_hidden()


@pytest.mark.skipif(not warm.CAN_FORK, reason="kernels are forks on Linux only")
def test_the_kernel_has_started_warm(opened, lab):
    """None was started as a program of its own, which would take some seconds more for each notebook."""
    processes = psutil.Process(lab.process.pid).children(recursive=True)
    commands = [" ".join(process.cmdline()) for process in processes]
    assert any("multiprocessing.forkserver" in command for command in commands)
    assert not any("ipykernel_launcher" in command for command in commands)


def test_a_kernel_that_is_gone_is_seen(opened):
    """The last test of this page: it ends the kernel."""
    with evidence(opened, "unresponsive"):
        sliders = Sliders(opened)
        opened.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
        sliders.bars.nth(0).press("End")
        expect(sliders.explorer.get_by_role("alert")).to_contain_text(UNRESPONSIVE, timeout=10_000)
