"""JupyterHub for a class on one server. Each student is a user of the system, with an own server and folder.

    jupyterhub -f deploy/jupyterhub_config.py

README.md beside this file tells what to install before, and what to change here for your class.
"""

import os
import pwd
import sys
from pathlib import Path

c = get_config()  # noqa: F821  # JupyterHub gives it to this file
HERE = Path(__file__).resolve().parent
GIB = 2**30
os.umask(0o077)  # the hub's database, and what each student makes, is for its owner
FIRST_PORT = 20_000

# Who is a student: whoever has an account on this server. A university's own log-in takes this line's place.
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allow_all = True

c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # the web server with the certificate stands in front
c.JupyterHub.cookie_secret_file = "jupyterhub_cookie_secret"

# A class starts together. Of servers beyond the limit the hub asks the browser to come again; and each may
# take its time while all take the cores: after 30 s, the default, one is given up that would have come.
c.JupyterHub.concurrent_spawn_limit = 100
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.notebook_dir = "~/xent"
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(HERE),  # jupyter_server_config.py
    "JUPYTER_PREFER_ENV_PATH": "1",  # this environment's kernel, not one of the student's
    "OMP_NUM_THREADS": "1",  # 30 kernels with a thread for each core would only wait for each other
}
# The limit holds for each process, kernels too: who asks for more gets a MemoryError, and nobody else does.
LIMITS = ["prlimit", f"--data={2 * GIB}", "--nproc=500"]
# Servers and kernels start as forks of a process that has imported what they need, and share that memory. It
# needs no secret and gets none: `env -i` keeps the hub's from it.
FORKS = str(HERE / "forks")
SOCKET = str(Path("warm.socket").resolve())  # in the folder where the hub is started; students go there
c.Spawner.environment["XENT_WARM"] = SOCKET
c.Spawner.cmd = [*LIMITS, sys.executable, "-IS", f"{FORKS}/client.py", SOCKET, "jupyterhub.singleuser"]
STEMS = ["entropy", "kl_divergence", "cross_entropy_vs_nll_loss"]  # what this class is taught
IMPORTED = [
    "anywidget",
    "debugpy.server.api",
    "ipykernel.ipkernel",  # not kernelapp, which reads the kernel's environment while it is imported
    "ipywidgets",
    "jupyter_client.provisioning",
    "jupyterhub.singleuser.extension",
    "jupyterlab.labapp",
    "jupyter_server_terminals",
    "matplotlib.backends.backend_agg",
    "torch",
    "xentlib.explorers",
    "xentlib.lab",
    *(f"xentlib.lessons.{stem}.pictures" for stem in STEMS),
]


def before(spawner):
    """A port that no other student's server has, and a home that no other student can enter."""
    spawner.port = FIRST_PORT + spawner.user.id  # two of thirty random ports can be the same
    account = pwd.getpwnam(spawner.user.name)
    os.chmod(account.pw_dir, 0o700)


c.Spawner.pre_spawn_hook = before

# A server whose student has been away for an hour and a half ends; the files stay. Kernels end sooner.
culler = [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=5400"]
plain = [f"{name}={os.environ[name]}" for name in ("PATH", "PYTHONPATH") if name in os.environ]
plain.append("OMP_NUM_THREADS=1")  # torch reads it when imported
warm = ["env", "-i", *plain, sys.executable, f"{FORKS}/server.py", SOCKET, *IMPORTED]
c.JupyterHub.services = [{"name": "culler", "command": culler}, {"name": "warm", "command": warm}]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "culler", "scopes": scopes, "services": ["culler"]}]
