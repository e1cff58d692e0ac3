"""The pages in Chromium and in Firefox: they open well, ask nobody, and are read on a phone and on paper."""

import functools
import http.server
import re
import threading

import pytest
from course import NOTEBOOKS
from lab import PHONE, UNTIL, WINDOW, assert_accessible

from xentlib.page.build import write_frame, write_page
from xentlib.page.paper import EDITIONS, print_pages

each_browser = pytest.mark.parametrize("opened", ["browser", "firefox"], indirect=True)

STANDS = "() => [...document.images].every(image => image.complete && image.naturalWidth)"
# It stays until the explorer is alive: one frame a screen has not always been enough on a busy machine.
MEET_EACH = f"""async () => {{
    for (const place of document.querySelectorAll(".xent-recorded")) {{
        place.scrollIntoView();
        await ({UNTIL})(() => place.matches(".xent-alive"));
    }}
    scrollTo(0, 0);
}}"""
# What is wider than the window, but for what is scrolled by itself.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .filter(each => !each.closest(".wide, .xent-frame, .skip"))
    .map(each => each.outerHTML.slice(0, 200))"""
SMALL = """() => [...document.querySelectorAll("body *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(each => !each.closest("math, svg") && parseFloat(getComputedStyle(each).fontSize) < 12)
    .map(each => each.outerHTML.slice(0, 200))"""
COLOURS = "() => ['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
PRESSED = "() => document.querySelector('.theme').ariaPressed"
PRESS = "() => document.querySelector('.theme').click()"
FORGET = "() => localStorage.clear()"
# What is left on paper; the browser asks the page as it does before it prints.
PRINTED = """() => {
    dispatchEvent(new Event("beforeprint"));
    const text = document.body.innerText;
    dispatchEvent(new Event("afterprint"));
    return text;
}"""


@pytest.fixture
def opened(request):
    """A page of the browser whose fixture the test names; in Chromium if it names none."""
    page = request.getfixturevalue(getattr(request, "param", "browser")).new_page()
    page.set_viewport_size(WINDOW)
    yield page
    page.close()


def pages(site):
    return [site / "index.html", *(site / f"{path.stem}.html" for path in NOTEBOOKS)]


def address(site, number):
    return pages(site)[1:][number].as_uri()


class Alone(http.server.SimpleHTTPRequestHandler):
    """Tells the browser to ask nobody else; if a page would, the browser reports it as a fault."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", "default-src 'self' 'unsafe-inline' data: blob:")
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server(site):
    """The pages' address on a server of this machine."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Alone, directory=site)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def well(opened, address):
    """Open a page and scroll to each explorer, which comes to life; tell the faults."""
    opened.goto(address)
    opened.wait_for_function(STANDS)
    opened.evaluate(MEET_EACH)
    return opened.faults


@each_browser
def test_the_index_and_whole_records_open_from_disk_without_a_fault(opened, site):
    """And so do the other pages, in test_player_in_browser.py."""
    for page in pages(site)[:2]:
        assert well(opened, page.as_uri()) == [], page.name


@each_browser
def test_each_page_opens_from_a_server_and_asks_nobody_else(opened, site, server):
    for page in pages(site):
        assert well(opened, f"{server}/{page.name}") == [], page.name


@each_browser
def test_a_request_to_elsewhere_would_be_seen(opened, site, server):
    opened.goto(f"{server}/index.html")
    opened.evaluate("() => fetch('http://127.0.0.2:9/').catch(() => 0)")
    opened.evaluate("() => new Promise(requestAnimationFrame)")
    assert opened.faults


@each_browser
def test_light_and_dark_are_remembered_on_the_next_page(opened, site):
    opened.goto(address(site, 0))
    first, pressed = opened.evaluate(COLOURS), opened.evaluate(PRESSED)
    opened.evaluate(PRESS)
    other = opened.evaluate(COLOURS)
    assert other == first[::-1] or (other != first and opened.evaluate(PRESSED) != pressed)
    opened.goto(address(site, 1))
    assert opened.evaluate(COLOURS) == other
    opened.evaluate(FORGET)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_is_found_in_either_theme(opened, site, theme):
    opened.emulate_media(color_scheme=theme)
    for page in (pages(site)[0], pages(site)[1], pages(site)[5]):
        well(opened, page.as_uri())
        assert_accessible(opened, "body")


@each_browser
def test_on_a_phone_everything_is_in_reach_and_legible(opened, site):
    opened.set_viewport_size(PHONE)
    for page in pages(site):
        well(opened, page.as_uri())
        assert opened.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], page.name
        assert opened.evaluate(TOO_WIDE) == [], page.name
        assert opened.evaluate(SMALL) == [], page.name


def test_keys_scroll_what_is_wider_than_the_window(opened, site):
    opened.set_viewport_size(PHONE)
    opened.goto(address(site, 1))
    wide = opened.locator(".wide[tabindex='0']").first
    wide.press("ArrowRight")
    opened.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_paper_has_the_hints_and_in_one_edition_the_solutions(opened, site):
    opened.emulate_media(media="print")
    for query, there in {"": False, "?solutions": True}.items():
        opened.goto(address(site, 1) + query)
        text = opened.evaluate(PRINTED)
        assert "How many heads in a row" in text  # a hint
        assert "Its mean, the entropy, is 1.8464 bits" in text  # a first picture's sentence
        assert ('assert check("surprisal in bits", solution)' in text) == there
        assert ("Solution" in text.splitlines()) == there
        assert ("No. That is the entropy, the mean over all draws." in text) == there  # an answer of the quiz
        assert "python3 run.py lab" not in text
    opened.emulate_media(media="screen")


def test_the_buttons_print_their_edition(opened, site):
    opened.goto(address(site, 1))
    opened.evaluate("() => (print = () => (window.printed = document.documentElement.className))")
    for button, edition in zip(opened.locator(".paper button").all(), ("", "with-solutions"), strict=True):
        button.click()
        assert opened.evaluate("printed") == edition


def test_paper_has_each_stop(opened, site):
    opened.emulate_media(media="print")
    opened.goto(address(site, 0))
    shown = opened.locator(".stops > div").all_inner_texts()
    assert len(shown) >= 3 and all(text.strip() for text in shown)
    opened.emulate_media(media="screen")
    assert not opened.locator(".stops").first.is_visible()


def test_a_page_leads_to_both_editions_as_chromium_prints_them(browser, tmp_path):
    write_frame(tmp_path, NOTEBOOKS)
    write_page(NOTEBOOKS[8], NOTEBOOKS, tmp_path, {}, pdf=True)
    print_pages(tmp_path)
    page = (tmp_path / f"{NOTEBOOKS[8].stem}.html").read_text(encoding="utf-8")
    files = [tmp_path / name for name in re.findall(r'<a href="([^"]*\.pdf)">', page)]
    assert [file.read_bytes()[:4] for file in files] == [b"%PDF"] * len(EDITIONS)
    assert files[0].stat().st_size < files[1].stat().st_size
