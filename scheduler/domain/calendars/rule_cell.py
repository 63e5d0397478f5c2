"""What stands in the cell of a calendar rule: an RRULE, one copied with its event, or a phrase.

:mod:`scheduler.domain.calendars.recurrence` reads RRULEs and short forms,
:mod:`scheduler.domain.calendars.copied_rule` takes apart what is copied from a calendar program,
and :mod:`scheduler.domain.calendars.phrases` reads what people say.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache

from scheduler.domain.calendars.copied_rule import is_event, take_apart
from scheduler.domain.calendars.occurrences import RecurrenceRule
from scheduler.domain.calendars.phrases import Understood, read_phrase
from scheduler.domain.calendars.recurrence import is_short, read_rrule
from scheduler.domain.dates import in_plain_signs


@lru_cache(maxsize=16_384)
def parse_rule(text: str, zone: dt.tzinfo = dt.UTC) -> RecurrenceRule:
    """What the cell of a rule means where the branch is: moments in it are days of that zone.

    Raises a cell error: those of :func:`scheduler.domain.calendars.recurrence.read_rrule`, of
    :func:`scheduler.domain.calendars.copied_rule.take_apart` and of
    :func:`scheduler.domain.calendars.phrases.read_phrase`.
    """
    if phrase := phrase_in(text):
        return read_rrule(phrase.rule, zone)
    copied = take_apart(text, zone)
    rule = read_rrule(copied.rule, zone, copied.time)
    return replace(rule, start=copied.start, has_length=copied.has_length)


def phrase_in(text: str) -> Understood | None:
    """What the cell says as a phrase; None where it is none. Raises as :func:`read_phrase`."""
    pieces = re.split("[,;]", "".join(text.split()).upper())
    if "=" in text or is_event(text) or in_plain_signs(text) or all(map(is_short, pieces)):
        return None
    return read_phrase(text)


def time_said(text: str) -> str:
    """The time that a phrase in the cell tells, HH:MM or a session; "" where there is none, or no
    sound phrase.
    """
    try:
        phrase = phrase_in(text)
    except ValueError:
        return ""
    return phrase.time if phrase else ""
