"""What a process is told so that it computes as a processor without AVX-512 or AVX2 does."""

import os

from numpy._core import _multiarray_umath as umath

BEYOND = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]
# NumPy and torch have loops of their own for exp and log; the order in which a matrix product adds up its
# terms is chosen apart from these, by OpenBLAS for NumPy and by MKL for torch.
BASELINE = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(BEYOND) or os.environ.get("NPY_DISABLE_CPU_FEATURES", ""),
    "ATEN_CPU_CAPABILITY": "default",
    "OPENBLAS_CORETYPE": "Nehalem",
    "MKL_CBWR": "COMPATIBLE",
}
