"""Bounds and saved outputs hold on any processor: a run on no more than its baseline instructions.

NumPy and torch choose their loops by what the processor has, AVX2 or AVX-512, and these differ in the last
bit of exp and log. With all of them switched off, the numerics' tests run again, and the notebook on exp with
its stops.
"""

import os
import subprocess
import sys

from course import ROOT
from instructions import BASELINE, BEYOND

NOTEBOOK = "notebooks/05_softmax_overflow.ipynb"
STOPS = "tests/lessons/test_stops.py::test_at_each_stop_its_sentence_stands[05_softmax_overflow]"

# What is quick, in float64, whose last bits these are. The process first makes sure what it runs on.
SLOW = "hypothesis million memory mistakes mutants float16 float32 blocks axis layout"
QUICK = ["-n", "0", "-q", "-k", " and ".join(f"not {word}" for word in SLOW.split())]
CODE = """
import sys, pytest, torch
from numpy._core import _multiarray_umath as umath
left = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]
torch_has = torch.backends.cpu.get_cpu_capability()
if left or torch_has not in ("DEFAULT", "NO AVX"):  # two names of the same, by torch's version
    sys.exit(f"NumPy still uses {left}, torch {torch_has}")
sys.exit(pytest.main(sys.argv[1:]))
"""


def run(environment, *arguments):
    return subprocess.run(
        [sys.executable, "-c", CODE, *QUICK, "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_numerics_and_a_notebook_on_baseline_instructions():
    done = run(BASELINE, "tests/numerics", NOTEBOOK, STOPS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout and " failed" not in done.stdout


def test_with_all_its_instructions_the_process_would_say_so():
    done = run({}, "--version")
    assert (done.returncode == 0) == (not BEYOND), done.stderr
