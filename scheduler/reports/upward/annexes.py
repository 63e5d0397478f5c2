"""The lists behind the summary: who never went, which bodies sent nobody, where nobody was, of
whose visits nothing is told, what was said.

They are tables of text, for the page and the Word document; workbook and CSVs have every row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scheduler.language import Language, day, say
from scheduler.reports.lists import Column
from scheduler.reports.upward.bodies import Body
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.localities import Place
from scheduler.reports.upward.persons import Person
from scheduler.reports.upward.sentences import month_in_words, percent
from scheduler.reports.upward.summary_table import SUMMARY, count_name, shown_cells

LONGEST_WAITING = 25
"""Places of a tier that are listed."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Annex:
    """A list."""

    title: str
    meaning: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    screen_only: bool = False
    """Never to be printed."""


@dataclass(frozen=True)
class _Column(Generic[Row]):
    name: str
    """Key of its heading."""
    cell: Callable[[Row], object]
    is_number: bool = False
    is_whole: bool = False


def _annex(
    key: str,
    language: Language,
    columns: Sequence[_Column[Row]],
    rows: Iterable[Row],
    *,
    screen_only: bool = False,
    **values: object,
) -> Iterator[Annex]:
    """The list of those rows; none where there are none."""
    cells = [[str(column.cell(row)) for column in columns] for row in rows]
    if cells:
        headings = [Column(say(f"upward.{one.name}", language), one.is_number, one.is_whole)
                    for one in columns]  # fmt: skip
        meaning = say(f"upward.{key}_meaning", language, **values)
        yield Annex(say(f"upward.{key}", language), meaning, headings, cells, screen_only)


def annexes(figures: Figures, language: Language) -> Iterator[Annex]:
    """All lists that have rows, in the order in which a chief asks."""
    yield from _adjusted(figures, language)
    yield from _never_went(figures, language)
    yield from _nobody_assigned(figures, language)
    yield from _waiting(figures, language)
    yield from _idle(figures, language)
    yield from mere_form_by_body(figures, language)
    yield from _voices(figures, language)
    yield from _every_count(figures, language)
    yield from _everybody(figures, language)
    yield from _mere_form_by_person(figures, language)


def _day(date: dt.date | None, language: Language) -> str:
    return day(date, language) if date else "–"


def _organization(figures: Figures) -> Callable[[Person | Body], str]:
    rows = figures.period.problem.organizations
    return lambda one: rows[one.organization].name if one.organization in rows else one.organization


def _adjusted(figures: Figures, language: Language) -> Iterator[Annex]:
    """What changed since it was signed."""
    return _annex(
        "annex_adjusted", language,
        (
            _Column("kind_month", lambda one: month_in_words(one.month)),
            _Column("column_figure", lambda one: say(f"upward.figure_{one.figure}", language)),
            _Column("column_reported", lambda one: one.reported, is_number=True),
            _Column("column_now", lambda one: one.now, is_number=True),
            _Column("column_change", lambda one: f"{one.change:+}", is_number=True),
        ),
        figures.adjustments,
    )  # fmt: skip


def _never_went(figures: Figures, language: Language) -> Iterator[Annex]:
    """Those who owed visits and made none."""
    return _annex(
        "annex_never", language,
        _person_columns(figures),
        [one for one in figures.people if one.never_went],
    )  # fmt: skip


def _person_columns(figures: Figures) -> tuple[_Column[Person], ...]:
    return (
        _Column("cadre", lambda one: f"{one.name} ({one.cadre})"),
        _Column("kind_tier", lambda one: one.tier),
        _Column("kind_organization", _organization(figures)),
        _Column("column_due", lambda one: one.due, is_number=True),
        _Column("column_planned", lambda one: one.planned, is_number=True),
        _Column("column_not_held", lambda one: one.not_held, is_number=True),
        _Column("column_replaced", lambda one: one.substituted_by.total(), is_number=True),
    )


def _nobody_assigned(figures: Figures, language: Language) -> Iterator[Annex]:
    """Bodies whose cadres owed visits, and of whom nobody was sent."""
    return _annex(
        "annex_nobody", language,
        (
            *_body_columns(figures),
            _Column("column_due", lambda one: one.due, is_number=True),
        ),
        [one for one in figures.bodies if one.assigned_nobody],
    )  # fmt: skip


def _body_columns(figures: Figures) -> tuple[_Column[Body], ...]:
    return (
        _Column("kind_tier", lambda one: one.tier),
        _Column("kind_organization", _organization(figures)),
        _Column("kind_area", lambda one: one.name or one.area),
    )


