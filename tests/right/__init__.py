"""What is right for each picture, from plain formulas and not from the code under test.

One file a notebook. Each maps a picture's class to a function of the picture, its sentence and the values.
"""

from right import binary, course_map, entropy, gibbs, kl_divergence, torch_losses

RIGHT = (
    course_map.RIGHT | entropy.RIGHT | kl_divergence.RIGHT | gibbs.RIGHT | binary.RIGHT | torch_losses.RIGHT
)
