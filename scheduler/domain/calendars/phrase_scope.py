"""What a phrase says of all its days: how often they come round, in which months and calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

TWICE = "twice"
"""The unit of a phrase that says twice how often, which may be meant of some of its days each."""
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}
_INTERVALS = [
    re.compile(pattern)
    for pattern in (
        r"each (?P<two>other) (?P<unit>day|week|month)\b",
        r"each n(?P<n>\d+) (?P<unit>day|week|month)\b",
        r"\bn(?P<n>\d+) (?P<unit>day|week|month) once\b",
        r"^each (?P<two>other) (?=[wp]\d)(?P<unit>)",
    )
]
_MONTHS = re.compile(r"(?: ?(?:of )?)\b(m\d+L?(?: and [mn]\d+L?)*)$")
_MONTH_OF_QUARTER = re.compile(r"(?: ?(?:of )?)\b(?:month ([ot]\d|dau|mid|last)|"
                               r"([of]\d|last) month)(?: of)? quarter$")  # fmt: skip
QUARTERS = {1: (1, 4, 7, 10), 2: (2, 5, 8, 11), 3: (3, 6, 9, 12)}
"""Months by their place in a quarter: the first of each, the second, the third."""


@dataclass(frozen=True)
class Scope:
    """What is said of all the days of a phrase."""

    signs: str
    """Those that are left, of the days themselves."""
    unit: str = ""
    """DAILY, WEEKLY or MONTHLY, where it is said; :data:`TWICE` where it is not certain."""
    interval: int = 1
    months: tuple[str, ...] = ()
    quarter: bool = False
    each: bool = False
    lunar: bool = False
    solar: bool = False


def scope_of(signs: str) -> Scope:
    """The scope of a phrase's signs, and which signs are left."""
    words = signs.split()
    scope = Scope("", lunar="lunar" in words, solar="solar" in words)
    signs = _merged(" ".join(word for word in words if word not in ("lunar", "solar")))
    scope, signs = _repeated(scope, signs)
    if match := _MONTH_OF_QUARTER.search(signs):
        which = {"dau": 1, "mid": 2, "last": 3}.get(match[1] or match[2])
        months = QUARTERS.get(which or int((match[1] or match[2])[1:]), ())
        scope = replace(scope, months=tuple(map(str, months)))
        signs = signs[: match.start()]
    elif match := _MONTHS.search(signs):
        scope = replace(scope, months=tuple(re.findall(r"\d+L?", match[1])))
        signs = signs[: match.start()]
    elif signs.endswith(" quarter"):
        scope = replace(scope, quarter=True)
        signs = signs.removesuffix(" quarter").removesuffix(" of")
    of_month = scope.unit == "MONTHLY" or "month" in signs.split()
    if of_month and scope.interval == 1 and (scope.months or scope.quarter):
        scope = replace(scope, unit=TWICE)  # the end of the month, and that of the quarter
    if scope.quarter:
        signs += " month"
    if scope.unit == "WEEKLY" or signs.startswith("each "):
        signs = _weekdays_by_number(signs)
    signs = re.sub(r"^(and )+|( and)+$", "", " ".join(signs.split()))
    if signs.startswith("each "):
        scope, signs = replace(scope, each=True), signs.removeprefix("each ")
    return replace(scope, signs=signs)


def _weekdays_by_number(signs: str) -> str:
    """The signs with the numbers after a *thứ* as such: thứ 2, 4, 6 hằng tuần."""
    before = ""
    while before != signs:
        before, signs = signs, re.sub(r"\b(t\d) and n([2-7])\b(?! month)", r"\1 and t\2", signs)
    return signs


def _merged(signs: str) -> str:
    """The signs with those that are one thing together made one, and no "and" twice."""
    for pattern, one in (
        (r"\bthu n([2-7])\b", r"t\1"),
        (r"\bthu n(\d+)\b", r"o\1"),
        (r"\bk(\d+)(?= (?:day|week|month|times)\b)", r"n\1"),
        (r"\bday k(\d+)\b", r"day n\1"),
        (r"\bn1 times\b", "once"),
        (r"\bmung n(\d+)\b", r"g\1"),
        (r"\bmonth n(\d+)\b", r"m\1"),
        (r"\bleap m(\d+)\b|\bm(\d+) leap\b", r"m\1\2L"),
        (r"\b(?:of )?each quarter\b", "quarter"),
        (r"\band( and)+\b", "and"),
    ):
        signs = re.sub(pattern, one, signs)
    return signs


def _repeated(scope: Scope, signs: str) -> tuple[Scope, str]:
    """How often the days come round, and the signs without that."""
    for pattern in _INTERVALS:
        if match := pattern.search(signs):
            said = match.groupdict()
            interval = int(said.get("n") or 2)
            inside = match.start() > 0 and match.end() < len(signs)
            unit = TWICE if inside else _UNITS[said["unit"] or "week"]
            scope = replace(scope, unit=unit, interval=interval)
            signs = signs[: match.start()] + signs[match.end() :]
            break
    signs = re.sub(r"\b(dau|last|mid|fromend)(?: of)? each month\b", r"\1 month", signs)
    if "of each month" in signs:
        scope = replace(scope, unit=TWICE if scope.unit else "MONTHLY")
        signs = signs.replace("of each month", "of month").removeprefix("of month ")
    for unit, name in _UNITS.items():
        every = rf"(?:\bof )?\beach {unit}\b(?: once\b)?(?! of\b)"
        if re.search(every, signs):
            scope = replace(scope, unit=TWICE if scope.unit else name)
            signs = re.sub(every, "", signs, count=1)
    if re.search(r"\bm\d", signs):
        signs = re.sub(r"(?:\band )?\beach year\b(?: once)?", "", signs)
    return scope, " ".join(signs.split())
