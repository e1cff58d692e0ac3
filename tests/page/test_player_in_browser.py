"""The player, opened from disk in two browsers: each stop and control moves, and says what the kernel says.

The pages are the course's own, their explorers recorded in short: few values of each control, by the code
that records all.
"""

import html
import re

import pytest
from course import NOTEBOOKS, explorers, longest_words
from lab import EXPLORER, PHONE, UNTIL, WINDOW, assert_accessible, evidence
from page.recorded import in_short
from pointer import STILL_BOX
from sight import BUT_PICTURE, LETTER, ON_STAGE

from xentlib.explorers import Handle, Picture, Points, Stop, dropdown, explore, slider
from xentlib.explorers.artists import animated_title
from xentlib.page.player import write_player
from xentlib.page.record import record
from xentlib.page.sheets import parts

each_browser = pytest.mark.parametrize("opened", ["browser", "firefox"], indirect=True)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The page whose first explorer is the lottery.
of_lottery = pytest.mark.parametrize("path", NOTEBOOKS[1:2], ids=lambda path: path.stem)

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>recorded</title><link rel="stylesheet" href="static/player.css">
<script defer src="static/player.js"></script><main><h1>recorded</h1>
<div class="xent-recorded" id="dots" data-record="records/dots" style="min-height: 600px">
<p class="still">{}</p></div></main></html>"""

RESTED = f"""async name => {{
    const place = document.getElementById(name);
    place.scrollIntoView();
    await ({UNTIL})(() => place.xentPlayer);
    await place.xentPlayer.settled; // it has started
    await ({UNTIL})(() => !place.querySelector("[aria-busy=true]"));
    await place.xentPlayer.settled;
    return place.xentPlayer;
}}"""
# What the page shows. Elements apart, so that a difference is told by the one that differs; of an image the
# pixels are compared where the record is.
SHOWN = """({ state, canvas, explorer }) => {
    const buttons = [...explorer.querySelectorAll(".xent-stops button")];
    const layers = [...explorer.querySelector(".xent-picture").children];
    const plain = (layer) => layer.innerHTML.replace(/xent-\\d+-\\d+-/g, "xent-def-");
    return {
        state,
        sentence: explorer.querySelector("[role=status]").textContent,
        layers: layers.map((layer) => plain(layer).replace(/href="data:[^"]*"/g, "").split(/(?<=>)(?=<)/)),
        source: canvas.get("source"),
        pressed: buttons.findIndex((each) => each.ariaPressed === "true"),
        fixed: explorer.querySelectorAll(".xent-panel .xent-fixed").length,
        note: explorer.closest(".xent-live").querySelector(".xent-note")?.textContent,
    };
}"""
LOOK = f"async name => ({SHOWN})(await ({RESTED})(name))"
# What it would show of the kernel's own markup.
PARSED = """states => states.map(layers => layers.map(markup => {
    const holder = document.createElement("div");
    holder.innerHTML = `<svg>${markup}</svg>`;
    return holder.firstChild.innerHTML.replace(/href="data:[^"]*"/g, "").split(/(?<=>)(?=<)/);
}))"""
CLICK = "([selector, index]) => document.querySelectorAll(selector)[index].click()"
KEY = """([selector, index, key]) => {
    const bar = document.querySelectorAll(selector)[index];
    bar.focus();
    bar.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""
RESOURCES = "[...document.querySelectorAll('script, link')].map(({ src, href }) => src ?? href)"
# What of an explorer moves, and the ways in which it does. The whole way of a key in the browser's own slider
# is the browser's; its event is what the page hears.
MOVERS = """panel => {
    const all = (selector) => [...panel.querySelectorAll(`:is(${selector}):not(.xent-points *)`)];
    const heard = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));
    const slide = (range, to) => () => heard(Object.assign(range, { value: to }), "input");
    const choose = (select, to) => () => heard(Object.assign(select, { selectedIndex: to }), "change");
    const press = (bar, key) => () => bar.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const click = (button) => () => button.click();
    return [
        ...all("input[type=range]").map((range) => [slide(range, range.max), slide(range, range.min)]),
        ...all(".xent-track").map((bar) => ["ArrowUp", "ArrowDown"].map((key) => press(bar, key))),
        ...all("select").map((select) => [...select.options].map((_, index) => choose(select, index))),
        ...all("[role=radiogroup]").map((group) => [...group.querySelectorAll("input")].map(click)),
        ...all("input[type=checkbox], .xent-swap, .xent-step").map((button) => [click(button)]),
    ];
}"""
# Move each of them from the start, and one from each stop: what is shown at the stop, and after the move, by
# the first of its ways that does move it.
WALK = f"""async name => {{
    const {{ explorer }} = await ({RESTED})(name);
    const look = () => ({LOOK})(name);
    const buttons = [...explorer.querySelectorAll(".xent-stops button")];
    const movers = ({MOVERS})(explorer.querySelector(".xent-panel"));
    const stops = buttons.map((_, stop) => [stop, movers[stop % movers.length]]).slice(1);
    const legs = [];
    for (const [stop, ways] of [...stops, ...movers.map((ways) => [0, ways])]) {{
        buttons[stop].click();
        const seen = [await look()];
        for (const move of ways) {{
            move();
            seen[1] = await look();
            if (JSON.stringify(seen[1].state) !== JSON.stringify(seen[0].state)) break;
        }}
        legs.push({{ stop, seen }});
    }}
    return legs;
}}"""


class Dots(Picture):
    """As many dots as there are points, and a line, which may be dragged."""

    size = (4, 3)

    def __init__(self, ax):
        ax.set(xlim=(0, 20), ylim=(-1, 1), xticks=[0, 20])
        (self.dots,) = ax.plot([], [], "o", animated=True)
        (self.line,) = ax.plot([0], [0], "s", animated=True)
        self.title = animated_title(ax)
        self.handles = [Handle(self.line, "n", "x")]

    def draw(self, *, points, n, word):
        self.dots.set_data([10 + 10 * x for x, _, _ in points], [y for _, y, _ in points])
        self.line.set_data([n], [0])
        self.title.set_text(word)

    def read(self):
        return {
            "n": self.line.get_xdata()[0],
            "count": len(self.dots.get_xdata()),
            "word": self.title.get_text(),
        }

    @classmethod
    def say(cls, *, n, count, word):
        return f"{word}: {count} points and {n:.0f}."


def dots():
    """Points, which no page moves, a slider that plays, and a list of four words, which are not few."""
    points, n = Points([(0, 0, 0), (0.5, 0.5, 1)]), slider("n", 2, low=0, high=20, step=1)
    stop = Stop("one point", "", points=[(0.1, 0.2, 2)], n=7)
    return explore(Dots, stops=[stop], points=points, n=n, word=dropdown("word", ["a", "b", "c", "d"]))


@pytest.fixture(scope="module")
def dotted(tmp_path_factory):
    """A page of dots alone, and its explorer in the kernel."""
    folder, explorer = tmp_path_factory.mktemp("page"), dots()
    with pytest.MonkeyPatch.context() as patch:
        in_short(patch, 4)
        record(explorer, folder / "records", "dots")
    write_player(folder / "static")
    (folder / "index.html").write_text(PAGE.format(html.escape(explorer.sentence)), encoding="utf-8")
    return folder / "index.html", explorer


@pytest.fixture
def opened(request):
    """A page of the browser whose fixture the test names."""
    page = request.getfixturevalue(request.param).new_page()
    page.faults.clear()
    page.set_viewport_size(WINDOW)
    yield page
    page.close()


def shown(page, name, explorer):
    """What the page shows; it must be what the kernel shows in the same state."""
    seen = page.evaluate(LOOK, name)
    assert_as_the_kernel(page, explorer, [seen])
    return seen


def assert_as_the_kernel(page, explorer, seen):
    told, layers = [], []
    for each in seen:
        explorer.stand_at(each["state"])
        canvas = explorer.canvas
        told.append([canvas.sentence, canvas.source, -1 if canvas.stop is None else canvas.stop])
        layers.append([canvas.background, canvas.definitions, canvas.animated])
    explorer.go_to(0)
    assert [[each["sentence"], each["source"], each["pressed"]] for each in seen] == told
    for each, parsed in zip(seen, page.evaluate(PARSED, layers), strict=True):
        for there, ours in zip(each["layers"], parsed, strict=True):
            assert there == ours, each["source"]


def assert_each_stop_and_each_control_moves(page, name, explorer):
    legs = page.evaluate(WALK, name)
    assert_as_the_kernel(page, explorer, [seen for leg in legs for seen in leg["seen"]])
    assert {leg["stop"] for leg in legs} == {*range(len(explorer.states))}
    fixed = sum(isinstance(widget, Points) for widget in explorer.controls.values())
    at_stops = [(leg["seen"][0]["pressed"], leg["seen"][0]["fixed"]) for leg in legs]
    assert at_stops == [(leg["stop"], fixed) for leg in legs]
    moved = [(leg["stop"], changed(*leg["seen"])) for leg in legs]
    assert all(len(names) == 1 for _, names in moved), moved
    for control, widget in explorer.controls.items():
        assert moved.count((0, [control])) >= len(list(parts(widget))), control


def changed(before, after):
    return [name for name, value in before["state"].items() if value != after["state"][name]]


@each_browser
@each_notebook
def test_each_stop_and_each_control_moves_as_in_the_kernel(opened, recorded, path):
    opened.goto(recorded(path).as_uri())
    for name, explorer in explorers(path).items():
        with evidence(opened, f"player-{path.stem}-{name}"):
            assert_each_stop_and_each_control_moves(opened, name, explorer)
    assert not opened.faults
    assert {url.partition(":")[0] for url in opened.evaluate(RESOURCES)} == {"file", "data"}


@each_browser
def test_points_stay_and_what_plays_moves(opened, dotted):
    page, explorer = dotted
    opened.goto(page.as_uri())
    assert_each_stop_and_each_control_moves(opened, "dots", explorer)
    assert not opened.faults


@each_browser
@of_lottery
def test_what_leads_off_the_record_is_fixed_and_said(opened, recorded, path):
    lottery = explorers(path)["lottery"]
    opened.goto(recorded(path).as_uri())
    opened.evaluate(LOOK, "lottery")
    opened.evaluate(KEY, ["#lottery .xent-track", 1, "ArrowUp"])
    moved = shown(opened, "lottery", lottery)
    assert moved["fixed"] == 3 and "fixed" in moved["note"] and "JupyterLab" in moved["note"]
    for index, stays in ((0, True), (1, False)):
        opened.evaluate(KEY, ["#lottery .xent-track", index, "ArrowDown"])
        assert (shown(opened, "lottery", lottery)["state"] == moved["state"]) is stays
    opened.evaluate(KEY, ["#lottery .xent-track", 1, "l"])  # a lock leads off, too
    assert not opened.evaluate("document.querySelector('#lottery .xent-locked')")


@each_browser
@of_lottery
def test_a_link_to_a_part_of_the_page_forgets_no_state(opened, recorded, path):
    opened.goto(recorded(path).as_uri())
    for name in ("lottery", "try-half"):
        opened.evaluate(LOOK, name)
        opened.evaluate(CLICK, [f"#{name} .xent-stops button", 1])
        opened.wait_for_function("name => location.hash.startsWith(`#${name}?at=1`)", arg=name)
        end = opened.evaluate("location.hash")
        opened.evaluate("document.querySelector('#contents li li a').click()")
    assert end == "#try-half?at=1;lottery?at=1"


@each_browser
@of_lottery
def test_on_the_stage_of_a_phone_each_part_is_seen(opened, recorded, path):
    opened.set_viewport_size(PHONE)
    opened.goto(recorded(path).as_uri())
    for name in explorers(path):
        opened.evaluate(LOOK, name)
    for seen in opened.evaluate(ON_STAGE, [EXPLORER, BUT_PICTURE, longest_words(path)]):
        assert not seen["overlapping"] and not seen["outside"], seen
        assert [seen["width"], seen["height"], seen["onTop"]] == [*PHONE.values(), True], seen
        assert seen["letter"] >= LETTER - 0.01, seen


@each_browser
def test_a_handle_moves_the_picture_and_a_link_opens_it_there(opened, dotted):
    page, explorer = dotted
    opened.goto(page.as_uri())
    opened.evaluate(LOOK, "dots")
    opened.evaluate("document.querySelector('#dots .xent-picture').scrollIntoView({ block: 'center' })")
    x, y, width, height = opened.query_selector_all("#dots .xent-handle")[0].evaluate(STILL_BOX).values()
    opened.mouse.move(x + width / 2, y + height / 2)
    opened.mouse.down()
    opened.mouse.move(x + 300, y + height / 2, steps=5)
    opened.mouse.up()
    moved = shown(opened, "dots", explorer)
    assert moved["state"]["n"] > 2
    opened.wait_for_function("location.hash.includes('?')")
    link = opened.evaluate("location.href")
    for url, state in ((link, moved["state"]), (re.sub(r"n=\d+", "n=3.5", link), explorer.states[0])):
        opened.goto("about:blank")
        opened.goto(url)
        explorer.stand_at(state)
        sentence = explorer.sentence
        assert shown(opened, "dots", explorer)["sentence"] == sentence
    assert not opened.faults


# Bars and buttons; a pair and its swap; the triangle, sliders and a tick; points, and what plays.
@pytest.mark.parametrize("path", [NOTEBOOKS[place] for place in (1, 2, 3, 7)], ids=lambda path: path.stem)
def test_axe_finds_nothing_serious(browser, recorded, path):
    page = browser.new_page()
    page.goto(recorded(path).as_uri())
    for name in explorers(path):
        page.evaluate(LOOK, name)
    if path == NOTEBOOKS[1]:
        page.evaluate(KEY, ["#lottery .xent-track", 1, "ArrowUp"])  # others are faint then
        page.evaluate(LOOK, "lottery")
    assert_accessible(page, ".xent-recorded")
    page.close()
