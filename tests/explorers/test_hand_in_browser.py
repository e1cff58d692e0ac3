"""The picture under the hand, in a real browser: handles, stops, step and play, and the copied line."""

import re
from pathlib import Path

import numpy as np
import pytest
from lab import EXPLORER, WINDOW, assert_accessible, evidence, run_in_browser, settle
from playwright.sync_api import expect
from pointer import STILL_BOX

from xentlib.explorers import slider
from xentlib.explorers.distribution_sliders import give_way

START = (0.5, 0.3, 0.2)
CELLS = (
    "from xentlib.explorers import DistributionSliders, Stop, explore, slider\n"
    + Path(__file__).with_name("hand_picture.py").read_text(encoding="utf-8"),
    f"""stops = [Stop("late", "", n=998), Stop("sure", "", p=(0, 0, 1), share=0.25)]
n, share = slider("n", 250, low=0, high=1000, step=1), slider("share", 0.5, low=0, high=1)
explore(Touched, stops=stops, n=n, share=share, p=DistributionSliders({START}))""",
)
N, SHARE, BAR, POINT = range(4)  # the handles
OFF = np.array([6, -5])  # where a handle is taken, in pixels from its centre


class Hand:
    """The explorer, as a hand on its picture finds it."""

    def __init__(self, page):
        self.page = page
        self.explorer = page.locator(EXPLORER).first
        self.handles = self.explorer.locator(".xent-handle")
        self.devices = page.context.new_cdp_session(page)
        self.press("start")
        settle(self.explorer)  # the kernel brings the controls back
        self.explorer.evaluate("explorer => explorer.scrollIntoView({ block: 'center' })")

    def press(self, name):
        self.explorer.get_by_role("button", name=name, exact=True).click()

    def read(self):
        """How often the kernel has drawn, and the numbers that the picture then shows."""
        settle(self.explorer)
        sentence = self.explorer.locator("[role=status]").inner_text()
        count, n, share, *p = map(float, re.findall(r"[\d.]+", sentence))
        return {"count": count, "n": n, "share": share, "p": tuple(p)}

    def centre(self, handle):
        settle(self.explorer)
        x, y, width, height = self.handles.nth(handle).evaluate(STILL_BOX).values()
        return np.array([x + width / 2, y + height / 2])

    def touch(self, kind, *points):
        points = [{"x": float(x), "y": float(y)} for x, y in points]
        self.devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, handle, by, way="mouse", let_go=True):
        """Take a handle beside its centre and drag it by so many pixels."""
        start = self.centre(handle) + OFF
        path = [start + share * np.array(by) for share in np.linspace(0, 1, 5)]
        if way == "touch":
            for kind, place in zip(["touchStart", *["touchMove"] * 4], path, strict=True):
                self.touch(kind, place)
            return self.touch("touchEnd")
        self.page.mouse.move(*start)
        self.page.mouse.down()
        for place in path:
            self.page.mouse.move(*place)
        if let_go:
            self.page.mouse.up()


