"""A hub as deploy/ configures it, on this machine only, and students who use it as their browsers would."""

import asyncio
import contextlib
import itertools
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import requests
from course import ROOT
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from lab import free_port
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

V1 = "v1.kernel.websocket.jupyter.org"
FIRST_PORTS = itertools.count(20_000 + os.getpid() % 90 * 100, 100)  # two hubs at once share none
CONFIG = """
load_subconfig({config!r})
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.log_level = "WARN"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.Spawner.pre_spawn_hook.__globals__["FIRST_PORT"] = {first_port}
"""


def missing() -> str:
    """What this machine has not got of what a hub needs; nothing if all is there."""
    wanted = {
        "root's rights": hasattr(os, "geteuid") and os.geteuid() == 0,
        "jupyterhub": shutil.which("jupyterhub", path=str(Path(sys.executable).parent)),
        "configurable-http-proxy": shutil.which("configurable-http-proxy"),
        "useradd": shutil.which("useradd"),
        "a Python that other users may run": all(
            parent.stat().st_mode & 1 for parent in Path(sys.executable).resolve().parents
        ),
    }
    return ", ".join(name for name, there in wanted.items() if not there)


class Hub:
    """A JupyterHub in this folder, with students as users of the system; `stop` removes them."""

    def __init__(self, folder: Path, students: int, more: str = ""):
        self.folder, self.prefix = folder, f"xent-{secrets.token_hex(2)}-"
        self.names = [f"{self.prefix}{number}" for number in range(1, students + 1)]
        for name in self.names:
            subprocess.run(["useradd", "--create-home", name], check=True)
        self.address = f"http://127.0.0.1:{free_port()}"
        ports = {
            "hub_port": free_port(),
            "proxy_port": free_port(),
            "first_port": next(FIRST_PORTS),
        }
        self.ports = range(ports["first_port"], ports["first_port"] + 100)
        text = CONFIG.format(config=str(ROOT / "deploy/jupyterhub_config.py"), address=self.address, **ports)
        (folder / "config.py").write_text(text + more)
        self.start()

    def start(self) -> None:
        own = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        command = [sys.executable, "-m", "jupyterhub", "-f", "config.py"]
        with (self.folder / "hub.log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=own, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: answers(f"{self.address}/hub/login"), 60)
        socket = self.folder / "warm.socket"
        wait_until(socket.exists, 60)

    def processes(self, name: str) -> list[psutil.Process]:
        """The student's."""
        return [process for process in psutil.process_iter() if owner(process) == name]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        finally:
            os.killpg(self.process.pid, signal.SIGKILL) if self.process.poll() is None else None
            self.remove_students()

    def remove_students(self) -> None:
        for name in self.names:
            for process in self.processes(name):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            wait_until(lambda name=name: not self.processes(name), 20)
            subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


def owner(process: psutil.Process) -> str:
    try:
        return process.username()
    except psutil.NoSuchProcess:
        return ""


def wait_until(holds, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False


class Student:
    """One who has logged in: a browser's cookies, without the browser."""

    def __init__(self, hub: Hub, name: str):
        self.hub, self.name = hub, name
        self.home = Path(f"~{name}").expanduser()
        self.session = requests.Session()
        self.base = f"{hub.address}/user/{name}"

    def log_in(self) -> None:
        login = f"{self.hub.address}/hub/login"
        self.session.get(login, timeout=60)
        form = {"username": self.name, "password": "", "_xsrf": self.xsrf("/hub/")}
        answer = self.session.post(login, form, timeout=120)
        deadline = time.monotonic() + 180
        while not answer.url.startswith(self.base):
            if time.monotonic() > deadline or answer.status_code == 500:
                raise TimeoutError(f"{self.name}: no server; {answer.status_code} {answer.url}")
            time.sleep(0.5)
            answer = self.session.get(f"{self.hub.address}/hub/spawn-pending/{self.name}", timeout=60)
        if not answer.ok:
            raise ConnectionError(f"{answer.status_code} {answer.url}: {answer.text[:2000]}")

    def xsrf(self, path: str) -> str:
        return self.session.cookies.get("_xsrf", path=path)

    def request(self, method: str, path: str, **options) -> requests.Response:
        headers = {"X-XSRFToken": self.xsrf(f"/user/{self.name}/")}
        return self.session.request(
            method, f"{self.base}/api/{path}", headers=headers, timeout=120, **options
        )

    def server_address(self) -> str:
        """The student's server without the proxy, on the port that the hub has given it."""
        (port,) = {
            each.laddr.port
            for process in self.hub.processes(self.name)
            for each in process.net_connections("tcp")
            if each.status == psutil.CONN_LISTEN and each.laddr.port in self.hub.ports
        }
        return f"http://127.0.0.1:{port}/user/{self.name}"

    def open(self, stem: str) -> "Notebook":
        return Notebook(self, stem)


class Notebook:
    """A notebook that is open, with its kernel."""

    def __init__(self, student: Student, stem: str):
        self.student, self.name = student, f"{stem}.ipynb"
        self.widgets: dict[str, dict] = {}

    async def start(self) -> None:
        ask = self.student.request
        answer = await asyncio.to_thread(ask, "GET", f"contents/{self.name}", params={"content": "1"})
        self.cells = nbformat.from_dict(answer.json()["content"]).cells
        body = {"path": self.name, "name": self.name, "type": "notebook", "kernel": {"name": "python3"}}
        answer = await asyncio.to_thread(ask, "POST", "sessions", json=body)
        answer.raise_for_status()
        self.kernel, self.session = answer.json()["kernel"]["id"], uuid.uuid4().hex
        await self.connect()

    async def connect(self, base: str = "") -> None:
        cookies = requests.cookies.get_cookie_header(
            self.student.session.cookies, requests.Request("GET", f"{self.student.base}/api").prepare()
        )
        address = f"{base or self.student.base}/api/kernels/{self.kernel}/channels?session_id={self.session}"
        request = HTTPRequest(
            address.replace("http", "ws", 1),
            headers={"Cookie": cookies},
            connect_timeout=60,
            request_timeout=60,
        )
        self.socket = await websocket_connect(request, subprotocols=[V1], max_message_size=2**28)

    async def send(self, kind: str, content: dict) -> str:
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session}
        header |= {"username": "", "version": "5.3", "date": "2000-01-01T00:00:00Z"}
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        await self.socket.write_message(serialize_msg_to_ws_v1(parts, "shell"), binary=True)
        return header["msg_id"]

    async def hear(self) -> tuple[str, dict, dict]:
        """The next message: its type, its parent's header and its content."""
        message = await asyncio.wait_for(self.socket.read_message(), 120)
        if message is None:
            raise ConnectionError("the server has closed the connection")
        _, parts = deserialize_msg_from_ws_v1(message)
        header, parent, content = (json.loads(parts[index]) for index in (0, 1, 3))
        if header["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = content["data"].get("state", {})
        return header["msg_type"], parent, content

    async def run(self, code: str) -> dict:
        """Run a cell; return the kernel's reply once the kernel is idle again."""
        asked = await self.send(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
            },
        )
        reply, idle = None, False
        while reply is None or not idle:
            kind, parent, content = await self.hear()
            if parent.get("msg_id") == asked:
                reply = content if kind == "execute_reply" else reply
                idle = idle or content.get("execution_state") == "idle"
        return reply

    def code(self) -> Iterator[str]:
        return (cell.source for cell in self.cells if cell.cell_type == "code")

    async def run_all(self) -> int:
        """Run all cells; return how many have failed."""
        return sum([(await self.run(code))["status"] != "ok" for code in self.code()])

    async def drag(self, name: str, seconds: float, frame: float = 1 / 60) -> list[float]:
        """Drag the slider of this description; return each picture's time from its move, in seconds.

        As the page does it: one move in flight, and no more than one a frame.
        """
        slider = next(key for key, state in self.widgets.items() if state.get("description") == name)
        begin, latencies = time.monotonic(), []
        while (moved := time.monotonic()) < begin + seconds:
            value = 0.5 + 0.4 * ((moved - begin) % 1)
            await self.send(
                "comm_msg", {"comm_id": slider, "data": {"method": "custom", "content": {"value": value}}}
            )
            while not await self.is_done(slider):
                pass
            latencies.append(time.monotonic() - moved)
            await asyncio.sleep(max(0, moved + frame - time.monotonic()))
        return latencies

    async def is_done(self, slider: str) -> bool:
        kind, _, content = await self.hear()
        if kind != "comm_msg" or content["comm_id"] != slider:
            return False
        return bool(content["data"].get("content", {}).get("done"))
