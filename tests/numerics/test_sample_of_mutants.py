"""The tests notice mistakes: none of a sample of mutants survives. `benchmarks/mutants.py` tries them all."""

import random

from numerics.mutants import MODULES, change, equivalent_mutants, first_failures, simple_mutants, source_of


def sample(count):
    """Mutants that are not known to be equivalent, always the same ones of the same sources."""
    known = {entry[:4] for entry in equivalent_mutants()}
    every = [(module, mutant) for module in MODULES for mutant in simple_mutants(source_of(module))]
    return random.Random(0).sample([one for one in every if where(*one) not in known], count)


def where(module, mutant):
    return module, *change(source_of(module), mutant)


def test_a_sample_of_mutants_is_noticed():
    mutants = sample(20)
    failures = list(first_failures(mutants))
    assert [where(*mutant) for mutant, failure in zip(mutants, failures, strict=True) if not failure] == []


def test_nothing_is_noticed_where_there_is_no_mutant():
    assert list(first_failures([("losses", source_of("losses"))])) == [None]


def test_the_lines_of_equivalent_mutants_are_still_there():
    texts = {module: " ".join(source_of(module).split()) for module in MODULES}
    assert [entry for entry in equivalent_mutants() if entry[2] not in texts[entry[0]]] == []
