"""Calendar rules as they were understood, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scheduler.language import Language, day, say

if TYPE_CHECKING:
    from scheduler.domain.calendars.understood import UnderstoodRule
    from scheduler.service.check import Findings
    from scheduler.tables.read import Source


def rule_line(source: Source, found: UnderstoodRule, language: Language) -> str:
    """A rule as it is written, in words, with its next dates and in how many rows it stands."""
    from scheduler.domain.calendars.rule_words import note_of, weekday_said
    from scheduler.domain.faults import quoted

    dates = [
        say(
            "cli.rule_holiday" if date in found.without else "cli.rule_date", language,
            weekday=weekday_said(date, language), date=day(date, language),
        )
        for date in found.dates
    ]  # fmt: skip
    note = note_of(found.rule, language)
    return say(
        "cli.rule_understood", language, rule=quoted(found.written),
        words=found.words.said(language), dates=", ".join(dates) or say("cli.rule_no_date", language),
        note=f" ({note})" if note else "", place=source.place("calendars", found.row, "rule"),
        rows=found.rows,
    )  # fmt: skip


def rules_as_json(
    source: Source, found: Findings, language: Language
) -> list[Mapping[str, object]]:
    """The same of every rule, with the dates as YYYY-MM-DD."""
    from scheduler.domain.calendars.rule_words import note_of

    return [
        {
            "rule": rule.written,
            "place": source.place("calendars", rule.row, "rule"),
            "rows": rule.rows,
            "words": rule.words.said(language),
            "note": note_of(rule.rule, language),
            "next": [date.isoformat() for date in rule.dates],
            "holidays": [date.isoformat() for date in sorted(rule.without)],
        }
        for rule in found.rules
    ]
