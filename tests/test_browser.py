"""The notebooks in JupyterLab in a real browser: every control is moved, by keyboard and by pointer."""

import re
import shutil
from pathlib import Path

import pytest
from course import NOTEBOOKS, code_cells
from lab import QUIET, WINDOW, Lab, chromium_path, evidence
from playwright.sync_api import Locator, Page, expect, sync_playwright

each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)

# All of them in one process: a JupyterLab and a browser for each worker would only stand in each other's way.
pytestmark = pytest.mark.xdist_group("browser")

EXPLORER = ".xent-explorer"
SLIDER = "[role=slider]"
FAULTS = (
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']",
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']",
    ".jupyter-widgets-error-widget",
    ".xent-fault",
    ".jp-OutputArea-output:has-text('Error displaying widget')",
    ".jp-OutputArea-output:has-text('Loading widget')",
)

# What a control is, by its looks; a focusable thing of another kind fails the test instead of being left out.
KINDS = {
    "slider": SLIDER,
    "choice": ".widget-toggle-buttons button",
    "button": "button",
    "menu": "select",
    "tick": "input[type=checkbox]",
    "readout": ".widget-readout",
}
FOCUSABLE = "button, select, input, textarea, [contenteditable=true], [tabindex='0'], [role=slider]"

# The picture's pixels and the sentence, from an <img> or a <canvas>.
LOOK = """explorer => {
    const picture = explorer.querySelector(".xent-picture img, img.xent-picture, canvas");
    const copy = document.createElement("canvas");
    copy.width = picture.naturalWidth || picture.width;
    copy.height = picture.naturalHeight || picture.height;
    if (copy.width) copy.getContext("2d").drawImage(picture, 0, 0);
    return [explorer.querySelector("[role=status]").innerText, copy.toDataURL()];
}"""
CHANGED = f"""([explorer, [sentence, picture]]) => {{
    const [newSentence, newPicture] = ({LOOK})(explorer);
    return newSentence !== sentence && newPicture !== picture;
}}"""

SETTLED = f"""async explorer => {{
    const look = () => ({LOOK})(explorer).join();
    const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    for (let attempt = 0; attempt < 100; attempt++) {{
        const before = look();
        await new Promise(resolve => setTimeout(resolve, 100));
        if (kernel.status === "idle" && look() === before) return true;
    }}
    return false;
}}"""
# How many explorers the notebook's outputs hold; all of them must come on the page.
VIEWS = """() => jupyterapp.shell.currentWidget.content.widgets
    .flatMap(cell => cell.model.sharedModel.outputs ?? [])
    .filter(output => "application/vnd.jupyter.widget-view+json" in (output.data ?? {})).length"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.stop()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        context = browser.new_context(viewport=WINDOW)
        context.set_default_timeout(20_000)
        yield context
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    yield page
    page.close()


def open_copy(page: Page, lab: Lab, notebook: Path) -> None:
    """Open a copy of the notebook, since running it writes to it."""
    shutil.copy(notebook, lab.notebooks)
    page.goto(lab.url(notebook.name))
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady")


def run_all(page: Page) -> None:
    """Run all cells, wait for the last, and for every explorer's picture."""
    page.wait_for_function("jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel")
    page.evaluate(
        """Promise.race([
            jupyterapp.commands.execute("notebook:run-all-cells"),
            new Promise((_, refuse) => setTimeout(() => refuse("not done after 60 s"), 60000)),
        ])"""
    )
    for explorer in page.locator(EXPLORER).all():
        expect(explorer.locator("[role=status]")).not_to_be_empty()
        page.wait_for_function(
            f"explorer => ({LOOK})(explorer)[1].length > 1000", arg=explorer.element_handle()
        )


def assert_well(page: Page) -> None:
    for fault in FAULTS:
        texts = page.locator(fault).all_inner_texts()
        assert not texts, f"{fault}: {texts}"
    assert not page.faults


def settle(explorer: Locator) -> None:
    """Wait until the kernel has nothing to do and what is seen stays as it is."""
    settled = explorer.evaluate(SETTLED)
    assert settled, "picture and sentence do not come to rest"


