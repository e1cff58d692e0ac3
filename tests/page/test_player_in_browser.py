"""The player, opened from disk in two browsers: each control and stop moves, and says what the kernel says.

The explorers are lessons' own, recorded in short: few values of each control, by the code that records all.
"""

import html
import re

import pytest
from course import NOTEBOOKS, explorers
from lab import WINDOW, assert_accessible, evidence
from page.recorded import in_short
from pointer import STILL_BOX

from xentlib.explorers import Handle, Picture, Points, Stop, dropdown, explore, slider
from xentlib.explorers.artists import animated_title
from xentlib.page.player import write_player
from xentlib.page.record import record

# Bars and buttons; sliders and a tick; a pair, its triangle and its swap.
CELLS = {1: "lottery", 2: "counts", 3: "move-map"}
each_browser = pytest.mark.parametrize("opened", ["browser", "firefox"], indirect=True)

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>recorded</title><link rel="stylesheet" href="static/player.css">
<script defer src="static/player.js"></script><main><h1>recorded</h1>
{}
</main></html>"""
PLACE = """<div class="xent-recorded" id="{name}" data-record="records/{name}" style="min-height: 600px">
<p class="still">{sentence}</p></div>"""

ALIVE = "name => document.getElementById(name)?.querySelector('.xent-live [role=status]')?.textContent"
AT_REST = """async name => {
    const player = document.getElementById(name).xentPlayer;
    const busy = () => player.explorer.querySelector("[aria-busy=true]");
    while (busy()) await new Promise((look) => setTimeout(look, 4));
    await player.settled;
}"""
# What the page shows, and what it would show of the kernel's own markup.
SHOWN = """name => {
    const { state, canvas, explorer } = document.getElementById(name).xentPlayer;
    const buttons = [...explorer.querySelectorAll(".xent-stops button")];
    const [background, , animated] = explorer.querySelector(".xent-picture").children;
    const plain = (layer) => layer.innerHTML.replace(/xent-\\d+-\\d+-/g, "xent-def-");
    return {
        state,
        sentence: explorer.querySelector("[role=status]").textContent,
        animated: plain(animated).replace(/href="data:[^"]*"/g, ""),
        background: plain(background),
        source: canvas.get("source"),
        pressed: buttons.findIndex((each) => each.ariaPressed === "true"),
        fixed: explorer.querySelectorAll(".xent-panel .xent-fixed").length,
        note: explorer.closest(".xent-live").querySelector(".xent-note").textContent,
    };
}"""
PARSED = """markup => {
    const holder = document.createElement("div");
    holder.innerHTML = `<svg>${markup}</svg>`;
    return holder.firstChild.innerHTML.replace(/href="data:[^"]*"/g, "");
}"""
CLICK = "([selector, index]) => document.querySelectorAll(selector)[index].click()"
RESOURCES = "[...document.querySelectorAll('script, link')].map(({ src, href }) => src ?? href)"
# The whole way of a key in the browser's own slider is the browser's; its event is what the page hears.
SLIDE = """([selector, index, share]) => {
    const range = document.querySelectorAll(selector)[index];
    range.value = Number(range.min) + share * (range.max - range.min);
    range.dispatchEvent(new Event("input", { bubbles: true }));
}"""
KEY = """([selector, index, key]) => {
    const bar = document.querySelectorAll(selector)[index];
    bar.focus();
    bar.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""
CHOOSE = """([selector, index, to]) => {
    const select = document.querySelectorAll(selector)[index];
    select.selectedIndex = to;
    select.dispatchEvent(new Event("change", { bubbles: true }));
}"""


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
def recorded(tmp_path_factory):
    """The page, and its explorers in the kernel."""
    folder = tmp_path_factory.mktemp("page")
    found = {cell: explorers(NOTEBOOKS[place])[cell] for place, cell in CELLS.items()} | {"dots": dots()}
    with pytest.MonkeyPatch.context() as patch:
        in_short(patch, 4)
        for name, explorer in found.items():
            record(explorer, folder / "records", name)
    write_player(folder / "static")
    places = [PLACE.format(name=name, sentence=html.escape(each.sentence)) for name, each in found.items()]
    (folder / "index.html").write_text(PAGE.format("\n".join(places)), encoding="utf-8")
    return folder / "index.html", found


@pytest.fixture
def opened(request, recorded):
    """The page in a browser, with its explorers."""
    page = request.getfixturevalue(request.param).new_page()
    page.faults.clear()
    page.set_viewport_size(WINDOW)
    page.goto(recorded[0].as_uri())
    yield page, recorded[1]
    page.close()


def bring(page, name):
    page.evaluate("name => document.getElementById(name).scrollIntoView()", name)
    page.wait_for_function(ALIVE, arg=name)
    page.evaluate(AT_REST, name)


def shown(page, name, explorer):
    """What the page shows; it must be what the kernel shows in the same state."""
    page.evaluate(AT_REST, name)
    seen = page.evaluate(SHOWN, name)
    explorer.stand_at(seen["state"])
    canvas = explorer.canvas
    assert seen["sentence"] == canvas.sentence and seen["source"] == canvas.source
    assert seen["animated"] == page.evaluate(PARSED, canvas.animated)
    assert seen["background"] == page.evaluate(PARSED, canvas.background)
    assert seen["pressed"] == (-1 if canvas.stop is None else canvas.stop)
    return seen


# What of an explorer moves, and how: the way, and values of which the first that moves it is enough.
WAYS = {
    "input[type=range]": (SLIDE, (0, 1)),
    ".xent-track": (KEY, ("ArrowUp", "ArrowDown")),
    "select": (CHOOSE, (1,)),
    "input[type=checkbox], .xent-toggle-buttons label:last-child, .xent-swap, .xent-step": (CLICK, (None,)),
}


def movers(page, name):
    """Each part that moves, and its ways; of a control that is fixed for ever none."""
    for selector, (way, values) in WAYS.items():
        there = f"#{name} .xent-panel :is({selector}):not(.xent-points *)"
        for index in range(len(page.query_selector_all(there))):
            yield [(way, [there, index, value]) for value in values]


@each_browser
def test_each_stop_and_each_control_moves_as_in_the_kernel(opened):
    page, found = opened
    for name, explorer in found.items():
        with evidence(page, f"player-{name}"):
            bring(page, name)
            for stop in [*range(1, len(explorer.states)), 0]:
                page.evaluate(CLICK, [f"#{name} .xent-stops button", stop])
                start = shown(page, name, explorer)
                assert start["pressed"] == stop and start["fixed"] == ("points" in explorer.controls)
            for ways in movers(page, name):
                for way, words in ways:
                    page.evaluate(way, words)
                    if (moved := shown(page, name, explorer))["state"] != start["state"]:
                        break
                assert moved["sentence"] != start["sentence"], ways
                page.evaluate(CLICK, [f"#{name} .xent-stops button", 0])
                assert shown(page, name, explorer)["state"] == start["state"]
            explorer.go_to(0)
    assert not page.faults
    assert {url.partition(":")[0] for url in page.evaluate(RESOURCES)} == {"file"}


@each_browser
def test_what_leads_off_the_record_is_fixed_and_said(opened):
    page, found = opened
    bring(page, "lottery")
    page.evaluate(KEY, ["#lottery .xent-track", 1, "ArrowUp"])
    moved = shown(page, "lottery", found["lottery"])
    assert moved["fixed"] == 3 and "fixed" in moved["note"] and "JupyterLab" in moved["note"]
    for index, stays in ((0, True), (1, False)):
        page.evaluate(KEY, ["#lottery .xent-track", index, "ArrowUp"])
        assert (shown(page, "lottery", found["lottery"])["state"] == moved["state"]) is stays
    page.evaluate(KEY, ["#lottery .xent-track", 1, "l"])  # a lock leads off, too
    assert not page.evaluate("document.querySelector('#lottery .xent-locked')")
    found["lottery"].go_to(0)


@each_browser
def test_a_handle_moves_the_picture_and_a_link_opens_it_there(opened):
    page, found = opened
    bring(page, "dots")
    page.evaluate("document.querySelector('#dots .xent-picture').scrollIntoView({ block: 'center' })")
    x, y, width, height = page.query_selector_all("#dots .xent-handle")[0].evaluate(STILL_BOX).values()
    page.mouse.move(x + width / 2, y + height / 2)
    page.mouse.down()
    page.mouse.move(x + 300, y + height / 2, steps=5)
    page.mouse.up()
    moved = shown(page, "dots", found["dots"])
    assert moved["state"]["n"] > 2
    page.wait_for_function("location.hash.includes('?')")
    link = page.evaluate("location.href")
    for url, state in ((link, moved["state"]), (re.sub(r"n=\d+", "n=3.5", link), found["dots"].states[0])):
        page.goto("about:blank")
        page.goto(url)
        bring(page, "dots")
        found["dots"].stand_at(state)
        assert shown(page, "dots", found["dots"])["sentence"] == found["dots"].sentence
    assert not page.faults


def test_axe_finds_nothing_serious(browser, recorded):
    page = browser.new_page()
    page.goto(recorded[0].as_uri())
    for name in recorded[1]:
        bring(page, name)
    page.evaluate(KEY, ["#lottery .xent-track", 1, "ArrowUp"])
    page.evaluate(AT_REST, "lottery")
    assert_accessible(page, "main")
    page.close()
