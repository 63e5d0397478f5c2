"""The columns of `roster.csv` and of the handoffs (SPEC §6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.cells import SESSIONS
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre
from scheduler.domain.roster import Roster, Visit
from scheduler.language import Language, say
from scheduler.ledger.records import PlannedVisit
from scheduler.results.columns import ResultColumn, ResultTable, words_of

VISIT = ("date", "branch", "cadre")
"""Columns that together name a visit, in the order in which rosters are sorted."""


@dataclass(frozen=True)
class VisitRow:
    """A visit, with what its row in a roster is made from."""

    problem: Problem
    visit: Visit
    others: tuple[str, ...]
    """Ids of the others at that meeting."""
    language: Language
    planned: PlannedVisit | None = None
    """The visit as it was published, if it was."""

    @property
    def cadre(self) -> Cadre:
        """Who goes."""
        return self.problem.cadres[self.visit.cadre]

    @property
    def branch(self) -> Branch:
        """Which branch meets."""
        return self.problem.branches[self.visit.branch]

    @property
    def meeting(self) -> Meeting:
        """The meeting that is visited."""
        return self.problem.meeting(self.visit.branch, self.visit.date)

    @property
    def company(self) -> str:
        """Names of the others at that meeting."""
        return ", ".join(self.problem.cadres[cadre].name for cadre in self.others)

    @property
    def is_pinned(self) -> bool:
        """Whether a pin requires the visit."""
        pins = self.problem.requiring_pins.get((self.visit.cadre, self.visit.branch), ())
        return any(pin.covers(self.visit.date) for pin in pins)

    @property
    def km(self) -> str:
        """Length of the round trip; "" where it is not known, or nothing."""
        units = self.problem.travel(self.visit.cadre, self.visit.branch)
        return f"{units / 10:.1f}" if units else ""

    def area_at(self, level: str) -> str:
        """Name of the area of that level in which the branch lies, or ""."""
        area = self.problem.territory.ancestor_at(self.branch.area, level)
        return self.problem.territory[area].name if area else ""


def visit_rows(
    problem: Problem,
    roster: Roster,
    language: Language,
    published: Mapping[Visit, PlannedVisit] | None = None,
) -> Iterator[VisitRow]:
    """A row a visit, in the roster's order; ``published`` are those that went out."""
    together: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for visit in roster:
        together[visit.branch, visit.date].append(visit.cadre)
    for visit in roster:
        present = together[visit.branch, visit.date]
        others = tuple(cadre for cadre in present if cadre != visit.cadre)
        planned = published.get(visit) if published else None
        yield VisitRow(problem, visit, others, language, planned)


def roster_table(levels: Iterable[str], published: bool = False) -> ResultTable[VisitRow]:
    """`roster.csv`: the columns of the levels stand between the branch and the rest. One that is
    published says at the end under which ids.
    """
    # In a handoff the two upper levels are the same on every row.
    own = (_level_column(level, aside=place < 2) for place, level in enumerate(levels))
    ids = _IDS if published else ()
    return ResultTable("roster", (*_BEFORE_LEVELS, *own, *_AFTER_LEVELS, *ids), VISIT)


def handoff_table(levels: Iterable[str], published: bool = False) -> ResultTable[VisitRow]:
    """A handoff: the columns of the roster, and those that the office fills in. One that is
    published has room for a note, and says under which ids its visits went out.
    """
    more = (*_NOTE, *_IDS) if published else ()
    return ResultTable("handoff", (*roster_table(levels).columns, *_ANSWERS, *more), VISIT)


def weekday(date: dt.date, language: Language) -> str:
    """The day of the week in the words of the language."""
    return words_of("weekdays", language)[date.weekday()]


def spoken(time: str, language: Language) -> str:
    """The time of a meeting, a session in the words of the language."""
    return say(f"results.{time}", language) if time in SESSIONS else time


def _level_column(level: str, aside: bool) -> ResultColumn[VisitRow]:
    return _Column("roster", level, lambda row: row.area_at(level), of_level=True, aside=aside)


def _yes_if(true: bool, language: Language) -> str:
    return say("results.yes", language) if true else ""


def _nothing(_: VisitRow) -> str:
    return ""


_Column = ResultColumn[VisitRow]

_BEFORE_LEVELS = (
    _Column("roster", "month", lambda row: str(row.visit.month), "yearmonth",
            filled=True, aside=True),
    _Column("roster", "date", lambda row: row.visit.date.isoformat(), "date", filled=True),
    _Column("roster", "weekday", lambda row: weekday(row.visit.date, row.language),
            filled=True, words="weekdays"),
    _Column("roster", "time", lambda row: spoken(row.meeting.time, row.language), is_time=True),
    _Column("roster", "minutes", lambda row: str(row.meeting.minutes or ""), "integer",
            least=1, aside=True),
    _Column("roster", "cadre", lambda row: row.cadre.id, filled=True),
    _Column("roster", "cadre_name", lambda row: row.cadre.name, filled=True),
    _Column("roster", "tier", lambda row: row.cadre.tier, filled=True, aside=True),
    _Column("roster", "organization", lambda row: row.cadre.organization, filled=True, aside=True),
    _Column("roster", "branch", lambda row: row.branch.id, filled=True, aside=True),
    _Column("roster", "branch_name", lambda row: row.branch.name, filled=True),
    _Column("roster", "branch_organization", lambda row: row.branch.organization,
            filled=True, aside=True),
    _Column("roster", "area", lambda row: row.branch.area, filled=True, aside=True),
)  # fmt: skip
_AFTER_LEVELS = (
    _Column("roster", "with", lambda row: ";".join(row.others)),
    _Column("roster", "pinned", lambda row: _yes_if(row.is_pinned, row.language),
            words="yes", aside=True),
    _Column("roster", "km", lambda row: row.km, "number", least=0, aside=True),
)  # fmt: skip

_ANSWERS = (
    _Column("handoff", "status", _nothing, words="statuses"),
    _Column("handoff", "actual_cadre", _nothing),
    _Column("handoff", "actual_date", _nothing, "date"),
    _Column("handoff", "attendance", _nothing, "integer", least=0),
    _Column("handoff", "members", _nothing, "integer", least=0),
    _Column("handoff", "opinions", _nothing),
    _Column("handoff", "proposals", _nothing),
)
_NOTE = (_Column("handoff", "note", _nothing),)
_IDS = (
    _Column("handoff", "publication", lambda row: row.planned.publication if row.planned else "",
            filled=True, aside=True),
    _Column("handoff", "visit", lambda row: row.planned.id if row.planned else "",
            filled=True, aside=True),
)  # fmt: skip

TO_FILL_IN = tuple(column.name for column in (*_ANSWERS, *_NOTE))
"""Names of the columns of a handoff that the office fills in."""