@pytest.fixture(scope="module")
def opened(browser, lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "picture.ipynb"
    with run_in_browser(browser, lab, path, CELLS) as page:
        yield page


@pytest.fixture
def hand(opened, request):
    with evidence(opened, request.node.name):
        yield Hand(opened)


@pytest.mark.parametrize("way", ["mouse", "touch"])
@pytest.mark.parametrize(
    ("handle", "by"), {N: (60, 20), SHARE: (30, -40), BAR: (9, -30), POINT: (30, 15)}.items()
)
def test_what_is_dragged_follows_the_hand(hand, handle, by, way):
    before, start = hand.read(), hand.centre(handle)
    hand.drag(handle, by, way)
    moved = hand.centre(handle) - start
    along = {N: [1, 0], SHARE: [0, 1], BAR: [0, 1], POINT: [1, 1]}[handle]
    np.testing.assert_allclose(moved, np.array(by) * along, atol=1.5)
    after = hand.read()
    changed = {key for key in ("n", "share", "p") if before[key] != after[key]}
    assert changed == {["n", "share", "p", "p"][handle]}
    if handle == BAR:
        np.testing.assert_allclose(after["p"], give_way(START, 0, after["p"][0]), atol=0.001)


def test_it_follows_the_hand_also_where_another_control_has_changed_its_slope(hand):
    hand.press("sure")
    start = hand.centre(SHARE)
    hand.drag(SHARE, (0, -30))
    np.testing.assert_allclose(hand.centre(SHARE) - start, [0, -30], atol=1.5)


def test_nothing_jumps_at_the_grab(hand):
    before = hand.read()
    for handle in (N, SHARE, BAR, POINT):
        hand.drag(handle, (0, 0))
        assert hand.read() == before


@pytest.mark.parametrize("handle", [N, SHARE, BAR, POINT])
def test_what_leaves_its_range_and_comes_back_is_where_it_was(hand, handle):
    before, start = hand.read(), hand.centre(handle) + OFF
    hand.drag(handle, (2000, -2000), let_go=False)
    far = hand.read()
    ends = {N: ("n", 1000), SHARE: ("share", 1), BAR: ("p", (1, 0, 0))}
    if handle in ends:
        key, end = ends[handle]
        assert far[key] == end
    else:
        assert min(far["p"]) == 0 and sum(far["p"]) == pytest.approx(1)
    hand.page.mouse.move(*start)
    hand.page.mouse.up()
    after = hand.read()
    np.testing.assert_allclose(after["p"], before["p"], atol=0.0011)
    assert (after["n"], after["share"]) == (before["n"], before["share"])


def test_a_locked_bar_holds_its_handles(hand):
    lock = hand.explorer.locator(".xent-lock").first
    lock.click()
    hand.drag(BAR, (0, -40))
    assert hand.read()["p"] == START
    hand.drag(POINT, (30, -20))
    after = hand.read()["p"]
    assert after[0] == START[0] and after != START
    lock.click()


def test_the_control_has_the_focus_and_its_handle_a_ring(hand):
    rings = "handle => getComputedStyle(handle).outlineStyle"
    hand.page.mouse.move(0, 0)
    for handle, label in {N: "n", SHARE: "share", BAR: "P(A)", POINT: "P(A)"}.items():
        hand.drag(handle, (0, 0))
        hand.page.mouse.move(0, 0)
        expect(hand.explorer.get_by_role("slider", name=label, exact=True)).to_be_focused()
        ringed = [each.evaluate(rings) == "solid" for each in hand.handles.all()]
        assert ringed == [label == each for each in ("n", "share", "P(A)", "P(A)")]
    hand.explorer.get_by_role("slider", name="P(B)").focus()
    assert [each.evaluate(rings) for each in hand.handles.all()] == ["none"] * 3 + ["solid"]


@pytest.mark.parametrize(("name", "by"), {"n": (40, 0), "share": (0, -40)}.items())
def test_of_two_handles_in_one_place_the_hand_takes_the_one_with_the_ring(hand, name, by):
    hand.read()
    for entry, value in {"n": "200", "share": "0.25"}.items():
        hand.explorer.get_by_label(f"{entry}, a number").fill(value)
        hand.explorer.get_by_label(f"{entry}, a number").press("Enter")
    np.testing.assert_allclose(hand.centre(N), hand.centre(SHARE), atol=0.5)
    before = hand.read()
    hand.explorer.get_by_role("slider", name=name, exact=True).focus()
    hand.drag(N, by)
    after = hand.read()
    assert {key for key in before if before[key] != after[key]} == {"count", name}


def test_a_handle_shows_what_it_does_and_only_to_the_pointer(hand):
    cursors = [each.evaluate("handle => getComputedStyle(handle).cursor") for each in hand.handles.all()]
    assert cursors == ["ew-resize", "ns-resize", "ns-resize", "move"]
    for handle in hand.handles.all():
        assert handle.evaluate("handle => getComputedStyle(handle).touchAction") == "none"
        assert handle.evaluate(
            "handle => handle.tabIndex < 0 && Boolean(handle.closest('[aria-hidden=true]'))"
        )
    assert (
        hand.explorer.locator(".xent-handles").evaluate("all => getComputedStyle(all).touchAction") == "auto"
    )


@pytest.mark.parametrize("width", [500, 700, WINDOW["width"]])
def test_handles_lie_on_their_artists_and_are_wide_enough_at_every_width(hand, width):
    hand.page.set_viewport_size(WINDOW | {"width": width})
    for handle in (N, SHARE, BAR, POINT):
        box = hand.handles.nth(handle).evaluate(STILL_BOX)
        assert min(box["width"], box["height"]) >= 24
    share = hand.centre(SHARE)
    hand.drag(SHARE, (0, -20))
    np.testing.assert_allclose(hand.centre(SHARE) - share, [0, -20], atol=1.5)
    hand.page.set_viewport_size(WINDOW)


def pressed(hand):
    return hand.explorer.locator(".xent-stops [aria-pressed=true]").all_inner_texts()


def test_a_stop_brings_all_controls_at_once(hand):
    hand.explorer.get_by_role("slider", name="share").press("Home")
    before = hand.read()
    assert pressed(hand) == []
    hand.press("sure")
    after = hand.read()
    assert after == {"count": before["count"] + 1, "n": 250, "share": 0.25, "p": (0, 0, 1)}
    assert pressed(hand) == ["sure"]
    assert hand.explorer.get_by_label("share, a number").input_value() == "0.25"
    assert hand.explorer.get_by_role("slider", name="P(C)").get_attribute("aria-valuenow") == "1.000"
    hand.press("late")
    assert hand.read() == {"count": before["count"] + 2, "n": 998, "share": 0.5, "p": START}
    hand.explorer.get_by_role("slider", name="n", exact=True).press("ArrowRight")
    hand.read()
    assert pressed(hand) == []


def test_of_stops_that_pile_up_the_latest_wins(hand):
    before = hand.read()["count"]
    hand.explorer.locator(".xent-stops").evaluate(
        "({ children }) => { for (let i = 0; i < 100; i++) children[i % 3].click(); children[2].click(); }"
    )
    after = hand.read()
    assert after["p"] == (0, 0, 1) and after["count"] - before <= 3 and pressed(hand) == ["sure"]


def test_a_clicker_goes_through_the_stops_on_the_stage_only(hand):
    bar = hand.explorer.get_by_role("slider", name="P(A)")
    bar.press("PageUp")
    assert hand.read()["p"][0] == 0.6 and pressed(hand) == []
    hand.press("start")
    on_stage = "(explorer, on) => explorer.classList.toggle('xent-on-stage', on)"
    hand.explorer.evaluate(on_stage, True)
    seen = []
    for key in ("PageDown", "PageDown", "PageDown", "PageUp", "PageUp", "PageUp"):
        bar.press(key)
        hand.read()
        seen += pressed(hand)
    assert seen == ["late", "sure", "sure", "late", "start", "start"]
    bar.press("ArrowUp")
    bar.press("PageDown")
    hand.read()
    assert pressed(hand) == ["late"]
    hand.explorer.evaluate(on_stage, False)


def test_step_is_one_more_and_at_the_end_the_lowest(hand):
    hand.press("late")
    seen = []
    for _ in range(4):
        hand.press("n: one step")
        seen.append(hand.read()["n"])
    assert seen == [999, 1000, 0, 1]


RECORD_N = """explorer => {
    window.numbers = [];
    const sentence = explorer.querySelector("[role=status]");
    const note = () => numbers.push(Number(/n (\\d+)/.exec(sentence.textContent)[1]));
    new MutationObserver(note).observe(sentence, { childList: true, characterData: true, subtree: true });
}"""


def test_play_shows_every_number_and_stops_at_the_end_or_at_a_touch(hand):
    play = hand.explorer.get_by_role("button", name="n: play")
    hand.explorer.get_by_label("n, a number").fill("990")
    hand.explorer.get_by_label("n, a number").press("Enter")
    hand.read()
    hand.explorer.evaluate(RECORD_N)
    play.click()
    expect(play).to_have_attribute("aria-pressed", "false", timeout=20_000)  # ten numbers on a busy machine
    hand.read()
    assert hand.page.evaluate("numbers") == list(range(991, 1001))
    touches = [lambda: play.click(), lambda: hand.press("n: one step")]
    touches += [lambda key=key: play.press(key) for key in ("Escape", "PageDown", "PageUp")]
    place = play.evaluate(STILL_BOX)
    for touch in touches:
        play.click()
        expect(play).to_have_attribute("aria-pressed", "true")
        hand.page.wait_for_function("numbers.at(-1) < 990 && numbers.length > 15")
        touch()
        expect(play).to_have_attribute("aria-pressed", "false")
        stood = hand.read()["n"]
        hand.page.wait_for_timeout(300)
        assert hand.read()["n"] == stood < 1000
        assert play.evaluate(STILL_BOX) == place  # the page has not moved, either
    assert hand.page.evaluate("numbers")[10] == 0  # from the end it begins at the lowest


def test_without_motion_there_is_step_but_no_play(hand):
    play = hand.explorer.get_by_role("button", name="n: play")
    play.click()
    hand.page.emulate_media(reduced_motion="reduce")
    expect(play).to_have_count(0)  # in the tree of what can be reached
    expect(hand.explorer.locator(".xent-play")).to_have_attribute("aria-pressed", "false")
    expect(hand.explorer.get_by_role("button", name="n: one step")).to_be_visible()
    hand.page.emulate_media(reduced_motion="no-preference")
    expect(play).to_have_count(1)


MODEL = """async ([source, traits]) => {
    const hear = {};
    window.sent = [];
    window.answer = () => hear["msg:custom"]({ done: true });
    const model = { get: name => traits[name], on: (event, act) => (hear[event] = act),
                    send: ({ value }) => { sent.push(value); traits.value = value; } };
    const widget = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    widget.default.render({ model, el: document.body });
}"""


@pytest.fixture
def alone(browser):
    """A page with one slider, whose kernel answers when the test says so."""
    page = browser.browser.new_page()  # in a context of its own, whose clock stands still for all its pages
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)  # later than now; from here on time passes only where the test lets it
    traits = {"value": 0, "description": "n", "min": 0, "max": 9, "step": 1, "name": "n"}
    page.evaluate(MODEL, [slider("n", 0, low=0, high=9, step=1)._esm, traits])
    yield page
    page.close()


