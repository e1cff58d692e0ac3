"""Firefox for the tests, over WebDriver BiDi: Playwright drives only a Firefox of its own build.

What is here has the names and the meaning that Playwright gives it, so that one test moves either browser.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import websocket
from pointer import STILL_BOX

# What the keys of a keyboard are called here: the Unicode of WebDriver.
KEYS = {
    "Space": " ",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}

DOWN, UP = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))

# A scroll bar takes no room, as in the other browser, so that a page is equally wide in both.
PROFILE = (
    'user_pref("widget.gtk.overlay-scrollbars.enabled", true);\nuser_pref("ui.useOverlayScrollbars", 1);\n'
)

# On Windows a first process starts the browser, and would end at once.
STAY = ["--wait-for-browser"] if os.name == "nt" else []

EVALUATE = """async (...values) => {{
    const found = ({});
    return JSON.stringify(await (typeof found === "function" ? found(...values) : found)) ?? "null";
}}"""
WAIT = """async (...values) => {{
    const deadline = performance.now() + {timeout};
    while (!(await ({})(...values))) {{
        if (performance.now() > deadline) throw new Error("not so after {timeout} ms");
        await new Promise(look => setTimeout(look, 4)); // a window that is held for inactive has no frames
    }}
}}"""
FIND = "(selector, parent) => [...(parent ?? document).querySelectorAll(selector)]"
STILL_BOX_IN_SIGHT = f"""async element => {{
    element.scrollIntoView({{ block: "nearest" }});
    return await ({STILL_BOX})(element);
}}"""
FILL = """(field, text) => {
    field.focus();
    field.select();
    document.execCommand("insertText", false, text);
}"""
SELECT = """(select, [value, index]) => {
    select.selectedIndex = index ?? [...select.options].findIndex(option => option.value === value);
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
}"""


def firefox_path() -> str:
    """Firefox as XENT_FIREFOX names it, else from PATH; else the test is skipped."""
    found = filter(None, map(shutil.which, ("firefox-esr", "firefox")))
    path = os.environ.get("XENT_FIREFOX") or next(found, "")
    if Path(path).is_file():
        return path
    missing = f"no Firefox at {path or 'PATH'}: install it, or set XENT_FIREFOX to it; its tests did not run"
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)


class Firefox:
    """A Firefox without a window, with a profile of its own in this empty folder."""

    def __init__(self, path: str, profile: Path, window: dict[str, int]):
        self.window = window
        (profile / "user.js").write_text(PROFILE)
        command = [path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with (profile / "firefox.log").open("w") as log:
            self.process = subprocess.Popen([*command, *STAY], stdout=log, stderr=log)
        self.pages: dict[str, Page] = {}
        self.count = 0
        address = self._address(profile / "WebDriverBiDiServer.json", seconds=60)
        self.socket = websocket.create_connection(address, timeout=330, suppress_origin=True)
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])

    def _address(self, file: Path, seconds: float) -> str:
        """Where Firefox listens; it says so in this file."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
                said = json.loads(file.read_text())
                return f"ws://{said['ws_host']}:{said['ws_port']}/session"
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Firefox does not answer:\n{(file.parent / 'firefox.log').read_text()}")
            time.sleep(0.1)

    def send(self, method: str, **params: Any) -> dict:
        """Send a command and return its result; events that come meanwhile are heard.

        An answer to an earlier command, which was too late for it, is nobody's.
        """
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            if answer["type"] == "event":
                self._hear(answer["params"])
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def _hear(self, entry: dict) -> None:
        page = self.pages.get(entry["source"].get("context"))
        if page and entry["level"] == "error":
            page.faults.append(entry["text"])

    def new_page(self) -> "Page":
        page = Page(self)
        page.set_viewport_size(self.window)
        return page

    def close(self) -> None:
        self.send("browser.close")
        self.socket.close()
        self.process.wait(timeout=30)


