"""A Jupyter server extension that lets the kernel's messages leave at once. ``run.py lab`` switches it on.

TCP keeps a small message back until the one before has been confirmed (Nagle's algorithm), and the
browser takes 40 ms before it confirms. A picture that follows a hand is five small messages, and would
wait each time. Tornado, which Jupyter's server is made of, advises ``set_nodelay`` for this case; the
server does not call it.
"""

from typing import Any

from jupyter_server.services.kernels.websocket import KernelWebsocketHandler


class PromptHandler(KernelWebsocketHandler):
    """The server's own connection between browser and kernel, without the wait."""

    async def open(self, kernel_id: str) -> None:
        self.set_nodelay(True)
        await super().open(kernel_id)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "xentlib.nodelay"}]


def _load_jupyter_server_extension(app: Any) -> None:
    pattern = r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)/channels"
    address = app.web_app.settings["base_url"].rstrip("/") + pattern
    app.web_app.add_handlers(".*$", [(address, PromptHandler)])
