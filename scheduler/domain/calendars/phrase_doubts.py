"""What a phrase that is not certain may mean, as RRULEs to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scheduler.domain.calendars.phrase_days import Chosen
from scheduler.domain.calendars.rule_parts import DAY_NAMES, RuleParts

_WEEK = r"(?:day )?[wt](\d) week ([oft]\d|dau|last)(?: (?:of )?month)?"
_WEEK_FIRST = r"([of]\d|last) week(?: (?:of )?month)?"
_IN_QUARTER = r"(?:day )?[no](\d+)(?: of)? month"


def candidates_of(
    signs: str, unit: str, days: Sequence[Chosen] = (), quarter: bool = False
) -> list[str]:
    """The rules that the signs may mean; none where there is no telling.

    ``days`` are those that the signs name, if they name any; in a ``quarter``, a month stands for
    it in the signs.
    """
    return list(dict.fromkeys([*_of_days(signs, unit, days), *_of_signs(signs, quarter)]))


def _of_days(signs: str, unit: str, days: Sequence[Chosen]) -> Iterator[str]:
    kinds = {day.kind for day in days}
    if kinds == {"every"}:
        weekdays = tuple(DAY_NAMES[day.weekday] for day in days)
        yield RuleParts("WEEKLY", weekdays=weekdays).text
        yield _monthly(weekdays=tuple(f"1{name}" for name in weekdays))
        yield from (_monthly(day=int(n)) for n in re.findall(r"\bt(\d)", signs) if unit != "WEEKLY")
    if kinds == {"nth"} and not unit and len(days) == 1 and days[0].number == 2:
        name = DAY_NAMES[days[0].weekday]
        yield _monthly(weekdays=(f"2{name}",))
        yield RuleParts("WEEKLY", interval=2, weekdays=(name,)).text
    if kinds & {"early", "moon"}:
        numbers = tuple(sorted({day.number for day in days}))
        yield RuleParts("MONTHLY", month_days=numbers, lunar=True).text
        yield RuleParts("MONTHLY", month_days=numbers).text


def _of_signs(signs: str, quarter: bool) -> Iterator[str]:
    bare = signs.removesuffix(" of month").removesuffix(" month")
    if quarter and (match := re.fullmatch(_IN_QUARTER, signs)):
        for months in ("1,4,7,10", "2,5,8,11", "3,6,9,12"):
            days = (int(match[1]),)
            yield RuleParts("MONTHLY", months=tuple(months.split(",")), month_days=days).text
    elif quarter:
        return
    elif bare in ("dau", "f1", "o1"):
        yield _monthly(day=1)
        yield RuleParts("MONTHLY", weekdays=DAY_NAMES[:5], positions=(1,)).text
    elif bare == "mid":
        yield _monthly(day=15)
    elif bare == "last" and signs != bare:
        yield _monthly(day=-1)
    elif "weekend" in signs.split() or bare == "last week":
        nth = {"last": "-1", "dau": "1", "f1": "1"}
        which = next((nth[sign] for sign in signs.split() if sign in nth), "")
        for name in ("SA", "SU"):
            weekly = not which or bare == "last week"
            yield (RuleParts("WEEKLY", weekdays=(name,)).text if weekly
                   else _monthly(weekdays=(which + name,)))  # fmt: skip
    elif bare in ("dau week", "f1 week"):
        yield RuleParts("WEEKLY", weekdays=("MO",)).text
    elif match := re.fullmatch(_WEEK, signs):
        place = {"dau": 1, "last": -1}.get(match[2]) or int(match[2][1:])
        day = int(match[1]) - (2 if re.search(r"\bt\d week", signs) else 0)
        yield _monthly(weekdays=(f"{place}{DAY_NAMES[day]}",))
    elif match := re.fullmatch(r"(?:day )?([wt])(\d) t(\d)", signs):
        first = int(match[2]) - (2 if match[1] == "t" else 0)
        both = tuple(DAY_NAMES[day] for day in sorted({first, int(match[3]) - 2}))
        yield RuleParts("WEEKLY", weekdays=both).text
    elif match := re.fullmatch(r"mung n?(\d+)|g(\d+)", bare):
        day = int(match[1] or match[2])
        yield RuleParts("MONTHLY", month_days=(day,), lunar=True).text


def _monthly(day: int = 0, weekdays: tuple[str, ...] = ()) -> str:
    days = (day,) if day else ()
    return RuleParts("MONTHLY", month_days=days, weekdays=weekdays).text
