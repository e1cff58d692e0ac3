"""Pictures: matplotlib artists made from numbers. No widgets here, and no pyplot.

A picture is a class. ``size`` (inches) and ``axes`` (keywords of ``Figure.subplots``) say what it wants
to be drawn on. ``__init__(*axes)`` makes all artists once; those that will move are ``animated=True``.
``update(**values)`` sets their data and returns one sentence that says what is seen. The numbers of
that sentence are read back from the artists, so a bar drawn from the wrong entry is a wrong sentence.
"""

from xentlib.pictures.binary import Scales, YesNoDescent, YesNoLosses
from xentlib.pictures.course_map import CourseMap
from xentlib.pictures.entropy import BinaryEntropy, CodeLengths, Lottery
from xentlib.pictures.gibbs import Descent, Detour, Jensen, Simplex, Tangent
from xentlib.pictures.kl_divergence import Divergence, Smoothing, TwoFits, TwoGaussians
from xentlib.pictures.torch_losses import ArgumentLab, Clinic, Pipeline

__all__ = [
    "ArgumentLab",
    "BinaryEntropy",
    "Clinic",
    "CodeLengths",
    "CourseMap",
    "Descent",
    "Detour",
    "Divergence",
    "Jensen",
    "Lottery",
    "Pipeline",
    "Scales",
    "Simplex",
    "Smoothing",
    "Tangent",
    "TwoFits",
    "TwoGaussians",
    "YesNoDescent",
    "YesNoLosses",
]