class Hand:
    """Moves the controls of one explorer, and sees that sentence and picture follow."""

    def __init__(self, explorer: Locator):
        self.explorer, self.page = explorer, explorer.page
        self.handle = explorer.element_handle()

    def does(self, action, *args, **options) -> None:
        """Act; fail unless the sentence and the picture are others after it."""
        settle(self.explorer)
        before = self.explorer.evaluate(LOOK)
        action(*args, **options)
        self.page.wait_for_function(CHANGED, arg=[self.handle, before], timeout=10_000)
        assert re.search(r"\d", self.explorer.locator("[role=status]").inner_text())
        expect(self.explorer.locator(".xent-fault")).to_have_count(0)

    def move(self, control: Locator) -> None:
        control.scroll_into_view_if_needed()
        kind = next(
            (kind for kind, looks in KINDS.items() if control.evaluate("(c, l) => c.matches(l)", looks)), None
        )
        assert kind, f"a control of an unknown kind: {control.evaluate('c => c.outerHTML')}"
        getattr(self, kind)(control)

    def slider(self, slider: Locator) -> None:
        slider.press("Home")
        self.does(slider.press, "End")
        self.does(slider.press, "Home")
        self.drag(slider, 0.63)

    def drag(self, slider: Locator, share: float) -> None:
        """Drag the handle to this share of its track."""
        handle, track = (
            slider.bounding_box(),
            slider.locator("xpath=ancestor::*[contains(@class,'noUi-target')]").bounding_box(),
        )
        self.page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        self.page.mouse.down()
        self.does(
            self.page.mouse.move,
            track["x"] + track["width"] * share,
            track["y"] + track["height"] / 2,
            steps=4,
        )
        self.page.mouse.up()

    def unsettle(self, share: float) -> None:
        """Bring the first slider to a place where no preset puts it."""
        slider = self.explorer.locator(SLIDER).first
        if slider.count():
            slider.press("Home")
            self.drag(slider, share)

    def choice(self, button: Locator) -> None:
        other = button.locator("xpath=(preceding-sibling::button | following-sibling::button)[1]")
        for act in (button.click, lambda: button.press("Space")):
            other.click()
            self.does(act)

    def button(self, button: Locator) -> None:
        # Another place each time: a swap of two equal distributions would change nothing.
        for share, act in ((0.63, button.click), (0.41, lambda: button.press("Space"))):
            self.unsettle(share)
            self.does(act)

    def menu(self, menu: Locator) -> None:
        self.does(menu.select_option, index=1)
        self.does(menu.press, "ArrowUp")

    def tick(self, box: Locator) -> None:
        self.does(box.click)
        self.does(box.press, "Space")

    def readout(self, _readout: Locator) -> None:
        """Part of its slider, which has been moved."""


@each_notebook
def test_controls_move_picture_and_sentence(notebook, page, lab):
    with evidence(page, notebook.stem):
        open_copy(page, lab, notebook)
        run_all(page)
        assert_well(page)
        for explorer in page.locator(EXPLORER).all():
            hand = Hand(explorer)
            controls = explorer.locator(FOCUSABLE).all()
            assert controls, "an explorer without a control"
            for control in controls:
                hand.move(control)
        assert_well(page)


@each_notebook
def test_saved_notebook_shows_its_pictures_without_being_run(notebook, page, lab):
    with evidence(page, f"{notebook.stem}-saved"):
        open_copy(page, lab, notebook)
        pictures = page.locator(".jp-OutputArea-output img")
        bundles = [
            output.data for cell in code_cells(notebook) for output in cell.outputs if "data" in output
        ]
        saved = [bundle for bundle in bundles if "image/png" in bundle]
        expect(pictures).to_have_count(len(saved))
        for picture in pictures.all():
            assert picture.evaluate("async picture => (await picture.decode(), picture.naturalWidth)") > 100
        assert all(re.search(r"\d", bundle["text/plain"]) for bundle in saved)
        assert_well(page)
