"""The record: what it says at a state is what the kernel says there, every stop is on it, and it is small."""

import base64
import gzip
import io
import itertools
import json
import re

import numpy as np
import pytest
from course import NOTEBOOKS, explorers, run
from page.recorded import decoded, frames, numbers
from PIL import Image

from xentlib.explorers import DistributionPair, Points, slider
from xentlib.page.encode import Encoder, varints
from xentlib.page.player import player_script, write_player
from xentlib.page.record import record
from xentlib.page.sheets import BAR, GRID, LINE, sheets, values

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
IMAGE = re.compile(r"data:image/png;base64,([^\"]*)")


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))


def states(sheet):
    """The states of a decoded sheet, the values alone."""
    rest = {name: value for name, (value, _) in sheet["state"].items()}
    for place in itertools.product(*sheet["axes"].values()):
        yield rest | {name: value for name, (value, _) in zip(sheet["axes"], place, strict=True)}


def assert_as_the_kernel(explorer, said):
    """A frame tells what the explorer's canvas tells; of an image its pixels count, of a place hundredths."""
    canvas = explorer.canvas
    for name in ("sentence", "feedback", "definitions"):
        assert said[name] == getattr(canvas, name)
    assert json.loads(said["handles"]) == canvas.handles
    places = [[np.nan] * 2 if place is None else place for place in json.loads(said["places"])]
    ours = [[np.nan] * 2 if place is None else place for place in canvas.places]
    np.testing.assert_allclose(np.reshape(places, (-1, 2)), np.reshape(ours, (-1, 2)), atol=0.00501)
    assert IMAGE.sub("", said["animated"]) == IMAGE.sub("", canvas.animated)
    images = [IMAGE.findall(text) for text in (said["animated"], canvas.animated)]
    for recorded, drawn in zip(*images, strict=True):
        np.testing.assert_array_equal(pixels(recorded), pixels(drawn))


@each_notebook
def test_a_record_says_what_the_kernel_says(path, recorded):
    folder = recorded(path).parent / "records" / path.stem
    for cell, explorer in explorers(path).items():
        for file in sorted(folder.glob(f"{cell}.[01].js")):  # the start's, and the first stop's
            head, found = decoded(file)
            told = iter(found)
            for sheet in head["sheets"]:
                for state in states(sheet):
                    explorer.stand_at(state)
                    assert_as_the_kernel(explorer, next(told))
        explorer.go_to(0)


@each_notebook
def test_the_start_s_file_has_every_stop_and_each_stop_its_lines(path):
    for cell, explorer in explorers(path).items():
        first, *others = sheets(explorer)
        for stop, state in enumerate(explorer.states):
            assert any(state == each for sheet in first for each in sheet.states()), (cell, stop)
        assert len(others) in (0, len(explorer.stops))
        for stop, chunk in enumerate([first, *others][: 1 + len(others)]):
            through = [sheet for sheet in chunk if sheet.stop == stop]
            moved = {name for sheet in through for name, line in sheet.axes.items() if len(line) > 1}
            still = {name for name, each in explorer.controls.items() if isinstance(each, Points)}
            assert moved == explorer.controls.keys() - still
            assert all(explorer.states[stop] in list(sheet.states()) for sheet in through if len(others))


def test_a_slider_is_recorded_at_its_own_steps_or_at_round_ones():
    assert values(slider("", 0.3, low=0, high=1), {0.3}, LINE) == [n / 100 for n in range(101)]
    whole = slider("", 40, low=1, high=300, step=1)
    assert values(whole, {7}, LINE) == [1, 5, 7, *range(10, 301, 5)]
    assert {type(value) for value in values(whole, {7}, LINE)} == {int}
    wide = values(slider("", 0.0, low=-800, high=800, step=0.1), {0.1}, LINE)
    assert wide[0] == -800 and wide[-1] == 800 and 0.1 in wide and len(wide) <= LINE + 1


def test_no_more_is_recorded_than_is_said():
    for explorer in [*run(NOTEBOOKS[1])[1].values(), *run(NOTEBOOKS[3])[1].values()]:
        for sheet in itertools.chain(*sheets(explorer)):
            lengths = [len(line) for line in sheet.axes.values()]
            bars = isinstance(sheet.part, tuple)
            assert np.prod(lengths) <= GRID and (not bars or lengths[-1] <= BAR + 1)


# Of the 300 kB that may come before a first picture moves; the page's own text takes the rest.
FIRST_BYTES = 260_000


@pytest.mark.parametrize("path", [NOTEBOOKS[3], NOTEBOOKS[7]], ids=lambda path: path.stem)
def test_little_is_loaded_before_a_first_picture_moves(path, tmp_path, monkeypatch):
    explorer = next(iter(explorers(path).values()))
    first = sheets(explorer)[:1]
    monkeypatch.setattr("xentlib.page.record.sheets", lambda _: first)
    (size,) = record(explorer, tmp_path, "first")["bytes"]
    write_player(tmp_path)
    player = [gzip.compress((tmp_path / f"player.{kind}").read_bytes()) for kind in ("js", "css")]
    assert size + sum(map(len, player)) < FIRST_BYTES


FRAMES = [
    ["<g/><path d='M0.00 -0.05L3.10 12.00'/>", "p is 0.30, −1.5e-05 and 007.25", ""],
    ["<g/><path d='M0.10 0.05L3.10 -0.00'/>", "p is 0.1234567, 123456.789 and\n\n1.0.2", "[]"],
    ["<g/><path d='M0.10 0.05L3.10 1.00 2.00 -9.99'/>", "p is 99999.9999 and -99999.9999", "[]"],
    ["", "", ""],
    ["<g/><path d='M0.10 0.05L3.10 1.00 2.00 -9.99'/>", "p is -99999.9999 and 99999.9999", "[]"],
]


def test_frames_come_back_letter_by_letter():
    encoder = Encoder()
    for fields in FRAMES:
        encoder.add(fields)
    back = frames(list(encoder.templates), list(encoder.stream))
    assert [list(each.values())[:3] for each in back] == FRAMES
    assert encoder.count == len(FRAMES)


def test_whole_numbers_come_back_from_their_bytes():
    n = [0, 1, -1, 63, 64, -64, -65, 2**31, -(2**31), 2 * 999_999_999]
    assert list(numbers(varints(n))) == n and len(varints([0] * 5 + [-64])) == 6


def test_the_player_holds_each_kind_of_widget_once():
    text = player_script()
    assert text.count("function latestWinsSender") == 1 and "export " not in text
    for kind in (
        "Canvas",
        "Slider",
        "Dropdown",
        "ToggleButtons",
        "Checkbox",
        "DistributionControl",
        "Points",
    ):
        assert text.count(f"\n{kind}: (() => {{") == 1


def test_a_pair_s_swap_is_recorded():
    explorer = run(NOTEBOOKS[2])[1]["pair"]
    assert isinstance(explorer.controls["pair"], DistributionPair)
    (swap,) = (sheet for sheet in sheets(explorer)[0] if sheet.part == "swap")
    p, q = explorer.states[0]["pair"]
    assert swap.axes["pair"] == [(p, q), (q, p)]
