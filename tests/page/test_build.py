"""The pages hold the whole course, lead nowhere else, and need nothing that is not beside them."""

import base64
import functools
import itertools
import re
import shutil
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from course import NOTEBOOKS, explorers, read

from xentlib.page.build import clear
from xentlib.page.prose import formula, prose, sections

RECORDED = NOTEBOOKS[0]
# By the number alone: tests that name a notebook go to the process that has all others of it.
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
NAMESPACES = {
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/xlink",
}


@functools.cache
def soup(file):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def page_of(site, path):
    return soup(site / f"{path.stem}.html")


def places(site, path):
    """Each cell with its place on the page."""
    page = page_of(site, path)
    return [(cell, page.find(id=f"cell-{cell.id}")) for cell in read(path).cells]


def cells(site, path, kind):
    return [(cell, place) for cell, place in places(site, path) if cell.cell_type == kind]


def words(text):
    return re.findall(r"\w{2,}", text)


@each_notebook
def test_every_cell_is_there_in_order(site, path):
    found = [each["id"] for each in page_of(site, path).select("main > .cell")]
    assert found == [f"cell-{cell.id}" for cell in read(path).cells]


@each_notebook
def test_every_word_of_the_prose_is_there(site, path):
    for cell, place in cells(site, path, "markdown"):
        source = re.sub(r"<details><summary>Solution.*?</details>|</?\w+>|\(\w+\.ipynb\)", " ", cell.source)
        assert set(words(FORMULA.sub(" ", source))) <= set(words(place.get_text(" "))), cell.id


@each_notebook
def test_all_code_is_there_and_what_it_printed(site, path):
    for cell, place in cells(site, path, "code"):
        assert place.select_one(".code").text.strip() == cell.source.strip()
        texts = [said(output) for output in cell.outputs]
        assert [each.text for each in place.select(".output")] == [text for text in texts if text]


def said(output):
    """What an output says that is neither a picture nor a judge's."""
    if output.output_type == "stream":
        return output.text
    return output.data["text/plain"] if set(output.data) == {"text/plain"} else None


@each_notebook
def test_every_picture_is_there_as_it_is_saved_with_its_sentence(site, path):
    for cell, place in cells(site, path, "code"):
        for data in [output.data for output in cell.outputs if "image/png" in output.get("data", {})]:
            (picture,) = place.select(".explorer img")
            assert (site / picture["src"]).read_bytes() == base64.b64decode(data["image/png"])
            assert place.select_one(".explorer > p").text == data["text/plain"]


def test_the_stops_stand_on_the_page_for_paper(site):
    for name, explorer in explorers(RECORDED).items():
        place = page_of(site, RECORDED).find(id=f"cell-{name}")
        said = {row.dt.text: row.dd.text for row in place.select(".stops > div")}
        assert said == {stop.name: stop.sentence for stop in explorer.stops} != {}


@each_notebook
def test_every_formula_is_mathml(site, path):
    for cell, place in cells(site, path, "markdown"):
        formulas = FORMULA.findall(cell.source)
        breaks = sum(text.count(" = ") for text in formulas if not text.startswith("$$"))
        assert len(place.find_all("math")) == len(formulas) + breaks, cell.id
        assert not re.search(r"[\\$]", "".join(math.text for math in place.find_all("math"))), cell.id


def test_a_formula_says_what_its_latex_says():
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>p</mi></mrow></mfrac>" in formula(
        r"\log \frac{1}{p}", "block"
    )
    assert '<mo lspace="0.167em" rspace="0.167em">log</mo>' in formula(r"\log p", "block")
    assert '<mo lspace="0.167em" rspace="0em">log</mo>' in formula(r"\log(p)", "block")


