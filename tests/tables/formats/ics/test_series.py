"""Events that recur: which days, by hand and as another program finds them."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.formats.ics.calendars import Desk, calendar, days, event

WEEKLY = ("DTSTART;TZID=Asia/Ho_Chi_Minh:20150702T190000", "RRULE:FREQ=WEEKLY;COUNT=5")
ALL_DAY = ("DTSTART;VALUE=DATE:20150702", "RRULE:FREQ=WEEKLY;COUNT=5")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (WEEKLY, ["07-02", "07-09", "07-16", "07-23", "07-30"]),
        (("DTSTART:20140101T190000", "RRULE:FREQ=MONTHLY;BYDAY=1SA"), ["07-04"]),
        (("DTSTART:20150102T190000", "RRULE:FREQ=WEEKLY", "EXDATE:20150710T190000"),
         ["07-03", "07-17", "07-24", "07-31"]),
        # What is left out may be named by its day, in UTC, or at another time of that day.
        ((*WEEKLY, "EXDATE;VALUE=DATE:20150709,20150716"), ["07-02", "07-23", "07-30"]),
        ((*WEEKLY, "EXDATE:20150709T120000Z"), ["07-02", "07-16", "07-23", "07-30"]),
        ((*ALL_DAY, "EXDATE:20150708T170000Z"), ["07-02", "07-16", "07-23", "07-30"]),
        ((*WEEKLY, "RDATE;TZID=Asia/Ho_Chi_Minh:20150704T080000"),
         ["07-02", "07-04", "07-09", "07-16", "07-23", "07-30"]),
        (("DTSTART:20150702T190000", "RDATE;VALUE=PERIOD:20150704T080000/PT2H"),
         ["07-02", "07-04"]),
        # UNTIL: a day, the last meeting itself, the end of the day in UTC, and a moment too early.
        (("DTSTART;TZID=Asia/Ho_Chi_Minh:20150702T190000", "RRULE:FREQ=WEEKLY;UNTIL=20150716"),
         ["07-02", "07-09", "07-16"]),
        (("DTSTART;TZID=Asia/Ho_Chi_Minh:20150702T190000",
          "RRULE:FREQ=WEEKLY;UNTIL=20150716T120000Z"), ["07-02", "07-09", "07-16"]),
        (("DTSTART;TZID=Asia/Ho_Chi_Minh:20150702T190000",
          "RRULE:FREQ=WEEKLY;UNTIL=20150716T165959Z"), ["07-02", "07-09", "07-16"]),
        (("DTSTART;TZID=Asia/Ho_Chi_Minh:20150702T190000",
          "RRULE:FREQ=WEEKLY;UNTIL=20150716T115959Z"), ["07-02", "07-09"]),
        (("DTSTART;VALUE=DATE:20150702", "RRULE:FREQ=WEEKLY;UNTIL=20150715T170000Z"),
         ["07-02", "07-09", "07-16"]),
        # The days of a rule are those of the zone of its start.
        (("DTSTART:20150702T180000Z", "RRULE:FREQ=MONTHLY;BYDAY=TH,SA;BYSETPOS=-1"),
         ["07-03", "07-31"]),
        (("DTSTART:20150730T180000Z", "RRULE:FREQ=DAILY"), ["07-31"]),
        (("DTSTART;VALUE=DATE:20150731", "RRULE:RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=16"),
         ["07-31"]),
        (("DTSTART:20150702T080000", "RRULE:FREQ=WEEKLY;COUNT=1;BYHOUR=19"), ["07-02"]),
        (("DTSTART:20150701T170000Z", "DURATION:P1D", "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2"),
         ["07-02", "07-09"]),
    ],
)  # fmt: skip
def test_the_days_of_a_series(desk: Desk, lines: tuple[str, ...], expected: list[str]) -> None:
    assert days(desk.rows(calendar(event("b1", *lines)))) == expected


@pytest.mark.parametrize(
    ("series", "replaces"),
    [
        (WEEKLY, "RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20150709T190000"),
        (WEEKLY, "RECURRENCE-ID:20150709T120000Z"),
        (WEEKLY, "RECURRENCE-ID;TZID=Tokyo Standard Time:20150709T210000"),
        (WEEKLY, "RECURRENCE-ID;VALUE=DATE:20150709"),
        (WEEKLY, "RECURRENCE-ID:20150709T190000"),
        (ALL_DAY, "RECURRENCE-ID;VALUE=DATE:20150709"),
        (ALL_DAY, "RECURRENCE-ID:20150708T170000Z"),
        (ALL_DAY, "RECURRENCE-ID;TZID=SE Asia Standard Time:20150709T000000"),
        (ALL_DAY, "RECURRENCE-ID:20150709T000000"),
    ],
)
def test_one_meeting_of_a_series_is_moved(
    desk: Desk, series: tuple[str, ...], replaces: str
) -> None:
    moved = event("b1", replaces, "DTSTART;VALUE=DATE:20150711")
    text = calendar(event("b1", *series), moved)
    assert days(desk.rows(text)) == ["07-02", "07-11", "07-16", "07-23", "07-30"]
    assert desk.kinds(text) == []
    # The order in which a file has them does not matter.
    assert days(desk.rows(calendar(moved, event("b1", *series))))[1] == "07-11"


def test_one_meeting_of_a_series_is_cancelled(desk: Desk) -> None:
    off = event("b1", "RECURRENCE-ID:20150709T120000Z", "DTSTART:20150709T120000Z",
                "STATUS:CANCELLED")  # fmt: skip
    text = calendar(event("b1", *WEEKLY), off)
    assert days(desk.rows(text)) == ["07-02", "07-16", "07-23", "07-30"]


@pytest.mark.parametrize("lines", [
    ("EXDATE:20150715T080000",), ("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20150715T080000"),
])  # fmt: skip
def test_what_the_series_leaves_out_a_rule_does_not_bring_back(
    desk: Desk, lines: tuple[str, ...]
) -> None:
    taken = desk.take(calendar(event("b1", "DTSTART:20150715T080000", *lines)))
    assert taken.cancelled == 1
    assert taken.instance.meetings[0].status == "cancelled"


def test_a_meeting_moved_away_from_the_day_of_a_rule(desk: Desk) -> None:
    series = event("b1", "DTSTART;VALUE=DATE:20150615", "RRULE:FREQ=MONTHLY")
    moved = event("b1", "RECURRENCE-ID;VALUE=DATE:20150715", "DTSTART:20150717T080000")
    assert desk.rows(calendar(series, moved)) == [
        ("b1", "07-15", "", "cancelled"), ("b1", "07-17", "08:00", ""),
    ]  # fmt: skip


def test_a_meeting_moved_into_the_horizon_and_one_moved_out(desk: Desk) -> None:
    series = event("b1", "DTSTART:20150630T190000", "RRULE:FREQ=WEEKLY;COUNT=2")
    inward = event("b1", "RECURRENCE-ID:20150630T190000", "DTSTART:20150701T190000")
    outward = event("b1", "RECURRENCE-ID:20150707T190000", "DTSTART:20150807T190000")
    assert days(desk.rows(calendar(series, inward, outward))) == ["07-01"]


def test_this_and_all_later_meetings(desk: Desk) -> None:
    later = event("b1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20150716T120000Z",
                  "DTSTART:20150717T130000Z", "DTEND:20150717T140000Z")  # fmt: skip
    own = event("b1", "RECURRENCE-ID:20150730T120000Z", "DTSTART:20150729T120000Z")
    assert desk.rows(calendar(event("b1", *WEEKLY), later, own)) == [
        ("b1", "07-02", "19:00", ""), ("b1", "07-09", "19:00", ""), ("b1", "07-17", "20:00", "60"),
        ("b1", "07-24", "20:00", "60"), ("b1", "07-29", "19:00", ""),
    ]  # fmt: skip
    off = event("b1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20150716T120000Z", "STATUS:CANCELLED")
    assert days(desk.rows(calendar(event("b1", *WEEKLY), off))) == ["07-02", "07-09"]


def test_a_change_to_a_meeting_that_the_series_has_not(desk: Desk) -> None:
    lost = event("b1", "RECURRENCE-ID:20150710T120000Z", "DTSTART:20150711T120000Z")
    taken = desk.take(calendar(event("b1", *WEEKLY), lost))
    assert [one.kind for one in taken.notices] == ["notices.ics_orphan"]
    assert "07-11" in days(desk.rows(calendar(event("b1", *WEEKLY), lost)))
    assert desk.kinds(calendar(event("b1", *WEEKLY, "EXDATE:20150710T120000Z"))) == ["ics_exdate"]


def test_a_change_without_its_series_is_a_meeting_by_itself(desk: Desk) -> None:
    alone = event("b1", "RECURRENCE-ID:20150715T010000Z", "DTSTART:20150716T010000Z")
    assert desk.rows(calendar(alone)) == [  # and the rule's meeting of the 15th is no more
        ("b1", "07-15", "", "cancelled"), ("b1", "07-16", "08:00", ""),
    ]  # fmt: skip


def test_an_event_named_otherwise_than_its_series(desk: Desk) -> None:
    moved = event("moved!", "RECURRENCE-ID:20150709T120000Z", "DTSTART:20150711T120000Z")
    text = calendar(event("b1", *WEEKLY), moved)
    assert days(desk.rows(text))[1] == "07-11"
    assert desk.kinds(text) == ["ics_renamed"]


# -- as another program finds them ----------------------------------------------------------------

_DAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1,
                 max_size=3, unique=True)  # fmt: skip
_STARTS = st.datetimes(dt.datetime(2015, 3, 1), dt.datetime(2015, 7, 20))


@st.composite
def _series(draw: st.DrawFn) -> tuple[str, ...]:
    """A series that is well written, with some meetings left out and some moved."""
    start = draw(_STARTS).replace(second=0, microsecond=0)
    rule = draw(
        st.one_of(
            st.builds(lambda n: f"FREQ=DAILY;INTERVAL={n}", st.integers(1, 9)),
            st.builds(lambda n: f"FREQ=WEEKLY;INTERVAL={n}", st.integers(1, 3)),
            st.just("FREQ=MONTHLY"),
            _DAYS.map(lambda names: f"FREQ=WEEKLY;BYDAY={','.join(names)}"),
            st.integers(1, 28).map(lambda day: f"FREQ=MONTHLY;BYMONTHDAY={day}"),
        )
    )
    if draw(st.booleans()):
        rule += f";COUNT={draw(st.integers(1, 30))}"
    zone = draw(st.sampled_from(["Asia/Ho_Chi_Minh", "Asia/Tokyo", "Europe/Berlin"]))
    return f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}"


def _elsewhere(text: str) -> list[str]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
        dt.date(2015, 6, 28), dt.date(2015, 8, 4)
    )
    home = dt.timezone(dt.timedelta(hours=7))
    local = {one["DTSTART"].dt.astimezone(home) for one in found}
    return sorted({f"{moment:%m-%d}" for moment in local if moment.month == 7})


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(series=_series(), data=st.data())
def test_another_program_finds_the_same_days(
    desk: Desk, series: tuple[str, ...], data: st.DataObject
) -> None:
    # The other program takes DTSTART for a meeting outside of COUNT where the rule does not fall
    # on it; whether it is one of those counted is a matter of taste.
    text = calendar(event("b1", *series))
    taken = desk.take(text)
    if any(one.kind == "notices.ics_first" for one in taken.notices):
        return
    found = sorted({f"{row.date:%m-%d}" for row in taken.instance.meetings})
    assert found == _elsewhere(text)
    head, _, start = series[0].rpartition(":")
    time = start.partition("T")[2]
    if found:
        left_out = data.draw(st.sampled_from(found))
        exdate = f"{head.replace('DTSTART', 'EXDATE')}:2015{left_out.replace('-', '')}T{time}"
        thinner = calendar(event("b1", *series, exdate))
        again = sorted({f"{r.date:%m-%d}" for r in desk.take(thinner).instance.meetings
                        if r.status == "added"})  # fmt: skip
        assert again == _elsewhere(thinner)
