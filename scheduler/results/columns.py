"""The columns of the CSVs that a solve writes (SPEC §6).

Writers, the reader of rosters, the data package and the data dictionary take them from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scheduler.language import Language, catalogue, say

FieldType = Literal["string", "date", "yearmonth", "integer", "number"]
"""Names of the Frictionless table schema; `yearmonth` is written YYYY-MM."""


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result, and what a sound cell of it holds."""

    name: str
    type: FieldType = "string"
    filled: bool = False
    """No cell of it is empty."""
    words: str = ""
    """Key of the words, in the files' language, of which one must stand in a filled cell."""
    least: int | None = None
    """Smallest number allowed."""
    of_level: bool = False
    """It carries the name of the area of a level, under the level's own name."""
    aside: bool = False
    """Workbooks fold it away, so that what a person reads fits on a page."""

    def heading(self, language: Language) -> str:
        """The column's heading; that of a level is said in the instance's own words."""
        if self.of_level:
            return self.name
        words = catalogue("headings")
        return (words.get(self.name) or words[f"handoff.{self.name}"])[language]

    def choices(self, language: Language) -> list[str]:
        """The words that may stand in a cell; none when any text may."""
        return say(f"results.{self.words}", language).split(";") if self.words else []


_BEFORE_LEVELS = (
    ResultColumn("month", "yearmonth", filled=True, aside=True),
    ResultColumn("date", "date", filled=True),
    ResultColumn("weekday", filled=True, words="weekdays"),
    ResultColumn("time"),
    ResultColumn("minutes", "integer", least=1, aside=True),
    ResultColumn("cadre", filled=True),
    ResultColumn("cadre_name", filled=True),
    ResultColumn("tier", filled=True, aside=True),
    ResultColumn("organization", filled=True, aside=True),
    ResultColumn("branch", filled=True, aside=True),
    ResultColumn("branch_name", filled=True),
    ResultColumn("branch_organization", filled=True, aside=True),
    ResultColumn("area", filled=True, aside=True),
)
_AFTER_LEVELS = (
    ResultColumn("with"),
    ResultColumn("pinned", words="yes", aside=True),
    ResultColumn("km", "number", least=0, aside=True),
)

RETURNED = (
    ResultColumn("status", words="statuses"),
    ResultColumn("actual_cadre"),
    ResultColumn("actual_date", "date"),
    ResultColumn("attendance", "integer", least=0),
    ResultColumn("members", "integer", least=0),
    ResultColumn("opinions"),
    ResultColumn("proposals"),
)
"""What the office fills in, in a handoff."""

MISSED = (
    ResultColumn("cadre", filled=True),
    ResultColumn("cadre_name", filled=True),
    ResultColumn("tier", filled=True),
    ResultColumn("month", "yearmonth", filled=True),
    ResultColumn("missed", "integer", filled=True, least=1),
    ResultColumn("reason", filled=True),
)

MISSED_KEY = ("cadre", "month")
"""Columns that together name a row of `missed.csv`."""

CHANGE = (
    ResultColumn("number", "integer", filled=True, least=1),
    ResultColumn("cadre", filled=True),
    ResultColumn("cadre_name"),
    ResultColumn("tier"),
    ResultColumn("month", "yearmonth", filled=True),
    ResultColumn("change", filled=True, words="change_kinds"),
    ResultColumn("date_before", "date"),
    ResultColumn("branch_before"),
    ResultColumn("branch_name_before"),
    ResultColumn("date_after", "date"),
    ResultColumn("branch_after"),
    ResultColumn("branch_name_after"),
    ResultColumn("reason", filled=True),
)
"""What a replanning changes (`changes.csv`)."""

CHANGE_KEY = ("number",)
"""Column that names a row of `changes.csv`."""

_SCENARIO = (
    ResultColumn("scenario", filled=True),
    ResultColumn("seed", "integer", filled=True),
)

EFFECT = (
    *_SCENARIO,
    ResultColumn("outcome", filled=True),
    ResultColumn("kpi", filled=True),
    ResultColumn("base_value", "number"),
    ResultColumn("base_bound", "number"),
    ResultColumn("value", "number"),
    ResultColumn("bound", "number"),
    ResultColumn("effect_low", "number"),
    ResultColumn("effect_high", "number"),
    ResultColumn("certainty", words="certainties"),
)
"""What each scenario does to each KPI (`comparison.csv`)."""

PERSON = (
    *_SCENARIO,
    ResultColumn("cadre", filled=True),
    ResultColumn("cadre_name"),
    ResultColumn("tier"),
    ResultColumn("person_status", words="person_statuses"),
    ResultColumn("base_due", "integer", filled=True, least=0),
    ResultColumn("due", "integer", filled=True, least=0),
    ResultColumn("base_visits", "integer", filled=True, least=0),
    ResultColumn("visits", "integer", filled=True, least=0),
    ResultColumn("lost"),
    ResultColumn("gained"),
)
"""What each scenario means for each person (`people.csv`)."""

PLACE = (
    *_SCENARIO,
    ResultColumn("tier", filled=True),
    ResultColumn("area", filled=True),
    ResultColumn("area_name", filled=True),
    ResultColumn("area_above"),
    ResultColumn("base_visits", "integer", filled=True, least=0),
    ResultColumn("visits", "integer", filled=True, least=0),
    ResultColumn("base_age_at_end", "integer", least=0),
    ResultColumn("age_at_end", "integer", least=0),
    ResultColumn("base_longest_wait", "integer", least=0),
    ResultColumn("longest_wait", "integer", least=0),
)
"""What each scenario means for each locality (`localities.csv`)."""

TRACE = (
    ResultColumn("seconds", "number", filled=True, least=0),
    ResultColumn("level", "integer", filled=True, least=1),
    ResultColumn("objectives", filled=True),
    ResultColumn("value", "integer", filled=True),
    ResultColumn("bound", "integer", filled=True),
)
"""How the value and the bound of each level came to be (`trace.csv`)."""

VISIT = ("date", "branch", "cadre")
"""Columns that together name a visit, in the order in which rosters are sorted."""


def roster_columns(levels: Iterable[str]) -> tuple[ResultColumn, ...]:
    """The columns of `roster.csv`: those of the levels stand between the branch and the rest."""
    # In a handoff the two upper levels are the same on every row.
    own = (ResultColumn(x, of_level=True, aside=place < 2) for place, x in enumerate(levels))
    return (*_BEFORE_LEVELS, *own, *_AFTER_LEVELS)


def headings(columns: Iterable[ResultColumn], language: Language) -> list[str]:
    """The headings of a file, all different: a level named like a column is marked as a level."""
    columns = list(columns)
    taken = {column.heading(language) for column in columns if not column.of_level}
    return [
        f"{text} (level)" if column.of_level and text in taken else text
        for column in columns
        for text in (column.heading(language),)
    ]
