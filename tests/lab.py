"""JupyterLab and a browser for the tests: everything on loopback, in a folder of its own, gone afterwards.

Both are started once, for all tests of one of pytest's processes, and a browser loads JupyterLab once; each
test leaves them as it has found them.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from firefox import Firefox, firefox_path
from playwright.sync_api import BrowserContext, ElementHandle, Locator, Page, sync_playwright

from xentlib.page.paper import find_chromium

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RESULTS = Path(__file__).parents[1] / "test-results"
WINDOW = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}

# JupyterLab, whose kernels start warm, and have no way to the tests' modules.
START = f"""
import sys
sys.path.append({str(Path(__file__).parent)!r})
import warm
warm.start_kernels_warm()
warm.import_ahead()
from jupyterlab.labapp import main
main()
"""

# Without these Chromium looks for updates and news of its own, and waits where there is no network.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)

# Every cell is drawn, also those out of sight. No question covers the page, about news, or about a notebook
# that the other browser has saved meanwhile: it would keep the focus.
SETTINGS = {
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


EXPLORER = ".xent-explorer"
FAULTS = (
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']",
    ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']",
    ".jupyter-widgets-error-widget",
    ".xent-fault:not([hidden])",
)
# What JupyterLab writes in place of a widget that it cannot show.
NO_WIDGET = ("Error displaying widget", "Loading widget")

# Wait in the page itself, for at most 30 s: one round trip, and a look every few ms, where a frame takes 16.
UNTIL = """async so => {
    for (const end = performance.now() + 30_000; !so(); await new Promise(look => setTimeout(look, 4)))
        if (performance.now() > end) throw new Error(`not so after 30 s: ${so}`);
}"""
AT_REST = """explorer => !explorer.querySelector("[aria-busy=true]")
    && jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.status === "idle"
"""
ALL_AT_REST = f"""explorers => ({UNTIL})(() =>
    [...document.querySelectorAll(explorers)].every({AT_REST}))"""
TEXTS = """selectors => selectors.map(selector =>
    [...document.querySelectorAll(selector)].map(part => part.innerText))"""
# The deadline comes before that of the connection, so that the step that did not come is told. With the last
# notebook went the focus, and a window that the browser holds for inactive may lose it again.
OPEN = """async path => {
    const { commands, restored, shell } = jupyterapp;
    const end = performance.now() + 60_000;
    let awaited = "restored";
    const open = async () => {
        await restored;
        awaited = "docmanager:open";
        const notebook = await commands.execute("docmanager:open", { path });
        awaited = "context.ready";
        await notebook.context.ready;
        awaited = "shell.currentWidget";
        [...shell.widgets("main")].forEach(widget => widget === notebook || widget.dispose());
        for (; shell.currentWidget !== notebook; await new Promise(look => setTimeout(look, 20))) {
            if (performance.now() > end) return;
            shell.activateById(notebook.id);
        }
        awaited = "";
    };
    await Promise.race([open(), new Promise(late => setTimeout(late, 60_000))]);
    if (awaited) throw new Error(`${path} is not open after 60 s: no ${awaited}`);
}"""
LAID_OUT = """() => {
    const { right, bottom } = document.querySelector("#jp-bottom-panel").getBoundingClientRect();
    return Math.abs(right - innerWidth) < 1 && Math.abs(bottom - innerHeight) < 1;
}"""
# How many explorers the notebook's outputs hold; all of them must come on the page.
VIEWS = """() => jupyterapp.shell.currentWidget.content.widgets
    .flatMap(cell => cell.model.sharedModel.outputs ?? [])
    .filter(output => "application/vnd.jupyter.widget-view+json" in (output.data ?? {})).length"""

SAID = """([explorer, count]) => {
    const sentences = [...document.querySelectorAll(`${explorer} [role=status]`)];
    return sentences.length === count && sentences.every((sentence) => sentence.textContent);
}"""

# Where the page's last events went, and how far JupyterLab was scrolled: a screenshot comes too late.
HEAR = """events => {
    window.heard ??= [];
    for (const type of events) addEventListener(type, event => {
        const { target, timeStamp, key, clientX, clientY } = event;
        const where = target.cloneNode?.().outerHTML ?? target.nodeName;
        const scrolled = jupyterapp.shell.currentWidget?.content.outerNode?.scrollTop;
        heard.push([Math.round(timeStamp), type, key ?? [clientX, clientY], scrolled, where].join(" "));
        heard.splice(0, heard.length - 300);
    }, true);
}"""
EVENTS = ["pointerdown", "mousedown", "pointerup", "keydown", "focusin", "scroll", "resize"]


class Lab:
    """A JupyterLab server in an empty folder. ``stop`` ends it with its kernels."""

    def __init__(self, folder: Path):
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        self.log = folder / "server.log"
        self.token = secrets.token_hex(16)
        self.address = f"http://127.0.0.1:{free_port()}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self._command(), env=self._environment(folder), stdout=log, stderr=log
            )
        self._wait(seconds=180)

    def _command(self) -> list[str]:
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.address.rpartition(":")[2],
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.notebooks,
            "ServerApp.open_browser": False,
            "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
            "IdentityProvider.token": self.token,
            "ServerApp.jpserver_extensions": "{'xentlib.lab': True}",
            "LabApp.expose_app_in_browser": True,
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-c", START, *given]

    def _environment(self, folder: Path) -> dict[str, str]:
        """The reader's own settings and workspaces stay out of the tests, and the tests out of them."""
        for name, values in SETTINGS.items():
            file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(values))
        own = {
            "IPYTHONDIR": "ipython",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }
        return os.environ | {name: str(folder / place) for name, place in own.items()}

    def _request(self, path: str, method: str = "GET") -> None:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers, method=method)
        urllib.request.urlopen(request, timeout=10).close()

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self._request("/api/status")
            except urllib.error.URLError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.process.kill()
                    raise RuntimeError(f"JupyterLab does not answer:\n{self.log.read_text()}") from error
            time.sleep(0.1)

    def url(self) -> str:
        """JupyterLab with a workspace of its own."""
        return f"{self.address}/lab/workspaces/{secrets.token_hex(4)}?token={self.token}&reset"

    def stop(self) -> None:
        try:
            self._request("/api/shutdown", "POST")
            self.process.wait(timeout=20)
        except (urllib.error.URLError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chromium_path(playwright) -> str:
    """Chromium as XENT_CHROMIUM names it, else from PATH, else Playwright's own; else the test is skipped."""
    path = find_chromium() or playwright.chromium.executable_path
    if Path(path).exists():
        return path
    missing = f"no Chromium at {path}: install it, or set XENT_CHROMIUM to it; the browser tests did not run"
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)


