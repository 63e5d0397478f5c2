"""What may stand in one cell of an input table: strict types that say what they expected.

Each type accepts the text of a CSV cell as well as the native value of a workbook or JSON file, and
refuses everything else with a :class:`pydantic_core.PydanticCustomError`, whose ``type`` is the key
of a sentence in ``scheduler/language/cells.toml`` ("expected …", in every language of the program).
Nothing is guessed: ``1,5``, ``+5``, ``1_000``, ``nan``, ``20250105`` and ``31/02/2025`` are all
refused. What is refused but most likely means something has it as ``nearest`` in its context.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Annotated, Any, TypeGuard, TypeVar

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from scheduler.domain import dates, times
from scheduler.domain.dates import Unclear
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR, Month
from scheduler.domain.names import fold
from scheduler.domain.vocabulary import Words, meant

MAX_TEXT = 200
"""Longest id or name, in characters."""
MAX_NOTE = 2000
"""Longest free text (reasons), in characters."""
MAX_RULE = 1000
"""Longest calendar rule, in characters: one copied from a calendar program has several lines."""
MAX_COUNT = 1_000_000
"""Largest whole number in any cell: keeps every sum of the model far below 2**31."""

MAX_MONTHLY = 31
"""Most visits that a cadre can owe in a month: one a day."""

PERIODS = (1, 2, 3, 4, 6, 12)
"""Lengths of the periods, in months, in which visits can be owed: a year falls into whole ones."""

MAX_SPAN = 1_200
"""Longest span of months a rule may speak of, a century: keeps ages within the model's integers."""

SESSIONS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening",
    "sáng": "morning", "chiều": "afternoon", "tối": "evening",
    "buổi sáng": "morning", "buổi chiều": "afternoon", "buổi tối": "evening",
}  # fmt: skip
"""Session words, English and Vietnamese, and the word they are stored as."""
SESSION_HOURS = {"morning": range(12), "afternoon": range(12, 18), "evening": range(17, 24)}
"""The hours that a session may begin in."""
_PLAIN_SESSIONS = {fold(words, plain=True): session for words, session in SESSIONS.items()}

_INTEGER = re.compile(r"-?[0-9]{1,12}")
_PART = re.compile(r"1\s*/\s*([0-9]{1,2})")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,350})?")
# Unicode's control characters and surrogates, but for the line feed and the tab.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Bidirectional overrides and isolates turn text round on screen; zero-width characters hide in ids.
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")


Found = TypeVar("Found")


def fail(kind: str, **context: Any) -> PydanticCustomError:
    """The error of that kind; its sentence stands in ``scheduler/language/cells.toml``."""
    return PydanticCustomError(kind, "{kind}", {"kind": kind, **context})


def clean(value: object, limit: int = MAX_TEXT) -> str:
    """Text in Unicode NFC with outer spaces (also no-break ones) removed.

    Raises the errors ``text``, ``control``, ``hidden`` or ``long``.
    """
    if not isinstance(value, str):
        raise fail("text")
    if not value.isascii():
        value = unicodedata.normalize("NFC", value).replace("\u00a0", " ")
    text = value.strip()
    if not text.isprintable():  # nearly all are, and that is faster to see
        if _CONTROL.search(text):
            raise fail("control")
        if _HIDDEN.search(text):
            raise fail("hidden")
    if len(text) > limit:
        raise fail("long", limit=limit)
    return text


def _line(value: object) -> str:
    text = clean(value)
    if "\n" in text or "\t" in text:
        raise fail("line")
    return text


def _required_line(value: object) -> str:
    text = _line(value)
    if not text:
        raise fail("empty")
    return text


