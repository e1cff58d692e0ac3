"""What is in sight of an explorer: its height, its letters, whether a part covers another or sticks out."""

from firefox import Locator as FirefoxLocator
from lab import resize
from playwright.sync_api import Locator, Page

HEIGHT = 599  # px that JupyterLab shows of a notebook in a window of 1280 by 720
LETTER = 12  # px
ROWS = 36  # letters of this share of the height are read from the last row
STAGES = ((1280, 720), (1920, 1080), (1024, 768))
PARTS = (
    ".xent-control:not(.xent-distribution-sliders), .xent-chart, .xent-swap, "
    ".xent-picture, .xent-words, .xent-toolbar"
)

# In pixels, as displayed. A letter of a picture is as large as the picture's scale makes it.
SIGHT = """(explorer, PARTS) => {
    const box = (element) => element.getBoundingClientRect();
    const seen = (element) => element.getClientRects().length > 0;
    const name = (element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`;
    const scale = (element) => Math.hypot(...(element.ownerSVGElement ? ["a", "b"] : [])
        .map((entry) => element.getScreenCTM()[entry])) || 1;
    const size = (element) => parseFloat(getComputedStyle(element).fontSize) * scale(element);
    const written = (element) => element.matches(".xent-entry, select")
        || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const sticksOut = (inner, outer) => outer.left - inner.left > 1 || inner.right - outer.right > 1
        || outer.top - inner.top > 1 || inner.bottom - outer.bottom > 1;
    const cutOff = (element) => element.matches(".xent-entry") && element.scrollWidth > element.clientWidth;
    const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
    const overlapping = (group) => group.flatMap((one, index) => group.slice(index + 1)
        .filter((other) => meet(box(one), box(other))).map((other) => [name(one), name(other)]));
    const letters = [...explorer.querySelectorAll("*")].filter((each) => seen(each) && written(each));
    const parts = [...explorer.querySelectorAll(PARTS)];
    const inParts = parts.flatMap((part) => [...part.querySelectorAll(":not(svg *)")]
        .filter((each) => seen(each) && (sticksOut(box(each), box(part)) || cutOff(each))));
    const sliders = [...explorer.querySelectorAll(".xent-slider")].map(({ children }) => [...children]);
    const { width, height } = box(explorer);
    return {
        width, height, letter: Math.min(...letters.map(size)),
        outside: [...parts.filter((part) => sticksOut(box(part), box(explorer))), ...inParts].map(name),
        overlapping: [parts, ...sliders].flatMap(overlapping),
        scrolls: explorer.scrollHeight > explorer.clientHeight || explorer.scrollWidth > explorer.clientWidth,
    };
}"""
FRAMES = """() => new Promise((done) => {
    const frames = (left) => (left ? requestAnimationFrame(() => frames(left - 1)) : done());
    frames(4);
})"""
GIVE_WIDTH = "(explorer, width) => (explorer.style.width = width)"
# Whether fullscreen is given or refused; the browser's own answer depends on how it was started.
REFUSE = "explorer => (explorer.requestFullscreen = () => Promise.reject(new TypeError('refused')))"
ALLOW = "explorer => delete explorer.requestFullscreen"
SHOWN = "explorer => explorer.matches('.xent-on-stage:is(:fullscreen, :popover-open)')"
HIDDEN = "explorer => !explorer.matches('.xent-on-stage, :fullscreen, [popover]')"
ON_TOP = """explorer => [[1, 1], [innerWidth - 2, 1], [1, innerHeight - 2], [innerWidth - 2, innerHeight - 2]]
    .every((corner) => explorer.contains(document.elementFromPoint(...corner)))"""
FOCUSED = "element => element === document.activeElement"


def sight(explorer: Locator | FirefoxLocator) -> dict:
    """Measure an explorer once its layout stands; fail if its parts are not apart and inside."""
    explorer.page.evaluate(FRAMES)
    seen = explorer.evaluate(SIGHT, PARTS)
    assert not seen["overlapping"] and not seen["outside"] and not seen["scrolls"], seen
    return seen


def assert_in_sight(page: Page, explorers: list[Locator], window: dict[str, int]) -> None:
    """Controls, picture and words fit on a small projector, and in 700 px of width."""
    resize(page, {"width": 1280, "height": 720})
    for width in ("", "700px"):
        for explorer in explorers:
            explorer.evaluate(GIVE_WIDTH, width)
            seen = sight(explorer)
            explorer.evaluate(GIVE_WIDTH, "")
            assert seen["height"] <= HEIGHT and seen["letter"] >= LETTER - 0.01, seen
    resize(page, window)


def assert_stage(explorer: Locator, window: dict[str, int]) -> None:
    """Refused the screen, an explorer fills the window, by key; Escape leads back to where the focus was."""
    page, button = explorer.page, explorer.locator(".xent-stage-button")
    explorer.evaluate(REFUSE)
    button.press("f")
    page.wait_for_function(SHOWN, arg=explorer.element_handle())
    for width, height in STAGES:
        page.set_viewport_size({"width": width, "height": height})
        seen = sight(explorer)
        assert [seen["width"], seen["height"]] == [width, height] and explorer.evaluate(ON_TOP), seen
        assert seen["letter"] >= height / ROWS - 0.05, seen
    explorer.locator("[role=slider], .xent-control input, select").first.evaluate(
        "control => control.focus()"
    )
    page.keyboard.press("Escape")
    page.wait_for_function(HIDDEN, arg=explorer.element_handle())
    assert button.evaluate(FOCUSED)
    resize(page, window)
    explorer.evaluate(ALLOW)


def assert_fullscreen(explorer: Locator, window: dict[str, int]) -> None:
    """The button shows an explorer over the screen, where the browser has one, and leaves again."""
    button = explorer.locator(".xent-stage-button")
    for shown, pressed in ((SHOWN, "true"), (HIDDEN, "false")):
        button.click()
        explorer.page.wait_for_function(shown, arg=explorer.element_handle())
        assert button.evaluate("button => button.ariaPressed") == pressed
    resize(explorer.page, window)
