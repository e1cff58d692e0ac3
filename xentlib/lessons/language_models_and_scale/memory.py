"""How much memory torch takes for a calculation, counted by torch's own profiler.

It sees every tensor, also those within an operation. What Python, a library's workspace or the system
take it does not see, and so the count is the same on every machine.
"""

import itertools
import os
from collections.abc import Callable
from typing import Any

from torch.profiler import ProfilerActivity, profile

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else the profiler tells on stderr when it starts and stops


def peak(function: Callable, *args: Any) -> tuple[Any, int]:
    """Return what a function gives, and how many bytes of tensors there were at most beside those before."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        result = function(*args)
    events = profiler.profiler.kineto_results.events()
    changes = sorted((event.start_ns(), event.nbytes()) for event in events if event.name() == "[memory]")
    return result, max(itertools.accumulate((change for _, change in changes), initial=0))
