"""Time zones by the names that other programs give them."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.domain.calendars.zones import zone_named


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Asia/Ho_Chi_Minh", 7), ("asia/saigon", 7), ("SE Asia Standard Time", 7),
        ("se asia standard time", 7), ('"Tokyo Standard Time"', 9), ("UTC", 0), ("Etc/GMT-7", 7),
        ("UTC+07:00", 7), ("gmt+0700", 7), ("GMT-03:00", -3), ("tzone://Microsoft/Utc", 0),
        ("/freeassociation.sourceforge.net/Asia/Ho_Chi_Minh", 7),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", -3),
    ],
)  # fmt: skip
def test_names_of_a_zone(name: str, hours: int) -> None:
    zone = zone_named(name)
    assert zone is not None
    offset = dt.datetime(2015, 7, 1, tzinfo=zone).utcoffset()
    assert offset == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    ["", "tzone://Microsoft/Custom", "Customized Time Zone", "(UTC+07:00) Bangkok", "/", "/x/Mars",
     "../../etc/passwd", "Asia", "+0700", "GMT+7", "UTC+99:00"],
)  # fmt: skip
def test_names_of_none(name: str) -> None:
    assert zone_named(name) is None
