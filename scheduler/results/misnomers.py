"""Where a roster edited by hand says other names than those that belong to its ids (SPEC §4).

The ids alone count. Somebody who types another name beside an old id means somebody else, so every
name, area and level that does not belong to the id beside it is told, with its row and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.faults import Fault, quoted
from scheduler.domain.names import bearers_of, fold
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.results.roster import spoken, weekday
from scheduler.results.roster_file import RosterFile

RULE = "names"
"""How an audit calls this, beside the rules of SPEC §4."""
DERIVED = ("month", "weekday", "time", "minutes")
"""Columns that follow from branch and date: left as they were, they mislead nobody for long."""


@dataclass(frozen=True)
class Misnomer:
    """A cell of a roster that does not belong to an id, or to a meeting, of its row."""

    row: int
    """The visit, counted from 0."""
    visit: Visit
    column: str
    heading: str
    """What the column is called in the file."""
    place: str
    value: str
    expected: str
    of: str
    """The id that the expected value belongs to; "" for a column derived from the meeting."""
    bearer: str = ""
    """The one id that the value belongs to, if there is one."""

    @property
    def is_derived(self) -> bool:
        """Whether the cell is only out of date, not the name of somebody or of a place."""
        return self.column in DERIVED

    def message(self, language: Language) -> str:
        """In words, without the place."""
        kind = "derived" if self.is_derived else "bearer" if self.bearer else "stranger"
        return say(
            f"violations.{RULE}_{kind}", language, heading=self.heading, value=quoted(self.value),
            expected=quoted(self._expected_in(language)), id=self.of, bearer=self.bearer,
        )  # fmt: skip

    def notice(self, language: Language, others: int = 0) -> Fault:
        """The same as a notice; ``others`` is how many more cells there are like this one."""
        context = {"first": self.message(language), "count": others + 1}
        return Fault(
            "notices.misnomers" if others else "notices.misnomer", context=context, place=self.place
        )

    def _expected_in(self, language: Language) -> str:
        match self.column:
            case "weekday":
                return weekday(self.visit.date, language)
            case "time":
                return spoken(self.expected, language)
        return self.expected


def find_misnomers(problem: Problem, file: RosterFile) -> Iterator[Misnomer]:
    """Every cell that does not belong to the ids of its row, row by row.

    Case, spaces, the form of the letters and the language of weekdays and sessions make no
    difference; an empty cell says nothing; of an id that nobody bears an audit tells anyway.
    """
    bearers = {
        "cadre_name": bearers_of((row.id, row.name) for row in problem.cadres.values()),
        "branch_name": bearers_of((row.id, row.name) for row in problem.branches.values()),
    }
    for row, (visit, said) in enumerate(zip(file.roster, file.said, strict=True)):
        for column, value in said.items():
            allowed = list(_allowed(problem, visit, column))
            if not value.strip() or not allowed or value in allowed:
                continue
            if (key := _key(value)) in map(_key, allowed):
                continue
            of = "" if column in DERIVED else _id_of(problem, visit, column)
            line, ids = file.lines[row], bearers.get(column, {}).get(key, [])
            yield Misnomer(
                row, visit, column, file.places.heading(column), file.places.place(line, column),
                value, allowed[0], of, ids[0] if len(ids) == 1 else "",
            )  # fmt: skip


def _key(text: str) -> str:
    """What is compared: also without the apostrophe that keeps a cell from being a formula."""
    return fold(text.removeprefix("'"))


def _allowed(problem: Problem, visit: Visit, column: str) -> Iterator[str]:
    """What may stand in the column beside the visit, first as the program writes it."""
    cadre, branch = problem.cadres.get(visit.cadre), problem.branches.get(visit.branch)
    if cadre is not None:
        yield from _of_cadre(problem, visit.cadre, column)
    if branch is not None:
        yield from _of_branch(problem, visit.branch, column)
    match column:
        case "month":
            yield str(visit.month)
            yield visit.month.first_day.isoformat()  # what spreadsheets make of it
        case "weekday":
            yield from (weekday(visit.date, language) for language in LANGUAGES)
        case "time" | "minutes":
            if meeting := problem.meetings.get((visit.branch, visit.date)):
                yield from _of_meeting(meeting, column)


def _of_cadre(problem: Problem, cadre: str, column: str) -> Iterator[str]:
    row = problem.cadres[cadre]
    match column:
        case "cadre_name":
            yield row.name
        case "tier":
            yield row.tier
        case "organization":
            yield from _organization(problem, row.organization)


def _of_branch(problem: Problem, branch: str, column: str) -> Iterator[str]:
    row, territory = problem.branches[branch], problem.territory
    match column:
        case "branch_name":
            yield row.name
        case "branch_organization":
            yield from _organization(problem, row.organization)
        case "area":
            yield row.area
            yield territory[row.area].name
        case level if level in problem.settings.levels:
            if area := territory.ancestor_at(row.area, level):
                yield territory[area].name
                yield area


def _organization(problem: Problem, organization: str) -> Iterator[str]:
    yield organization
    if row := problem.organizations.get(organization):
        yield row.name


def _of_meeting(meeting: Meeting, column: str) -> Iterator[str]:
    if column == "time" and meeting.time:
        yield meeting.time
        yield from (spoken(meeting.time, language) for language in LANGUAGES)
    elif column == "minutes" and meeting.minutes:
        yield str(meeting.minutes)


def _id_of(problem: Problem, visit: Visit, column: str) -> str:
    of_cadre = column in ("cadre_name", "tier", "organization")
    return visit.cadre if of_cadre and visit.cadre in problem.cadres else visit.branch
