"""Public holidays by country and part of a country."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.holidays import public_holidays


def test_vietnam_2015() -> None:
    days = public_holidays("VN", [2015])
    for text in ("01-01", "02-19", "04-28", "04-30", "05-01", "09-02"):
        assert dt.date.fromisoformat(f"2015-{text}") in days
    assert dt.date(2015, 7, 1) not in days


def test_none_and_parts_of_a_country() -> None:
    assert public_holidays("", [2015]) == frozenset()
    assert dt.date(2015, 3, 31) in public_holidays("US-CA", [2015])  # Cesar Chavez Day
    assert dt.date(2015, 3, 31) not in public_holidays("US", [2015])


@pytest.mark.parametrize(("code", "near"), [("vn", "VN"), ("VNX", "VN"), ("US-QQ", "US")])
def test_an_unknown_country(code: str, near: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        public_holidays(code, [2015])
    assert caught.value.type == "holiday_country"
    assert caught.value.context is not None
    assert caught.value.context["nearest"] == near
