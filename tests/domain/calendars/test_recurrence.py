"""Calendar rules: each form by hand, then against dateutil and a walk through the days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.rule_cell import parse_rule

FIRST, LAST = dt.date(2015, 1, 1), dt.date(2015, 12, 31)


def dates(rule: str, anchor: str = "", first: dt.date = FIRST, last: dt.date = LAST) -> list[str]:
    start = dt.date.fromisoformat(anchor) if anchor else None
    return [f"{day:%m-%d}" for day in parse_rule(rule).dates(first, last, start)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("15", ["07-15"]),
        ("-1", ["07-31"]),
        ("31", ["07-31"]),
        ("1SA", ["07-04"]),
        ("1T7", ["07-04"]),
        ("-1SU", ["07-26"]),
        ("-1CN", ["07-26"]),
        ("5WE", ["07-29"]),
        ("5MO", []),
        ("L15", ["07-30"]),
        ("L1", ["07-16"]),
        ("FREQ=MONTHLY;BYDAY=1SA", ["07-04"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", ["07-31"]),
        ("freq=monthly;bymonthday=10,20", ["07-10", "07-20"]),
        ("FREQ=WEEKLY;BYDAY=FR", ["07-03", "07-10", "07-17", "07-24", "07-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["07-31"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", []),
        ("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=27", ["07-27"]),
        ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=15", ["07-30"]),
    ],
)
def test_in_july_2015(rule: str, expected: list[str]) -> None:
    assert dates(rule, first=dt.date(2015, 7, 1), last=dt.date(2015, 7, 31)) == expected


@pytest.mark.parametrize(
    ("rule", "anchor", "expected"),
    [
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "2015-02-20", ["05-15", "08-15", "11-15"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "2015-02-10",
         ["02-15", "05-15", "08-15", "11-15"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "2013-02-01",
         ["02-15", "05-15", "08-15", "11-15"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2015-01-01",
         ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]),
        ("FREQ=MONTHLY;COUNT=2;BYMONTHDAY=1", "2015-11-15", ["12-01"]),
        ("FREQ=MONTHLY;UNTIL=20150301;BYMONTHDAY=1", "", ["01-01", "02-01", "03-01"]),
        ("FREQ=YEARLY", "2013-06-07", ["06-07"]),
        ("FREQ=WEEKLY;INTERVAL=2", "2015-12-01", ["12-01", "12-15", "12-29"]),
    ],
)  # fmt: skip
def test_counted_from_an_anchor(rule: str, anchor: str, expected: list[str]) -> None:
    assert dates(rule, anchor) == expected


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("", "rule"), ("monthly", "rule"), ("32", "rule_bymonthday"), ("0", "rule_bymonthday"),
        ("6SA", "rule"), ("1XX", "rule"), ("L31", "rule_bymonthday"), ("FREQ=HOURLY", "rule_freq"),
        ("FREQ=SECONDLY;INTERVAL=1", "rule_freq"), ("FREQ=MONTHLY;INTERVAL=0", "rule_interval"),
        ("FREQ=MONTHLY;BYDAY=1XX", "rule_byday"), ("FREQ=MONTHLY;BYDAYS=1SA", "rule_part"),
        ("FREQ=MONTHLY;FREQ=DAILY", "rule_repeated"), ("BYDAY=1SA", "rule_missing"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule_never"),
        ("FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "rule_bymonth"),
        ("FREQ=MONTHLY;COUNT=1;UNTIL=20150101;BYMONTHDAY=1", "rule_both"),
        ("RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=15", "rule_rscale"),
        ("RSCALE=VIETNAMESE;FREQ=MONTHLY", "rule_missing"),
        ("FREQ=MONTHLY;UNTIL=20150231;BYMONTHDAY=1", "rule_until"),
    ],
)  # fmt: skip
def test_what_is_no_rule(rule: str, kind: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule(rule)
    assert caught.value.type == kind


HOME = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAYS = "FREQ=WEEKLY;BYDAY=TU;UNTIL="
FIRST_MONDAY = "RRULE:FREQ=MONTHLY;BYDAY=1MO"


@pytest.mark.parametrize(
    ("until", "zone", "last"),
    [
        ("20150714", "Asia/Ho_Chi_Minh", "07-14"),
        ("20150714T165959Z", "Asia/Ho_Chi_Minh", "07-14"),  # the end of the day in Vietnam
        ("20150714T010000Z", "Asia/Ho_Chi_Minh", "07-14"),  # the last meeting itself, at 08:00
        ("20150713T170001Z", "Asia/Ho_Chi_Minh", "07-14"),
        ("20150713T170000Z", "Asia/Ho_Chi_Minh", "07-07"),  # midnight: the 14th is not any more
        ("20150713T165959Z", "Asia/Ho_Chi_Minh", "07-07"),
        ("20150714T080000", "Asia/Ho_Chi_Minh", "07-14"),
        ("20150714T235959", "Asia/Ho_Chi_Minh", "07-14"),
        ("20150714T000000", "Asia/Ho_Chi_Minh", "07-07"),
        ("20150714T035959Z", "America/New_York", "07-07"),
        ("20150714T040001Z", "America/New_York", "07-14"),
        ("99991231T235959Z", "Asia/Ho_Chi_Minh", "07-28"),
        ("99991231", "Asia/Ho_Chi_Minh", "07-28"),
        ("00010101T000000", "Asia/Ho_Chi_Minh", ""),
    ],
)
def test_until_is_a_day_where_the_branch_is(until: str, zone: str, last: str) -> None:
    rule = parse_rule(TUESDAYS + until, ZoneInfo(zone))
    found = rule.dates(dt.date(2015, 7, 1), dt.date(2015, 7, 31))
    assert (f"{found[-1]:%m-%d}" if found else "") == last


def test_a_meeting_later_than_until_is_none() -> None:
    start = "DTSTART;TZID=Asia/Ho_Chi_Minh:20150707T190000\nRRULE:"
    for until, last in (("20150714T120000Z", 14), ("20150714T115959Z", 7), ("20150714", 14)):
        rule = parse_rule(f"{start}{TUESDAYS}{until}", HOME)
        assert rule.dates(FIRST, LAST)[-1] == dt.date(2015, 7, last)


@pytest.mark.parametrize(
    ("cell", "start", "times"),
    [
        (f"DTSTART;TZID=Asia/Ho_Chi_Minh:20150601T190000\n{FIRST_MONDAY}", "06-01", ((19, 0),)),
        (f"{FIRST_MONDAY}\nDTSTART;TZID=Asia/Ho_Chi_Minh:20150601T190000", "06-01", ((19, 0),)),
        (f"DTSTART;TZID=SE Asia Standard Time:20150601T190000 {FIRST_MONDAY}", "06-01", ((19, 0),)),
        (f"DTSTART:20150601T120000Z\r\n{FIRST_MONDAY}", "06-01", ((19, 0),)),
        (f"DTSTART:20150601T190000\nDTEND:20150601T203000\n{FIRST_MONDAY};", "06-01", ((19, 0),)),
        (f"DTSTART;VALUE=DATE:20150601\n{FIRST_MONDAY}", "06-01", ()),
        ("dtstart:20150601\nfreq=monthly; byday=1mo", "06-01", ()),
        ("DTSTART;TZID=Asia/Ho_Chi\n _Minh:20150601T190000\nRRULE:FREQ=MONTHLY;BYD\n AY=1MO",
         "06-01", ((19, 0),)),
        (f"{FIRST_MONDAY};BYHOUR=19", "", ((19, None),)),
        (f"{FIRST_MONDAY};BYHOUR=8,19;BYMINUTE=30;BYSECOND=0", "", ((8, 30), (19, 30))),
        (f"DTSTART:20150601T193000\n{FIRST_MONDAY};BYHOUR=8", "06-01", ((8, 30),)),
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;BYDAY=1MO;SKIP=OMIT", "", ()),
    ],
)  # fmt: skip
def test_a_rule_copied_from_a_calendar_program(
    cell: str, start: str, times: tuple[tuple[int, int | None], ...]
) -> None:
    rule = parse_rule(cell, HOME)
    assert (f"{rule.start:%m-%d}" if rule.start else "") == start
    assert rule.times == times
    assert rule.has_length == ("DTEND" in cell)
    found = rule.dates(dt.date(2015, 5, 1), dt.date(2015, 7, 31))
    assert [f"{day:%m-%d}" for day in found] == ["05-04", "06-01", "07-06"][bool(start) :]


def test_a_copied_start_is_what_a_rule_counts_from() -> None:
    rule = parse_rule("DTSTART:20150620\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3", HOME)
    assert not rule.needs_anchor
    assert [f"{day:%m-%d}" for day in rule.dates(FIRST, LAST)] == ["06-20", "07-04", "07-18"]
    later = rule.dates(FIRST, LAST, dt.date(2015, 7, 6))  # the column `from` wins
    assert [f"{day:%m-%d}" for day in later] == ["07-06", "07-20", "08-03"]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (f"{FIRST_MONDAY}\nEXDATE:20150601T190000", "rule_line"),
        (f"{FIRST_MONDAY} EXDATE;TZID=Asia/Ho_Chi_Minh:20150601T190000", "rule_line"),
        (f"{FIRST_MONDAY}\nRDATE:20150601T190000", "rule_line"),
        (f"BEGIN:VEVENT\n{FIRST_MONDAY}\nEND:VEVENT", "rule_line"),
        (f"{FIRST_MONDAY}\n{FIRST_MONDAY}", "rule_repeated"),
        ("DTSTART:20150601T190000", "rule_missing"),
        (f"DTSTART:20150231\n{FIRST_MONDAY}", "rule_dtstart"),
        (f"DTSTART:2015-06-01\n{FIRST_MONDAY}", "rule_dtstart"),
        (f"DTSTART;TZID=Mars:20150601T190000\n{FIRST_MONDAY}", "rule_dtstart_zone"),
        # A Monday in UTC is a Tuesday in Vietnam: whose Mondays does the rule mean?
        (f"DTSTART:20150601T190000Z\n{FIRST_MONDAY}", "rule_dtstart_day"),
        (f"DTSTART:99991231T235959Z\n{FIRST_MONDAY}", "year"),
        (f"DTSTART:00010101\n{FIRST_MONDAY}", "year"),
        (f"{FIRST_MONDAY};BYHOUR=24", "rule_byhour"),
        (f"{FIRST_MONDAY};BYMINUTE=x", "rule_byhour"),
        (f"{FIRST_MONDAY};UNTIL=20150231T000000Z", "rule_until"),
        (f"{FIRST_MONDAY};UNTIL=2015-07-01", "rule_until"),
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;BYDAY=1MO;SKIP=FORWARD", "rule_part"),
    ],
)
def test_what_cannot_be_copied(cell: str, kind: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule(cell, HOME)
    assert caught.value.type == kind


@pytest.mark.parametrize(
    ("cell", "kind", "nearest"),
    [
        ("15,30", "rule_several", None), ("1SA;3SA", "rule_several", None),
        ("1T7,L15,-1", "rule_several", None), ("1SA,soon", "rule", None),
        ("１５", "rule", "15"), ("－１", "rule", "-1"),
    ],
)  # fmt: skip
def test_what_is_no_short_form(cell: str, kind: str, nearest: str | None) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule(cell, HOME)
    assert caught.value.type == kind
    assert (caught.value.context or {}).get("nearest") == nearest


def test_an_interval_needs_an_anchor() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15").dates(FIRST, LAST, None)
    assert caught.value.type == "rule_anchor"


_DAY_NAMES = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
_NTH = st.sampled_from(["1", "2", "3", "4", "5", "-1", "-2"])


@st.composite
def _rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if frequency == "MONTHLY":
        if draw(st.booleans()):
            # Not mixed: dateutil takes MO,1MO for the first Mondays only, the RFC for all Mondays.
            numbers = _NTH if draw(st.booleans()) else st.just("")
            days = draw(st.lists(st.tuples(numbers, _DAY_NAMES), min_size=1, max_size=3))
            parts.append("BYDAY=" + ",".join(n + d for n, d in days))
        else:
            numbers = st.sampled_from([1, 10, 15, 28, 29, 30, 31, -1, -2, -31])
            parts.append(
                "BYMONTHDAY=" + ",".join(map(str, draw(st.lists(numbers, min_size=1, max_size=3))))
            )
        if draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    elif frequency == "YEARLY":
        parts += [f"BYMONTH={draw(st.integers(1, 12))}", f"BYMONTHDAY={draw(st.integers(1, 28))}"]
    else:
        days = draw(st.lists(_DAY_NAMES, min_size=1, max_size=3, unique=True))
        parts.append("BYDAY=" + ",".join(days))
    if frequency in ("DAILY", "MONTHLY") and draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    return ";".join(parts)


_ANCHORS = st.dates(dt.date(2010, 1, 1), dt.date(2014, 12, 31))


@settings(max_examples=200, deadline=None)
@given(rule=_rules(), anchor=_ANCHORS)
def test_dateutil_finds_the_same(rule: str, anchor: dt.date) -> None:
    try:
        found = parse_rule(rule).dates(FIRST, LAST, anchor)
    except PydanticCustomError:  # it never matches: dateutil would look until the year 9999
        return
    begin = dt.datetime.combine(anchor, dt.time())
    theirs = rrulestr(rule, dtstart=begin).between(
        dt.datetime(2015, 1, 1), dt.datetime(2015, 12, 31), inc=True
    )
    assert found == [moment.date() for moment in theirs]


@settings(max_examples=100, deadline=None)
@given(
    rule=_rules(),
    anchor=_ANCHORS,
    cut=st.integers(1, 363),
)
def test_a_window_in_two_pieces_is_one_window(rule: str, anchor: dt.date, cut: int) -> None:
    try:
        parsed = parse_rule(rule)
    except PydanticCustomError:
        return
    middle = FIRST + dt.timedelta(cut)
    pieces = parsed.dates(FIRST, middle, anchor) + parsed.dates(
        middle + dt.timedelta(1), LAST, anchor
    )
    assert pieces == parsed.dates(FIRST, LAST, anchor)
