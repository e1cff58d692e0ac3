"""How pictures look: type for the last row, colours that the common deficiencies keep apart."""

import matplotlib

# Okabe and Ito's colours, which the common colour deficiencies keep apart; the hatches say it again.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
HATCHES = ("", "//", "..", "xx", "\\\\", "++")
GREY = "#595959"


def style():
    """The context in which every picture is made: type for the last row, no box around the Axes."""
    return matplotlib.rc_context(
        {
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlesize": 16,
            "font.size": 15,
            "hatch.color": "white",
            "lines.linewidth": 3,
            "text.hinting": "no_hinting",  # letters as wide in the PNG as on the page
        }
    )