@contextmanager
def evidence(page, name: str):
    """Keep a screenshot of what failed, and what JupyterLab has heard before; say where they are."""
    try:
        yield
    except Exception as error:
        picture, heard = (RESULTS / f"{name}.{kind}" for kind in ("png", "txt"))
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=picture)
        heard.write_text("\n".join(page.evaluate("window.heard ?? []")), encoding="utf-8")
        error.add_note(f"Screenshot: {picture}; the page's last events: {heard}")
        raise


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        context = browser.new_context(viewport=WINDOW)
        context.set_default_timeout(20_000)
        context.on("page", hear_faults)
        yield context
        browser.close()


def hear_faults(page: Page) -> None:
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)


@pytest.fixture(scope="session")
def firefox(tmp_path_factory):
    firefox = Firefox(firefox_path(), tmp_path_factory.mktemp("firefox"), WINDOW)
    yield firefox
    firefox.close()


@pytest.fixture(scope="session")
def opened_labs():
    """By browser the page in which it has JupyterLab open."""
    return {}


@pytest.fixture
def page(request, opened_labs):
    """JupyterLab in the browser whose fixture the test names; in Chromium if it names none.

    The page stays for the next test, since loading JupyterLab takes longest, but not if this one has failed.
    """
    name, failed = getattr(request, "param", "browser"), request.session.testsfailed
    browser = request.getfixturevalue(name)
    page = opened_labs[name] = opened_labs.get(name) or browser.new_page()
    page.faults.clear()
    page.set_viewport_size(WINDOW)
    yield page
    end_kernel(page)
    if request.session.testsfailed > failed:
        opened_labs.pop(name).close()


def end_kernel(page: Page) -> None:
    page.evaluate("jupyterapp.shell.currentWidget?.context?.sessionContext.shutdown()")


def close(page: Page) -> None:
    """Close a page and end its kernel: the server, and the browser, are there for others, too."""
    end_kernel(page)
    page.close()


def open_copy(page: Page, lab: Lab, notebook: Path) -> None:
    """Open a copy of the notebook, since running it writes to it, in place of what was open before."""
    shutil.copy(notebook, lab.notebooks)
    if not page.evaluate("Boolean(window.jupyterapp)"):
        page.goto(lab.url())
        page.wait_for_function("window.jupyterapp")
        page.evaluate(HEAR, EVENTS)
    page.bring_to_front()
    page.evaluate(OPEN, notebook.name)


def resize(page: Page, window: dict[str, int]) -> None:
    """Give the window another size, and wait until JupyterLab has laid its parts out, some frames later."""
    page.set_viewport_size(window)
    page.wait_for_function(LAID_OUT)


def run_all(page: Page) -> None:
    """Run all cells and wait for the last."""
    page.wait_for_function("jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel")
    page.evaluate(
        """Promise.race([
            jupyterapp.commands.execute("notebook:run-all-cells"),
            new Promise((_, refuse) => setTimeout(() => refuse("not done after 300 s"), 300_000)),
        ])"""
    )


@contextmanager
def run_in_browser(browser: BrowserContext, lab: Lab, notebook: Path, cells: Iterable[str]) -> Iterator[Page]:
    """A page of its own with a notebook of these cells, which is written to this path and has been run."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    code = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel}), notebook)
    page = browser.new_page()
    try:
        open_copy(page, lab, notebook)
        run_all(page)
        explorers(page)
        yield page
    finally:
        close(page)  # also one that failed: a page behind another has no frames


def explorers(page: Page) -> list[ElementHandle]:
    """All explorers of a notebook that has been run, once their pictures stand."""
    page.wait_for_function(SAID, arg=[EXPLORER, page.evaluate(VIEWS)])
    page.evaluate(ALL_AT_REST, EXPLORER)
    return page.query_selector_all(EXPLORER)


def assert_well(page: Page) -> None:
    faults, outputs = page.evaluate(TEXTS, [", ".join(FAULTS), ".jp-OutputArea-output"])
    assert not faults, faults
    assert not [text for text in outputs if any(sentence in text for sentence in NO_WIDGET)]
    assert not page.faults, page.faults


def settle(explorer: Locator | ElementHandle) -> None:
    """Wait until nothing is on its way to the kernel or back."""
    explorer.evaluate(f"explorer => ({UNTIL})(() => ({AT_REST})(explorer))")


def assert_accessible(page: Page, part: str) -> None:
    """No serious finding of axe-core in this part of the page."""
    page.evaluate("source => (0, eval)(source)", AXE.read_text(encoding="utf-8"))
    report = page.evaluate("part => axe.run(part, { resultTypes: ['violations'] })", part)
    serious = [
        f"{finding['id']}: {finding['help']}: {node['html'][:300]}"
        for finding in report["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert not serious, "\n".join(serious)
