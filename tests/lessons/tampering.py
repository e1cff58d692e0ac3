"""What a notebook stores, changed in one place at a time."""

import ast
import copy
import re
from collections.abc import Iterator

import nbformat

NOT_COMPARED = "image/png"  # by nbval; the lint compares what it says


def changed_outputs(outputs: list[nbformat.NotebookNode]) -> Iterator[tuple[str, list]]:
    """A cell's outputs, of which one is missing, or has another number or word in one place."""
    for number, output in enumerate(outputs):
        yield f"output {number}", outputs[:number] + outputs[number + 1 :]
        holder = output if output.output_type == "stream" else output.data
        for key in holder.keys() - {"output_type", "name", NOT_COMPARED}:
            for text in changed_texts(holder[key]):
                other = copy.deepcopy(outputs)
                (other[number] if holder is output else other[number].data)[key] = text
                yield text, other


def changed_texts(text: str) -> Iterator[str]:
    for match in re.finditer(r"\d+|[^\W\d]+", text):
        word = match.group()
        other = word[:-1] + str((int(word[-1]) + 1) % 10) if word[-1].isdecimal() else word + "x"
        yield text[: match.start()] + other + text[match.end() :]


def changed_solutions(cell: nbformat.NotebookNode) -> Iterator[str]:
    """A solution's source with another answer in one place."""
    if "solution" in cell.metadata.get("tags", []):
        for index in range(len(answers(ast.parse(cell.source)))):
            tree = ast.parse(cell.source)
            change(answers(tree)[index])
            yield ast.unparse(tree)


def answers(tree: ast.Module) -> list[ast.AST]:
    """What a solution's functions return, and what else it has checked."""
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "check"
    ]
    checked = [call for call in calls if not isinstance(call.args[1], ast.Name)]
    return checked + [node for node in ast.walk(tree) if isinstance(node, ast.Return)]


def change(holder: ast.Call | ast.Return) -> None:
    """Make an answer half as large again; of sliders, have all stand one higher."""
    if isinstance(holder, ast.Return):
        holder.value = larger(holder.value)
    elif isinstance(holder.args[1], ast.Dict | ast.BinOp):
        for number in ast.walk(holder.args[1]):
            if isinstance(number, ast.Constant) and isinstance(number.value, int | float):
                number.value += 1
    else:
        holder.args[1] = larger(holder.args[1])


def larger(value: ast.expr) -> ast.expr:
    return ast.BinOp(value, ast.Mult(), ast.Constant(1.5))
