"""Events that were sent again: in one file, in several files at once, and into an instance that
holds the dates of what was sent before.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from scheduler.domain.calendars.announced import Taken
from tests.tables.formats.ics.calendars import Desk, calendar, days, event, rows

V1 = event("b1", "DTSTART:20150710T190000", "SEQUENCE:0")
V2 = event("b1", "DTSTART:20150717T190000", "SEQUENCE:1")
V3 = event("b1", "DTSTART:20150717T190000", "SEQUENCE:2", "STATUS:CANCELLED")


def kinds(taken: Taken) -> list[str]:
    return [one.kind.removeprefix("notices.") for one in taken.notices]


@pytest.mark.parametrize("order", list(itertools.permutations((V1, V2, V3))))
def test_the_last_version_holds_whatever_the_order(desk: Desk, order: Sequence[str]) -> None:
    assert days(desk.rows(calendar(*order))) == []
    assert days(desk.rows(*map(calendar, order))) == []
    two = [one for one in order if one != V3]
    assert days(desk.rows(calendar(*two))) == ["07-17"]
    assert days(desk.rows(*map(calendar, two))) == ["07-17"]


def test_one_after_the_other_what_is_left_over_is_named(desk: Desk) -> None:
    desk.instance = desk.take(calendar(V1)).instance
    second = desk.take(calendar(V2))
    assert days(rows(second.instance)) == ["07-10", "07-17"]
    (left,) = second.notices
    assert (left.kind, str(left.context["date"])) == ("notices.left_over", "2015-07-10")
    desk.instance = second.instance
    third = desk.take(calendar(V3))
    assert days(rows(third.instance)) == ["07-10"]
    assert kinds(third) == ["withdrawn", "left_over"]


def test_with_the_earlier_file_what_it_said_is_taken_back(desk: Desk) -> None:
    desk.instance = desk.take(calendar(V1)).instance
    taken = desk.take(calendar(V1), calendar(V2))
    assert rows(taken.instance) == [("b1", "07-10", "", "cancelled"), ("b1", "07-17", "19:00", "")]
    assert kinds(taken) == ["withdrawn"]
    desk.instance = taken.instance
    assert days(desk.rows(calendar(V1), calendar(V2), calendar(V3))) == []


def test_rows_of_other_branches_and_months_are_no_left_overs(desk: Desk) -> None:
    others = (
        event("b2", "DTSTART:20150710T190000", uid="a"),
        event("b1", "DTSTART:20150715T190000", uid="b"),
    )
    desk.instance = desk.take(calendar(*others)).instance
    text = calendar(event("b1", "DTSTART:20150715T190000", uid="b"))
    taken = desk.take(text)
    assert (taken.added, taken.known, taken.notices) == (0, 1, [])


@pytest.mark.parametrize("moved", ["20150803", "20150710", "20151001"])
def test_a_date_left_in_another_month_is_named_too(desk: Desk, moved: str) -> None:
    settings = desk.instance.settings.with_horizon(None, 2)
    desk.instance = desk.instance.model_copy(update={"settings": settings})
    desk.instance = desk.take(calendar(V1.replace("20150710", "20150730"))).instance
    taken = desk.take(calendar(V2.replace("20150717", moved)))
    assert "left_over" in kinds(taken)
    # The next month's calendar says nothing of this month, and need not.
    august = event("b1", "DTSTART:20150806T190000", uid="august")
    assert kinds(desk.take(calendar(august))) == []


def test_another_time_on_the_same_day(desk: Desk) -> None:
    desk.instance = desk.take(calendar(V1)).instance
    taken = desk.take(
        calendar(V1.replace("T190000", "T200000").replace("SEQUENCE:0", "SEQUENCE:1"))
    )
    assert rows(taken.instance) == [("b1", "07-10", "20:00", "")]
    assert (taken.changed, kinds(taken)) == (1, ["changed"])


def test_what_a_series_said_before_is_gone(desk: Desk) -> None:
    thursdays = event("b1", "DTSTART:20150702T190000", "RRULE:FREQ=WEEKLY", "SEQUENCE:0")
    fridays = event("b1", "DTSTART:20150703T190000", "RRULE:FREQ=WEEKLY", "SEQUENCE:3")
    desk.instance = desk.take(calendar(thursdays)).instance
    taken = desk.take(calendar(thursdays, fridays))
    assert days(rows(taken.instance)) == ["07-03", "07-10", "07-17", "07-24", "07-31"]
    assert taken.cancelled == 5
    off = event("b1", "DTSTART:20150703T190000", "STATUS:CANCELLED", "SEQUENCE:4")
    desk.instance = taken.instance
    assert days(desk.rows(calendar(fridays, off))) == []


def test_a_change_belongs_to_the_version_that_it_was_made_to(desk: Desk) -> None:
    series = event("b1", "DTSTART:20150702T190000", "RRULE:FREQ=WEEKLY;COUNT=3", "SEQUENCE:0")
    change = event("b1", "RECURRENCE-ID:20150709T190000", "DTSTART:20150711T190000", "SEQUENCE:1")
    later = series.replace("SEQUENCE:0", "SEQUENCE:2").replace("T190000", "T200000")
    fridays = later.replace("20150702", "20150703")
    assert days(desk.rows(calendar(series, change))) == ["07-02", "07-11", "07-16"]
    # The series goes on as it was: its changed meeting too. It moves: the change is of the past.
    assert days(desk.rows(calendar(series, change), calendar(later))) == ["07-02", "07-11", "07-16"]
    assert days(desk.rows(calendar(series, change), calendar(fridays))) == [
        "07-03", "07-10", "07-17",
    ]  # fmt: skip
    assert desk.kinds(calendar(series, change), calendar(fridays)) == ["ics_stale"]
    off = event("b1", "DTSTART:20150702T190000", "RRULE:FREQ=WEEKLY;COUNT=3", "SEQUENCE:2",
                "STATUS:CANCELLED")  # fmt: skip
    desk.instance = desk.take(calendar(series, change)).instance
    assert days(desk.rows(calendar(series, change), calendar(off))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DTSTAMP:20150101T000000Z", "DTSTAMP:20150102T000000Z"),
        ("DTSTAMP:20150103T000000Z\r\nLAST-MODIFIED:20150101T000000Z",
         "DTSTAMP:20150103T000000Z\r\nLAST-MODIFIED:20150102T000000Z"),
        ("DTSTAMP:20150105T000000Z\r\nLAST-MODIFIED:20150101T000000Z",
         "DTSTAMP:20150103T000000Z\r\nLAST-MODIFIED:20150102T000000Z"),
    ],
)  # fmt: skip
def test_of_equal_sequence_the_later_holds(desk: Desk, first: str, second: str) -> None:
    stamp = "DTSTAMP:20150101T000000Z"
    texts = [calendar(V1.replace(stamp, first)),
             calendar(V2.replace(stamp, second).replace("SEQUENCE:1", "SEQUENCE:0"))]  # fmt: skip
    for order in (texts, texts[::-1]):
        assert days(desk.rows(*order)) == ["07-17"]


def test_of_equal_sequence_and_time_neither(desk: Desk) -> None:
    (fault,) = desk.faults(calendar(V1), calendar(V2.replace("SEQUENCE:1", "SEQUENCE:0")))
    assert (fault.kind, fault.place) == ("ics_versions", "2.ics:4 UID u1")
    assert fault.context["other"] == "1.ics:4 UID u1"
    # Twice the same is no matter, whatever the zone is called.
    same = V1.replace("DTSTART:", "DTSTART;TZID=SE Asia Standard Time:")
    assert days(desk.rows(calendar(same), calendar(same))) == ["07-10"]


def test_events_without_uid_have_nothing_to_do_with_each_other(desk: Desk) -> None:
    texts = (V1.replace("UID:u1\r\n", ""), V2.replace("UID:u1\r\n", ""))
    assert days(desk.rows(calendar(*texts))) == ["07-10", "07-17"]


# -- cancelled --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "status"),
    [("METHOD:CANCEL\r\n", ()), ("", ("STATUS:CANCELLED",)), ("", ("STATUS: Canceled",))],
)
def test_a_cancelled_meeting_of_a_rule(desk: Desk, method: str, status: tuple[str, ...]) -> None:
    text = calendar(event("b1", "DTSTART:20150715T080000", *status), head=method)
    taken = desk.take(text)
    assert rows(taken.instance) == [("b1", "07-15", "", "cancelled")]
    assert kinds(taken) == ["cancelled"]
    desk.instance = taken.instance
    assert desk.kinds(text) == []


def test_a_cancelled_meeting_that_nobody_knows(desk: Desk) -> None:
    text = calendar(event("b1", "DTSTART:20150714T080000", "STATUS:CANCELLED"))
    taken = desk.take(text)
    assert not taken.instance.meetings
    (notice,) = taken.notices
    assert notice.kind == "notices.nothing_to_cancel"
    assert [str(day) for day in notice.context["others"]] == ["2015-07-15"]


@pytest.mark.parametrize("summary", ["Canceled: b1", "Đã hủy: Chi hội 1", "b1", ""])
def test_what_programs_write_before_the_name_of_what_is_cancelled(desk: Desk, summary: str) -> None:
    off = event(summary, "DTSTART:20150715T080000", "SEQUENCE:1", "STATUS:CANCELLED")
    known = [calendar(event("b1", "DTSTART:20150715T080000"))] if not summary else []
    assert desk.rows(*known, calendar(off)) == [("b1", "07-15", "", "cancelled")]


def test_a_cancellation_without_a_date(desk: Desk) -> None:
    off = calendar(event("b1", "SEQUENCE:1"), head="METHOD:CANCEL\r\n")
    (fault,) = desk.faults(off)
    assert (fault.kind, fault.place) == ("ics_cancel_undated", "1.ics:5 UID u1")
    known = calendar(event("b1", "DTSTART:20150715T080000"))
    assert desk.rows(known, off) == [("b1", "07-15", "", "cancelled")]


@pytest.mark.parametrize(("status", "more"), [("cancelled", ""), ("moved", "2015-07-20")])
def test_what_the_planner_decided_stays(desk: Desk, status: str, more: str) -> None:
    from scheduler.domain.records import SingleDate

    fields = {"branch": "b1", "date": "2015-07-15", "status": status, "new_date": more or None}
    row = SingleDate.model_validate(fields)
    desk.instance = desk.instance.model_copy(update={"meetings": (row,)})
    taken = desk.take(calendar(event("b1", "DTSTART:20150715T080000")))
    assert taken.instance.meetings == (row,)
    assert kinds(taken) == [f"kept_{status}"]
    if more:
        arrived = desk.take(calendar(event("b1", "DTSTART:20150720T080000")))
        assert (arrived.instance.meetings, kinds(arrived)) == ((row,), ["arrives"])
        off = desk.take(calendar(event("b1", "DTSTART:20150720T080000", "STATUS:CANCELLED")))
        assert rows(off.instance) == [("b1", "07-15", "", "cancelled")]


def test_cancelled_here_and_held_there_is_held(desk: Desk) -> None:
    off = event("b1", "DTSTART:20150715T080000", "STATUS:CANCELLED", uid="old")
    new = event("b1", "DTSTART:20150715T100000", uid="new")
    assert desk.rows(calendar(off, new)) == [("b1", "07-15", "10:00", "")]