@each_notebook
def test_only_solutions_and_answers_are_folded_for_good(site, path):
    """On paper `page.js` opens hints in either edition, and all the rest, solutions too, in one of them."""
    for cell, place in places(site, path):
        solution = "solution" in cell.metadata.get("tags", [])
        assert bool(place.select("details.solution > .code")) == solution
        assert all(each.summary.text.startswith("Hint") for each in place.select("details.hint"))
    summaries = [each.summary.text for each in page_of(site, path).select("details")]
    assert summaries.count("Solution") == len(page_of(site, path).select(".solution")) >= 3
    assert sum(text.startswith("Hint") for text in summaries) == len(page_of(site, path).select(".hint")) >= 6


@each_notebook
def test_no_mark_of_markdown_is_left(site, path):
    """What is folded is HTML: on the page as in JupyterLab a star stands there as it is."""
    for part in page_of(site, path).select("summary, details:not(.solution), .cell > :is(p, ul, ol)"):
        text = "".join(piece for piece in part.strings if not piece.find_parent(["code", "math"]))
        assert not re.search(r"\*\w|\w\*|`|\]\(", text), text


@each_notebook
def test_no_judge_is_promised(site, path):
    for cell, place in cells(site, path, "code"):
        asked = any("xent-feedback" in output.get("data", {}).get("text/html", "") for output in cell.outputs)
        assert bool(place.select(".no-judge")) == asked
    assert "three dots" not in page_of(site, path).text


def test_the_contents_lead_through_the_course(site):
    pages = [site / f"{path.stem}.html" for path in NOTEBOOKS]
    for page in [site / "index.html", *pages]:
        listed = [each["href"] for each in soup(page).select("#contents > ol > li > a")]
        assert listed == [each.name for each in pages]
    for page, after in itertools.pairwise(pages):
        assert soup(page).find("a", rel="next")["href"] == after.name
        assert soup(after).find("a", rel="prev")["href"] == page.name


@each_notebook
def test_the_contents_name_the_parts_of_the_page(site, path):
    listed = [(each["href"], each.text) for each in page_of(site, path).select("#contents li li a")]
    headings = page_of(site, path).select("main h2")
    assert listed == [(f"#{each['id']}", each.text) for each in headings]
    assert len(listed) == len(sections(read(path))) >= 3


def test_every_link_leads_to_something_beside_it(site):
    for file in site.glob("*.html"):
        for each in soup(file).select("[href], [src]"):
            link = each.get("href") or each["src"]
            if link != "data:,":
                name, fragment = urldefrag(unquote(link))
                target = (file.parent / name) if name else file
                assert target.is_file(), f"{file.name}: {link}"
                assert not fragment or soup(target).find(id=fragment), f"{file.name}: {link}"


def test_no_name_stands_twice_on_a_page(site):
    for file in site.glob("*.html"):
        names = [each["id"] for each in soup(file).select("[id]")]
        assert len(names) == len(set(names))


def test_a_folder_of_something_else_is_left_alone(site, tmp_path):
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(SystemExit, match="holds something else"):
        clear(tmp_path)
    assert (tmp_path / "thesis.txt").exists()
    earlier = shutil.copytree(site, tmp_path / "site")
    clear(earlier)
    assert not earlier.exists()


def test_no_file_has_an_address_of_elsewhere(site):
    files = [file for file in site.rglob("*") if file.is_file() and file.suffix != ".png"]
    assert {file.suffix for file in files} == {".html", ".css", ".js"}
    for file in files:
        found = re.findall(r"(?:https?:)?//[\w-]+\.[\w./-]+", file.read_text(encoding="utf-8"))
        assert set(found) <= NAMESPACES, file.name


def test_markdown_that_is_wide_or_folded():
    assert prose("|a|b|\n|-|-|\n|1|2|").startswith(
        '<div class="wide" role="group" aria-label="table"><table>'
    )
    assert '<details class="hint">' in prose("<details><summary>Hint 1</summary>look</details>")
    assert prose("<details><summary>Solution</summary>It is below.</details>").strip() == ""