def test_a_place_of_which_a_drag_hears_twice_is_sent_once(alone):
    alone.evaluate(
        """() => {
            const moveBy = document.querySelector("[data-name]").xentHandle().grab();
            for (const change of [2, 2, 2.1, 5, 5]) moveBy([change]);
            answer();
            moveBy([5]);
            answer();
        }"""
    )
    assert alone.evaluate("sent") == [2, 5]


def test_play_waits_for_the_kernel_and_for_its_pace(alone):
    alone.get_by_role("button", name="n: play").click()
    alone.clock.run_for(5000)
    assert alone.evaluate("sent") == [1]  # no answer, no next value
    alone.evaluate("answer()")
    assert alone.evaluate("sent") == [1, 2]
    alone.evaluate("answer()")
    alone.clock.run_for(40)
    assert alone.evaluate("sent") == [1, 2]  # answered, but too soon
    alone.clock.run_for(20)
    assert alone.evaluate("sent") == [1, 2, 3]


def test_the_copied_line_makes_the_same_explorer(hand):
    page = hand.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hand.press("sure")
    hand.drag(N, (40, 0))
    wanted = hand.read()
    copy = hand.explorer.locator(".xent-copy")
    width = copy.bounding_box()["width"]
    copy.click()
    expect(copy).to_have_text("copied")
    # Were it wider, the row might wrap, and the sliders below it move.
    assert abs(copy.bounding_box()["width"] - width) < 0.5
    line = page.evaluate("navigator.clipboard.readText()")
    page.evaluate(
        """line => {
            const cell = jupyterapp.shell.currentWidget.content.widgets.at(-1);
            cell.model.sharedModel.setSource(line);
            jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
            return jupyterapp.commands.execute("notebook:run-cell");
        }""",
        line,
    )
    page.wait_for_function(
        "selector => document.querySelector(`${selector} [role=status]`)?.textContent.startsWith('1: ')",
        arg=EXPLORER,
    )
    assert hand.read() == wanted | {"count": 1}
    page.context.clear_permissions()


def test_where_the_clipboard_is_refused_the_line_is_shown(hand):
    hand.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }"
    )
    hand.explorer.locator(".xent-copy").click()
    line = hand.explorer.locator(".xent-line")
    expect(line).to_be_focused()
    selected = line.evaluate("line => line.value.slice(line.selectionStart, line.selectionEnd)")
    assert selected.startswith("explore(Touched, n=slider(") and selected.endswith("))")
    hand.page.keyboard.press("Tab")
    expect(line).to_have_count(0)


def test_no_serious_finding(hand):
    assert_accessible(hand.page, EXPLORER)
