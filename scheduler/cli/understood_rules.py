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
    from scheduler.domain.calendars.rule_words import weekday_said
    from scheduler.domain.faults import quoted

    dates = [
        say(
            "cli.rule_holiday" if date in found.without else "cli.rule_date", language,
            weekday=weekday_said(date, language), date=day(date, language),
        )
        for date in found.dates
    ]  # fmt: skip
    line = say(
        "cli.rule_understood", language, rule=quoted(found.written), words=_words(found, language),
        dates=", ".join(dates) or say("cli.rule_no_date", language), rows=found.rows,
        place=source.place("calendars", found.row, "rule"),
    )  # fmt: skip
    return "; ".join([line, *_notes(found, language)])


def _words(found: UnderstoodRule, language: Language) -> str:
    from scheduler.domain.calendars.meetings import told
    from scheduler.domain.calendars.rule_cell import time_said

    words = found.words.said(language)
    time = time_said(found.written)
    return say("cli.rule_at", language, words=words, time=told(time)) if time else words


def _notes(found: UnderstoodRule, language: Language) -> list[str]:
    """What the words leave open: of the rule itself, and of its row."""
    from scheduler.domain.calendars.rule_words import note_of

    row = found.record
    notes = [note_of(found.rule, language)]
    if row.shift != "none":
        notes.append(say(f"cli.rule_shift_{row.shift}", language))
    if row.from_ is not None:
        notes.append(say("cli.rule_from", language, date=row.from_))
    if row.until is not None:
        notes.append(say("cli.rule_until", language, date=row.until))
    return [note for note in notes if note]


def rules_as_json(
    source: Source, found: Findings, language: Language
) -> list[Mapping[str, object]]:
    """The same of every rule, with the dates as YYYY-MM-DD."""
    return [
        {
            "rule": rule.written,
            "place": source.place("calendars", rule.row, "rule"),
            "rows": rule.rows,
            "words": _words(rule, language),
            "notes": _notes(rule, language),
            "next": [date.isoformat() for date in rule.dates],
            "holidays": [date.isoformat() for date in sorted(rule.without)],
        }
        for rule in found.rules
    ]
