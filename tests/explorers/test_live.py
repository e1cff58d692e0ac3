"""An explorer that follows a computation, and leaves nothing of that in a saved notebook."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from xentlib.explorers import Picture, explore, live

VIEW = "application/vnd.jupyter.widget-view+json"


class Growing(Picture):
    size = (2, 2)
    heights = ()

    def __init__(self, ax):
        (self.line,) = ax.plot([], [], animated=True)

    def draw(self):
        self.line.set_data(range(len(self.heights)), self.heights)

    def read(self):
        return {"count": len(self.line.get_xdata())}

    @classmethod
    def say(cls, *, count):
        return f"{count} so far"


@pytest.fixture
def shell():
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def test_a_picture_of_some_data_has_it_and_its_class_has_not():
    assert Growing.of(heights=(1, 2)).heights == (1, 2) and Growing.heights == ()
    assert explore(Growing.of(heights=(1, 2))).sentence == "2 so far"


def test_the_picture_follows_what_is_computed():
    heights = []
    explorer = explore(Growing.of(heights=heights))
    said = []
    with live(3, explorer) as advance:
        for height in range(3):
            heights.append(height)
            advance()
            said.append(explorer.sentence)
    assert said == ["1 so far", "2 so far", "3 so far"]


def test_it_is_seen_while_it_runs_and_gone_at_the_end(shell):
    with capture_output() as said, live(1, explore(Growing.of(heights=[]))) as advance:
        advance()
    shown, gone = said.outputs
    assert list(shown.data) == [VIEW] and gone.data == {}
    assert not said.stdout and not said.stderr


def test_it_is_gone_after_an_error_too(shell):
    with capture_output() as said, pytest.raises(ZeroDivisionError), live(1, explore(Growing)):
        raise ZeroDivisionError
    assert said.outputs[-1].data == {}