def mere_form_by_body(figures: Figures, language: Language) -> Iterator[Annex]:
    """Bodies of whose visits nothing is told, those most often first."""
    silent = sorted(
        (one for one in figures.bodies if one.mere_form),
        key=lambda one: (-one.mere_form, -(one.mere_form_share or 0)),
    )
    return _annex(
        "annex_silent", language,
        (
            *_body_columns(figures),
            _Column("column_made", lambda one: one.made, is_number=True),
            _Column("column_silent", lambda one: one.mere_form, is_number=True),
            _Column("column_share", lambda one: percent(one.mere_form_share, language),
                    is_number=True),
        ),
        silent,
    )  # fmt: skip


def _mere_form_by_person(figures: Figures, language: Language) -> Iterator[Annex]:
    """Cadres of whose visits nothing is told, those most often first; on the screen alone."""
    silent = sorted((one for one in figures.people if one.mere_form),
                    key=lambda one: (-one.mere_form, one.cadre))  # fmt: skip
    return _annex(
        "silent_people", language,
        (
            _Column("cadre", lambda one: f"{one.name} ({one.cadre})"),
            _Column("column_made", lambda one: one.made, is_number=True),
            _Column("column_silent", lambda one: one.mere_form, is_number=True),
        ),
        silent, screen_only=True,
    )  # fmt: skip


def _everybody(figures: Figures, language: Language) -> Iterator[Annex]:
    """What became of each cadre's visits; on the screen, since it would fill twenty sheets."""
    return _annex(
        "annex_people", language,
        (
            *_person_columns(figures),
            _Column("column_made", lambda one: one.made, is_number=True),
            _Column("column_no_answer", lambda one: one.no_answer, is_number=True),
            _Column("column_without", lambda one: ", ".join(map(month_in_words, one.without))),
        ),
        figures.people, screen_only=True,
    )  # fmt: skip


def _waiting(figures: Figures, language: Language) -> Iterator[Annex]:
    """Of each tier the places where nobody ever was, then those that waited longest."""
    listed: list[Place] = []
    for tier in figures.circuits:
        own = [one for one in figures.places if one.tier == tier and one.longest_wait]
        own.sort(key=lambda one: one.last is not None)
        listed += own[:LONGEST_WAITING]
    never = sum(one.last is None for one in figures.places)
    return _annex(
        "annex_waiting", language,
        (
            _Column("kind_tier", lambda one: one.tier),
            _Column("column_locality", lambda one: f"{one.name} ({one.locality})"),
            _Column("column_last_visit", lambda one: _day(one.last, language), is_whole=True),
            _Column("column_longest_wait", lambda one: one.longest_wait, is_number=True),
        ),
        listed, never=never, all=len(figures.places), most=LONGEST_WAITING,
    )  # fmt: skip


def _idle(figures: Figures, language: Language) -> Iterator[Annex]:
    """Branches that did not meet, or announced no date."""
    return _annex(
        "annex_idle", language,
        (
            _Column("column_branch", lambda one: f"{one.name} ({one.branch})"),
            _Column("column_times", lambda one: one.not_held, is_number=True),
            _Column("column_without_date", lambda one: one.without_date, is_number=True),
        ),
        figures.branches,
    )  # fmt: skip


def _voices(figures: Figures, language: Language) -> Iterator[Annex]:
    """What was said, and what was answered."""
    return _annex(
        "annex_voices", language,
        (
            _Column("column_number", lambda one: one.number, is_number=True),
            _Column("column_date", lambda one: day(one.date, language), is_whole=True),
            _Column("kind_area", lambda one: one.area),
            _Column("column_branch", lambda one: one.branch),
            _Column("cadre", lambda one: one.cadre),
            _Column("column_opinions", lambda one: one.opinions),
            _Column("column_proposals", lambda one: one.proposals),
            _Column("column_answer", lambda one: one.answer or
                    (say("upward.unanswered", language) if one.proposals else "")),
        ),
        figures.voices,
    )  # fmt: skip


def _every_count(figures: Figures, language: Language) -> Iterator[Annex]:
    """The summary's columns for each month, organisation, and area of every level."""

    def part(name: str) -> Callable[[Sequence[str]], str]:
        return lambda cells: cells[1 + SUMMARY.index(name)]

    counts = [one for one in figures.counts if one.kind in ("month", "organization", "area")]
    return _annex(
        "annex_counts", language,
        (
            _Column("by", lambda cells: cells[0]),
            *(_Column(f"column_{name}", part(name), is_number=True) for name in SUMMARY),
        ),
        [(count_name(one, language), *shown_cells(one, language)) for one in counts],
    )  # fmt: skip
