"""Circuits and ages on an instance that fits in the head, and the shapes of the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from scheduler.answers.rotation import Rotation, rotation_of
from scheduler.domain.edit import changed_row
from scheduler.domain.roster import Roster, Visit
from scheduler.edits.apply import edited
from scheduler.language import LANGUAGES, Language
from scheduler.reports.heat import HeatRow, ages_in_bins, by_area, shade, text_heatmap
from scheduler.reports.rotation_page import rotation_page
from scheduler.results.trace import TraceRow
from scheduler.rules.waiting import Waiting
from tests.tiny import day, tiny

VISITS = (
    ("an", "w1", "07-05"),
    ("an", "w2", "08-10"),
    ("binh", "w1", "09-05"),
    ("em", "w3", "07-15"),
)


def roster() -> Roster:
    return Roster.of(Visit(cadre, branch, day(date)) for cadre, branch, date in VISITS)


def followed() -> Rotation:
    return rotation_of(tiny({"initial_age_months": 5}), roster())


def test_a_circuit_is_complete_when_the_last_locality_is_reached() -> None:
    an = followed().cadres["an"]
    assert (an.reached, an.months_to_completion) == (2, None)
    assert an.size == 3  # h1, h2 and the board of the commune itself
    em = followed().cadres["em"]
    assert (em.size, em.reached, em.months_to_completion, em.longest_wait) == (1, 1, 1, 2)
    assert em.share == 1


def test_the_longest_wait_of_a_cadre_lies_within_the_horizon() -> None:
    assert followed().cadres["giang"].longest_wait == 3
    assert followed().cadres["an"].longest_wait == 3


def test_ages_are_those_that_waiting_sums() -> None:
    problem = tiny({"initial_age_months": 5})
    rotation = followed()
    assert rotation.ages["commune", "h1"] == (0, 1, 0)
    assert rotation.ages["commune", "h2"] == (6, 0, 1)
    assert sum(map(sum, rotation.ages.values())) == Waiting().value(problem, roster(), frozenset())
    assert rotation.tiers["commune"].longest_wait == 8


def test_a_locality_has_come_round_when_every_tier_has_been_there() -> None:
    locality = followed().localities["h3"]
    assert (locality.size, locality.reached) == (2, 1)  # the province has not come
    assert locality.months_to_completion is None


def test_strangers_and_other_months_are_not_counted() -> None:
    problem = tiny({"initial_age_months": 5})
    strange = [Visit("nobody", "w1", day("07-05")), Visit("an", "b?", day("07-05")),
               Visit("an", "w1", day("2016-07-05"))]  # fmt: skip
    rotation, expected = rotation_of(problem, Roster.of([*roster(), *strange])), followed()
    assert (rotation.summary(), rotation.ages) == (expected.summary(), expected.ages)


def test_the_summary_adds_up() -> None:
    rotation = followed()
    facts = rotation.summary()
    assert facts["cadres"].keys() == rotation.cadres.keys()
    for tier, own in facts["tiers"].items():
        assert sum(own["ages"].values()) == own["localities"] == rotation.tiers[tier].size
        assert own["share"] == pytest.approx(own["reached"] / own["localities"], abs=1e-4)


def test_shades_and_bins_cover_the_scale() -> None:
    assert [shade(age, 8, 4) for age in (0, 1.9, 2, 7.9, 8)] == [0, 0, 1, 3, 3]
    assert ages_in_bins({0: 2, 3: 1, 4: 5, 30: 7}, (0, 3, 12)) == [2, 1, 5, 7]
    assert list(text_heatmap([HeatRow("a", "An", (0.0, 8.0))], 8)) == ["An |  ██|   8.0"]


class _Page(HTMLParser):
    """Opens and closes the tags, and gathers what is fetched from elsewhere."""

    VOID = frozenset({"meta", "link", "img", "br", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_fetches_nothing(language: Language) -> None:
    trace = [TraceRow(0.1, 1, "missed", 3, 0), TraceRow(0.5, 1, "missed", 1, 1)]
    text = rotation_page(followed(), roster(), trace, language)
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert text.count('class="trace"') == 1
    assert f'lang="{language}"' in text


def test_the_heatmap_has_a_cell_for_each_area_and_month() -> None:
    problem = tiny({"initial_age_months": 5})
    rotation = followed()
    cells = sum(
        (1 + len(rows)) * len(problem.horizon)
        for tier in problem.tiers
        for _, rows in by_area(problem, rotation, tier)
    )
    assert len(re.findall(r"M\d+ \d+h14", rotation_page(rotation, roster(), [], "en"))) == cells


def test_names_are_escaped() -> None:
    problem = tiny({"initial_age_months": 5})
    renamed = changed_row(problem.cadres["an"], {"name": "<script>an"})
    problem = edited(problem, [renamed])
    text = rotation_page(rotation_of(problem, roster()), roster(), [], "en")
    assert "<script>an" not in text
    assert "&lt;script&gt;an" in text
