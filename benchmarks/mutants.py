"""Every mutant that cosmic-ray makes of measures, activations and losses, against the tests of its module.

    pip install cosmic-ray
    python benchmarks/mutants.py [measures] [activations] [losses]

Prints each survivor that tests/numerics/equivalent_mutants.toml does not excuse, each of its entries that a
test notices after all or that cosmic-ray does not make, and a table. An hour for all three.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from numerics.mutants import MODULES, change, equivalent_mutants, first_failures, is_python, source_of


def mutants(source):
    """Each mutated source once, if it is Python; operators that want arguments of their own are left out."""
    nodes = list(ast_nodes(get_ast(source)))
    seen = {source}
    for name in plugins.operator_names():
        operator = plugins.get_operator(name)
        if operator.arguments():
            continue
        for occurrence in range(sum(len(list(operator().mutation_positions(node))) for node in nodes)):
            mutated = mutate_code(source, operator(), occurrence)
            if mutated not in seen and is_python(mutated):
                seen.add(mutated)
                yield mutated


def judge(module):
    """Try all mutants of a module; count what became of them."""
    source = source_of(module)
    excused = {entry[1:4] for entry in equivalent_mutants() if entry[0] == module}
    todo, counts, equivalent = list(mutants(source)), Counter(), set()
    for mutated, failure in zip(todo, first_failures((module, each) for each in todo), strict=True):
        where = change(source, mutated)
        verdict = "killed" if failure else "equivalent" if where in excused else "survived"
        counts[verdict] += 1
        if verdict == "equivalent":
            equivalent.add(where)
        elif verdict == "survived":
            print("survived:", module, *where, sep="\n    ", flush=True)
    for where in excused - equivalent:
        print("excused in vain:", module, *where, sep="\n    ", flush=True)
    return counts, excused == equivalent


def main(modules):
    results = {module: judge(module) for module in modules}
    print("\n| mutants of | all | killed | equivalent | survived |\n|---|---:|---:|---:|---:|")
    for module, (counts, _) in results.items():
        row = " | ".join(str(counts[verdict]) for verdict in ("killed", "equivalent", "survived"))
        print(f"| {module} | {counts.total()} | {row} |")
    return any(counts["survived"] or not true for counts, true in results.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
