"""The one table of a report's first page."""

from __future__ import annotations

from scheduler.language import Language, say
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.sentences import percent
from scheduler.reports.upward.tallies import Count, name_of

SUMMARY = (
    "planned", "on_plan", "substituted", "missed", "not_held", "no_answer", "unplanned", "rate",
    "turnout",
)  # fmt: skip
"""The figures of a row, in the order of the columns."""
_MOST_ROWS = 26
"""Rows that fit on the page."""


def titles(language: Language) -> list[str]:
    """The headings of its columns."""
    names = ("by", *(f"column_{name}" for name in SUMMARY))
    return [say(f"upward.{name}", language) for name in names]


def summary_counts(figures: Figures) -> list[Count]:
    """The counts that stand on the page: tiers, areas of the level below the top if they fit, and
    the total last.
    """
    level = figures.period.problem.settings.levels[1]
    tiers = [one for one in figures.counts if one.kind == "tier"]
    areas = [one for one in figures.counts if one.kind == "area" and one.level == level]
    fit = areas if len(tiers) + len(areas) < _MOST_ROWS else []
    return [*tiers, *fit, figures.total]


def summary_name(count: Count, language: Language) -> str:
    """What stands before a row of the page's table."""
    is_total = count.kind == "total"
    return say("upward.kind_total", language) if is_total else name_of(count, language)


def summary_cell(count: Count, column: str, language: Language) -> int | str:
    """What stands in the page's table."""
    if column in ("rate", "turnout"):
        return percent(getattr(count, column), language)
    value = count.fates[column] if column in count.fates else getattr(count, column, 0)
    return int(value)


def summary_rows(figures: Figures, language: Language) -> list[list[str]]:
    """The table as text, headings first."""
    rows = [titles(language)]
    for count in summary_counts(figures):
        name = summary_name(count, language)
        rows.append([name, *(str(summary_cell(count, one, language)) for one in SUMMARY)])
    return rows
