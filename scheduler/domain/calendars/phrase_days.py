"""Which days a phrase names: its signs (:mod:`scheduler.domain.calendars.phrase_words`), in groups.

Groups are joined by "and", which may also stand inside one (the first and third Saturday). Every
way to cut the signs into groups is tried; what can be cut in ways that mean different things is
left to the reader of the phrase to ask about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["day", "nth", "work", "every", "moon", "early"]


class Chosen(NamedTuple):
    """Days that one group names.

    ``day``: that day of the month, from its end if negative; ``nth``: the nth such weekday;
    ``work``: the nth working day; ``every``: each such weekday; ``moon``: rằm, the 15th of the
    lunar month; ``early``: mùng, one of the first ten days, of either calendar.
    """

    kind: Kind
    number: int = 0
    weekday: int = 0


Days = tuple[Chosen, ...]
_Read = Callable[[re.Match[str]], Days]

_MOST: Mapping[Kind, int] = {
    "day": 31, "nth": 5, "work": 23, "every": 1, "moon": 15, "early": 10,
}  # fmt: skip
"""Largest number of each kind, from either end."""
_OF = r"(?: (?:of )?month)?"
_NTH = r"(?:[of]\d+|last)"
_NTH_AFTER = r"(?:[oft]\d+|dau|last)"
_WEEKDAY = r"[wtp]\d"


def _number(sign: str) -> int:
    return {"dau": 1, "last": -1}.get(sign) or int(sign[1:])


def _weekday(sign: str) -> int:
    return int(sign[1:]) - 2 if sign[0] == "t" else int(sign[1:])


def _numbers(signs: str) -> list[int]:
    return [_number(sign) for sign in signs.split(" and ")]


def _day(match: re.Match[str]) -> Days:
    return (Chosen("day", int(match[1])),)


def _day_from_end(match: re.Match[str]) -> Days:
    return (Chosen("day", -int(match[1])),)


def _first(_: re.Match[str]) -> Days:
    return (Chosen("day", 1),)


def _last(_: re.Match[str]) -> Days:
    return (Chosen("day", -1),)


def _moon(_: re.Match[str]) -> Days:
    return (Chosen("moon", 15),)


def _early(match: re.Match[str]) -> Days:
    return (Chosen("early", int(match[1])),)


def _nth_weekday(match: re.Match[str]) -> Days:
    weekday = _weekday(match["weekday"])
    sign = -1 if "end" in match.groupdict() else 1
    return tuple(Chosen("nth", sign * n, weekday) for n in _numbers(match["nth"]))


def _nth_workday(match: re.Match[str]) -> Days:
    sign = -1 if "end" in match.groupdict() else 1
    return tuple(Chosen("work", sign * n) for n in _numbers(match["nth"]))


def _every(match: re.Match[str]) -> Days:
    return (Chosen("every", 1, _weekday(match[1])),)


_GROUPS: Sequence[tuple[re.Pattern[str], _Read]] = [
    (re.compile(pattern), read)
    for pattern, read in [
        (rf"(?:day )?[no](\d+){_OF}", _day),
        (rf"[of](\d+) day{_OF}", _day),
        (rf"day dau{_OF}|f1 of month", _first),
        (rf"last day{_OF}|day last{_OF}|last (?:of )?month", _last),
        (rf"(?:day )?[oftn](\d+)(?: day)? fromend{_OF}", _day_from_end),
        (rf"(?:day )?ram{_OF}", _moon),
        (rf"(?:day )?g(\d+){_OF}", _early),
        (rf"(?P<nth>{_NTH}(?: and {_NTH})*) (?P<weekday>{_WEEKDAY}){_OF}", _nth_weekday),
        (rf"(?:day )?(?P<weekday>[wt]\d) (?P<nth>{_NTH_AFTER}(?: and {_NTH_AFTER})*){_OF}",
         _nth_weekday),
        (rf"(?:day )?(?P<weekday>[wt]\d) (?P<nth>[oft]\d+) (?P<end>fromend){_OF}", _nth_weekday),
        (rf"(?P<nth>[of]\d+) (?P<weekday>[wt]\d) (?P<end>fromend){_OF}", _nth_weekday),
        (rf"(?P<nth>{_NTH}(?: and {_NTH})*) workday{_OF}", _nth_workday),
        (rf"workday (?P<nth>{_NTH_AFTER}(?: and {_NTH_AFTER})*){_OF}", _nth_workday),
        (rf"workday (?P<nth>[oft]\d+) (?P<end>fromend){_OF}", _nth_workday),
        (rf"(?P<nth>[of]\d+) workday (?P<end>fromend){_OF}", _nth_workday),
        (rf"(?:day )?({_WEEKDAY})", _every),
    ]
]  # fmt: skip


def days_named(signs: str) -> set[Days]:
    """Everything that the signs can mean, as sorted days; none where they mean nothing."""
    parts = signs.split(" and ") if signs else []
    ways: list[set[Days]] = [{()}, *(set[Days]() for _ in parts)]
    for end in range(1, len(parts) + 1):
        for start in range(end):
            if ways[start]:
                found = list(_of_group(" and ".join(parts[start:end])))
                ways[end] |= {_sorted(before + own) for before in ways[start] for own in found}
    return ways[-1] if parts else set()


def _sorted(days: Days) -> Days:
    return tuple(sorted(set(days)))


def _of_group(group: str) -> Iterator[Days]:
    for pattern, read in _GROUPS:
        if match := pattern.fullmatch(group):
            days = read(match)
            if all(1 <= abs(day.number) <= _MOST[day.kind] for day in days):
                yield days


def is_one_kind(days: Days) -> bool:
    """Whether the days are all days of a month, or all weekdays of it, and so on."""
    kinds = [{"moon": "day", "early": "day"}.get(day.kind, day.kind) for day in days]
    return all(one == other for one, other in pairwise(kinds))