def _identifier(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = _required_line(value)
    if ";" in text:
        raise fail("identifier")
    return text


def _note(value: object) -> str:
    return clean(value, MAX_NOTE)


def _rule(value: object) -> str:
    text = clean(value.replace("\r\n", "\n") if isinstance(value, str) else value, MAX_RULE)
    if not text:
        raise fail("empty")
    return text


def parse_day(value: object) -> dt.date:
    """A date from a native one or a text, such as ``YYYY-MM-DD`` or ``DD/MM/YYYY``.

    Error ``year``, or one of a ``day`` that is none or not certain.
    """
    day = _sure(_day(value))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise fail("year", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _day(value: object) -> dt.date | Unclear:
    if isinstance(value, str):
        return dates.day_of_text(value)
    if isinstance(value, dt.datetime):
        return dates.day_of_moment(value)
    if isinstance(value, dt.date):
        return value
    return dates.likely_day(value) if _is_number(value) else Unclear("day")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sure(found: Found | Unclear) -> Found:
    """What was found; raises the error of what is unclear."""
    if isinstance(found, Unclear):
        near = {"nearest": found.nearest} if found.nearest else {}
        raise fail(found.kind, **found.context, **near)
    return found


def _month(value: object) -> Month:
    if isinstance(value, Month):
        return value
    if isinstance(value, dt.date):  # a workbook turns 2015-07 into the first of the month
        return _sure(dates.month_of_day(value))
    if isinstance(value, str):
        return _sure(dates.month_of_text(value))
    return _sure(dates.likely_month(value) if _is_number(value) else Unclear("month"))


def _time(value: object) -> str:
    if isinstance(value, dt.datetime | dt.time):
        return _sure(times.clock(value.time() if isinstance(value, dt.datetime) else value))
    if isinstance(value, str):
        return session_of_text(value) or _sure(times.time_of_text(value))
    return _sure(times.likely_time(value) if _is_number(value) else Unclear("time"))


def session_of_text(text: str) -> str:
    """The session that a text names, with or without diacritics; "" for anything else."""
    words = dates.plain(text)
    return SESSIONS.get(words) or _PLAIN_SESSIONS.get(words, "")


def whole_number(value: object, low: int, high: int = MAX_COUNT) -> int:
    """A whole number from low to high, also as text or as a float without a fraction.

    Raises the error ``integer``.
    """
    number = value
    if isinstance(value, float) and value.is_integer():
        number = int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        number = int(value)
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise fail("integer", low=low, high=high, **_near(value, _INTEGER, low, high))
    return number


def _near(value: object, form: re.Pattern[str], low: float, high: float) -> dict[str, str]:
    """The number that a text most likely is: full-width, or with a decimal comma."""
    usual = dates.in_plain_signs(value) or value if isinstance(value, str) else ""
    usual = usual.strip().replace(",", ".")
    sound = usual != value and form.fullmatch(usual) and low <= float(usual) <= high
    return {"nearest": usual} if sound else {}


def _integer(low: int, high: int = MAX_COUNT) -> BeforeValidator:
    return BeforeValidator(lambda value: whole_number(value, low, high))


def _monthly(value: object) -> int:
    """Visits a month. A part of one has a column of its own: error ``monthly_part``."""
    try:
        return whole_number(value, 0, MAX_MONTHLY)
    except PydanticCustomError:
        every = _every_months(value)
        if every is None:
            raise
        raise fail("monthly_part", every=every, nearest="1") from None


def _every_months(value: object) -> int | None:
    """In how many months one visit is owed, where the value is such a part of a visit."""
    text = str(value).strip().replace(",", ".")
    if match := _PART.fullmatch(text):
        return int(match[1]) if int(match[1]) in PERIODS[1:] else None
    part = float(text) if _DECIMAL.fullmatch(text) else 0.0
    near = (every for every in PERIODS[1:] if abs(part - 1 / every) < 0.005)
    return next(near, None)


def _every(value: object) -> int:
    """So many months, of which whole numbers make a year; error ``one_of``."""
    try:
        number = whole_number(value, 1, max(PERIODS))
    except PydanticCustomError:
        number = 0
    if number not in PERIODS:
        raise fail("one_of", numbers=", ".join(map(str, PERIODS)))
    return number


def _decimal(low: float, high: float) -> BeforeValidator:
    def parse(value: object) -> float:
        if isinstance(value, str):
            text = value.strip()
            if not _DECIMAL.fullmatch(text):
                raise fail("decimal", low=low, high=high, **_near(text, _DECIMAL, low, high))
            value = float(text)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise fail("decimal", low=low, high=high)
        if not low <= value <= high:
            raise fail("decimal", low=low, high=high)
        return float(value) + 0.0  # never -0.0: equal values must be written alike

    return BeforeValidator(parse)


def split(value: object) -> tuple[str, ...]:
    """The parts of a ``;``-separated list, in order; an empty cell is the empty list.

    Raises the error ``repeated`` when a part stands there twice, ``identifier`` when a part given
    as such (in a JSON array) holds the separator itself.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # a workbook stores a single numeric id as a number
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise fail("list")
    items = tuple(text for part in parts if (text := _line(part)))
    if any(";" in item for item in items):
        raise fail("identifier")
    if len(set(items)) < len(items):
        raise fail("repeated")
    return items


def _required_split(value: object) -> tuple[str, ...]:
    items = split(value)
    if not items:
        raise fail("empty")
    return items


def choice(*words: str) -> BeforeValidator:
    """One of the given words, in any case and in any language; error ``choice``."""

    def parse(value: object) -> str:
        if not (word := meant("choices", _line(value).casefold(), words)):
            raise fail("choice", words=Words("choices", words))
        return word

    return BeforeValidator(parse)


def _join(items: tuple[str, ...]) -> str:
    return ";".join(items)


Id = Annotated[str, BeforeValidator(_identifier)]
Name = Annotated[str, BeforeValidator(_required_line)]
Line = Annotated[str, BeforeValidator(_line)]
Note = Annotated[str, BeforeValidator(_note)]
RuleText = Annotated[str, BeforeValidator(_rule)]
Day = Annotated[dt.date, BeforeValidator(parse_day)]
MonthCell = Annotated[Month, BeforeValidator(_month), PlainSerializer(str)]
Time = Annotated[str, BeforeValidator(_time)]
Ids = Annotated[tuple[str, ...], BeforeValidator(split), PlainSerializer(_join)]
RequiredIds = Annotated[tuple[str, ...], BeforeValidator(_required_split), PlainSerializer(_join)]
Natural = Annotated[int, _integer(0)]
Span = Annotated[int, _integer(0, MAX_SPAN)]
Monthly = Annotated[int, BeforeValidator(_monthly)]
Positive = Annotated[int, _integer(1)]
EveryMonths = Annotated[int, BeforeValidator(_every)]
Latitude = Annotated[float, _decimal(-90, 90)]
Longitude = Annotated[float, _decimal(-180, 180)]
Kilometres = Annotated[float, _decimal(0, 40_000)]


def written(value: object) -> str:
    """A value as one writes it in TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {written(own)}" for key, own in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
