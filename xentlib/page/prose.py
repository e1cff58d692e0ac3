"""A notebook as HTML by nbconvert: formulas as MathML, links to pages, and what is folded has a name."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import nbformat
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates"
LIGHT, DARK = (HtmlFormatter(style=style).class2style for style in ("xcode", "github-dark"))
# Where a solution is: on a page it folds itself, in its own place.
POINTER = re.compile(r"<details><summary>Solution</summary>.*?</details>\n?")
# A function's name, and whether a bracket follows it.
FUNCTION = re.compile(r'<m[io]>(\w{2,})</m[io]>(?=(<mo stretchy="false">&#x00028;)?)')
CONFIG = Config(
    ExtractOutputPreprocessor={"enabled": True, "extract_output_types": {"image/png"}},
    HighlightMagicsPreprocessor={"enabled": False},
)


class Prose(IPythonRenderer):
    """Markdown as HTML that needs nothing more: no script for formulas; headings that can be linked to."""

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f'<h{level} id="{anchor(text)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url.replace(".ipynb", ".html"), title)

    def block_math(self, body: str) -> str:
        return f'<span class="formula wide" role="group" aria-label="formula">{formula(body, "block")}</span>'

    def inline_math(self, body: str) -> str:
        """Handle a formula in a line, which may be broken behind an equals sign, as TeX breaks it."""
        return "<wbr>".join(formula(part, "inline") for part in re.split("(?<= = )", body))


class PageExporter(HTMLExporter):
    """Writes a notebook by the templates beside this file; `resources` bring what the notebook has not."""

    def __init__(self):
        super().__init__(config=CONFIG, template_name="xent", extra_template_basedirs=[str(TEMPLATES)])
        self.register_filter("prose", prose)
        self.register_filter("size", size)


def prose(source: str) -> str:
    """Return Markdown as HTML; the hints are of class "hint", wide tables may be scrolled.

    Examples
    --------
    >>> prose("H is [here](01_entropy.ipynb).")
    '<p>H is <a href="01_entropy.html">here</a>.</p>\\n'
    """
    html = POINTER.sub("", MarkdownWithMath(renderer=Prose(escape=False)).render(source))
    html = html.replace("<details><summary>Hint", '<details class="hint"><summary>Hint')
    html = html.replace("<table>", '<div class="wide" role="group" aria-label="table"><table>')
    return html.replace("</table>", "</table></div>")


def formula(latex: str, display: str) -> str:
    """Return a formula of LaTeX as MathML.

    Examples
    --------
    >>> formula("p", "inline")
    '<math display="inline"><mrow><mi>p</mi></mrow></math>'
    """
    mathml = convert(latex.strip(), display=display)
    return FUNCTION.sub(spaced, mathml.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))


def spaced(function: re.Match) -> str:
    """Return a function's name with TeX's thin space on either side; behind it none if a bracket follows."""
    return f'<mo lspace="0.167em" rspace="{0 if function[2] else 0.167}em">{function[1]}</mo>'


def anchor(heading: str) -> str:
    """Return the name by which a heading is linked to.

    Examples
    --------
    >>> anchor("Gibbs' inequality: why?")
    'gibbs-inequality-why'
    """
    return re.sub(r"\W+", "-", re.sub(r"<[^>]+>|['’]", "", heading.lower())).strip("-")


def sections(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Return the headings of a notebook's parts, each after the name by which it is linked to."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [
        (anchor(title), title) for text in texts for title in re.findall(r"^## (.+)$", text, re.MULTILINE)
    ]


def size(png: str) -> tuple[int, int]:
    """Return the width and height of a picture in base64, in pixels."""
    return Image.open(io.BytesIO(base64.b64decode(png))).size


def code_colours() -> str:
    """Return the style sheet of coloured code, in a light and in a dark theme."""
    classes = sorted(name for name in LIGHT.keys() & DARK.keys() if name)
    pairs = ((name, *(colour(style[name][0]) for style in (LIGHT, DARK))) for name in classes)
    return "\n".join(
        f".highlight .{name} {{ color: light-dark({light}, {dark}); }}" for name, light, dark in pairs
    )


def colour(style: str) -> str:
    """Return the colour of a style; `currentColor`, that of the text around it, if it names none."""
    found = re.search(r"(?<!-)color: (#\w+)", style)
    return found[1] if found else "currentColor"
