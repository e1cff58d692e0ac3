"""A student's server, on one machine and on Kubernetes; this is read at every start, as the student."""

import os
import sys
from pathlib import Path

from xentlib.lab import QUIET
from xentlib.work import follow

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
for line in follow(NOTEBOOKS, Path.home() / "xent"):
    print(line, file=sys.stderr)

if "XENT_WARM" in os.environ:  # where jupyterhub_config.py has the service
    sys.path.append(str(Path(__file__).resolve().parent))
    from forks.provisioner import start_kernels_warm

    start_kernels_warm(os.environ["XENT_WARM"])

c = get_config()  # noqa: F821  # Jupyter gives it to this file

# xentlib.lab brings pictures that follow the hand at once.
c.ServerApp.jpserver_extensions = {"jupyterlab": True, "xentlib.lab": True}
# Over sockets in the student's own folder: a port is chosen by chance, and two kernels may get the same one.
c.KernelManager.transport = "ipc"
# After an hour without a cell run or a slider moved a kernel ends, also where a forgotten tab shows its
# notebook. The notebook is saved; its cells have to be run again.
c.MappingKernelManager.cull_idle_timeout = 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True
c.LabApp.update(QUIET)
