"""Where the pointer finds a control, in either browser, and whether the control stays there."""

from contextlib import contextmanager

import numpy as np

# The box of an element that two frames have shown in the same place.
STILL_BOX = """async element => {
    const box = () => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y, width, height };
    };
    for (let before, now = box(); ; now = box()) {
        if (JSON.stringify(now) === before) return now;
        before = JSON.stringify(now);
        await new Promise(requestAnimationFrame);
    }
}"""
RECORD = """element => {
    const boxes = (window.boxes = []);
    const look = () => {
        const { x, y, width, height } = element.getBoundingClientRect();
        boxes.push([x, y, width, height]);
        if (window.boxes === boxes) requestAnimationFrame(() => setTimeout(look)); // when it has been painted
    };
    look();
}"""
RECORDED = """() => {
    const { boxes } = window;
    window.boxes = null;
    return boxes;
}"""


@contextmanager
def steady(control):
    """Fail if a frame shows the control half a pixel from where it was: nothing may move under the hand."""
    control.evaluate(RECORD)
    yield
    boxes = np.array(control.evaluate(RECORDED))
    assert len(boxes) > 1
    assert np.ptp(boxes, axis=0).max() <= 0.5, f"it moved: {np.unique(boxes, axis=0)}"
