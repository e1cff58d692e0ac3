"""What is in sight of an explorer: its height, its letters, whether a part covers another or sticks out."""

from math import inf

from lab import EXPLORER, LAID_OUT, UNTIL, resize
from pointer import FRAME

HEIGHT = 599  # px that JupyterLab shows of a notebook in a window of 1280 by 720
LETTER = 12  # px
ROWS = 36  # letters of this share of the height are read from the last row
Said = list[list[tuple[str, str]]]  # by explorer its longest sentences, each with its feedback
STAGES = ((1280, 720), (1920, 1080), (1024, 768))
PARTS = (
    ".xent-control:not(.xent-distribution-sliders, .xent-points), .xent-chart, .xent-swap, "
    ".xent-plane, .xent-next, .xent-picture, .xent-words, .xent-toolbar"
)
BUT_PICTURE = PARTS.replace(" .xent-picture,", "")  # where it is wider, and scrolls

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
FRAMES = f"""async () => {{
    for (let left = 4; left; left--) await {FRAME};
}}"""
# Of these sentences, each with its feedback, an explorer says the one that is tallest here. What is returned
# brings its own back.
SAY_TALLEST = """(explorer, said) => {
    const words = explorer.querySelector(".xent-words");
    const sentence = words.querySelector("[role=status]"), feedback = sentence.nextElementSibling;
    const say = ([text, html]) => ([sentence.textContent, feedback.innerHTML] = [text, html]);
    const before = [sentence.textContent, feedback.innerHTML];
    const heights = said.map((each) => (say(each), words.offsetHeight));
    say(said[heights.indexOf(Math.max(...heights))]);
    return () => say(before);
}"""
# All explorers at this width, with one layout, and then with their longest words.
IN_SIGHT = f"""async ([explorers, parts, said, width]) => {{
    const all = [...document.querySelectorAll(explorers)];
    for (const explorer of all) explorer.style.width = width;
    await ({FRAMES})();
    const unsay = all.map((explorer, index) => ({SAY_TALLEST})(explorer, said[index]));
    await ({FRAMES})();
    const seen = all.map(explorer => ({SIGHT})(explorer, parts));
    for (const each of unsay) each();
    for (const explorer of all) explorer.style.width = "";
    return seen;
}}"""
# Whether fullscreen is given or refused; the browser's own answer depends on how it was started.
REFUSE = "explorer => (explorer.requestFullscreen = () => Promise.reject(new TypeError('refused')))"
ALLOW = "explorer => delete explorer.requestFullscreen"
SHOWN = "explorer => explorer.matches('.xent-on-stage:is(:fullscreen, :popover-open)')"
HIDDEN = "explorer => !explorer.matches('.xent-on-stage, :fullscreen, [popover]')"
ON_TOP = """explorer => [[1, 1], [innerWidth - 2, 1], [1, innerHeight - 2], [innerWidth - 2, innerHeight - 2]]
    .every((corner) => explorer.contains(document.elementFromPoint(...corner)))"""
# Each explorer in its turn over the window, whatever size this has, with its longest words.
ON_STAGE = f"""async ([explorers, parts, said]) => {{
    const seen = [];
    for (const [index, explorer] of document.querySelectorAll(explorers).entries()) {{
        ({REFUSE})(explorer);
        const button = explorer.querySelector(".xent-stage-button");
        button.click();
        await ({UNTIL})(() => ({SHOWN})(explorer));
        const unsay = ({SAY_TALLEST})(explorer, said[index]);
        await ({FRAMES})();
        seen.push({{ ...({SIGHT})(explorer, parts), onTop: ({ON_TOP})(explorer) }});
        unsay();
        button.click();
        await ({UNTIL})(() => ({HIDDEN})(explorer));
        ({ALLOW})(explorer);
    }}
    return seen;
}}"""
# By key, where the screen is refused: in, the focus goes to a control, and out again to where it was.
KEY_IN = f"button => ({REFUSE})(button.closest('{EXPLORER}'))"
KEY_STAGE = f"""async button => {{
    const explorer = button.closest("{EXPLORER}");
    await ({UNTIL})(() => ({SHOWN})(explorer));
    explorer.querySelector("[role=slider], .xent-control input, select").focus();
}}"""
KEY_OUT = f"""async button => {{
    const explorer = button.closest("{EXPLORER}");
    await ({UNTIL})(() => ({HIDDEN})(explorer) && button === document.activeElement);
    ({ALLOW})(explorer);
}}"""
PRESSED = f"""async button => {{
    const explorer = button.closest("{EXPLORER}");
    await ({UNTIL})(() => ({SHOWN})(explorer) && button.ariaPressed === "true");
}}"""
RELEASED = f"""async button => {{
    const explorer = button.closest("{EXPLORER}");
    await ({UNTIL})(() => ({HIDDEN})(explorer) && button.ariaPressed === "false");
}}"""


def assert_apart(seen: dict) -> None:
    """The parts of an explorer are apart and inside."""
    assert not seen["overlapping"] and not seen["outside"] and not seen["scrolls"], seen


def assert_in_sight(page, said: Said, window: dict[str, int]) -> None:
    """Controls, picture and any words of each explorer fit on a small projector, and in 700 px of width.

    In less width they are apart and legible; a page as wide as a phone scrolls the picture.
    """
    resize(page, {"width": 1280, "height": 720})
    for width, parts, height in (
        ("", PARTS, HEIGHT),
        ("700px", PARTS, HEIGHT),
        ("570px", PARTS, inf),
        ("320px", BUT_PICTURE, inf),
    ):
        for seen in page.evaluate(IN_SIGHT, [EXPLORER, parts, said, width]):
            assert_apart(seen)
            assert seen["height"] <= height and seen["letter"] >= LETTER - 0.01, seen
    resize(page, window)


def assert_stage(page, said: Said, window: dict[str, int]) -> None:
    """Refused the screen, each explorer fills the window, with letters that are read from the last row.

    That holds for its longest words, too.
    """
    for width, height in STAGES:
        page.set_viewport_size({"width": width, "height": height})
        for seen in page.evaluate(ON_STAGE, [EXPLORER, PARTS, said]):
            assert_apart(seen)
            assert [seen["width"], seen["height"], seen["onTop"]] == [width, height, True], seen
            assert seen["letter"] >= height / ROWS - 0.05, seen
    resize(page, window)


def assert_stage_by_key(page, button) -> None:
    """Refused the screen, an explorer comes on the stage; Escape leads back to where the focus was."""
    button.evaluate(KEY_IN)
    button.press("f")
    button.evaluate(KEY_STAGE)
    page.keyboard.press("Escape")
    button.evaluate(KEY_OUT)


def assert_fullscreen(page, button) -> None:
    """The button shows an explorer over the screen, where the browser has one, and leaves again."""
    for state in (PRESSED, RELEASED):
        button.click()
        button.evaluate(state)
    page.wait_for_function(LAID_OUT)
