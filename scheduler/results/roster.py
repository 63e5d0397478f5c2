"""The columns of `roster.csv` and of the handoffs (SPEC §6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.cells import SESSIONS
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.vocabulary import level_spellings
from scheduler.language import Language, say
from scheduler.ledger.records import PlannedVisit
from scheduler.results.columns import ResultColumn, ResultTable, level_marks, marked, words_of

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
    def tier(self) -> str:
        """The cadre's tier, as it is called."""
        return self.problem.settings.level_said(self.cadre.tier, self.language)

    @property
    def tiers(self) -> list[str]:
        """All that the cadre's tier is called."""
        tier = self.cadre.tier
        return [self.problem.settings.level_said(tier, self.language), *level_spellings(tier)]

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
        """The area of that level in which the branch lies, or ""."""
        return self.problem.territory.ancestor_at(self.branch.area, level) or ""

    def name_at(self, level: str) -> str:
        """Name of that area, or ""."""
        area = self.area_at(level)
        return self.problem.territory[area].name if area else ""

    def name_of(self, organization: str) -> str:
        """Name of the organisation, or "" if there is no such."""
        row = self.problem.organizations.get(organization)
        return row.name if row else ""


Follows = Literal["cadre", "branch", "meeting", "date", ""]
"""From which of the ids of its row a cell follows: the cadre, the branch, both branch and date as
the meeting, the date alone; "" if it does not follow from them alone."""


def _nothing_else(_: VisitRow) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class RosterColumn(ResultColumn[VisitRow]):
    """A column of a roster, which also says what may stand in it beside the ids of its row.

    A roster edited by hand is checked by that (:mod:`scheduler.results.misnomers`).
    """

    follows: Follows
    alike: Callable[[VisitRow], Iterable[str]] = _nothing_else
    """What is as good as the text of the cell in any language; "" is nothing."""
    is_name: bool = False
    """It is the name of that cadre or branch."""

    def is_certain(self, row: VisitRow) -> bool:
        """Whether the ids of the row exist from which the cell follows."""
        problem, visit = row.problem, row.visit
        match self.follows:
            case "cadre":
                return visit.cadre in problem.cadres
            case "branch":
                return visit.branch in problem.branches
            case "meeting":
                return (visit.branch, visit.date) in problem.meetings
            case "date":
                return True
        return False


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


def roster_columns(levels: Sequence[str], names: Sequence[str] = ()) -> tuple[RosterColumn, ...]:
    """The columns of a roster: those of the levels stand between the branch and the rest.

    ``names`` are what the instance calls the levels, where it does.
    """
    return (*_BEFORE_LEVELS, *level_columns(levels, names).values(), *_AFTER_LEVELS)


def level_columns(levels: Sequence[str], names: Sequence[str] = ()) -> dict[str, RosterColumn]:
    """The column of each level; its name is unlike that of any other column."""
    return {
        # In a handoff the two upper levels are the same on every row.
        level: _level_column(level, name, marks, aside=place < 2)
        for place, (level, name, marks) in enumerate(
            zip(levels, names or [""] * len(levels), level_marks(levels, names), strict=True)
        )
    }


def roster_table(
    levels: Sequence[str], published: bool = False, names: Sequence[str] = ()
) -> ResultTable[VisitRow]:
    """`roster.csv`. One that is published says at the end under which ids."""
    ids = _IDS if published else ()
    return ResultTable("roster", (*roster_columns(levels, names), *ids), VISIT)


def handoff_table(
    levels: Sequence[str], published: bool = False, names: Sequence[str] = ()
) -> ResultTable[VisitRow]:
    """A handoff: the columns of the roster, and those that the office fills in. One that is
    published has room for a note, and says under which ids its visits went out.
    """
    more = (*_NOTE, *_IDS) if published else ()
    return ResultTable("handoff", (*roster_columns(levels, names), *_ANSWERS, *more), VISIT)


def weekday(date: dt.date, language: Language) -> str:
    """The day of the week in the words of the language."""
    return words_of("weekdays", language)[date.weekday()]


