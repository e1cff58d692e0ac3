"""The tests notice mistakes: none of a sample of mutants survives. `benchmarks/mutants.py` tries them all."""

import random

import pytest
from numerics.mutants import MODULES, change, equivalent_mutants, first_failures, simple_mutants, source_of


def sample(count):
    """Mutants that are not known to be equivalent, always the same ones of the same sources."""
    known = {entry[:4] for entry in equivalent_mutants()}
    every = [(module, mutant) for module in MODULES for mutant in simple_mutants(source_of(module))]
    return random.Random(0).sample([one for one in every if where(*one) not in known], count)


def where(module, mutant):
    return module, *change(source_of(module), mutant)


@pytest.fixture(scope="module")
def mutants():
    return sample(20)


@pytest.fixture(scope="module")
def failures(mutants):
    """The first failure with each mutant, and at last with none; one process tries them all."""
    return list(first_failures([*mutants, ("losses", source_of("losses"))]))


def test_a_sample_of_mutants_is_noticed(mutants, failures):
    noticed = zip(mutants, failures[:-1], strict=True)
    assert [where(*mutant) for mutant, failure in noticed if not failure] == []


def test_nothing_is_noticed_where_there_is_no_mutant(failures):
    assert failures[-1] is None


def test_the_lines_of_equivalent_mutants_are_still_there():
    texts = {module: " ".join(source_of(module).split()) for module in MODULES}
    assert [entry for entry in equivalent_mutants() if entry[2] not in texts[entry[0]]] == []
