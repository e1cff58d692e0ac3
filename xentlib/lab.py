"""JupyterLab as the course wants it: a program, ``python -m xentlib.lab``, and a server extension.

The program, which ``run.py lab`` calls, opens JupyterLab on the first notebook, for this machine only, and
says where it is. It opens the learner's own copy, ``work/``, and brings that up to the course first; with
``--originals`` it opens the course's own notebooks, for their authors. The extension does the following, also
in a server of one's own.

The kernel's messages leave at once. TCP keeps a small message back until the one before has been confirmed
(Nagle's algorithm), and the browser takes 40 ms before it confirms. A picture that follows a hand is five
small messages, and would wait each time. Tornado, which Jupyter's server is made of, advises
``set_nodelay`` for this case; the server does not call it.

Two plugins of JupyterLab are left out. One fetches a browser icon from the server whenever the kernel
becomes busy or idle, which is twice a picture. The other asks at the first start whether one wants news;
its switches stop the news, but not the question.
"""

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from xentlib.work import follow

COURSE = Path(__file__).resolve().parents[1] / "notebooks"
WORK = COURSE.with_name("work")
ORIGINALS = "--originals"
LEFT_OUT = ["@jupyterlab/application-extension:faviconbusy", "@jupyterlab/apputils-extension:announcements"]
QUIET = {  # nothing asks the network
    "news_url": None,
    "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "extension_manager": "readonly",
}
OPTIONS = [
    "--ServerApp.ip=127.0.0.1",  # this machine only
    "--ServerApp.jpserver_extensions={'xentlib.lab': True}",  # pictures that follow the hand at once
    "--LabApp.default_url=/lab/tree/00_start_here.ipynb",
    *(f"--LabApp.{name}={value}" for name, value in QUIET.items()),
    "-y",  # one Ctrl-C is enough
]


class PromptHandler(KernelWebsocketHandler):
    """The server's own connection between browser and kernel, without the wait."""

    async def open(self, kernel_id: str) -> None:
        self.set_nodelay(True)
        await super().open(kernel_id)


def without_plugins(hook: Callable[[Any, dict], dict] | None) -> Callable[[Any, dict], dict]:
    """The server's hook for the page, a JupyterHub's for instance, and after it ours."""

    def both(handler: Any, page: dict) -> dict:
        page = hook(handler, page) if hook else page
        return page | {"disabledExtensions": [*page["disabledExtensions"], *LEFT_OUT]}

    return both


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "xentlib.lab"}]


def _load_jupyter_server_extension(app: Any) -> None:
    settings = app.web_app.settings
    pattern = r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)/channels"
    app.web_app.add_handlers(".*$", [(settings["base_url"].rstrip("/") + pattern, PromptHandler)])
    settings["page_config_hook"] = without_plugins(settings.get("page_config_hook"))


def own_copy() -> Path:
    """Bring the learner's folder up to the course, and print what the learner should read."""
    for line in follow(COURSE, WORK):
        print(line, flush=True)
    if not any(WORK.glob("*.ipynb")):
        sys.exit(f"There are no notebooks in {WORK}: mend that, then run the same command again.")
    return WORK


def options(words: list[str], notebooks: Path) -> list[str]:
    """What JupyterLab is told: the course's options, then the caller's words, which prevail."""
    given = [*OPTIONS, f"--ServerApp.root_dir={notebooks}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        given.append("--allow-root")  # in a container one is root, and Jupyter wants to be told
    if not any(word.startswith(("--debug", "--log-level")) for word in words):
        given.append("--Application.log_level=WARN")  # the address stays in sight
    return [*given, *words]


def start(words: list[str]) -> None:
    """Run JupyterLab until Ctrl-C, and say its address once it answers.

    The token is made in here: on the command line everybody on the machine could read it, and in the
    environment the user's own Jupyter settings would outrank it.
    """
    from jupyterlab.labapp import LabApp  # takes a second, in which Ctrl-C may already come

    if {"-h", "--help", "--help-all", "--version"} & set(words):
        return LabApp.launch_instance(words)
    notebooks = COURSE if ORIGINALS in words else own_copy()
    words = [word for word in words if word != ORIGINALS]
    token = os.environ.pop("JUPYTER_TOKEN", "") or secrets.token_hex(24)
    server = LabApp.initialize_server([*options(words, notebooks), f"--IdentityProvider.token={token}"])
    address = f"{server.public_url.split('?')[0]}?token={token}"
    message = f"\nThe course is open at\n\n    {address}\n\nCtrl-C ends it.\n"
    server.io_loop.add_callback(print, message, flush=True)
    server.start()


if __name__ == "__main__":
    try:
        start(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
