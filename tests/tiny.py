"""A tiny instance that one can hold in the head, and rosters written as text.

Two communes under a province; `c1` has the hamlets `h1` and `h2`, `c2` has `h3`. Women (`w`) meet
in every hamlet, farmers (`f`) in `h1` (the visitor must speak Khmer) and `h2`, and the women's
board of `c1` once a quarter. July to September 2015.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    CalendarRule,
    Closure,
    Leave,
    Organization,
    Pin,
    SingleDate,
)
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.settings import Rules, Settings

AREAS = (("p", "province", ""), ("c1", "commune", "p"), ("c2", "commune", "p"),
         ("h1", "hamlet", "c1"), ("h2", "hamlet", "c1"), ("h3", "hamlet", "c2"))  # fmt: skip
BRANCHES = (("w1", "w", "h1"), ("w2", "w", "h2"), ("w3", "w", "h3"), ("f1", "f", "h1"),
            ("f2", "f", "h2"), ("board", "w", "c1"), ("moon", "f", "h3"))  # fmt: skip
RULES = (("w1", "5"), ("w2", "10"), ("w3", "15"), ("f1", "5"), ("f2", "2"), ("moon", "L15"))
CADRES: dict[str, dict[str, Any]] = {
    "an": {"tier": "commune", "organization": "w", "areas": ("c1",)},
    "binh": {"tier": "commune", "organization": "w", "areas": ("c1",)},
    "chi": {"tier": "commune", "organization": "f", "areas": ("c1",), "skills": ("khmer",)},
    "dung": {"tier": "commune", "organization": "f", "areas": ("c1",),
             "from_": dt.date(2015, 7, 3), "until": dt.date(2015, 9, 1)},
    "em": {"tier": "commune", "organization": "w", "areas": ("c2",), "visits_per_month": 2},
    "giang": {"tier": "province", "organization": "m", "areas": ("p",), "visits_per_month": 2,
              "skills": ("khmer",)},
    "hoa": {"tier": "province", "organization": "w", "areas": ("p",)},
}  # fmt: skip


def day(text: str) -> dt.date:
    """A date of 2015 from MM-DD, or any from YYYY-MM-DD."""
    return dt.date.fromisoformat(text if len(text) == 10 else f"2015-{text}")


def tiny(rules: dict[str, Any] | None = None, **tables: Any) -> Problem:
    """The tiny problem with other rules, and with rows more in the tables named."""
    settings = Settings(
        name="tiny",
        start=Month(2015, 7),
        months=3,
        levels=("province", "commune", "hamlet"),
        holidays="VN",
        rules=Rules(**{"accompany": "off", "gap_months": 0, **(rules or {})}),
    )
    calendars = [CalendarRule(rule=rule, time="07:30", branch=branch) for branch, rule in RULES]
    calendars.append(
        CalendarRule(rule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=25", time="morning", branch="board",
                     from_=day("07-01"), shift="next")
    )  # fmt: skip
    rows: dict[str, tuple[Any, ...]] = {
        "areas": tuple(
            Area(id=i, name=i.upper(), level=level, parent=above) for i, level, above in AREAS
        ),
        "organizations": tuple(
            Organization(id=i, name=i, attends=("all",) if i == "m" else ("own",)) for i in "wfm"
        ),
        "branches": tuple(
            Branch(id=i, name=i, organization=o, area=a, requires=("khmer",) if i == "f1" else ())
            for i, o, a in BRANCHES
        ),
        "cadres": tuple(Cadre(id=i, name=i.title(), **row) for i, row in CADRES.items()),
        "calendars": tuple(calendars),
    }
    for table, more in tables.items():
        rows[table] = (*rows.get(table, ()), *more)
    return Problem(Instance(settings=settings, **rows))


def roster(*visits: str) -> Roster:
    """Visits written as ``an@w1@07-05``, in that order."""
    parts = (visit.split("@") for visit in visits)
    return Roster(tuple(Visit(cadre, branch, day(date)) for cadre, branch, date in parts))


def leave(cadre: str, first: str, last: str) -> Leave:
    return Leave(cadre=cadre, from_=day(first), until=day(last))


def pin(cadre: str, branch: str, decision: str, date: str = "", month: Month | None = None) -> Pin:
    return Pin(cadre=cadre, branch=branch, decision=decision, date=day(date) if date else None,
               month=month)  # type: ignore[arg-type]  # fmt: skip


def single(branch: str, date: str, status: str, new_date: str = "") -> SingleDate:
    return SingleDate(branch=branch, date=day(date), status=status,
                      new_date=day(new_date) if new_date else None)  # type: ignore[arg-type]  # fmt: skip


def closure(first: str, last: str, area: str = "") -> Closure:
    return Closure(from_=day(first), until=day(last), area=area)
