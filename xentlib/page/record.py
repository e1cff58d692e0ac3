"""What an explorer shows, recorded: a page has no kernel, so it looks up what the kernel would have told."""

import base64
import functools
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from xentlib.explorers import Explorer, Points, Slider
from xentlib.explorers.controls import Control
from xentlib.page.encode import Encoder
from xentlib.page.player import kind_of
from xentlib.page.sheets import IMAGE, Sheet, sheets, values

ONE_AT_A_TIME = (
    "A recording: one control moves at a time, from the start or from a stop, "
    "and what is faint is fixed meanwhile."
)
POINTS = "Points stand where the start and the stops have them."
FREE = "In JupyterLab everything moves freely."


def record(explorer: Explorer, folder: Path, name: str) -> dict[str, Any]:
    """Record an explorer, and leave it at its start.

    Parameters
    ----------
    explorer : Explorer
        Any.
    folder : Path
        Where the files go, classic scripts for the page's player: ``name.0.js`` and, if not all states are in
        it, one for each stop.
    name : str
        What the files are called.

    Returns
    -------
    dict
        ``files``, their names; ``bytes``, how long each is; ``frames``, how many are recorded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    recorded, written = sheets(explorer), {"files": [], "bytes": [], "frames": 0}
    for index, chunk in enumerate(recorded):
        encoder = Encoder()
        head = {"sheets": [recorded_sheet(explorer, sheet, encoder) for sheet in chunk]}
        head |= {} if index else description(explorer, recorded)
        file = folder / f"{name}.{index}.js"
        written["bytes"].append(write(file, encoder.compressed(head)))
        written["files"].append(file.name)
        written["frames"] += encoder.count
    explorer.go_to(0)
    return written


def write(file: Path, data: bytes) -> int:
    """Write a script that hands this data to the page; return how many bytes it has."""
    text = base64.b64encode(data).decode()
    return file.write_text(f'(window.xentRecords ??= {{}})["{file.stem}"] = "{text}";\n', encoding="ascii")


def recorded_sheet(explorer: Explorer, sheet: Sheet, encoder: Encoder) -> dict[str, Any]:
    """Write a sheet's frames down; return its states, each value with the Python for it."""
    first, codes = encoder.count, {}
    for state in sheet.states():
        explorer.stand_at(state)
        encoder.add(frame(explorer))
        codes |= {(name, value): repr(explorer.controls[name]) for name, value in state.items()}
    axes = {name: [[value, codes[name, value]] for value in line] for name, line in sheet.axes.items()}
    state = {name: [value, codes.get((name, value))] for name, value in sheet.state.items()}
    return {"stop": sheet.stop, "state": state, "axes": axes, "part": sheet.part, "first": first}


def frame(explorer: Explorer) -> list[str]:
    """Return what the page is told of the explorer as it stands, but for what follows from the state."""
    canvas = explorer.canvas
    places = [
        place and [round(number, 2) for number in place] for place in canvas.places
    ]  # as in the picture
    animated = IMAGE.sub(lambda found: f'href="data:image/png;base64,{smaller(found[1])}"', canvas.animated)
    words = [canvas.sentence, canvas.feedback, canvas.definitions, animated]
    return [json.dumps(canvas.handles), json.dumps(places), *words]


@functools.lru_cache(1000)
def smaller(png: str) -> str:
    """Return the same pixels as a smaller file, with a table of their colours where these are few.

    Parameters
    ----------
    png : str
        A file in base64.

    Returns
    -------
    str
        Another, in base64.
    """
    image, file = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"), io.BytesIO()
    pixels = np.ascontiguousarray(image).view(np.uint32)[..., 0]
    colours, places = np.unique(pixels, return_inverse=True)
    if len(colours) <= 256:
        image = Image.fromarray(places.reshape(pixels.shape).astype(np.uint8), "P")
        image.putpalette(colours.tobytes(), "RGBA")
    image.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def description(explorer: Explorer, recorded: list[list[Sheet]]) -> dict[str, Any]:
    """Return what the page needs to make the explorer's widgets, at the start."""
    explorer.go_to(0)
    name, control = next(iter(explorer.controls.items()))
    canvas = explorer.canvas
    return {
        "controls": [
            {"widget": kind_of(each), "traits": traits(each)} for each in explorer.controls.values()
        ],
        "canvas": {name: getattr(canvas, name) for name in LASTING},
        "opening": canvas.source.partition(f"{name}={control!r}")[0],
        "states": explorer.states,
        "note": note(explorer, recorded),
    }


def traits(control: Control) -> dict[str, Any]:
    """Return what a control's view asks its model for."""
    return {
        name: getattr(control, name)
        for name in control.keys
        if not name.startswith("_") and name not in FOREIGN
    }


LASTING = ("size", "background", "stops", "unresponsive", "fault")  # of the canvas, in every state
FOREIGN = ("layout", "tabbable", "tooltip")  # ipywidgets' own, of which no view here asks


def note(explorer: Explorer, recorded: list[list[Sheet]]) -> str:
    """Return the line that says what the page does not offer; empty if it offers everything."""
    axes = {name: line for sheet in recorded[0] for name, line in sheet.axes.items()}
    coarse = [
        f"{control.description} ({len(axes[name])} of its {len(values(control, set(), np.inf))} values)"
        for name, control in explorer.controls.items()
        if isinstance(control, Slider) and len(axes[name]) < len(values(control, set(), np.inf))
    ]
    recorded_in_part = [f"Recorded in part: {', '.join(coarse)}."] if coarse else []
    one = [ONE_AT_A_TIME] if len(recorded) > 1 else []
    points = [POINTS] if any(isinstance(each, Points) for each in explorer.controls.values()) else []
    return " ".join([*one, *points, *recorded_in_part, FREE]) if one or coarse else ""
