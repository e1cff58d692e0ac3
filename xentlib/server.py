"""A Jupyter server extension: JupyterLab as the course wants it. ``run.py lab`` switches it on.

The kernel's messages leave at once. TCP keeps a small message back until the one before has been confirmed
(Nagle's algorithm), and the browser takes 40 ms before it confirms. A picture that follows a hand is five
small messages, and would wait each time. Tornado, which Jupyter's server is made of, advises
``set_nodelay`` for this case; the server does not call it.

Two plugins of JupyterLab are left out. One fetches a browser icon from the server whenever the kernel
becomes busy or idle, which is twice a picture. The other asks at the first start whether one wants news;
its switches stop the news, but not the question.
"""

from typing import Any

from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

LEFT_OUT = ["@jupyterlab/application-extension:faviconbusy", "@jupyterlab/apputils-extension:announcements"]


class PromptHandler(KernelWebsocketHandler):
    """The server's own connection between browser and kernel, without the wait."""

    async def open(self, kernel_id: str) -> None:
        self.set_nodelay(True)
        await super().open(kernel_id)


def without_plugins(_handler: Any, page: dict) -> dict:
    return page | {"disabledExtensions": [*page["disabledExtensions"], *LEFT_OUT]}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "xentlib.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    pattern = r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)/channels"
    address = app.web_app.settings["base_url"].rstrip("/") + pattern
    app.web_app.add_handlers(".*$", [(address, PromptHandler)])
    app.web_app.settings["page_config_hook"] = without_plugins
