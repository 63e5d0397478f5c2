"""The one table of a report's first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.months import Month
from scheduler.language import Language, say
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.sentences import month_in_words, percent
from scheduler.reports.upward.tallies import Count, Kind, name_of

SUMMARY = (
    "planned", "on_plan", "substituted", "missed", "not_held", "no_answer", "unplanned", "rate",
    "turnout",
)  # fmt: skip
"""The figures of a row, in the order of the columns."""
_MOST_ROWS = 30
"""Rows that fit on the page, headings of groups included."""


@dataclass(frozen=True)
class Group:
    """The rows of a division of the whole: their figures add up to the total's."""

    kind: Kind
    counts: Sequence[Count]

    def title(self, language: Language) -> str:
        """By what it divides."""
        return say(f"upward.kind_{self.kind}", language)


def titles(language: Language) -> list[str]:
    """The headings of its columns."""
    names = ("by", *(f"column_{name}" for name in SUMMARY))
    return [say(f"upward.{name}", language) for name in names]


def groups(figures: Figures) -> list[Group]:
    """By tier, and by organisation and area of the level below the top if they fit on the page; the
    total stands below them.
    """
    level = figures.period.problem.settings.levels[1]
    found: list[Group] = []
    rows = 1
    for kind in ("tier", "area", "organization"):
        own = [one for one in figures.counts
               if one.kind == kind and (kind != "area" or one.level == level)]  # fmt: skip
        if kind == "tier" or (own and rows + 1 + len(own) <= _MOST_ROWS):
            rows += 1 + len(own)
            found.append(Group(kind, own))
    return sorted(found, key=lambda group: ("tier", "organization", "area").index(group.kind))


def count_name(count: Count, language: Language) -> str:
    """What a count is called in a row."""
    if count.kind == "total":
        return say("upward.kind_total", language)
    if count.kind == "month":
        return month_in_words(Month.parse(count.id))
    return name_of(count, language)


def summary_cell(count: Count, column: str, language: Language) -> int | str:
    """What stands in the page's table."""
    if column in ("rate", "turnout"):
        return percent(getattr(count, column), language)
    value = count.fates[column] if column in count.fates else getattr(count, column, 0)
    return int(value)


def shown_cells(count: Count, language: Language) -> list[str]:
    """A row's figures as text."""
    return [str(summary_cell(count, one, language)) for one in SUMMARY]


def summary_text(figures: Figures, language: Language) -> list[list[str]]:
    """The table as text, headings first, each group under its own."""
    rows = [titles(language)]
    for group in groups(figures):
        rows.append([group.title(language), *("" for _ in SUMMARY)])
        rows += [_row(count, language, "  ") for count in group.counts]
    return [*rows, _row(figures.total, language)]


def _row(count: Count, language: Language, indent: str = "") -> list[str]:
    return [indent + count_name(count, language), *shown_cells(count, language)]