class Page:
    """A tab. ``faults`` are the errors on its console."""

    def __init__(self, firefox: Firefox):
        self.send, self.faults = firefox.send, []
        self.context = self.send("browsingContext.create", type="tab")["context"]
        firefox.pages[self.context] = self
        self.mouse, self.keyboard = Mouse(self), Keyboard(self)

    def set_viewport_size(self, size: dict[str, int]) -> None:
        self.send("browsingContext.setViewport", context=self.context, viewport=size)

    def goto(self, url: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def bring_to_front(self) -> None:
        self.send("browsingContext.activate", context=self.context)

    def call(self, function: str, *values: Any) -> dict:
        """Call a JavaScript function and return its answer as the protocol writes it."""
        answer = self.send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[serialize(value) for value in values],
            awaitPromise=True,
            target={"context": self.context},
        )
        if answer["type"] == "exception":
            raise RuntimeError(f"{answer['exceptionDetails']['text']} in {function}")
        return answer["result"]

    def evaluate(self, expression: str, *values: Any) -> Any:
        return json.loads(self.call(EVALUATE.format(expression), *values)["value"])

    def wait_for_function(self, expression: str, *, arg: Any = None, timeout: int = 20_000) -> None:
        function = expression if "=>" in expression else f"() => {expression}"
        self.call(WAIT.format(function, timeout=timeout), arg)

    def query_selector_all(self, selector: str, parent: dict | None = None) -> list["ElementHandle"]:
        found = self.call(FIND, selector, parent)["value"]
        return [ElementHandle(self, {"sharedId": each["sharedId"]}) for each in found]

    def act(self, kind: str, *actions: dict) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self.send("input.performActions", context=self.context, actions=[source])

    def screenshot(self, path: Path | None = None, **clip: Any) -> bytes:
        png = base64.b64decode(
            self.send("browsingContext.captureScreenshot", context=self.context, **clip)["data"]
        )
        if path:
            path.write_bytes(png)
        return png

    def close(self) -> None:
        self.send("browsingContext.close", context=self.context)


def serialize(value: Any) -> dict:
    """A value as an argument of a JavaScript function."""
    match value:
        case {"sharedId": _}:
            return value
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean", "value": value}
        case int() | float():
            return {"type": "number", "value": value}
        case str():
            return {"type": "string", "value": value}
        case dict():
            return {"type": "object", "value": [[key, serialize(each)] for key, each in value.items()]}
    return {"type": "array", "value": [serialize(each) for each in value]}


class ElementHandle:
    """An element of a page."""

    def __init__(self, page: Page, element: dict):
        self.page, self.element = page, element

    def query_selector_all(self, selector: str) -> list["ElementHandle"]:
        return self.page.query_selector_all(selector, self.element)

    def query_selector(self, selector: str) -> "ElementHandle":
        return self.query_selector_all(selector)[0]

    def evaluate(self, function: str, *values: Any) -> Any:
        return self.page.evaluate(function, self.element, *values)

    def inner_text(self) -> str:
        return self.evaluate("element => element.innerText")

    def is_checked(self) -> bool:
        return self.evaluate("box => box.checked")

    def click(self) -> None:
        box = self.evaluate(STILL_BOX_IN_SIGHT)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def press(self, key: str) -> None:
        self.evaluate("element => element.focus()")
        self.page.keyboard.press(key)

    def fill(self, text: str) -> None:
        self.evaluate(FILL, text)

    def select_option(self, value: str | None = None, *, index: int | None = None) -> None:
        self.evaluate(SELECT, [value, index])

    def screenshot(self) -> bytes:
        return self.page.screenshot(clip={"type": "element", "element": self.element})


class Keyboard:
    def __init__(self, page: Page):
        self.page = page

    def press(self, key: str) -> None:
        self.page.act("key", *({"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")))


class Mouse:
    """The pointer; it stays where it was brought."""

    def __init__(self, page: Page):
        self.page = page
        self.x = self.y = 0

    def move(self, x: float, y: float, *, steps: int = 1) -> None:
        self.page.act("pointer", *self._way(x, y, steps))

    def _way(self, x: float, y: float, steps: int = 1) -> list[dict]:
        shares = [step / steps for step in range(1, steps + 1)]
        places = [(self.x + share * (x - self.x), self.y + share * (y - self.y)) for share in shares]
        self.x, self.y = x, y
        return [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in places]

    def down(self) -> None:
        self.page.act("pointer", DOWN)

    def up(self) -> None:
        self.page.act("pointer", UP)

    def click(self, x: float, y: float) -> None:
        self.page.act("pointer", *self._way(x, y), DOWN, UP)
