"""The player: what a page runs in place of a kernel, with the widgets' own JavaScript and CSS."""

from collections.abc import Iterator
from pathlib import Path

from xentlib.explorers.controls import CSS, Control, script
from xentlib.explorers.explorer import Canvas

STATIC = Path(__file__).parent / "static"


def write_player(folder: Path) -> None:
    """Write ``player.js``, a classic script, and ``player.css``.

    Parameters
    ----------
    folder : Path
        Where they go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "player.js").write_text(player_script(), encoding="utf-8")
    sheet = (STATIC / "player.css").read_text(encoding="utf-8")
    (folder / "player.css").write_text(f"{sheet}\n{CSS}", encoding="utf-8")


def player_script() -> str:
    """Return the player behind all widgets in one script: from disk a browser imports no module.

    Returns
    -------
    str
        What the widgets share stands once, in front of them.
    """
    shared = script()
    kinds = [Canvas, *kinds_of(Control)]
    bodies = [f"{kind.__name__}: (() => {{\n{body(kind._esm.removeprefix(shared))}}})()," for kind in kinds]
    player = (STATIC / "player.js").read_text(encoding="utf-8")
    widgets = "\n".join(["const WIDGETS = {", *bodies, "};"])
    return f"(() => {{\n{body(shared)}\n{widgets}\n{player}}})();\n"


def kinds_of(control: type[Control]) -> Iterator[type[Control]]:
    """Yield the kinds of control that have JavaScript of their own."""
    for kind in control.__subclasses__():
        if has_script(kind):
            yield kind
        yield from kinds_of(kind)


def kind_of(control: Control) -> str:
    """Return the name of the class from which a control has its JavaScript."""
    return next(kind.__name__ for kind in type(control).__mro__ if has_script(kind))


def has_script(kind: type) -> bool:
    """Return whether a class has its own JavaScript; anywidget gives each object a class with a trait."""
    return isinstance(vars(kind).get("_esm"), str)


def body(module: str) -> str:
    """Return a module as the body of a function, which returns what the module exports."""
    return module.replace("export default ", "return ").replace("export ", "")
