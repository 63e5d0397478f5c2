"""Calendar rules as people say them: "thứ Bảy đầu tháng", "rằm", "the last Friday of the month".

A phrase becomes the RRULE that it means, and the time if it tells one. Wrong is worse than asked:
what can mean several things, or what there is a word in that is not known, is refused, with the
rules that it may mean.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scheduler.domain.calendars.phrase_days import Chosen, Days, Kind, days_named, is_one_kind
from scheduler.domain.calendars.phrase_doubts import candidates_of
from scheduler.domain.calendars.phrase_scope import QUARTERS, TWICE, Scope, scope_of
from scheduler.domain.calendars.phrase_words import mended, signs_of
from scheduler.domain.calendars.recurrence import read_rrule
from scheduler.domain.calendars.rule_parts import DAY_NAMES, RuleParts
from scheduler.domain.calendars.rule_words import RulesToChoose, RuleWords
from scheduler.domain.cells import SESSION_HOURS, fail
from scheduler.domain.dates import Unclear
from scheduler.domain.times import time_of_text, times_within

_PLAIN_BEFORE_LUNAR = re.compile(r"(?:[no]\d+|last|dau|fromend)\b.* and (?:day )?(?:g\d|ram)")
"""The 20th, and mùng 1 of the lunar calendar: is the 20th of it too?"""


@dataclass(frozen=True)
class Understood:
    """What a phrase means."""

    rule: str
    """An RRULE."""
    time: str = ""
    """HH:MM or a session, or "" where it tells none."""


@lru_cache(maxsize=16_384)
def read_phrase(text: str) -> Understood | None:
    """What a phrase means; None for a text of which no word is known.

    Raises a cell error: ``rule_words`` (some are not known), ``rule_unclear`` (several meanings),
    ``rule_rows`` (days of several kinds), ``rule_phrase`` (it names no days), ``rule_times``, or
    one of a time.
    """
    times, rest = times_within(text)
    signs, unknown = signs_of(rest)
    if unknown:
        if all(re.fullmatch(r"and|[no]\d+", sign) for sign in signs):
            return None
        near = mended(text, unknown)
        raise fail("rule_words", words=", ".join(unknown), nearest=near if _is_sound(near) else "")
    if all(sign == "and" for sign in signs):
        return None
    sessions = [sign[2:] for sign in signs if sign.startswith("s:")]
    kept = " ".join(sign for sign in signs if not sign.startswith("s:"))
    if kept in ("each month", "each week", "each quarter", "each year"):
        return None
    return Understood(_rule(scope_of(kept)), _time(times, sessions))


def _is_sound(text: str) -> bool:
    """Whether each word of the text is known, and they have one meaning."""
    try:
        is_known = not signs_of(times_within(text)[1])[1]
        return is_known and bool(text) and read_phrase(text) is not None
    except ValueError:
        return False


def _time(times: Sequence[str], sessions: Sequence[str]) -> str:
    if len(times) > 1 or len(sessions) > 1:
        raise fail("rule_times")
    session = next(iter(sessions), "")
    if not times:
        return session
    found = time_of_text(times[0])
    if isinstance(found, Unclear):
        raise fail(found.kind, **found.context)
    if session and int(found[:2]) not in SESSION_HOURS[session]:
        raise fail("rule_times")
    return found


# -- the rule ------------------------------------------------------------------------------------


def _rule(scope: Scope) -> str:
    if scope.unit == "DAILY" and not scope.signs and not scope.months:
        return RuleParts("DAILY", interval=scope.interval).text
    if scope.quarter and re.fullmatch("dau month", scope.signs):
        scope = replace(scope, signs="day dau month")
    found = days_named(scope.signs)
    plain = {days for days in found if is_one_kind(days)}
    rules = {rule for days in plain or found for rule in _rules_of(days, scope)}
    if len(rules) == 1 and plain and not _may_be_otherwise(scope):
        return rules.pop()
    if found and not plain:
        rows = [sorted(_rules_of((day,), scope)) for day in min(found)]
        raise _asked("rule_rows", [rule for own in rows for rule in own] if all(rows) else [])
    every = candidates_of(scope.signs, scope.unit, min(plain, default=()), quarter=scope.quarter)
    raise _asked("rule_unclear", [*sorted(rules), *every])


def _asked(kind: str, rules: Sequence[str]) -> Exception:
    several = tuple(RuleWords(read_rrule(rule, dt.UTC), rule) for rule in dict.fromkeys(rules))
    return fail(kind, candidates=RulesToChoose(several)) if several else fail("rule_phrase")


def _may_be_otherwise(scope: Scope) -> bool:
    """Whether a second weekday may be the other of two: every second Tuesday, thứ Bảy thứ hai."""
    is_of_month = "month" in scope.signs.split() or scope.months or scope.interval > 1
    of_two = bool(re.search(r"\b[wt]\d t\d", scope.signs))
    every = scope.each and scope.unit != "MONTHLY" and re.search(r"\b[of][2-5] [wp]\d", scope.signs)
    return not is_of_month and bool(of_two or every)


def _rules_of(days: Days, scope: Scope) -> set[str]:
    """The RRULEs that those days can be: one, or none where they are not certain."""
    kinds = {day.kind for day in days}
    if scope.unit == TWICE or (scope.lunar and scope.solar):
        return set()
    if kinds == {"every"}:
        return _weekly(days, scope)
    if scope.unit in ("DAILY", "WEEKLY") or (scope.interval > 1 and scope.months):
        return set()
    if scope.quarter and not _fits_quarter(days):
        return set()
    months = scope.months
    if scope.quarter:
        months = tuple(map(str, QUARTERS[1 if days[0].number > 0 else 3]))
    parts = RuleParts("MONTHLY", interval=scope.interval, months=months)
    if kinds == {"nth"}:
        in_order = sorted(days, key=lambda day: (_place(day.number), day.weekday))
        weekdays = tuple(f"{day.number}{DAY_NAMES[day.weekday]}" for day in in_order)
        return set() if scope.lunar else {replace(parts, weekdays=weekdays).text}
    if kinds == {"work"}:
        positions = tuple(sorted((day.number for day in days), key=_place))
        return set() if scope.lunar else {
            replace(parts, weekdays=DAY_NAMES[:5], positions=positions).text
        }  # fmt: skip
    return _of_month_days(days, kinds, parts, scope)


def _of_month_days(days: Days, kinds: set[Kind], parts: RuleParts, scope: Scope) -> set[str]:
    moon, early, plain = "moon" in kinds, "early" in kinds, "day" in kinds
    lunar = scope.lunar or (moon and not plain)
    if (early and not (lunar or scope.solar)) or (moon and (not lunar or scope.solar)):
        return set()
    if plain and _PLAIN_BEFORE_LUNAR.search(scope.signs) and not scope.solar:
        return set()
    numbers = [day.number for day in days]
    if len(set(numbers)) < len(numbers):  # the 15th and rằm
        return set()
    return {replace(parts, lunar=lunar, month_days=tuple(sorted(numbers, key=_place))).text}


def _place(number: int) -> tuple[bool, int]:
    """To sort days of a month by: those counted from its end come last."""
    return number < 0, number


def _weekly(days: Days, scope: Scope) -> set[str]:
    is_plural = all(re.search(rf"\bp{day.weekday}\b", scope.signs) for day in days)
    said = scope.unit == "WEEKLY" or (not scope.unit and (scope.each or is_plural))
    if not said or scope.months or scope.quarter or scope.lunar:
        return set()
    weekdays = tuple(DAY_NAMES[day.weekday] for day in days)
    return {RuleParts("WEEKLY", interval=scope.interval, weekdays=weekdays).text}


def _fits_quarter(days: Days) -> bool:
    """Whether each of the days lies in one end of a quarter, all of them in the same."""
    ends = {day.number > 0 for day in days}
    return len(ends) == 1 and all(_is_at_end(day) for day in days)


def _is_at_end(day: Chosen) -> bool:
    most = {"day": 1, "nth": 4, "work": 15}
    return abs(day.number) <= most.get(day.kind, 0)
