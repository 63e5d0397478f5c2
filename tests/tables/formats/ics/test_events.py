"""One event: which branch, which day, which time."""

from __future__ import annotations

import pytest

from tests.tables.formats.ics.calendars import Desk, Row, calendar, days, event

TZ = """BEGIN:VTIMEZONE\r
TZID:{name}\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
TZOFFSETFROM:{offset}\r
TZOFFSETTO:{offset}\r
END:STANDARD\r
END:VTIMEZONE\r
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (event("b1", "DTSTART:20150714T190000"), [("b1", "07-14", "19:00", "")]),
        (event("Chi hội 2", "DTSTART:20150714T190000", "DTEND:20150714T203000"),
         [("b2", "07-14", "19:00", "90")]),
        (event("b1", "DTSTART:20150714T190000", "DURATION:PT1H30M"),
         [("b1", "07-14", "19:00", "90")]),
        (event("b1", "DTSTART:20150714T200000", "DTEND:20150715T010000"),
         [("b1", "07-14", "20:00", "300")]),
        (event("b1", "DTSTART;VALUE=DATE:20150714"), [("b1", "07-14", "", "")]),
        (event("b1", "DTSTART;VALUE=DATE:20150714", "DTEND;VALUE=DATE:20150715"),
         [("b1", "07-14", "", "")]),
        # Whole days that a program writes as times: what time it is nobody said.
        (event("b1", "DTSTART:20150714T000000", "DTEND:20150715T000000"),
         [("b1", "07-14", "", "")]),
        (event("b1", "DTSTART:20150713T170000Z", "DTEND:20150714T170000Z"),
         [("b1", "07-14", "", "")]),
        (event("b1", "DTSTART;TZID=America/New_York:20150714T000000", "DURATION:P1D"),
         [("b1", "07-14", "", "")]),
        # 18:00 UTC is one o'clock of the next day in Vietnam.
        (event("b1", "DTSTART:20150714T180000Z"), [("b1", "07-15", "01:00", "")]),
        (event("b1", "DTSTART:20150630T180000Z"), [("b1", "07-01", "01:00", "")]),
        (event("b1", "DTSTART:20150731T180000Z"), []),
        (event("b1", "DTSTART;TZID=America/New_York:20150714T080000"),
         [("b1", "07-14", "19:00", "")]),
        (event("b1", "DTSTART;TZID=Tokyo Standard Time:20150714T210000"),
         [("b1", "07-14", "19:00", "")]),
        (event("b1", 'DTSTART;TZID="SE Asia Standard Time":20150714T190000'),
         [("b1", "07-14", "19:00", "")]),
        (event("b1", "DTSTART;TZID=/citadel.org/20210210_1/Asia/Tokyo:20150714T210000"),
         [("b1", "07-14", "19:00", "")]),
        (event("something", "DTSTART:20150714T190000", "X-BRANCH:b2"),
         [("b2", "07-14", "19:00", "")]),
        (event("b1; b2", "DTSTART:20150714T190000"),
         [("b1", "07-14", "19:00", ""), ("b2", "07-14", "19:00", "")]),
        (event("b1, Chi hội 2", "DTSTART:20150714T190000"),
         [("b1", "07-14", "19:00", ""), ("b2", "07-14", "19:00", "")]),
        (event("b1", "DTSTART;TZID=Asia/Tokyo:2015-07-14T21:00:00"),
         [("b1", "07-14", "19:00", "")]),
        (event("b1", "DTSTART;VALUE=DATE:2015-07-14"), [("b1", "07-14", "", "")]),
        (event("  CHI  HỘI 1 ", "DTSTART:20150714T190000"), [("b1", "07-14", "19:00", "")]),
        (event("b1", "DTSTART:20160714T190000"), []),
        # On a day on which a rule makes a meeting, what the event does not say is the rule's.
        (event("b1", "DTSTART;VALUE=DATE:20150715"), [("b1", "07-15", "morning", "")]),
    ],
)  # fmt: skip
def test_an_event(desk: Desk, text: str, expected: list[Row]) -> None:
    assert desk.rows(calendar(text)) == expected


@pytest.mark.parametrize(
    "name", ["tzone://Microsoft/Custom", "Customized Time Zone", "Asia/Ho_Chi_Minh"]
)
@pytest.mark.parametrize("quoted", [True, False])
def test_the_file_says_what_its_time_zones_are(desk: Desk, name: str, quoted: bool) -> None:
    named = f'"{name}"' if quoted else name
    text = calendar(
        event("b1", f"DTSTART;TZID={named}:20150714T210000"),
        head=TZ.format(name=name, offset="+0900"),
    )
    assert desk.rows(text) == [("b1", "07-14", "19:00", "")]


def test_summer_time_of_a_zone_that_the_file_defines(desk: Desk) -> None:
    head = (
        "BEGIN:VTIMEZONE\r\nTZID:ours\r\n"
        "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    text = calendar(event("b1", "DTSTART;TZID=ours:20150714T140000"), head=head)
    assert desk.rows(text) == [("b1", "07-14", "19:00", "")]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("DTSTART;VALUE=DATE:20150714", "DTEND;VALUE=DATE:20150717"), "ics_days"),
        (("DTSTART:20150714T080000", "DURATION:P2DT3H"), "ics_days"),
        (("DTSTART:20150714T080000", "STATUS:TENTATIVE"), "ics_tentative"),
        (("DTSTART:20150714T080000", "STATUS:BUSY"), "ics_status"),
        (("DTSTART:20160714T080000",), "ics_outside"),
        (("DTSTART:20150714T080000", "and further"), "ics_no_property"),
        (("DTSTART;VALUE=DATE:20150702", "RRULE:FREQ=WEEKLY;BYDAY=MO"), "ics_first"),
    ],
)
def test_what_is_said_of_an_event(desk: Desk, lines: tuple[str, ...], kind: str) -> None:
    taken = desk.take(calendar(event("b1", *lines)))
    assert [one.kind for one in taken.notices] == [f"notices.{kind}"]
    assert [row.date.day for row in taken.instance.meetings][:1] in ([14], [2], [])


def test_events_outside_the_horizon_are_counted(desk: Desk) -> None:
    old = event("nobody's business", "DTSTART:20140714T190000", "RRULE:FREQ=DAILY;COUNT=3")
    bad = event("b1", "DTSTART;TZID=Nowhere:20140714T190000", uid="u2")
    new = event("b1", "DTSTART:20150714T190000", uid="u3")
    (notice,) = desk.take(calendar(old, bad, new)).notices
    assert (notice.kind, notice.context["count"]) == ("notices.ics_outside", 2)


def test_a_branch_meets_at_most_once_a_day(desk: Desk) -> None:
    taken = desk.take(
        calendar(
            event("b1", "DTSTART:20150714T190000", uid="late"),
            event("b1", "DTSTART;VALUE=DATE:20150714", uid="whole day"),
            event("b1", "DTSTART:20150714T080000", uid="early"),
            event("b2", "DTSTART:20150714T200000", uid="other"),
        )
    )
    assert [(row.branch, row.time) for row in taken.instance.meetings] == [
        ("b1", "08:00"), ("b2", "20:00"),
    ]  # fmt: skip
    assert [one.place for one in taken.notices] == ["1.ics:4 UID late", "1.ics:10 UID whole day"]
    assert all("1.ics:16 UID early" in one.context["kept"] for one in taken.notices)


def test_what_takes_the_place_of_the_time_of_a_rule_is_said(desk: Desk) -> None:
    taken = desk.take(calendar(event("b2", "DTSTART:20150704T100000")))  # the rule has 07:30
    assert [one.kind for one in taken.notices] == ["notices.other_than_rule"]
    assert taken.instance.meetings[0].time == "10:00"


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\n ", "\r ", "\r\r\n "])
def test_lines_may_be_folded_anywhere_even_inside_a_letter(desk: Desk, fold: str) -> None:
    line_end = fold[:-1]
    text = calendar(event("Chi hội 2", "DTSTART:20150714T190000")).replace("\r\n", line_end)
    data = text.encode()
    begin = data.index(b"SUMMARY")
    end = data.index(line_end.encode(), begin)
    for cut in range(begin + 1, end + 1):
        folded = data[:cut] + fold.encode() + data[cut:]
        assert days(desk.rows(folded)) == ["07-14"], folded[begin : end + 4]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_byte_order_marks(desk: Desk, encoding: str) -> None:
    data = calendar(event("Chi hội 2", "DTSTART:20150714T190000")).encode(encoding)
    assert days(desk.rows(data)) == ["07-14"]


def test_another_encoding_must_be_named(desk: Desk) -> None:
    name = "Chi hô\u0323i 2"  # as cp1258 has it: letter and tone apart
    data = calendar(event(name, "DTSTART:20150714T190000")).encode("cp1258")
    (fault,) = desk.faults(data)
    assert (fault.kind, fault.place) == ("ics_encoding", "1.ics:7 UID u1")
    assert days(desk.rows(data, encoding="cp1258")) == ["07-14"]


def test_several_calendars_in_one_stream(desk: Desk) -> None:
    one = calendar(event("b1", "DTSTART:20150707T190000", uid="a"))
    two = calendar(event("b1", "DTSTART:20150708T190000", uid="b"), head="METHOD:PUBLISH\r\n")
    off = calendar(event("b2", "DTSTART:20150704T073000", uid="c"), head="METHOD:CANCEL\r\n")
    assert desk.rows(one + two + off) == [
        ("b2", "07-04", "", "cancelled"),
        ("b1", "07-07", "19:00", ""),
        ("b1", "07-08", "19:00", ""),
    ]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH", "ADD"])
def test_messages_that_say_nothing_of_what_takes_place(desk: Desk, method: str) -> None:
    text = calendar(event("b1", "DTSTART:20150714T190000"), head=f"METHOD:{method}\r\n")
    taken = desk.take(text)
    assert [one.kind for one in taken.notices] == ["notices.ics_method"]
    assert not taken.instance.meetings


def test_a_file_without_events(desk: Desk) -> None:
    assert desk.kinds(calendar()) == ["ics_empty"]
    task = "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n"
    assert desk.kinds(calendar(head=task)) == ["ics_others"]
