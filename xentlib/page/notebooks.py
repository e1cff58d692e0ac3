"""Run a notebook's cells here, without a kernel, and keep the explorers that it shows."""

import ast
import contextlib
import io
from pathlib import Path
from typing import Any

import nbformat

from xentlib.explorers import Explorer


def split(source: str) -> tuple[ast.Module, ast.Expression | None]:
    """Take a cell apart.

    Parameters
    ----------
    source : str
        The cell's Python.

    Returns
    -------
    statements : ast.Module
        All but the expression at its end.
    last : ast.Expression or None
        That expression, whose value is displayed.
    """
    module = ast.parse(source)
    if not module.body or not isinstance(module.body[-1], ast.Expr):
        return module, None
    return module, ast.Expression(module.body.pop().value)


def run(path: Path) -> tuple[dict[str, Any], dict[str, Explorer]]:
    """Run a notebook's cells, one after another; what they print is not shown.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    names : dict
        What its cells have named.
    explorers : dict of str to Explorer
        The explorers that it displays, by the names of their cells.
    """
    names, found = {"__name__": "__main__"}, {}
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            module, last = split(cell.source)
            exec(compile(module, cell.id, "exec"), names)
            value = eval(compile(last, cell.id, "eval"), names) if last else None
            if isinstance(value, Explorer):
                found[cell.id] = value
    return names, found
