"""Where a roster edited by hand says other names than those that belong to its ids (SPEC §4).

The ids alone count. Somebody who types another name beside an old id means somebody else, so every
name, area and level that does not belong to the id beside it is told, with its row and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.names import bearers_of, fold
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.results.roster import RosterColumn, VisitRow, roster_columns
from scheduler.results.roster_file import RosterFile

RULE = "names"
"""How an audit calls this, beside the rules of SPEC §4."""


@dataclass(frozen=True)
class Misnomer:
    """A cell of a roster that does not belong to an id, or to a meeting, of its row."""

    row: int
    """The visit, counted from 0."""
    visit: Visit
    column: RosterColumn
    heading: str
    """What the column is called in the file."""
    place: str
    value: str
    expected: Mapping[Language, str]
    """What belongs there, as the program writes it in each language."""
    bearer: str = ""
    """The one id that the value belongs to, if there is one."""

    @property
    def is_derived(self) -> bool:
        """Whether the cell follows from branch and date, and is the name of nobody and of no place:
        left as it was, it misleads nobody for long.
        """
        return self.column.follows in ("meeting", "date")

    @property
    def of(self) -> str:
        """The id that the expected value belongs to; "" for a cell that follows from the date."""
        match self.column.follows:
            case "cadre":
                return self.visit.cadre
            case "branch":
                return self.visit.branch
        return ""

    def message(self, language: Language) -> str:
        """In words, without the place."""
        kind = "derived" if self.is_derived else "bearer" if self.bearer else "stranger"
        return say(
            f"violations.{RULE}_{kind}", language, heading=self.heading, value=quoted(self.value),
            expected=quoted(self.expected[language]), id=self.of, bearer=self.bearer,
        )  # fmt: skip

    def notice(self, language: Language, others: int = 0) -> Fault:
        """The same as a notice; ``others`` is how many more cells there are like this one."""
        context = {"first": self.message(language), "count": others + 1}
        return Fault(
            "notices.misnomers" if others else "notices.misnomer", context=context, place=self.place
        )


def find_misnomers(problem: Problem, file: RosterFile) -> Iterator[Misnomer]:
    """Every cell that does not belong to the ids of its row, row by row; each column says itself
    what may stand in it (:class:`~scheduler.results.roster.RosterColumn`).

    Case, spaces, the form of the letters and the language of weekdays and sessions make no
    difference; an empty cell says nothing; of an id that nobody bears an audit tells anyway.
    """
    columns = roster_columns(problem.settings.levels, problem.settings.level_names)
    bearers = {
        "cadre": bearers_of((row.id, row.name) for row in problem.cadres.values()),
        "branch": bearers_of((row.id, row.name) for row in problem.branches.values()),
    }
    for row, (visit, said) in enumerate(zip(file.roster, file.said, strict=True)):
        rows = [VisitRow(problem, visit, (), language) for language in LANGUAGES]
        for column in columns:
            value = said.get(column.name, "")
            if not value.strip() or not column.is_certain(rows[0]):
                continue
            expected = {row.language: column.cell(row) for row in rows}
            right = {*expected.values(), *column.alike(rows[0])} - {""}
            if not right or value in right or (key := _key(value)) in map(_key, right):
                continue
            ids = bearers[column.follows].get(key, []) if column.is_name else []
            yield Misnomer(
                row, visit, column, file.places.heading(column.name),
                file.places.place(file.lines[row], column.name), value, expected,
                ids[0] if len(ids) == 1 else "",
            )  # fmt: skip


def _key(text: str) -> str:
    """What is compared: also without the apostrophe that keeps a cell from being a formula."""
    return fold(text.removeprefix("'"))
