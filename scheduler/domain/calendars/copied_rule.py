"""Calendar rules as Google Calendar, Outlook and their like write them, taken to pieces.

Whoever copies a rule from such a program gets lines of an event::

    DTSTART;TZID=Asia/Ho_Chi_Minh:20260302T190000
    RRULE:FREQ=MONTHLY;BYDAY=1MO

Also UNTIL, which these programs write as a moment in UTC, is read here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scheduler.domain.calendars.zones import zone_named
from scheduler.domain.cells import fail
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR

_LINES_READ = ("DTSTART", "DTEND", "DURATION", "RRULE")
_WHEN = re.compile(
    r"(DTSTART|DTEND|DURATION|RRULE|EXRULE|EXDATE|RDATE|RECURRENCE-ID)[;:]", re.IGNORECASE
)
"""How a line of an event begins that says when it takes place."""
_BARE_RULE = re.compile(r"(FREQ|RSCALE)=", re.IGNORECASE)
_ANY_LINE = re.compile(r"([A-Z][A-Z-]+)(?:;[^:=]+=[^:]*)?:", re.IGNORECASE)
_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class CopiedRule:
    """The lines of a copied rule: the RRULE in capitals without spaces, and what stands by it."""

    rule: str
    start: dt.date | None = None
    """The date of DTSTART."""
    time: dt.time | None = None
    """The time of DTSTART."""
    has_length: bool = False
    """Whether DTEND or DURATION tell how long it lasts."""


def take_apart(text: str, zone: dt.tzinfo) -> CopiedRule:
    """The rule in a cell, DTSTART as date and time in the zone.

    Raises a cell error: ``rule`` (an empty cell), ``rule_line``, ``rule_repeated``,
    ``rule_missing``, ``rule_dtstart``, ``rule_dtstart_zone``, ``rule_dtstart_day``.
    """
    lines: dict[str, str] = {}
    for line in _lines(text):
        match = _ANY_LINE.match(line)
        name = match[1].upper() if match else "RRULE"
        if name not in _LINES_READ:
            raise fail("rule_line", part=name)
        if name in lines:
            raise fail("rule_repeated", part=name)
        lines[name] = line
    if "RRULE" not in lines:
        raise fail("rule_missing", part="RRULE") if lines else fail("rule")
    rule = "".join(lines["RRULE"].split()).upper().removeprefix("RRULE:")
    has_length = "DTEND" in lines or "DURATION" in lines
    if "DTSTART" not in lines:
        return CopiedRule(rule, has_length=has_length)
    return CopiedRule(rule, *_start(lines["DTSTART"], zone), has_length)


def is_event(text: str) -> bool:
    """Whether any line of the text is that of an event, whatever line that is."""
    return any(_begins(line) for line in text.strip().splitlines())


def _lines(text: str) -> list[str]:
    """The lines of an event, put together again where they were folded or broken elsewhere."""
    lines: list[str] = []
    for piece in text.strip().splitlines():
        if lines and not _begins(piece):
            lines[-1] += piece[1:] if piece[:1].isspace() else piece
            continue
        first, *words = piece.split() or [""]
        lines.append(first)
        for word in words:  # where the line break was lost, a space is left of it
            if _WHEN.match(word):
                lines.append(word)
            else:
                lines[-1] += f" {word}"
    return [line for line in lines if line]


def _begins(piece: str) -> bool:
    own = _ANY_LINE.match(piece) or _WHEN.match(piece.lstrip()) or _BARE_RULE.match(piece)
    return bool(own)


def _start(line: str, zone: dt.tzinfo) -> tuple[dt.date, dt.time | None]:
    head, _, value = line.rpartition(":")
    moment = read_moment("".join(value.split()).upper())
    if moment is None:
        raise fail("rule_dtstart")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise fail("year", first=FIRST_YEAR, last=LAST_YEAR)
    if not isinstance(moment, dt.datetime):
        return moment, None
    if named := re.search(r";TZID=([^;]+)", head, re.IGNORECASE):
        own = zone_named(named[1])
        if own is None:
            raise fail("rule_dtstart_zone", zone=named[1].strip())
        moment = moment.replace(tzinfo=own)
    local = moment.astimezone(zone) if moment.tzinfo else moment
    if local.date() != moment.date():  # the weekdays of the rule are those of the other zone
        raise fail("rule_dtstart_day", date=local.date())
    return local.date(), local.time()


def read_moment(text: str) -> dt.date | dt.datetime | None:
    """A date, a time without a zone or one in UTC as RFC 5545 writes it; None for anything else."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    numbers = [int(part) for part in match.groups()[:6] if part is not None]
    try:
        if len(numbers) == 3:
            return dt.date(*numbers)
        return dt.datetime(*numbers, tzinfo=dt.UTC if match[7] else None)  # type: ignore[arg-type, misc]
    except ValueError:
        return None


def last_day(until: str, zone: dt.tzinfo, time: dt.time | None) -> dt.date | None:
    """The last day on which a meeting at that time of the zone lies before the end of UNTIL.

    A date is that day. Of a moment it is the day that it falls on in the zone, or the one before
    when the meeting would be later than the moment. Where the time is not known only a moment at
    midnight ends the day before. None for what is neither date nor moment.
    """
    moment = read_moment(until)
    if moment is None or not isinstance(moment, dt.datetime):
        return moment
    if moment.year >= LAST_YEAR:  # programs write the end of time for "always"
        return dt.date(LAST_YEAR, 12, 31)
    if moment.year < FIRST_YEAR:
        return moment.date()
    local = moment.astimezone(zone) if moment.tzinfo else moment
    is_over = local.time() < time if time is not None else local.time() == dt.time()
    return local.date() - _DAY if is_over else local.date()
