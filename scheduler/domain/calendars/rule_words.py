"""Calendar rules in words: what :mod:`scheduler.domain.calendars.phrases` reads, said again.

A rule that people have no short way to say is named as it is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.calendars.occurrences import MonthName, NthWeekday, RecurrenceRule
from scheduler.language import Language, Spoken, say

WORKING_DAYS = tuple(NthWeekday(0, weekday) for weekday in range(5))
_LONGEST_NTH = 5
_NAMED_LUNAR_DAYS = (*range(1, 11), 15)
"""Mùng 1 to mùng 10, and rằm."""
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True)
class RuleWords(Spoken):
    """A rule, said in words of the language."""

    rule: RecurrenceRule
    written: str
    """As it stands in the table."""

    def said(self, language: Language) -> str:
        """In words; see :func:`note_of` for what is said beside them."""
        rule = self.rule
        words = _body(rule, language)
        if words is None:
            return say("rule_words.other", language, rule=" ".join(self.written.split()))
        if rule.count is not None:
            words = say("rule_words.count", language, rule=words, count=rule.count)
        if rule.until is not None:
            words = say("rule_words.until", language, rule=words, until=rule.until)
        return words


@dataclass(frozen=True)
class RulesToChoose(Spoken):
    """Rules of which one may be meant."""

    rules: tuple[RuleWords, ...]

    def said(self, language: Language) -> str:
        """All of them, with a stroke between: their own words have commas."""
        return " | ".join(rule.said(language) for rule in self.rules)


def note_of(rule: RecurrenceRule, language: Language) -> str:
    """What the words of a rule leave open: months without its day, and which days are of work."""
    if rule.positions and rule.weekdays == WORKING_DAYS:
        return say("rule_words.working_days", language)
    if any(abs(choice.nth) == _LONGEST_NTH for choice in rule.weekdays):
        return say("rule_words.missing_nth", language)
    shortest = 29 if rule.lunar else 28
    late = [day for day in rule.month_days if abs(day) > shortest]
    if not late or rule.skip != "OMIT":
        return ""
    days = [_day(replace(rule, lunar=False), day, language) for day in late]
    return say("rule_words.missing", language, days=joined(days, language))


def joined(several: Sequence[str], language: Language) -> str:
    """The texts as a sentence counts them up: a, b and c."""
    *others, last = several
    return say("rule_words.and", language, several=", ".join(others), last=last) if others else last


def weekday_said(day: dt.date, language: Language) -> str:
    """The name of a date's weekday."""
    return say(f"rule_words.weekday_{day.weekday()}", language)


def _body(rule: RecurrenceRule, language: Language) -> str | None:
    """The rule in words, but for its end; None where there are none."""
    if rule.frequency == "DAILY":
        plain = not (rule.weekdays or rule.month_days or rule.months or rule.positions)
        return _counted(rule, "daily", "days", "", language) if plain else None
    if rule.frequency == "WEEKLY":
        if not rule.weekdays or rule.months or rule.positions:
            return None
        names = [say(f"rule_words.weekday_{day.weekday}", language) for day in rule.weekdays]
        return _counted(rule, "weekly", "weeks", joined(names, language), language)
    if rule.frequency == "YEARLY" and (not rule.months or rule.interval > 1 or rule.positions):
        return None
    return _of_months(rule, language)


def _of_months(rule: RecurrenceRule, language: Language) -> str | None:
    days = _days(rule, language)
    if not days or rule.skip != "OMIT" or (rule.months and rule.interval > 1):
        return None
    text = joined(days, language)
    lunar = "lunar_" if rule.lunar else ""
    if rule.months:
        months = joined([_month(month, rule.lunar, language) for month in rule.months], language)
        return say(f"rule_words.{lunar}months", language, days=text, months=months)
    if rule.interval > 1:
        key = f"rule_words.{lunar}interval"
        return say(key, language, days=text, interval=rule.interval)
    plain = bool(rule.month_days) and min(rule.month_days) > 0
    key = "lunar" if rule.lunar else "every" if plain else "every_last"
    return say(f"rule_words.{key}", language, days=text)


def _counted(rule: RecurrenceRule, each: str, several: str, days: str, language: Language) -> str:
    key = each if rule.interval == 1 else several
    return say(f"rule_words.{key}", language, days=days, interval=rule.interval)


def _days(rule: RecurrenceRule, language: Language) -> list[str]:
    """The days of the month in words; none where they cannot be said."""
    if rule.positions:
        if rule.weekdays != WORKING_DAYS or rule.month_days:
            return []
        work = say("rule_words.work", language)
        return [_nth(number, work, language) for number in _in_order(rule.positions)]
    if rule.weekdays and not rule.month_days:
        if not all(1 <= abs(choice.nth) <= _LONGEST_NTH for choice in rule.weekdays):
            return []
        return [
            _nth(choice.nth, say(f"rule_words.weekday_{choice.weekday}", language), language)
            for choice in sorted(rule.weekdays, key=lambda choice: (choice.nth < 0, choice))
        ]
    if rule.weekdays:
        return []
    return [_day(rule, day, language) for day in _in_order(rule.month_days)]


def _in_order(numbers: Sequence[int]) -> list[int]:
    """From the first day of a month to its last."""
    return sorted(numbers, key=lambda number: (number < 0, number))


def _nth(number: int, name: str, language: Language) -> str:
    key = {1: "first", -1: "last"}.get(number) or ("nth" if number > 0 else "from_end")
    ordinal = _ordinal(abs(number), language)
    return say(f"rule_words.{key}", language, name=name, number=ordinal)


def _day(rule: RecurrenceRule, day: int, language: Language) -> str:
    key = "last_day" if day == -1 else "day_from_end" if day < 0 else "day"
    has_names = all(number in _NAMED_LUNAR_DAYS for number in rule.month_days if number > 0)
    if rule.lunar and day > 0 and has_names:
        key = "moon" if day == 15 else "first_days"
    return say(f"rule_words.{key}", language, number=_ordinal(abs(day), language))


def _ordinal(number: int, language: Language) -> str:
    """A number as the language orders by it: 1st, 2nd, 11th, 23rd in English."""
    teen = number % 100 in (11, 12, 13)
    ending = "th" if teen else _ENDINGS.get(number % 10, "th")
    return say(f"rule_words.{ending}", language, number=number)


def _month(month: MonthName, lunar: bool, language: Language) -> str:
    key = "leap_month" if month.leap else "lunar_month" if lunar else f"month_{month.number}"
    return say(f"rule_words.{key}", language, number=month.number)
