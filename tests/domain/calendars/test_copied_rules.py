"""What `check` says of a rule copied from a calendar program that its row contradicts."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.checks import find_notices
from scheduler.domain.faults import describe
from scheduler.domain.records import CalendarRule
from tests.tiny import day, tiny

MONDAY = "RRULE:FREQ=MONTHLY;BYDAY=1MO"


def said(rule: str, time: str = "19:00", **fields: Any) -> list[str]:
    row = CalendarRule(rule=rule, time=time, branch="w1", **fields)
    instance = tiny().instance.model_copy(update={"calendars": (row,)})
    return [notice.kind.removeprefix("notices.") for notice in find_notices(instance)]


@pytest.mark.parametrize(
    ("rule", "time", "expected"),
    [
        (MONDAY, "19:00", []),
        (f"{MONDAY};BYHOUR=19", "19:00", []),
        (f"{MONDAY};BYHOUR=19", "19:30", []),
        (f"{MONDAY};BYHOUR=19;BYMINUTE=0", "19:30", ["rule_time"]),
        (f"{MONDAY};BYHOUR=8", "19:00", ["rule_time"]),
        (f"{MONDAY};BYHOUR=8,19", "19:00", ["rule_time"]),
        (f"{MONDAY};BYHOUR=8", "morning", []),
        (f"{MONDAY};BYHOUR=14", "chiều", []),
        (f"{MONDAY};BYHOUR=14", "tối", ["rule_time"]),
        (f"DTSTART:20150706T190000\n{MONDAY}", "19:00", []),
        (f"DTSTART:20150706T120000Z\n{MONDAY}", "19:00", []),
        (f"DTSTART:20150706T190000\n{MONDAY}", "08:00", ["rule_time"]),
        (f"DTSTART:20150706T190000\nDURATION:PT2H\n{MONDAY}", "19:00", ["rule_length"]),
        (f"DTSTART:20150707T190000\n{MONDAY}", "19:00", ["rule_first"]),
    ],
)
def test_what_the_row_says_otherwise(rule: str, time: str, expected: list[str]) -> None:
    assert said(rule, time) == expected


def test_the_column_from_wins() -> None:
    rule = f"DTSTART:20150706T190000\n{MONDAY}"
    assert said(rule, from_=day("07-06")) == []
    assert said(rule, from_=day("07-01")) == ["rule_start"]


def test_it_is_said_with_both_values_in_the_language_asked_for() -> None:
    row = CalendarRule(rule=f"{MONDAY};BYHOUR=14", time="tối", branch="w1")
    (notice,) = find_notices(tiny().instance.model_copy(update={"calendars": (row,)}))
    assert "14:00" in describe(notice, "vi")
    assert "tối" in describe(notice, "vi")
    assert "evening" in describe(notice, "en")
