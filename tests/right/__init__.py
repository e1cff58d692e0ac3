"""What is right for each picture, from plain formulas and not from the code under test.

One file a notebook. Each maps a picture's class to a function of the picture, its sentence and the values.
"""

from right import binary, course_map, entropy, gibbs, kl_divergence, softmax, torch_losses

PARTS = (course_map, entropy, kl_divergence, gibbs, binary, softmax, torch_losses)
RIGHT = {picture: check for part in PARTS for picture, check in part.RIGHT.items()}
