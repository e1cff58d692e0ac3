"""Run notebooks afresh and save outputs that are ready to commit.

    python tests/refresh.py [notebook …]

`clean` is the form in which a notebook is committed; the notebooks' lint holds every file to it.
"""

import argparse
import copy
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
ATTEMPTS = 3
SECONDS = 120  # for one attempt at one notebook; the longest lesson takes a fraction of it


class Failed(Exception):
    """A notebook could not be run to its end."""


def clean(notebook):
    """A copy of a notebook without anything that differs from run to run or fails without a kernel."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    count = 0
    for cell in notebook.cells:
        for key in ("execution", "ExecuteTime", "trusted"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            count += bool(cell.source.strip())
            cell.execution_count = count if cell.source.strip() else None
            cell.outputs = list(clean_outputs(cell.outputs, cell.execution_count))
    return notebook


def clean_outputs(outputs, count):
    """The outputs of a cell: prints in one piece, pictures and sentences, no widget views, no tracebacks."""
    previous = None
    for output in outputs:
        if "data" in output:
            # A view without its model, which lives in the kernel, is an error message in place of a picture.
            output.data.pop(WIDGET, None)
            output.metadata.pop(WIDGET, None)
            if not output.data:
                continue
        if output.output_type == "execute_result":
            output.execution_count = count
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]  # the full one names this machine's files
        if is_stream(output) and is_stream(previous) and output.name == previous.name:
            previous.text += output.text  # the kernel sends a long print in pieces of its own choice
            continue
        if previous is not None:
            yield previous
        previous = output
    if previous is not None:
        yield previous


def is_stream(output):
    return output is not None and output.output_type == "stream"


def run(source, target):
    """Run one notebook in its own folder and write it, cleaned, to the target."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    try:
        notebook = read(source)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError, TypeError):
        raise Failed("this is not a notebook that can be read.") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    place = {"metadata": {"path": str(Path(source).parent)}}
    client = NotebookClient(notebook, kernel_name="python3", resources=place, store_widget_state=False)
    try:
        client.execute()
    except CellExecutionError as error:
        raise Failed(describe(notebook, error)) from None
    except DeadKernelError:
        raise Failed("the kernel died: is there enough memory?") from None
    write(clean(notebook), target)


def describe(notebook, error):
    """The cell that failed, its error and its source, in one readable block."""
    failed = [
        number
        for number, cell in enumerate(notebook.cells, 1)
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    ][-1]
    source = "\n".join("    " + line for line in notebook.cells[failed - 1].source.splitlines())
    return f"cell {failed} of {len(notebook.cells)} raised {error.ename}: {error.evalue}\n{source}"


def read(path):
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    """Write as Jupyter does, with the same line ends on every system."""
    text = nbformat.writes(notebook, version=4)
    Path(path).write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def refresh(path):
    """Run one notebook; write it only if it changed. Returns what happened, or raises Failed."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / path.name
        command = [sys.executable, "-X", "utf8", __file__, "--into", str(fresh), str(path)]
        for number in range(1, ATTEMPTS + 1):
            # A process of its own, because a run of a notebook with widgets now and then waits for ever.
            try:
                done = subprocess.run(command, timeout=SECONDS, capture_output=True, encoding="utf-8")
                break
            except subprocess.TimeoutExpired:
                again = "once more" if number < ATTEMPTS else "enough"
                print(f"{path.name}: no end after {SECONDS} s, {again}", flush=True)
        else:
            raise Failed(f"{path.name}: given up after {ATTEMPTS} attempts, the file is unchanged.")
        if done.returncode:
            told = done.stdout or done.stderr  # what the kernel itself has to say is of use in a crash only
            raise Failed(f"{path.name}: {told.strip()}\nThe file is unchanged.")
        if fresh.read_bytes() == path.read_bytes():
            return "unchanged"
        beside = path.with_name(path.name + ".new")  # so that it takes the old one's place as a whole
        beside.write_bytes(fresh.read_bytes())
        beside.replace(path)
        return "refreshed"


def attempt(source, target):
    """One run in a process of its own, told on stdout if it failed."""
    try:
        run(source, target)
    except Failed as failure:
        print(failure)
        return 1
    return 0


def find(name):
    """A notebook by its path, or by its name in notebooks/."""
    for path in (Path(name), NOTEBOOKS / name):
        if path.is_file():
            return path.resolve()
    sys.exit(f"There is no notebook {name}.")


def main(words):
    parser = argparse.ArgumentParser(description="Run notebooks afresh and save outputs ready to commit.")
    parser.add_argument("notebook", nargs="*", help="all of them unless named")
    parser.add_argument("--into", help=argparse.SUPPRESS)  # one attempt: run the notebook into this file
    options = parser.parse_args(words)
    if options.into:
        return attempt(options.notebook[0], options.into)
    paths = [find(name) for name in options.notebook] or sorted(NOTEBOOKS.glob("*.ipynb"))
    failures = 0
    for path in paths:
        try:
            print(f"{path.name}: {refresh(path)}", flush=True)
        except Failed as failure:
            failures += 1
            print(failure, file=sys.stderr, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
