"""The Vietnamese lunar calendar at UTC+7, where it differs from the Chinese one and elsewhere."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from scheduler.domain.calendars.lunar import lunar_month, lunar_months
from scheduler.domain.calendars.rule_cell import parse_rule


def _tet(year: int) -> dt.date:
    rule = parse_rule("RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1")
    (day,) = rule.dates(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return day


@pytest.mark.parametrize(
    "day",
    ["2007-02-17", "1985-01-21", "2013-02-10", "2014-01-31", "2015-02-19", "2024-02-10",
     "2025-01-29", "2026-02-17"],
)  # fmt: skip
def test_tet(day: str) -> None:
    expected = dt.date.fromisoformat(day)
    assert _tet(expected.year) == expected


@pytest.mark.parametrize("day", ["2018-11-07", "2019-03-06", "2020-12-14", "2030-02-02"])
def test_months_that_begin_on_another_day_than_in_china(day: str) -> None:
    start = dt.date.fromisoformat(day)
    assert lunar_month(start).start == start


@pytest.mark.parametrize(
    ("year", "leap"), [(2014, 9), (2017, 6), (2020, 4), (2023, 2), (2025, 6), (2012, 4)]
)
def test_leap_months(year: int, leap: int) -> None:
    months = lunar_months(_tet(year), _tet(year + 1) - dt.timedelta(1))
    assert [month.number for month in months if month.leap] == [leap]


def test_months_follow_each_other_without_a_gap() -> None:
    months = list(lunar_months(dt.date(1900, 2, 1), dt.date(2100, 12, 1)))
    for one, other in itertools.pairwise(months):
        assert one.start + dt.timedelta(one.days) == other.start
        assert other.ordinal == one.ordinal + 1
        assert one.days in (29, 30)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("L15", ["2015-07-30"]),
        ("L1", ["2015-07-16"]),
        ("L-1", ["2015-07-15"]),
        ("L30", ["2015-07-15"]),  # the fifth month had 30 days
        ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15", ["2015-07-16", "2015-07-30"]),
        ("RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=10", ["2015-07-25"]),
    ],
)
def test_rules_by_the_moon(rule: str, expected: list[str]) -> None:
    found = parse_rule(rule).dates(dt.date(2015, 7, 1), dt.date(2015, 7, 31))
    assert [day.isoformat() for day in found] == expected


def test_a_day_that_a_short_month_does_not_have() -> None:
    year = dt.date(2015, 2, 19), dt.date(2016, 2, 7)
    omitted = parse_rule("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=30").dates(*year)
    backward = parse_rule("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD").dates(*year)
    last = parse_rule("L-1").dates(*year)
    assert len(omitted) < 12
    assert backward == last
    assert len(last) == 12
