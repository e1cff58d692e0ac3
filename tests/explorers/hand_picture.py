"""A picture with handles, for the tests of the explorers: points along x and y, a bar, and a triangle."""

import math

import numpy as np

from xentlib.explorers import Handle, Picture

HEIGHT = math.sqrt(3) / 2
CORNERS = np.array([[0, 0], [1, 0], [0.5, HEIGHT]])
# How the probabilities of the corners grow with x and y.
SLOPES = np.array([[-1, -0.5 / HEIGHT], [1, -0.5 / HEIGHT], [0, 1 / HEIGHT]])


class Touched(Picture):
    """Along x a hundredth of a whole number, along y a share, a bar, and in the triangle a distribution.

    The share is drawn the higher the larger the first probability is, and 1 : 1 where that is ½.
    """

    size, axes = (6, 3), {"ncols": 2}

    def __init__(self, ax, triangle):
        ax.set(xlim=(-1, 11), ylim=(-0.1, 1.1))
        triangle.set(xlim=(-0.1, 1.1), ylim=(-0.1, 1), aspect="equal")
        triangle.fill(*CORNERS.T, fill=False, edgecolor="black")
        self.n, self.share = (ax.plot([], [], "o", animated=True)[0] for _ in range(2))
        (self.bar,) = ax.bar([8], 0.0, animated=True)
        (self.p,) = triangle.plot([], [], "o", animated=True)
        self.handles = [
            Handle(self.n, "n", (100, 0)),
            Handle(self.share, "share", "y"),
            Handle(self.bar, "p", "y", entry=0),
            Handle(self.p, "p", SLOPES),
        ]
        self.count = 0

    def draw(self, *, n, share, p):
        self.count += 1
        self.n.set_data([n / 100], [0.25])
        self.share.set_data([2], [share * (0.5 + p[0])])
        self.handles[1].set_slope((0, 1 / (0.5 + p[0])))
        self.bar.set_height(p[0])
        self.p.set_data(*(np.array(p) @ CORNERS)[:, None])

    def read(self):
        (x,), (y,) = self.n.get_xdata(), self.share.get_ydata()
        (across,), (up,) = self.p.get_data()
        c = up / HEIGHT
        b = across - c / 2
        a = 1 - b - c
        return {"count": self.count, "n": round(100 * x), "share": y / (0.5 + a), "p": (a, b, c)}

    @classmethod
    def say(cls, *, count, n, share, p):
        return f"{count}: n {n}, share {share:.2f}, p {', '.join(f'{abs(mass):.3f}' for mass in p)}"
