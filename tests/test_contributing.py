"""CONTRIBUTING shows how to add each kind of thing, and in which files, by code that runs."""

import doctest
import re
import shutil

import nbformat
import pytest
from course import ROOT

from xentlib.explorers import Picture, controls, explore

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LESSON = ROOT / "tests" / "lessons" / "made_up"

# What a widget's JavaScript sees of the kernel, and who hears what it sends.
DRAW = """async ([source, traits]) => {
    window.sent = [];
    const model = { get: (name) => traits[name], on: () => {}, send: (message) => sent.push(message) };
    const widget = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    widget.default.render({ model, el: document.body });
}"""


def blocks(section):
    """The code of a section by the file that its first line names."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = re.findall(r"^```(?:python|js)\n(?:#|//) (\S+)\n(.+?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == text.count("```python") + text.count("```js") > 0
    return dict(found)


def test_a_new_loss_passes_its_test_and_its_doctest():
    names, code = {}, blocks("A new loss")
    assert list(code) == ["xentlib/losses.py", "tests/numerics/test_losses.py"]
    exec("\n".join(code.values()), names)
    names["test_focal_loss_keeps_its_digits_where_the_model_is_sure"]()
    (examples,) = doctest.DocTestFinder().find(names["focal_loss"], "focal_loss", module=False, globs=names)
    assert doctest.DocTestRunner().run(examples) == (0, 1)


@pytest.mark.parametrize(
    ("section", "root"),
    {"A new picture": LESSON, "A new notebook": LESSON, "A planted mistake": ROOT}.items(),
)
def test_a_picture_a_notebook_and_a_mistake_are_shown_as_they_are_tested(section, root):
    for name, code in blocks(section).items():
        text = (root / name).read_text(encoding="utf-8")
        if name.endswith(".ipynb"):
            text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells) + "\n"
        assert code.strip("\n") in text, name


class Echo(Picture):
    """A point at the control's value."""

    def __init__(self, ax):
        (self.point,) = ax.plot([], [], "o", animated=True)

    def draw(self, *, number):
        self.point.set_data([number], [0])

    def read(self):
        return {"x": self.point.get_xdata()[0]}

    @classmethod
    def say(cls, *, x):
        return f"x is {x}"


@pytest.fixture
def number_box(monkeypatch, tmp_path):
    """A control of the class and the JavaScript that CONTRIBUTING shows."""
    names, code = {}, blocks("A new control")
    for name, source in code.items():
        assert (ROOT / name).parent.is_dir()
        if name.endswith(".js"):
            shutil.copytree(controls.STATIC, tmp_path / "static")
            (tmp_path / "static" / "number_box.js").write_text(source, encoding="utf-8")
    monkeypatch.setattr(controls, "STATIC", tmp_path / "static")
    exec(code["xentlib/explorers/controls.py"], names)
    return names["NumberBox"](value=3, description="throws of a die")


def test_a_new_control_moves_a_picture(number_box):
    explorer = explore(Echo, number=number_box)
    number_box._handle_custom_msg({"value": 4}, [])  # as the browser sends it
    assert explorer.sentence == "x is 4"


def test_a_new_control_sends_what_is_typed(number_box, browser):
    page = browser.new_page()
    page.evaluate(DRAW, [number_box._esm, {"value": 3, "description": number_box.description}])
    box = page.get_by_label("throws of a die")
    assert box.input_value() == "3"
    box.fill("4")
    box.press("Enter")
    assert page.evaluate("sent") == [{"value": 4}]
    page.close()
