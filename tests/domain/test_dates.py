"""Dates and months as people and spreadsheets write them: read where certain, else told why not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.dates import (
    EPOCH_1900,
    Unclear,
    day_of_moment,
    day_of_number,
    day_of_text,
    month_of_number,
    month_of_text,
    order_of,
)
from scheduler.domain.months import Month

JULY_8 = dt.date(2015, 7, 8)
EPOCH_1904 = dt.datetime(1904, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2015-07-08", "2015-7-8", "2015/07/08", "2015.07.08", "08/07/2015", "8/7/2015",
        "08.07.2015", "08-07-2015", " 08/07/2015 ", "2015-07-08T00:00:00", "2015-07-08 00:00",
        "2015-07-08T00:00:00.000", "08/07/2015 00:00", "8/7/2015 0:00:00", "8-Jul-2015",
        "08 July 2015", "July 8, 2015", "ngày 8 tháng 7 năm 2015", "8 tháng 7, 2015",
        "08-Thg7-2015",
    ],
)  # fmt: skip
def test_a_date_with_one_meaning_is_read(text: str) -> None:
    assert day_of_text(text) == JULY_8


@pytest.mark.parametrize(
    ("text", "kind", "nearest"),
    [
        ("8/7/15", "day_year", "2015-07-08"),
        ("08.07.15", "day_year", "2015-07-08"),
        ("8-Jul-15", "day_year", "2015-07-08"),
        ("42193", "day_number", "2015-07-08"),
        ("42193.0", "day_number", "2015-07-08"),
        ("42193,5", "day_number_time", "2015-07-08"),
        ("20150708", "day_digits", "2015-07-08"),
        ("08072015", "day_digits", "2015-07-08"),
        ("2015-07-08 08:30", "day_time", "2015-07-08"),
        ("2015-07-08T00:00:00Z", "day_time", "2015-07-08"),
        ("8/7/2015 12:00:00 AM", "day_time", ""),
        ("7/28/2015", "day_month_first", "2015-07-28"),
        ("7-28-2015", "day_month_first", "2015-07-28"),
        ("2015", "day_far", ""),
        ("86400", "day_far", ""),
        ("1735689600", "day", ""),
        ("31/02/2015", "day_missing", "2015-02-28"),
        ("2015-02-30", "day_missing", "2015-02-28"),
        ("29/2/2100", "day_missing", "2100-02-28"),
        ("31 April 2015", "day_missing", "2015-04-30"),
        ("2015-00-10", "day", ""),
        ("32/01/2015", "day", ""),
        ("2015-W05-1", "day", ""),
        ("２０１５-01-01", "day_signs", "2015-01-01"),
        ("０８/０７/２０１５", "day_signs", "2015-07-08"),
        ("2015–07–08", "day_signs", "2015-07-08"),
        ("３１/02/2015", "day_signs", "2015-02-28"),
        ("٢٠١٥-01-01", "day", ""),
        ("8/7", "day_year", ""),
        ("8-7", "day_year", ""),
        ("08/07-2015", "day", ""),
        ("nan", "day", ""),
        ("", "day", ""),
    ],
)
def test_any_other_is_told_by_its_cause(text: str, kind: str, nearest: str) -> None:
    found = day_of_text(text)
    assert isinstance(found, Unclear)
    assert (found.kind, found.nearest) == (kind, nearest)


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_a_number_is_the_day_that_the_workbook_counts(day: dt.date) -> None:
    for epoch in (EPOCH_1900, EPOCH_1904):
        number = (dt.datetime.combine(day, dt.time()) - epoch).days
        found = day_of_number(number, epoch)
        typed = isinstance(found, Unclear) and found.kind == "day_or_digits"
        assert found == day or (typed and found.context["day"] == day)


def test_a_number_that_may_be_a_typed_date_is_not_read() -> None:
    found = day_of_number(40126, EPOCH_1900)  # 9 November 2009, or 4 January 2026 as ddmmyy
    assert isinstance(found, Unclear)
    assert (found.kind, found.nearest) == ("day_or_digits", "")


@pytest.mark.parametrize(
    "number", [0, -1, 15, 2015, 32873, 73416, 2_958_465, 3e6, 1e300, float("nan"), 10**400]
)
def test_numbers_of_no_day_of_these_times_are_refused(number: float) -> None:
    assert isinstance(day_of_number(number, EPOCH_1900), Unclear)
    assert isinstance(month_of_number(number, EPOCH_1900), Unclear)


def test_the_last_numbers_of_the_other_epoch_are_refused() -> None:
    assert day_of_number(2_958_465, EPOCH_1904) == Unclear("day")


def test_a_moment_is_a_day_only_at_midnight() -> None:
    midnight = dt.datetime(2015, 7, 8)
    assert (
        day_of_moment(midnight) == day_of_moment(midnight - dt.timedelta(milliseconds=1)) == JULY_8
    )
    assert day_of_moment(dt.datetime.max) == Unclear("day_time", "9999-12-31")
    found = day_of_moment(midnight.replace(hour=8))
    assert isinstance(found, Unclear)
    assert found.nearest == "2015-07-08"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("3/4/2026", "either"), ("20/3/2026", "day"), ("3/20/2026", "month"),
        ("3-20-2026", "month"),
        ("20.3.26", "day"), ("3/4/2026 00:00", "either"), ("5/5/2026", None), ("2026-03-04", None),
        ("20/20/2026", None), ("3/4/20261", None), ("x", None), ("", None),
    ],
)  # fmt: skip
def test_what_stands_first(text: str, order: str | None) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize(
    "text",
    [
        "2026-03", "2026-3", "2026/03", "03/2026", "3/2026", "03-2026", "03.2026", "tháng 3/2026",
        "Tháng 3 năm 2026", "T3/2026", "thg 3 2026", "Mar 2026", "March 2026", "2026-03-01",
        "01/03/2026", "2026-03-01 00:00:00",
    ],
)  # fmt: skip
def test_a_month_with_one_meaning_is_read(text: str) -> None:
    assert month_of_text(text) == Month(2026, 3)


@pytest.mark.parametrize(
    ("text", "kind", "nearest"),
    [
        ("2026-03-15", "month_day", "2026-03"), ("3/1/2026", "month_day", ""),
        ("Mar-26", "month", "2026-03"), ("Thg3-26", "month", "2026-03"),
        ("202603", "month", "2026-03"),
        ("46082", "month_number", "2026-03"), ("2026-13", "month", ""), ("3", "month", ""),
        ("3026-01", "month", ""),
    ],
)  # fmt: skip
def test_any_other_month_is_told_by_its_cause(text: str, kind: str, nearest: str) -> None:
    found = month_of_text(text)
    assert isinstance(found, Unclear)
    assert (found.kind, found.nearest) == (kind, nearest)


def test_the_number_of_a_first_day_is_its_month() -> None:
    assert month_of_number(46082, EPOCH_1900) == month_of_number(44620, EPOCH_1904) == (2026, 3)
    other = month_of_number(46083, EPOCH_1900)
    typed = month_of_number(3.2026, EPOCH_1900)
    assert isinstance(other, Unclear)
    assert isinstance(typed, Unclear)
    assert (other.nearest, typed.nearest) == ("2026-03", "2026-03")
