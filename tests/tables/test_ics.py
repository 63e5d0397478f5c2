"""Calendar files as rows of the table `meetings`."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.instance import Instance
from scheduler.tables.ics import read_ics
from scheduler.tables.read import read_instance
from tests.tables.small import write_small


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return read_instance(write_small(tmp_path / "small")).instance


def read(tmp_path: Path, instance: Instance, *events: str, head: str = "") -> list[tuple[str, ...]]:
    path = tmp_path / "meetings.ics"
    body = "".join(f"BEGIN:VEVENT\r\n{e}\r\nEND:VEVENT\r\n" for e in events)
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{body}END:VCALENDAR\r\n")
    return [
        (row.branch, f"{row.date:%m-%d}", row.time or "", str(row.minutes or ""))
        for row in read_ics(path, instance)
    ]


def event(summary: str, start: str, *more: str) -> str:
    return "\r\n".join(["UID:u1", "DTSTAMP:20150101T000000Z", f"SUMMARY:{summary}", start, *more])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (event("b1", "DTSTART:20150714T190000"), [("b1", "07-14", "19:00", "")]),
        (event("Chi hội 2", "DTSTART:20150714T190000", "DTEND:20150714T203000"),
         [("b2", "07-14", "19:00", "90")]),
        (event("b1", "DTSTART;VALUE=DATE:20150714"), [("b1", "07-14", "", "")]),
        # 18:00 UTC is one o'clock of the next day in Vietnam.
        (event("b1", "DTSTART:20150714T180000Z"), [("b1", "07-15", "01:00", "")]),
        (event("b1", "DTSTART:20150630T180000Z"), [("b1", "07-01", "01:00", "")]),
        (event("b1", "DTSTART:20150731T180000Z"), []),
        (event("b1", "DTSTART;TZID=America/New_York:20150714T080000"),
         [("b1", "07-14", "19:00", "")]),
        (event("something", "DTSTART:20150714T190000", "X-BRANCH:b2"),
         [("b2", "07-14", "19:00", "")]),
        (event("b1", "DTSTART:20150714T190000", "STATUS:CANCELLED"), []),
        (event("b1", "DTSTART:20150102T190000", "RRULE:FREQ=WEEKLY", "EXDATE:20150710T190000"),
         [("b1", "07-03", "19:00", ""), ("b1", "07-17", "19:00", ""), ("b1", "07-24", "19:00", ""),
          ("b1", "07-31", "19:00", "")]),
        (event("b1", "DTSTART:20140101T190000", "RRULE:FREQ=MONTHLY;BYDAY=1SA"),
         [("b1", "07-04", "19:00", "")]),
        (event("b1", "DTSTART:20160714T190000"), []),
    ],
)  # fmt: skip
def test_an_event(
    tmp_path: Path, instance: Instance, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert read(tmp_path, instance, text) == expected


def test_one_moved_recurrence(tmp_path: Path, instance: Instance) -> None:
    series = event("b1", "DTSTART:20150601T190000", "RRULE:FREQ=MONTHLY")
    moved = event("b1", "DTSTART:20150703T190000", "RECURRENCE-ID:20150701T190000")
    assert read(tmp_path, instance, series, moved) == [("b1", "07-03", "19:00", "")]


def test_every_event_without_a_branch_is_named(tmp_path: Path, instance: Instance) -> None:
    lost = event("Chi hoi 1x", "DTSTART:20150714T190000")
    other = event("b1", "DTSTART:20150714T190000").replace("u1", "u2")
    third = event("zzz", "DTSTART:20150715T190000").replace("u1", "u3")
    with pytest.raises(InputError) as caught:
        read(tmp_path, instance, lost, other, third)
    found = [(f.kind, f.place, f.value) for f in caught.value.faults]
    assert found == [
        ("ics_branch", "meetings.ics:UID u1", "Chi hoi 1x"),
        ("ics_branch", "meetings.ics:UID u3", "zzz"),
    ]
    assert caught.value.faults[0].nearest


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"PK\x03\x04",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20150231\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)  # fmt: skip
def test_no_calendar(tmp_path: Path, instance: Instance, content: bytes) -> None:
    path = tmp_path / "x.ics"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_ics(path, instance)
    with pytest.raises(InputError):
        read_ics(tmp_path / "none.ics", instance)
