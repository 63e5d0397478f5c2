"""From calendars to meetings, each case by hand in July 2015 (4, 5, 11, 12 … are weekends)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from scheduler.domain.calendars import meetings
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import CalendarRule, Closure, SingleDate
from tests.tiny import day, tiny


def base(*rules: CalendarRule, holidays: str = "VN", **tables: Any) -> Problem:
    """The tiny problem with these rules alone."""
    instance = tiny().instance
    settings = instance.settings.model_copy(update={"holidays": holidays})
    return Problem(instance.model_copy(update={"settings": settings, "calendars": rules, **tables}))


def met(problem: Problem, branch: str = "w1") -> list[str]:
    return [f"{meeting.date:%m-%d}" for meeting in problem.meetings_by_branch.get(branch, ())]


def rule(text: str, branch: str = "w1", **fields: Any) -> CalendarRule:
    return CalendarRule(rule=text, time=fields.pop("time", "07:30"), branch=branch, **fields)


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        ("none", ["07-05", "08-05", "09-05"]),
        ("next", ["07-06", "08-05", "09-07"]),
        ("previous", ["07-03", "08-05", "09-04"]),
    ],
)
def test_shift_off_a_weekend(shift: str, expected: list[str]) -> None:
    assert met(base(rule("5", shift=shift))) == expected


def test_a_public_holiday_has_no_meeting_unless_shifted() -> None:
    assert met(base(rule("2"))) == ["07-02", "08-02"]  # 2 September is National Day
    assert met(base(rule("2"), holidays="")) == ["07-02", "08-02", "09-02"]
    assert met(base(rule("2", shift="next")))[-1] == "09-03"
    assert met(base(rule("2", shift="previous")))[-1] == "09-01"


def test_a_shift_may_cross_into_the_horizon_or_out_of_it() -> None:
    # 31 August 2015 is a Monday; 31 October, after the horizon, a Saturday; 30 August a Sunday.
    assert met(base(rule("30", shift="next"))) == ["07-30", "08-31", "09-30"]
    # 28 June 2015, a Sunday before the horizon, does not reach July; the last Sunday of June + 3
    # days of closures are no matter. 30 May, a Saturday, lies too far back as well.
    july = base(rule("FREQ=MONTHLY;BYMONTHDAY=-1", shift="next"))
    assert met(july) == ["07-31", "08-31", "09-30"]
    assert met(base(rule("FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=3", shift="previous"))) == []


def test_from_and_until_hold_for_the_nominal_date() -> None:
    assert met(base(rule("5", from_=day("07-06")))) == ["08-05", "09-05"]
    assert met(base(rule("5", until=day("08-05")))) == ["07-05", "08-05"]
    assert met(base(rule("5", until=day("09-05"), shift="next")))[-1] == "09-07"


def test_a_closure_removes_what_rules_made_and_no_single_date() -> None:
    closed = (Closure(from_=day("08-01"), until=day("08-31"), area="c1"),)
    single = (SingleDate(branch="w1", date=day("08-09")),)
    assert met(base(rule("5"), closures=closed)) == ["07-05", "09-05"]
    assert met(base(rule("5"), closures=closed, meetings=single)) == ["07-05", "08-09", "09-05"]
    elsewhere = (Closure(from_=day("08-01"), until=day("08-31"), area="c2"),)
    assert met(base(rule("5"), closures=elsewhere)) == ["07-05", "08-05", "09-05"]
    farmers = (Closure(from_=day("08-01"), until=day("08-31"), organization="f"),)
    assert met(base(rule("5"), closures=farmers)) == ["07-05", "08-05", "09-05"]


def test_single_dates() -> None:
    rows = (
        SingleDate(branch="w1", date=day("07-05"), status="cancelled"),
        SingleDate(branch="w1", date=day("08-05"), status="moved", new_date=day("08-07")),
        SingleDate(branch="w1", date=day("09-02")),  # even on a public holiday
    )
    assert met(base(rule("5"), meetings=rows)) == ["08-07", "09-02", "09-05"]


def test_a_moved_meeting_keeps_its_time_unless_told() -> None:
    moved = SingleDate(branch="w1", date=day("08-05"), status="moved", new_date=day("08-07"))
    later = SingleDate(branch="w1", date=day("09-05"), status="moved", new_time="09:00")
    problem = base(rule("5", minutes=90), meetings=(moved, later))
    assert problem.meetings["w1", day("08-07")].time == "07:30"
    assert problem.meetings["w1", day("08-07")].minutes == 90
    assert problem.meetings["w1", day("09-05")].time == "09:00"


def test_a_meeting_may_move_into_the_horizon() -> None:
    moved = SingleDate(branch="w1", date=day("06-05"), status="moved", new_date=day("07-01"))
    problem = base(rule("5"), meetings=(moved,))
    assert met(problem) == ["07-01", "07-05", "08-05", "09-05"]
    assert problem.meetings["w1", day("07-01")].time == "07:30"


def test_two_rules_for_one_day_are_one_meeting_at_the_earlier_time() -> None:
    for rules in itertools.permutations((rule("5", time="evening"), rule("5", time="09:00"))):
        problem = base(*rules)
        assert met(problem) == ["07-05", "08-05", "09-05"]
        assert problem.meetings["w1", day("07-05")].time == "09:00"


def test_whom_a_rule_speaks_of() -> None:
    def branches(**fields: Any) -> set[str]:
        problem = base(CalendarRule(rule="15", time="07:30", **fields))
        return {branch for branch, _ in problem.meetings}

    assert branches(organization="w", area="c1") == {"w1", "w2", "board"}
    assert branches(area="h1") == {"w1", "f1"}
    assert branches(organization="f") == {"f1", "f2", "moon"}
    assert branches(branch="w1", organization="f") == set()
    assert len(branches()) == 7


def test_months_to_be_announced() -> None:
    problem = base(rule("5", until=day("07-31")))
    missing = meetings.to_be_announced(problem.instance, problem.meetings.values(), problem.horizon)
    assert ("w1", Month(2015, 7)) not in missing
    assert {("w1", Month(2015, 8)), ("w1", Month(2015, 9)), ("f1", Month(2015, 7))} <= set(missing)


def test_cancelling_what_never_was_is_noted() -> None:
    rows = (
        SingleDate(branch="w1", date=day("07-06"), status="cancelled"),
        SingleDate(branch="w1", date=day("07-05"), status="cancelled"),
    )
    problem = base(rule("5"), meetings=rows)
    (notice,) = meetings.find_notices(problem.instance, problem.territory)
    assert (notice.kind, notice.row) == ("no_such_meeting", 0)


@pytest.mark.parametrize("first", ["2015-01-01", "2015-03-31", "2015-06-30"])
def test_a_longer_window_holds_what_a_shorter_one_does(first: str) -> None:
    problem = base(rule("1", shift="previous"), rule("-1", "w2", shift="next"), rule("L1", "w3"))
    start, end = dt.date.fromisoformat(first), dt.date(2015, 12, 31)
    whole = meetings.meetings_of(problem.instance, problem.territory, start, end)
    inside = [m for m in whole if day("07-01") <= m.date <= day("09-30")]
    assert inside == list(problem.meetings.values())
