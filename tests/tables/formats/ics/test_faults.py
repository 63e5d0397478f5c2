"""What cannot be read: every event is named with its line, its UID, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scheduler.domain.faults import InputError
from tests.tables.formats.ics.calendars import Desk, calendar, event

GOOD = event("b1", "DTSTART:20150710T190000", uid="good")
START = "DTSTART:20150714T190000"

BAD: list[tuple[str, tuple[str, ...], str, int]] = [
    ("no start", ("LOCATION:here",), "ics_no_start", 0),
    ("end before start", (START, "DTEND:20150714T180000"), "ics_end_before", 5),
    ("length below zero", (START, "DURATION:-PT1H"), "ics_end_before", 5),
    ("length of ages", (START, "DURATION:P99999999D"), "ics_long", 5),
    ("whole year", ("DTSTART;VALUE=DATE:20150701", "DTEND;VALUE=DATE:20160701"), "ics_long", 5),
    ("no length", (START, "DURATION:soon"), "ics_duration", 5),
    ("30 February", ("DTSTART:20150230T190000",), "ics_moment", 4),
    ("25 o'clock", ("DTSTART:20150714T250000",), "ics_moment", 4),
    ("other form", ("DTSTART:14/07/2015",), "ics_moment", 4),
    ("no such time", ("DTSTART;TZID=Asia/Tokyo:2015-07-14T25:00:00",), "ics_moment", 4),
    ("two starts", (START, "DTSTART:20150715T190000"), "ics_twice", 5),
    ("two lengths", (START, "DTEND:20150714T200000", "DURATION:PT2H"), "ics_twice", 6),
    ("unknown zone", ("DTSTART;TZID=tzone://Microsoft/Custom:20150714T190000",), "ics_zone", 4),
    ("zone of a display name", ('DTSTART;TZID="(UTC+07:00) Bangkok":20150714T190000',),
     "ics_zone", 4),
    ("unknown zone of EXDATE", (START, "EXDATE;TZID=Nowhere:20150714T190000"), "ics_zone", 5),
    ("another calendar", (START, "RRULE:RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=15"),
     "rule_rscale", 5),
    ("every second", (START, "RRULE:FREQ=SECONDLY"), "rule_freq", 5),
    ("every minute", (START, "RRULE:FREQ=MINUTELY;COUNT=3"), "rule_freq", 5),
    ("no interval", (START, "RRULE:FREQ=DAILY;INTERVAL=0"), "rule_interval", 5),
    ("a billion", (START, "RRULE:FREQ=DAILY;COUNT=1000000000"), "rule_count", 5),
    ("never", (START, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule_never", 5),
    ("weeks of the year", (START, "RRULE:FREQ=YEARLY;BYWEEKNO=20"), "rule_part", 5),
    ("no rule", (START, "RRULE:weekly"), "rule", 5),
    ("exceptions by rule", (START, "EXRULE:FREQ=DAILY"), "ics_exrule", 5),
    ("this and prior", (START, "RECURRENCE-ID;RANGE=THISANDPRIOR:20150714T190000"), "ics_range", 5),
    ("all later ones in a thousand years",
     (START.replace("2015", "3015"), "RECURRENCE-ID;RANGE=THISANDFUTURE:20150714T190000"),
     "ics_far", 4),
    ("a change that recurs", (START, "RECURRENCE-ID:20150714T190000", "RRULE:FREQ=DAILY"),
     "ics_exception_recurs", 0),
    ("no number", (START, "SEQUENCE:first"), "ics_sequence", 5),
    ("no property", (START, "SUMMARY;X:b2"), "ics_line", 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "kind", "line"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_one_bad_event_among_good_ones(
    desk: Desk, lines: tuple[str, ...], kind: str, line: int
) -> None:
    text = calendar(GOOD, event("b1", *lines, uid="bad"), event("b2", START, uid="also good"))
    (fault,) = desk.faults(text)
    assert (fault.kind, fault.place) == (kind, f"1.ics:{10 + line} UID bad")


def test_all_of_them_at_once(desk: Desk) -> None:
    events = [event("b1", *lines, uid=name) for name, lines, _, _ in BAD]
    faults = desk.faults(calendar(GOOD, *events, event("zzz", START, uid="whose?")))
    assert [one.kind for one in faults] == [kind for _, _, kind, _ in BAD] + ["ics_branch"]
    assert all("UID " in one.place for one in faults)


@pytest.mark.parametrize(
    "definition",
    [
        "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0700\r\nEND:STANDARD\r\n",
        "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\n"
        "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n",
        "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\nEND:STANDARD\r\n",
        "",
    ],
    ids=["cut short", "every second", "never", "empty"],
)
def test_a_time_zone_that_is_badly_defined(desk: Desk, definition: str) -> None:
    head = f"BEGIN:VTIMEZONE\r\nTZID:ours\r\n{definition}END:VTIMEZONE\r\n"
    text = calendar(event("b1", "DTSTART;TZID=ours:20150714T190000"), head=head)
    (fault,) = desk.faults(text)
    assert (fault.kind, fault.context["line"]) == ("ics_zone_broken", 4)
    # Of a name that is known everywhere no definition is needed.
    known = text.replace("ours", "SE Asia Standard Time")
    assert desk.rows(known) == [("b1", "07-14", "19:00", "")]


def test_every_event_without_a_branch_is_named(desk: Desk) -> None:
    lost = event("Chi hoi 1x", START)
    third = event("zzz", "DTSTART:20150715T190000", uid="u3")
    faults = desk.faults(calendar(lost, event("b1", START, uid="u2"), third))
    assert [(one.kind, one.place, one.value) for one in faults] == [
        ("ics_branch", "1.ics:4 UID u1", "Chi hoi 1x"), ("ics_branch", "1.ics:16 UID u3", "zzz"),
    ]  # fmt: skip
    assert faults[0].nearest
    both = desk.faults(calendar(event("b1; zzz", START)))
    assert [(one.kind, one.value) for one in both] == [("ics_branch_part", "zzz")]


def test_the_nearest_name_is_told_as_it_is_written(desk: Desk) -> None:
    (fault,) = desk.faults(calendar(event("Chi hội 1x", START)))
    assert fault.nearest in {row.name for row in desk.instance.branches}


@pytest.mark.parametrize(
    ("value", "line"),
    [("2015-07-14T25:00:00", "DTSTART:{}"), ("2015-07-14T25:00:00", "DTSTART;VALUE=DATE-TIME:{}"),
     ("now: soon", "DTSTART:{}"), ("20150714T250000", "DTSTART;TZID=tzone://Microsoft/Utc:{}")],
)  # fmt: skip
def test_the_value_that_is_told_is_the_whole_one(desk: Desk, value: str, line: str) -> None:
    (fault,) = desk.faults(calendar(event("b1", line.format(value))))
    assert (fault.kind, fault.value) == ("ics_moment", value)


def test_what_to_do_with_an_event_is_not_said_of_a_file(desk: Desk) -> None:
    advice = []
    for text in ("", "hello", calendar(event("zzz", START)), calendar(event("b1"))):
        with pytest.raises(InputError) as caught:
            desk.take(text)
        advice.append(bool(caught.value.advice))
    assert advice == [False, False, True, True]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("1.ics", "ics_blank")]),
        (b"\r\n \r\n", [("1.ics", "ics_blank")]),
        (b"hello", [("1.ics:1", "ics")]),
        (b"branch,date\nb1,2015-07-14\n", [("1.ics:1", "ics")]),
        (b"PK\x03\x04", [("1.ics", "disguised")]),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", [("1.ics:1", "ics")]),
        (b"BEGIN:VCALENDAR\r\n", [("1.ics:1", "ics_open")]),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n",
         [("1.ics:2 UID x", "ics_open"), ("1.ics:1", "ics_open")]),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", [("1.ics:2", "ics_end")]),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nUID:x\r\n", [("1.ics:3", "ics_outside")]),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", [("1.ics:1", "ics_open")]),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50, [("1.ics:22", "nesting")]),
    ],
)  # fmt: skip
def test_files_that_are_no_calendar(
    desk: Desk, content: bytes, expected: list[tuple[str, str]]
) -> None:
    assert [(one.place, one.kind) for one in desk.faults(content)] == expected


def test_an_event_without_an_end_takes_no_other_with_it(desk: Desk) -> None:
    text = calendar(GOOD, event("b1", START, uid="open"), event("zzz", START, uid="last"))
    cut = text.replace("UID:open", "UID:open\r\nX-CUT:yes", 1)
    place = cut.index("END:VEVENT", cut.index("X-CUT"))
    faults = desk.faults(cut[:place] + cut[place + len("END:VEVENT\r\n") :])
    assert [(one.kind, one.place) for one in faults] == [
        ("ics_open", "1.ics:10 UID open"), ("ics_branch", "1.ics:16 UID last"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY", "FREQ=DAILY;COUNT=999999", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=1000",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=30",
    ],
)  # fmt: skip
def test_no_rule_runs_away(desk: Desk, rule: str) -> None:
    long_ago = event("b1", "DTSTART;VALUE=DATE:19000101", f"RRULE:{rule}")
    assert len(desk.rows(calendar(long_ago))) <= 31


def test_many_rules_with_a_count_are_not_counted_through(desk: Desk) -> None:
    events = (
        event("b1", "DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY;COUNT=999999", uid=f"u{n}")
        for n in range(100)
    )
    (fault,) = desk.faults(calendar(*events))
    assert fault.kind == "ics_counted"


def test_more_events_than_anybody_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.tables.formats.ics.lines.MAX_EVENTS", 3)
    events = [event("b1", START, uid=f"u{n}") for n in range(4)]
    assert desk.kinds(calendar(*events[:3]))
    assert [one.kind for one in desk.faults(calendar(*events))] == ["ics_events"]


# -- whatever there is ----------------------------------------------------------------------------

_NAMES = st.sampled_from(
    ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS",
     "SEQUENCE", "SUMMARY", "UID", "DTSTAMP", "BEGIN", "END", "METHOD", "X-BRANCH", "TZID"]
)  # fmt: skip
_VALUES = st.one_of(
    st.sampled_from(
        ["20150714T190000", "20150714", "20150714T190000Z", "00010101", "99991231T235959Z",
         "19000101T000000Z", "b1", "b2", "CANCELLED", "VEVENT", "VCALENDAR", "VTIMEZONE", "CANCEL",
         "FREQ=DAILY", "FREQ=YEARLY;BYMONTHDAY=31", "FREQ=MONTHLY;UNTIL=99991231T235959Z", "P1D",
         "RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=1", "20150701/PT1H", "-1", "7"]
    ),
    st.text(max_size=12),
)  # fmt: skip
_PARAMETERS = st.sampled_from(
    ["", "", ";TZID=Asia/Tokyo", ";VALUE=DATE", ";TZID=Mars", ";RANGE=THISANDFUTURE", ';X="a:b"']
)
_LINES = st.lists(st.tuples(_NAMES, _PARAMETERS, _VALUES), max_size=12)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=_LINES, more=_LINES)
@example(lines=[("DTSTART", "", "00010101"), ("RRULE", "", "FREQ=DAILY")], more=[])
@example(lines=[("DTSTART", "", "99991231T235959Z"), ("DURATION", "", "P1D")], more=[])
@example(
    lines=[("DTSTART", "", "20150701"), ("RRULE", "", "FREQ=WEEKLY"), ("SUMMARY", "", "b1")],
    more=[("RECURRENCE-ID", "", "99991231"), ("DTSTART", "", "20150702")],
)
@example(
    lines=[("DTSTART", "", "00010101"), ("RRULE", "", "FREQ=WEEKLY"), ("SUMMARY", "", "b1")],
    more=[("RECURRENCE-ID", "", "00010101"), ("DTSTART", "", "20150702")],
)
@example(lines=[("DTSTART", "", "99991231"), ("SEQUENCE", "", "x"), ("SUMMARY", "", "b1")], more=[])
@example(
    lines=[
        ("DTSTART", "", "99991231"),
        ("RRULE", "", "RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTHDAY=1"),
    ],
    more=[("RRULE", "", "FREQ=DAILY;UNTIL=00010101T000000"), ("DTSTART", "", "00010101T000000Z")],
)
def test_any_lines_are_read_or_refused_by_place(
    desk: Desk, lines: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    events = ["\r\n".join(f"{n}{p}:{v}" for n, p, v in part) for part in (lines, more)]
    data = calendar(*("UID:u\r\n" + one for one in events)).encode(errors="replace")
    assert all(one.place.startswith("1.ics") for one in desk.refusals(data))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=200), at=st.integers(0, 300))
def test_any_bytes_are_read_or_refused_by_place(desk: Desk, data: bytes, at: int) -> None:
    text = calendar(GOOD).encode()
    for content in (data, text[:at] + data + text[at:], text[:at]):
        assert all(one.place.startswith("1.ics") for one in desk.refusals(content))
