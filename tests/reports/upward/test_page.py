"""The page of a report in a real browser: narrow and wide, on paper, in both languages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scheduler.language import LANGUAGES, Language
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.page import report_page
from scheduler.service.report import report
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.browser import browser, needs_chromium, opened, texts_of
from tests.reports.upward.test_figures import (
    random_ledger,
    span,
    with_past_and_without_moon,
)

A4_WIDTH = 703
"""Of an A4 sheet within its margins (186 mm), in CSS pixels."""
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """A quarter with everything in it, told of by answers of every kind."""
    folder = tmp_path_factory.mktemp("report")
    instance = with_past_and_without_moon()
    write_instance(instance, folder / "instance")
    with random_ledger(folder / "l.db", 4, instance) as ledger:
        start, months = span("2015-08", "2015-09")
        source = read_instance(folder / "instance")
        return report(source, ledger, start, start.plus(months - 1))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as own:
        yield own


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, figures: Figures, tmp_path: Path) -> Path:
    return written(figures, tmp_path, request.param)


def written(figures: Figures, folder: Path, language: Language) -> Path:
    file = folder / f"report.{language}.html"
    file.write_text(report_page(figures, language), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [400, 1000, 1400])
def test_nothing_hangs_over_the_edge(page: Path, chromium: Any, width: int) -> None:
    with opened(chromium, page, width) as (shown, asked):
        for summary in shown.query_selector_all("summary"):
            summary.click()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [page.as_uri()], "nothing else is fetched"
        assert shown.locator("table:visible").count() == shown.locator("table").count() > 5


def test_signs_of_mere_form_by_person_are_not_printed(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        assert shown.locator(".screen:visible").count() == 2, "they, and the list of all cadres"
        shown.emulate_media(media="print")
        assert shown.locator(".screen:visible").count() == 0
        assert shown.locator(".signatures").is_visible()


def test_all_columns_are_on_the_paper(page: Path, chromium: Any) -> None:
    """Chromium shrinks a page for a table that is too wide, and cuts what is wider still."""
    with opened(chromium, page, A4_WIDTH) as (shown, _):
        shown.emulate_media(media="print")
        assert shown.evaluate("document.documentElement.scrollWidth") <= A4_WIDTH
        widest = shown.evaluate(
            "Math.max(...[...document.querySelectorAll('table')].map(t => t.scrollWidth))"
        )
        assert 0 < widest <= A4_WIDTH


def test_tables_say_what_they_are(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        for table in shown.query_selector_all("table"):
            assert table.query_selector("caption").inner_text() or table.evaluate(
                "t => t.caption.textContent"
            )
            for cell in table.query_selector_all("th"):
                assert cell.get_attribute("scope") in ("col", "row", "rowgroup")


def test_dark_windows_show_light_letters(page: Path, chromium: Any) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        colours = {}
        for scheme in ("light", "dark"):
            shown.emulate_media(color_scheme=scheme)
            script = "({c: getComputedStyle(document.querySelector('NAME')).PROPERTY})"
            colours[scheme] = [
                shown.evaluate(script.replace("NAME", name).replace("PROPERTY", what))["c"]
                for name, what in (("td", "color"), ("body", "backgroundColor"),
                                   (".summary th", "backgroundColor"))
            ]  # fmt: skip
        assert sum(_light(one) for one in colours["light"]) == 2, "ink on two papers"
        assert [_light(one) for one in colours["dark"]] == [True, False, False]


def _light(colour: str) -> bool:
    return sum(map(int, re.findall(r"\d+", colour)[:3])) > 3 * 128


def test_what_a_chief_asks_first_comes_first(page: Path, figures: Figures, chromium: Any) -> None:
    total = figures.total
    with opened(chromium, page, 1000) as (shown, _):
        lead = shown.locator(".lead").inner_text()
    for number in (total.planned, total.kept, total.fates["no_answer"], total.attendance):
        assert re.search(rf"\b{number}\b", lead)
    assert lead.count("%") == 2, "rate and turnout"


def test_the_sheet_to_sign_is_one_page_of_paper(page: Path, chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, page, 1000) as (shown, _):
        shown.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        sheet = shown.locator(".signatures").inner_text().split("\n")[0]
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "report.pdf", "-"], check=True,
                          capture_output=True, encoding="utf-8").stdout  # fmt: skip
    pages = text.split("\f")
    assert sheet.split()[0] in pages[0]
    assert len(pages) > 2, "what is folded on the screen is printed"


def test_each_language_is_whole(figures: Figures, chromium: Any, tmp_path: Path) -> None:
    said = {}
    for language in LANGUAGES:
        with opened(chromium, written(figures, tmp_path, language), 1000) as (shown, _):
            said[language] = texts_of(shown)
    problem = figures.period.problem
    data = {problem.settings.name, *problem.settings.levels, *problem.organizations,
            *problem.branches, *problem.cadres, *problem.territory.areas}  # fmt: skip
    data |= {row.name for row in (*problem.cadres.values(), *problem.branches.values())}
    data |= {problem.territory[area].name for area in problem.territory.areas}
    data |= {text for voice in figures.voices for text in (voice.opinions, voice.proposals)}
    ids = {voice.visit for voice in figures.voices}
    both = {text for text in said["en"] & said["vi"] if re.search(r"[^\W\d]", text)}
    left = {
        text for text in both - data - ids
        if not all(word in data or word.isdigit() for word in re.findall(r"\w+", text))
    }  # fmt: skip
    assert not left
