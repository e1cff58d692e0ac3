"""Points under the hand, in a real browser: click, drag, double click, touch of the keys."""

import ast

import pytest
from lab import EXPLORER, assert_accessible, evidence, run_in_browser, settle
from playwright.sync_api import expect
from pointer import STILL_BOX

START = ((0.0, 0.5, 0), (-0.5, -0.5, 1))
CELLS = (
    """
from xentlib.explorers import Picture, Points, explore

class Echo(Picture):
    size = (4, 2)

    def __init__(self, ax):
        self.line, = ax.plot([0], [0], animated=True)

    def draw(self, *, points):
        self.points = points

    def read(self):
        return {"points": self.points}

    @classmethod
    def say(cls, *, points):
        return repr(points)
""",
    f"explore(Echo, points=Points({START}, limit=4))",
)


class Plane:
    """The plane as a user sees it, and its value as the kernel has it."""

    def __init__(self, page):
        self.page = page
        self.explorer = page.locator(EXPLORER).first
        self.points = self.explorer.locator(".xent-point")
        self.button("start")
        settle(self.explorer)  # the kernel brings the points back
        self.explorer.get_by_role("radio", name="A").check()
        self.explorer.evaluate("explorer => explorer.scrollIntoView({ block: 'center' })")

    def button(self, name):
        self.explorer.get_by_role("button", name=name, exact=True).click()

    def value(self):
        settle(self.explorer)
        return ast.literal_eval(self.explorer.locator("[role=status]").inner_text())

    def place(self, x, y):
        """Where on the page the plane has this place."""
        box = self.explorer.locator(".xent-plane").evaluate(STILL_BOX)
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        half = box["width"] / 2 - 12  # a point at the edge is inside with all that it has
        return middle[0] + half * x, middle[1] - half * y

    def drag(self, start, end):
        self.page.mouse.move(*self.place(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=5)
        self.page.mouse.up()


@pytest.fixture(scope="module")
def opened(browser, lab, tmp_path_factory):
    path = tmp_path_factory.mktemp("points") / "points.ipynb"
    with run_in_browser(browser, lab, path, CELLS) as page:
        yield page


@pytest.fixture
def plane(opened, request):
    with evidence(opened, request.node.name):
        yield Plane(opened)


def near(*points):
    """A pointer is within a hundredth of where it was sent."""
    return [pytest.approx(point, abs=0.0151) for point in points]


def test_a_click_adds_a_point_of_the_class_that_is_chosen(plane):
    plane.explorer.get_by_role("radio", name="C").check()
    plane.page.mouse.click(*plane.place(0.5, 0.25))
    assert list(plane.value()) == near(*START, (0.5, 0.25, 2))
    expect(plane.points.nth(2)).to_be_focused()


def test_a_drag_moves_one_point_and_stops_at_the_edge(plane):
    plane.drag((0.0, 0.5), (0.5, -0.75))
    assert list(plane.value()) == near((0.5, -0.75, 0), START[1])
    plane.drag((-0.5, -0.5), (-1.4, -0.5))
    assert list(plane.value()) == near((0.5, -0.75, 0), (-1, -0.5, 1))


def test_a_point_that_was_brought_onto_another_is_taken_from_there_again(plane):
    plane.drag((0.0, 0.5), (-0.5, -0.5))
    plane.drag((-0.5, -0.5), (0.25, 0.25))
    assert list(plane.value()) == near((0.25, 0.25, 0), START[1])


def test_a_press_elsewhere_adds_a_point_and_drags_it(plane):
    plane.drag((0.75, 0.75), (0.25, 0.0))
    assert list(plane.value()) == near(*START, (0.25, 0.0, 0))


def test_a_double_click_takes_a_point_away_but_not_the_last(plane):
    plane.page.mouse.dblclick(*plane.place(0.0, 0.5))
    assert plane.value() == START[1:]
    plane.page.mouse.dblclick(*plane.place(-0.5, -0.5))
    assert len(plane.value()) == 1


def test_there_is_no_room_beyond_the_limit(plane):
    for _ in range(4):
        plane.button("add a point")
    assert len(plane.value()) == 4
    plane.page.mouse.click(*plane.place(0.5, 0.25))
    assert plane.value() == (*START, (0.0, 0.0, 0), (0.0, 0.0, 0))


@pytest.mark.parametrize(
    ("keys", "right"),
    [
        ("ArrowRight", ((0.05, 0.5, 0), START[1])),
        ("Shift+ArrowLeft", ((-0.01, 0.5, 0), START[1])),
        ("ArrowDown ArrowDown", ((0.0, 0.4, 0), START[1])),
        ("PageUp PageUp PageUp", ((0.0, 1.0, 0), START[1])),
        ("Home", ((-1.0, 0.5, 0), START[1])),
        ("End", ((1.0, 0.5, 0), START[1])),
        ("3", ((0.0, 0.5, 2), START[1])),
        ("4", START),
        ("Delete", START[1:]),
        ("Delete Delete", START[1:]),
        ("Insert", (*START, (0.05, 0.55, 0))),
        ("n ArrowUp", (START[0], (-0.5, -0.45, 1))),
        ("p Backspace", START[:1]),
        ("n n Home", ((-1.0, 0.5, 0), START[1])),
    ],
)
def test_the_keyboard_does_all_that_the_pointer_does(plane, keys, right):
    plane.points.first.focus()
    for key in keys.split():
        plane.page.keyboard.press(key)
    assert plane.value() == right


def test_a_point_says_where_it_is_and_what(plane):
    plane.points.first.press("Shift+ArrowDown")
    expect(plane.points.first).to_have_attribute("aria-label", "point 1 of 2, class A")
    expect(plane.points.first).to_have_attribute("aria-valuetext", "x 0.00, y 0.49")
    expect(plane.points.nth(1)).to_have_attribute("aria-valuetext", "x −0.50, y −0.50")
    assert [point.get_attribute("tabindex") for point in plane.points.all()] == ["0", "-1"]


def test_moves_that_pile_up_end_at_the_last(plane):
    plane.points.first.evaluate(
        """point => {
            const press = key => point.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            for (let i = 0; i < 300; i++) press(i % 2 ? "Home" : "End");
            press("ArrowRight");
        }"""
    )
    assert plane.value()[0] == (-0.95, 0.5, 0)


def test_no_serious_finding(plane):
    assert_accessible(plane.page, EXPLORER)
