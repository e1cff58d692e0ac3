"""Stops: each is gone to as the browser does it, and its sentence must stand. And the line that is copied."""

import pytest
from course import NOTEBOOKS, explorers, run, walk, words

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@each_notebook
def test_at_each_stop_its_sentence_stands(path):
    for cell, explorer in explorers(path).items():
        for index, stop in enumerate(explorer.stops, 1):
            explorer.canvas._handle_custom_msg({"stop": index}, [])  # as the browser sends it
            assert explorer.sentence == stop.sentence, (cell, stop.name)
            assert explorer.canvas.stop == index
            assert not explorer.verdict, f"{cell}: {stop.name} gives the answer away"
        explorer.canvas._handle_custom_msg({"stop": 0}, [])
        assert explorer.values == explorer.states[0]


@each_notebook
def test_stops_are_two_to_six_and_differ(path):
    for cell, explorer in explorers(path).items():
        assert 2 <= len(explorer.stops) <= 6, cell
        names = explorer.canvas.stops
        assert len(set(names)) == len(names), names
        assert not [state for state in explorer.states if explorer.states.count(state) > 1], cell


@each_notebook
def test_the_line_that_is_copied_makes_the_explorer_as_it_stands(path):
    names, found = run(path)
    for explorer in found.values():
        *_, corner, rest = walk(explorer)
        for values in (rest, corner):
            for name, control in explorer.controls.items():
                control.value = values[name]
            assert explorer.sentence == words(explorer, explorer.values)[0]  # with controls and without
            again = eval(explorer.canvas.source, names)
            assert (again.values, again.sentence) == (explorer.values, explorer.sentence)
        explorer.go_to(0)