def spoken(time: str, language: Language) -> str:
    """The time of a meeting, a session in the words of the language."""
    return say(f"results.{time}", language) if time in SESSIONS else time


def _level_column(level: str, name: str, marks: int, aside: bool) -> RosterColumn:
    return RosterColumn(
        "roster", marked(level, marks, "en"), lambda row: row.name_at(level), level=level,
        level_name=name, marks=marks, aside=aside, follows="branch",
        alike=lambda row: [row.area_at(level)],
    )  # fmt: skip


def _yes_if(true: bool, language: Language) -> str:
    return say("results.yes", language) if true else ""


def _nothing(_: VisitRow) -> str:
    return ""


_Column = RosterColumn

_BEFORE_LEVELS = (
    _Column("roster", "month", lambda row: str(row.visit.month), "yearmonth",
            filled=True, aside=True, follows="date",
            # What spreadsheets make of it.
            alike=lambda row: [row.visit.month.first_day.isoformat()]),
    _Column("roster", "date", lambda row: row.visit.date.isoformat(), "date", filled=True,
            follows=""),
    _Column("roster", "weekday", lambda row: weekday(row.visit.date, row.language),
            filled=True, words="weekdays", follows="date"),
    _Column("roster", "time", lambda row: spoken(row.meeting.time, row.language), is_time=True,
            follows="meeting", alike=lambda row: [row.meeting.time]),
    _Column("roster", "minutes", lambda row: str(row.meeting.minutes or ""), "integer",
            least=1, aside=True, follows="meeting"),
    _Column("roster", "cadre", lambda row: row.cadre.id, filled=True, follows=""),
    _Column("roster", "cadre_name", lambda row: row.cadre.name, filled=True,
            follows="cadre", is_name=True),
    _Column("roster", "tier", lambda row: row.tier, filled=True, aside=True,
            follows="cadre", alike=lambda row: row.tiers),
    _Column("roster", "organization", lambda row: row.cadre.organization, filled=True, aside=True,
            follows="cadre", alike=lambda row: [row.name_of(row.cadre.organization)]),
    _Column("roster", "branch", lambda row: row.branch.id, filled=True, aside=True,
            follows=""),
    _Column("roster", "branch_name", lambda row: row.branch.name, filled=True,
            follows="branch", is_name=True),
    _Column("roster", "branch_organization", lambda row: row.branch.organization,
            filled=True, aside=True, follows="branch",
            alike=lambda row: [row.name_of(row.branch.organization)]),
    _Column("roster", "area", lambda row: row.branch.area, filled=True, aside=True,
            follows="branch",
            alike=lambda row: [row.problem.territory[row.branch.area].name]),
)  # fmt: skip
_AFTER_LEVELS = (
    _Column("roster", "with", lambda row: ";".join(row.others), follows=""),
    _Column("roster", "pinned", lambda row: _yes_if(row.is_pinned, row.language),
            words="yes", aside=True, follows=""),
    _Column("roster", "km", lambda row: row.km, "number", least=0, aside=True, follows=""),
)  # fmt: skip

_Returned = ResultColumn[VisitRow]

_ANSWERS = (
    _Returned("handoff", "status", _nothing, words="statuses"),
    _Returned("handoff", "actual_cadre", _nothing),
    _Returned("handoff", "actual_date", _nothing, "date"),
    _Returned("handoff", "attendance", _nothing, "integer", least=0),
    _Returned("handoff", "members", _nothing, "integer", least=0),
    _Returned("handoff", "opinions", _nothing),
    _Returned("handoff", "proposals", _nothing),
)
_NOTE = (_Returned("handoff", "note", _nothing),)
_IDS = (
    _Returned("handoff", "publication", lambda row: row.planned.publication if row.planned else "",
            filled=True, aside=True),
    _Returned("handoff", "visit", lambda row: row.planned.id if row.planned else "",
            filled=True, aside=True),
)  # fmt: skip

TO_FILL_IN = tuple(column.name for column in (*_ANSWERS, *_NOTE))
"""Names of the columns of a handoff that the office fills in."""
