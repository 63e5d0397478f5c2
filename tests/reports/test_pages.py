"""The pages of show, whatif and replan in a real browser: narrow and wide, dark, in high contrast,
on paper, without a script, in both languages.

    python -m tests.reports.test_pages

draws the pictures of pages in docs/images anew.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scheduler.language import LANGUAGES, Language
from tests.browser import browser, needs_chromium, opened
from tests.cli.door import FIRST_STEPS, ROOT, call

A4_WIDTH = 703
"""Of an A4 sheet within its margins (186 mm), in CSS pixels."""
PAGES = ("rotation", "month", "whatif", "changes")
WIDTHS = (400, 1000, 1400)
pytestmark = needs_chromium

Written = Mapping[tuple[str, Language], Path]


def write_pages(folder: Path) -> Written:
    """The pages of first-steps, in each language: three months and one, what-if, changes."""
    found: dict[tuple[str, Language], Path] = {}
    folder.mkdir(exist_ok=True)
    for name, months in (("rotation", 3), ("month", 1)):
        assert call("solve", FIRST_STEPS, "--out", folder / name, "--months", months).code == 0
    news = folder / "news"
    shutil.copytree(FIRST_STEPS, news)
    with (folder / "rotation" / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    month = rows[len(rows) // 2]["month"]
    away = sorted({row["cadre"] for row in rows if row["month"] == month})
    leave = "".join(f"{cadre},{month}-01,{month}-28\n" for cadre in away)
    (news / "leave.csv").write_text(f"cadre,from,until\n{leave}", encoding="utf-8")
    options = ("--from", f"{month}-01", "--out", folder / "new", "--months", 3)
    assert call("replan", news, folder / "rotation", *options).code == 0
    for language in LANGUAGES:
        for name in ("rotation", "month"):
            page = folder / f"{name}.{language}.html"
            options = ("--html", page, "--lang", language)
            assert call("show", FIRST_STEPS, folder / name, *options).code == 0
            found[name, language] = page
        out = folder / f"whatif.{language}"
        options = ("--staffing", "0.6:1.2:0.6", "--each-cadre-leaves", "--months", 1, "--out", out)
        done = call("whatif", FIRST_STEPS, *options, "--pictures", "--lang", language)
        assert done.code == 0
        found["whatif", language] = out / "comparison.html"
        found["changes", language] = folder / "new" / f"changes.{language}.html"
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as own:
        yield own


@pytest.fixture(params=[(name, one) for name in PAGES for one in LANGUAGES], ids="-".join)
def page(request: pytest.FixtureRequest, written: Written) -> Path:
    return written[request.param]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hangs_over_the_edge_and_letters_can_be_read(
    page: Path, chromium: Any, width: int
) -> None:
    with opened(chromium, page, width) as (shown, asked):
        for summary in shown.query_selector_all("summary"):
            summary.click()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [page.as_uri()], "nothing else is fetched"
        heights = shown.evaluate("""() => [...document.querySelectorAll('svg')]
            .filter(one => one.checkVisibility())
            .map(one => one.getBoundingClientRect().width / one.viewBox.baseVal.width * 10)""")
        assert heights
        assert all(9.5 <= height <= 18 for height in heights), "pixels of a letter"


def test_it_answers_first_then_shows_then_lists(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        order = shown.evaluate("""() => ['.lead', 'svg', 'table'].map(what =>
            [...document.querySelectorAll(what)].find(one => one.checkVisibility())
                .getBoundingClientRect().top)""")
        assert order == sorted(order)
        assert order[1] < 400, "the picture is on the first screen"
        lead = shown.locator(".lead").inner_text()
        assert re.search(r"\d", lead)
        assert lead.rstrip().endswith(".")


def test_tables_say_what_they_are(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        for table in shown.query_selector_all("table"):
            assert table.evaluate("t => t.caption.textContent.trim()")
            for cell in table.query_selector_all("th"):
                assert cell.get_attribute("scope") in ("col", "row")


def test_a_list_sorts_and_filters(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1400) as (shown, _):
        for summary in shown.query_selector_all("summary"):
            summary.click()
        table = next(one for one in shown.query_selector_all("table")
                     if len(one.query_selector_all("tbody tr")) >= 8)  # fmt: skip

        def texts() -> list[str]:
            rows = [row for row in table.query_selector_all("tbody tr") if row.is_visible()]
            return [row.query_selector("th").inner_text() for row in rows]

        before, button = texts(), table.query_selector("thead button")
        button.click()
        up = texts()
        button.click()
        assert sorted(up) == sorted(before)
        assert up != texts()
        assert table.query_selector("thead th").get_attribute("aria-sort") == "descending"
        wanted = table.query_selector("tbody tr").inner_text().split("\t")[0].strip()
        box = table.evaluate_handle("t => t.parentElement.previousElementSibling.control")
        box.as_element().fill(wanted)
        assert 1 <= len(texts()) < len(before) or set(before) == {wanted}
        assert all(wanted in row.inner_text() for row in table.query_selector_all("tbody tr")
                   if row.is_visible())  # fmt: skip


def test_without_a_script_everything_is_there(page: Path, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(page.as_uri())
    assert shown.locator("table").count() >= 1
    assert shown.locator("button, input").count() == 0
    assert shown.locator(".lead").is_visible()
    context.close()


def test_paper_shows_what_is_folded_and_cuts_nothing(
    page: Path, chromium: Any, tmp_path: Path
) -> None:
    with opened(chromium, page, A4_WIDTH) as (shown, _):
        shown.emulate_media(media="print")
        assert shown.evaluate("document.documentElement.scrollWidth") <= A4_WIDTH
        widest = """Math.max(0, ...[...document.querySelectorAll('table, svg')]
            .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().right))"""
        assert 0 < shown.evaluate(widest) <= A4_WIDTH
        tallest = """Math.max(0, ...[...document.querySelectorAll('tr, svg')]
            .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height))"""
        assert shown.evaluate(tallest) <= 1009, "the height of a sheet"
        assert shown.locator(".find:visible").count() == 0
        shown.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
        cells = shown.evaluate("""[...document.querySelectorAll('tbody th')]
            .map(one => one.textContent.trim().split(/\\s+/)[0])""")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True,
                          capture_output=True, encoding="utf-8").stdout  # fmt: skip
    assert not {cell for cell in cells if cell not in text}


@pytest.mark.parametrize("media", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_letters_stand_out_in_every_scheme(
    page: Path, chromium: Any, media: dict[str, str]
) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        shown.emulate_media(**media)
        colours = shown.evaluate("""() => {
            const back = getComputedStyle(document.body).backgroundColor;
            const texts = [...document.querySelectorAll('svg text')]
                .filter(one => one.checkVisibility()).map(one => getComputedStyle(one).fill);
            return [back, getComputedStyle(document.querySelector('td')).color, ...texts];
        }""")
    back, *texts = map(_light, colours)
    assert texts
    assert all(abs(back - text) > 300 for text in texts)


def _light(colour: str) -> int:
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def test_a_month_has_its_roster(written: Written, chromium: Any) -> None:
    for language in LANGUAGES:
        with opened(chromium, written["month", language], 1000) as (shown, _):
            roster = shown.locator("table").first
            with (written["month", language].parent / "month" / "roster.csv").open(
                encoding="utf-8-sig", newline=""
            ) as file:
                rows = list(csv.DictReader(file))
            assert roster.is_visible()
            assert roster.locator("tbody tr").count() == len(rows)
            for name in {row["cadre_name"] for row in rows}:
                assert roster.get_by_text(name).count()


def draw_images(to: Path) -> None:
    """The pictures of the docs: the first screens of a month of a whole province, of a what-if and
    of changes.
    """
    with tempfile.TemporaryDirectory() as name, browser() as own:
        folder, province = Path(name), ROOT / "instances" / "tra-vinh-2015"
        written = dict(write_pages(folder / "small"))
        assert call("solve", province, "--out", folder / "month", "--months", 1).code == 0
        for language in LANGUAGES:
            page = written["rotation", language] = folder / f"rotation.{language}.html"
            options = ("--html", page, "--lang", language)
            assert call("show", province, folder / "month", *options).code == 0
        for (kind, language), page in written.items():
            if kind == "month":
                continue
            with opened(own, page, 1000) as (shown, _):
                file = to / f"{kind}.{language}.png"
                clip = {"x": 0, "y": 0, "width": 1000, "height": _HEIGHTS[kind]}
                shown.screenshot(path=file, clip=clip, full_page=True)
            with Image.open(file) as image:
                size = (800, _HEIGHTS[kind] * 4 // 5)
                small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            few = small.quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            few.save(file, optimize=True)


_HEIGHTS = {"rotation": 1150, "whatif": 800, "changes": 500}
"""Pixels of a page that its picture shows."""


if __name__ == "__main__":
    draw_images(ROOT / "docs" / "images")
