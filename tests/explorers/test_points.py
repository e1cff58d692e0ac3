"""Points in the plane: a value that is always points of the classes that there are."""

import pytest
import traitlets

from xentlib.explorers import Points

START = ((0.0, 0.5, 0), (-1.0, 1.0, 2))


@pytest.fixture
def points():
    return Points(START, limit=4)


def test_value_is_what_was_given_and_changes_once(points):
    changes = []
    points.observe(lambda change: changes.append(change.new), "value")
    points._handle_value_msg(points, {"value": [[0.25, -1, 1]]}, [])
    assert changes == [((0.25, -1.0, 1),)]


def test_its_repr_makes_it_again(points):
    again = eval(repr(points))
    assert (again.value, again.names, again.limit) == (START, ("A", "B", "C"), 4)


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ((0, 0),),
        ((1.01, 0, 0),),
        ((0, -2, 0),),
        ((0, 0, 3),),
        ((0, 0, -1),),
        ((0, float("nan"), 0),),
        None,
        "no",
    ],
    ids=str,
)
def test_what_is_no_points_is_refused_and_loses_nothing(points, wrong):
    with pytest.raises(traitlets.TraitError, match="expected"):
        points.value = wrong
    assert points.value == START


def test_there_are_no_more_than_the_limit(points):
    points.value = START * 2
    with pytest.raises(traitlets.TraitError, match="1 to 4 points, got 5"):
        points.value = (*points.value, (0, 0, 0))
