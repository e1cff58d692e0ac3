"""Where the pointer finds a control, in either browser, and whether the control stays there."""

from contextlib import contextmanager

import numpy as np

# The next frame; a window that the browser holds for inactive may have none.
FRAME = """new Promise(look => {
    requestAnimationFrame(look);
    setTimeout(look, 200);
})"""
# The box of an element that two frames have shown in the same place.
STILL_BOX = f"""async element => {{
    const box = () => {{
        const {{ x, y, width, height }} = element.getBoundingClientRect();
        return {{ x, y, width, height }};
    }};
    for (let before, now = box(); ; now = box()) {{
        if (JSON.stringify(now) === before) return now;
        before = JSON.stringify(now);
        await {FRAME};
    }}
}}"""
RECORD = """element => {
    const boxes = (window.boxes = []);
    boxes.look = () => {
        const { x, y, width, height } = element.getBoundingClientRect();
        boxes.push([x, y, width, height]);
    };
    const follow = () => {
        boxes.look();
        if (window.boxes === boxes) requestAnimationFrame(() => setTimeout(follow)); // when painted
    };
    follow();
}"""
# The places of what was dragged, if anything; the last is now: a busy browser may have drawn one frame alone.
RECORDED = """() => {
    const { boxes } = window;
    window.boxes = null;
    boxes?.look();
    return boxes;
}"""


@contextmanager
def steady(control):
    """Fail if the control moves under the hand."""
    control.evaluate(RECORD)
    yield
    assert_steady(control.evaluate(RECORDED))


def assert_steady(boxes: list[list[float]]) -> None:
    """Fail if a frame has shown a control half a pixel from where it was: nothing may move under the hand."""
    boxes = np.array(boxes)
    assert len(boxes) > 1
    assert np.ptp(boxes, axis=0).max() <= 0.5, f"it moved: {np.unique(boxes, axis=0)}"
