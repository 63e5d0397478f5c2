"""Times of day as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.dates import Unclear
from scheduler.domain.times import clock, time_of_number, time_of_text


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8:00", "08:00"), ("08:00", "08:00"), ("08:00:00", "08:00"), ("8h", "08:00"),
        ("8h30", "08:30"), ("08h30'", "08:30"), ("8H30", "08:30"), ("8g", "08:00"),
        ("14g30", "14:30"), ("7 giờ", "07:00"), ("7 giờ 30", "07:30"), ("7 giờ 30 phút", "07:30"),
        ("lúc 19h00", "19:00"), ("8:00 AM", "08:00"), ("8 am", "08:00"), ("2:30 PM", "14:30"),
        ("2:30:00 p.m.", "14:30"), ("12:00 AM", "00:00"), ("12:30 PM", "12:30"),
        ("2:30 CH", "14:30"), ("8:00 SA", "08:00"), ("7h30 sáng", "07:30"), ("2h chiều", "14:00"),
        ("14h chiều", "14:00"), ("7h tối", "19:00"), ("12h trưa", "12:00"), ("1h trưa", "13:00"),
    ],
)  # fmt: skip
def test_a_time_with_one_meaning_is_read(text: str, time: str) -> None:
    assert time_of_text(text) == time


@pytest.mark.parametrize(
    ("text", "kind", "nearest"),
    [
        ("8", "time", "08:00"), ("7.30", "time", "07:30"), ("7,30", "time", "07:30"),
        ("8h5", "time", "08:05"), ("8:5", "time", "08:05"), ("0.3333", "time_number", "08:00"),
        ("0,8125", "time_number", "19:30"), ("08:00:30", "time_seconds", "08:00"),
        ("1430", "time", "14:30"), ("0800", "time", "08:00"), ("800", "time", "08:00"),
        ("８：００", "time_signs", "08:00"),
        ("2575", "time", ""), ("24:00", "time", ""), ("99:99", "time", ""),
        ("8h chiều", "time", ""), ("13:00 AM", "time", ""), ("7h30-9h", "time", ""),
        ("early", "time", ""), ("", "time", ""),
    ],
)  # fmt: skip
def test_any_other_is_told_by_its_cause(text: str, kind: str, nearest: str) -> None:
    found = time_of_text(text)
    assert isinstance(found, Unclear)
    assert (found.kind, found.nearest) == (kind, nearest)


@given(minute=st.integers(1, 24 * 60 - 1), digits=st.integers(4, 12))
def test_a_fraction_of_a_day_is_the_minute_it_was_rounded_from(minute: int, digits: int) -> None:
    time = f"{minute // 60:02d}:{minute % 60:02d}"
    assert time_of_number(round(minute / 1440, digits)) == time


@pytest.mark.parametrize(
    ("number", "nearest"),
    [(0.333, "08:00"), (1430, "14:30"), (800, "08:00"), (175, ""), (8, "08:00"), (14.3, "14:30"),
     (46089.3333, "08:00"), (0, ""), (-0.5, ""), (46089, ""),
     (7.99, ""), (8.5, ""), (float("inf"), ""), (10**400, "")],
)  # fmt: skip
def test_other_numbers_are_no_time_for_certain(number: float, nearest: str) -> None:
    found = time_of_number(number)
    assert isinstance(found, Unclear)
    assert found.nearest == nearest


def test_stored_times_are_rounded_to_the_minute_they_are_seconds_from() -> None:
    assert clock(dt.time(7, 59, 59, 971_000)) == clock(dt.time(8, 0, 2)) == "08:00"
    for value, nearest in ((dt.time(8, 0, 40), "08:01"), (dt.time(23, 59, 59), "23:59")):
        found = clock(value)
        assert isinstance(found, Unclear)
        assert (found.kind, found.nearest) == ("time_seconds", nearest)
