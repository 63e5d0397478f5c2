"""All figures of a period, as records, as tables and as facts for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.answers.rotation import Circuit
from scheduler.domain.months import Month
from scheduler.language import Language, say
from scheduler.reports.upward.adjustments import Adjustment
from scheduler.reports.upward.bodies import Body, bodies
from scheduler.reports.upward.localities import (
    IdleBranch,
    Place,
    idle_branches,
    places,
    what_came_round,
)
from scheduler.reports.upward.period import Period
from scheduler.reports.upward.persons import Person, people
from scheduler.reports.upward.tallies import Count, counts, name_of
from scheduler.reports.upward.voices import Voice, voices
from scheduler.results.columns import ResultColumn, ResultTable


@dataclass(frozen=True)
class Figures:
    """Everything that is reported of a period."""

    period: Period
    counts: tuple[Count, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    circuits: Mapping[str, Circuit]
    branches: tuple[IdleBranch, ...]
    bodies: tuple[Body, ...]
    voices: tuple[Voice, ...]
    adjustments: tuple[Adjustment, ...] = ()
    """What changed in months before the period since they were signed."""

    @property
    def total(self) -> Count:
        """The count of the whole."""
        return self.counts[0]

    @property
    def unpublished(self) -> tuple[Month, ...]:
        """Months of the period of which nothing was published."""
        return self.period.unpublished


def figures_of(period: Period, adjustments: Iterable[Adjustment] = ()) -> Figures:
    """Count everything, and say beside it what changed before."""
    rotation = what_came_round(period)
    return Figures(
        period, tuple(counts(period)), tuple(people(period)), tuple(places(period, rotation)),
        dict(rotation.tiers), tuple(idle_branches(period)), tuple(bodies(period)),
        tuple(voices(period)), tuple(adjustments),
    )  # fmt: skip


def share(value: float | None) -> str:
    """A part of the whole with four digits; "" where there is no whole."""
    return "" if value is None else f"{value:.4f}"


@dataclass(frozen=True)
class CountRow:
    """A count, in a language."""

    count: Count
    level: str
    """What the level is called."""
    language: Language


@dataclass(frozen=True)
class AdjustmentRow:
    """An adjustment, in a language."""

    adjustment: Adjustment
    language: Language


def _figure(row: AdjustmentRow) -> str:
    return say(f"upward.figure_{row.adjustment.figure}", row.language)


def _kind(row: CountRow) -> str:
    return say(f"upward.kind_{row.count.kind}", row.language)


def _people(people: Counter[str]) -> str:
    return ";".join(f"{cadre} ({number})" if number > 1 else cadre
                    for cadre, number in sorted(people.items()))  # fmt: skip


def _number(table: str, name: str, cell: Any) -> ResultColumn[Any]:
    return ResultColumn(table, name, lambda row: str(cell(row)), "integer", filled=True, least=0)


def _text(table: str, name: str, cell: Any, *, filled: bool = False) -> ResultColumn[Any]:
    return ResultColumn(table, name, cell, filled=filled)


def _part(table: str, name: str, cell: Any) -> ResultColumn[Any]:
    return ResultColumn(table, name, lambda row: share(cell(row)), "number", least=0)


_FATES = ("attended", "substituted", "moved", "missed", "not_held", "no_answer")

REPORT_COUNTS = ResultTable[CountRow](
    "report_counts",
    (
        _text("report_counts", "kind", _kind, filled=True),
        _text("report_counts", "id", lambda row: row.count.id),
        _text("report_counts", "name", lambda row: name_of(row.count, row.language), filled=True),
        _text("report_counts", "level", lambda row: row.level),
        _number("report_counts", "planned", lambda row: row.count.planned),
        *(
            _number("report_counts", fate, lambda row, fate=fate: row.count.fates[fate])
            for fate in _FATES
        ),
        _number("report_counts", "made", lambda row: row.count.made),
        _number("report_counts", "on_plan", lambda row: row.count.on_plan),
        _number("report_counts", "unplanned", lambda row: row.count.unplanned),
        _part("report_counts", "rate", lambda row: row.count.rate),
        _number("report_counts", "attendance", lambda row: row.count.attendance),
        _number("report_counts", "members", lambda row: row.count.members),
        _number("report_counts", "stated", lambda row: row.count.stated),
        _part("report_counts", "turnout", lambda row: row.count.turnout),
    ),
    ("kind", "id", "level"),
)
REPORT_PEOPLE = ResultTable[Person](
    "report_people",
    (
        _text("report_people", "cadre", lambda row: row.cadre, filled=True),
        _text("report_people", "cadre_name", lambda row: row.name, filled=True),
        _text("report_people", "tier", lambda row: row.tier),
        _text("report_people", "organization", lambda row: row.organization),
        _number("report_people", "due", lambda row: row.due),
        _number("report_people", "planned", lambda row: row.planned),
        _number("report_people", "made", lambda row: row.made),
        _number("report_people", "not_held", lambda row: row.not_held),
        _number("report_people", "no_answer", lambda row: row.no_answer),
        _text("report_people", "substituted_by", lambda row: _people(row.substituted_by)),
        _text("report_people", "substituted_for", lambda row: _people(row.substituted_for)),
        _text("report_people", "without", lambda row: ";".join(map(str, row.without))),
    ),
    ("cadre",),
)
REPORT_PLACES = ResultTable[Place](
    "report_places",
    (
        _text("report_places", "tier", lambda row: row.tier, filled=True),
        _text("report_places", "locality", lambda row: row.locality, filled=True),
        _text("report_places", "name", lambda row: row.name, filled=True),
        ResultColumn("report_places", "last_visit",
                     lambda row: row.last.isoformat() if row.last else "", "date"),
        _number("report_places", "longest_wait", lambda row: row.longest_wait),
        _number("report_places", "visits", lambda row: row.visits),
    ),
    ("tier", "locality"),
)  # fmt: skip
REPORT_BRANCHES = ResultTable[IdleBranch](
    "report_branches",
    (
        _text("report_branches", "branch", lambda row: row.branch, filled=True),
        _text("report_branches", "branch_name", lambda row: row.name, filled=True),
        _number("report_branches", "not_held", lambda row: row.not_held),
        _number("report_branches", "without_date", lambda row: row.without_date),
    ),
    ("branch",),
)
REPORT_BODIES = ResultTable[Body](
    "report_bodies",
    (
        _text("report_bodies", "tier", lambda row: row.tier),
        _text("report_bodies", "organization", lambda row: row.organization),
        _text("report_bodies", "area", lambda row: row.area),
        _text("report_bodies", "name", lambda row: row.name),
        _number("report_bodies", "due", lambda row: row.due),
        _number("report_bodies", "planned", lambda row: row.planned),
        _number("report_bodies", "made", lambda row: row.made),
        _number("report_bodies", "mere_form", lambda row: row.mere_form),
        _part("report_bodies", "mere_form_share", lambda row: row.mere_form_share),
    ),
    ("tier", "organization", "area"),
)
REPORT_VOICES = ResultTable[Voice](
    "report_voices",
    (
        _number("report_voices", "number", lambda row: row.number),
        _text("report_voices", "visit", lambda row: row.visit),
        ResultColumn("report_voices", "date", lambda row: row.date.isoformat(), "date",
                     filled=True),
        _text("report_voices", "area_name", lambda row: row.area),
        _text("report_voices", "organization", lambda row: row.organization),
        _text("report_voices", "branch_name", lambda row: row.branch, filled=True),
        _text("report_voices", "cadre_name", lambda row: row.cadre, filled=True),
        _text("report_voices", "opinions", lambda row: row.opinions),
        _text("report_voices", "proposals", lambda row: row.proposals),
        _text("report_voices", "answer", lambda row: row.answer),
    ),
    ("number",),
)  # fmt: skip
REPORT_ADJUSTMENTS = ResultTable[AdjustmentRow](
    "report_adjustments",
    (
        ResultColumn("report_adjustments", "month", lambda row: str(row.adjustment.month),
                     "yearmonth", filled=True),
        _text("report_adjustments", "figure", _figure, filled=True),
        _number("report_adjustments", "reported", lambda row: row.adjustment.reported),
        _number("report_adjustments", "now", lambda row: row.adjustment.now),
        ResultColumn("report_adjustments", "change", lambda row: str(row.adjustment.change),
                     "integer", filled=True),
    ),
    ("month", "figure"),
)  # fmt: skip
REPORTS: tuple[ResultTable[Any], ...] = (
    REPORT_COUNTS, REPORT_PEOPLE, REPORT_PLACES, REPORT_BRANCHES, REPORT_BODIES, REPORT_VOICES,
    REPORT_ADJUSTMENTS,
)  # fmt: skip


def rows_of(figures: Figures, language: Language) -> Mapping[str, Iterable[Any]]:
    """The rows of each table, by its name."""
    said = figures.period.problem.settings.level_said
    return {
        "report_counts": [
            CountRow(count, said(count.level, language) if count.level else "", language)
            for count in figures.counts
        ],
        "report_people": figures.people,
        "report_places": figures.places,
        "report_branches": figures.branches,
        "report_bodies": figures.bodies,
        "report_voices": figures.voices,
        "report_adjustments": [AdjustmentRow(one, language) for one in figures.adjustments],
    }


def facts(figures: Figures) -> dict[str, Any]:
    """All figures for a program. Signs of mere form stand here by person too."""
    period = figures.period
    told: dict[str, Any] = {
        "instance": period.problem.settings.name,
        "from": str(period.months[0]),
        "until": str(period.months[-1]),
        "area": period.area,
        "unpublished": [str(month) for month in figures.unpublished],
        "publications": list(period.known.newest.values()),
    }
    counts = [CountRow(count, count.level, "en") for count in figures.counts]
    rows = {**rows_of(figures, "en"), "report_counts": counts}
    for table in REPORTS:
        name = table.name.removeprefix("report_")
        told[name] = [
            {column.name: _plain(column, column.cell(row)) for column in table.columns}
            for row in rows[table.name]
        ]
    for row, person in zip(told["people"], figures.people, strict=True):
        row["mere_form"] = person.mere_form
        row["never_went"] = person.never_went
    for row, body in zip(told["bodies"], figures.bodies, strict=True):
        row["assigned_nobody"] = body.assigned_nobody
    for row, one in zip(told["adjustments"], figures.adjustments, strict=True):
        row["figure"] = one.figure
    told["circuits"] = {
        tier: {
            "localities": circuit.size, "reached": circuit.reached,
            "share": round(circuit.share, 4), "longest_wait": circuit.longest_wait,
            "months_to_completion": circuit.months_to_completion,
        }
        for tier, circuit in figures.circuits.items()
    }  # fmt: skip
    return told


def _plain(column: ResultColumn[Any], text: str) -> object:
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text) if text else None
    return text
