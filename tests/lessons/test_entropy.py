"""What notebook 01 says of its lottery beyond the sentences of the stops."""

import pytest

from xentlib.explorers import DistributionSliders, explore, unit_buttons
from xentlib.explorers.distribution_sliders import give_way
from xentlib.lessons.entropy import pictures, stops


@pytest.fixture
def lottery():
    p = DistributionSliders([0.1, 0.2, 0.3, 0.4])
    return explore(pictures.Lottery, stops=stops.LOTTERY, p=p, unit=unit_buttons())


def go_to(explorer, name):
    explorer.go_to(explorer.canvas.stops.index(name))


def test_in_nearly_sure_the_three_rare_outcomes_bring_nearly_all_of_the_mean(lottery):
    go_to(lottery, "nearly sure")
    *rare, frequent = [bar.get_height() for bar in lottery.figure.picture.shares]
    assert [f"{sum(rare):.4f}", f"{frequent:.4f}"] == ["0.0299", "0.0043"]


def test_each_way_from_fair_leads_down(lottery):
    go_to(lottery, "fair")
    p, top = lottery.values["p"], lottery.figure.picture.read()["mean"]
    for index in range(len(p)):
        for mass in (0.0, 0.2, 0.3, 1.0):
            lottery.controls["p"].value = give_way(p, index, mass)
            assert lottery.figure.picture.read()["mean"] < top
