"""The calendars of cadres, as two readers see them that share no code with each other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject

from scheduler.domain.faults import InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES
from scheduler.ledger.records import Known, PlannedVisit, Publication, visit_id
from scheduler.results.calendar_files import calendars, write_calendars
from scheduler.tables.read import read_instance
from tests.tables.small import FILES, write_small

CADRES = (
    "id,name,tier,organization,areas,email,phone\n"
    "an,Nguyễn Văn An,commune,w,h1;h2,an@example.org,0912 345 678\n"
    "binh,Trần Thị Bình,commune,m,h1;h2,,\n"
)
CALENDARS = "rule,time,branch,minutes\n15,morning,b1,\n1SA,07:30,b2,120\n20,evening,b2,45\n"
MEETINGS = "branch,date\nb1,2015-07-28\n"
TOGETHER = dt.date(2015, 7, 15)
VISITS = (
    Visit("an", "b1", TOGETHER), Visit("binh", "b1", TOGETHER),
    Visit("an", "b2", dt.date(2015, 7, 4)),
    Visit("binh", "b2", dt.date(2015, 7, 20)), Visit("an", "b1", dt.date(2015, 7, 28)),
)  # fmt: skip
JULY = Month(2015, 7)


def problem_of(folder: Path, **settings: str) -> Problem:
    toml = FILES["instance.toml"].replace('name = "small"', f'name = "{settings.pop("name", "s")}"')
    lines = "".join(f'{key} = "{value}"\n' for key, value in settings.items())
    changes: dict[str, str | bytes | None] = {
        "instance.toml": lines + toml, "cadres.csv": CADRES, "calendars.csv": CALENDARS,
        "meetings.csv": MEETINGS,
    }  # fmt: skip
    return Problem(read_instance(write_small(folder, changes)).instance)


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return problem_of(tmp_path / "in")


def known_of(*publications: tuple[Visit, ...]) -> Known:
    """A ledger in which July was published several times."""
    planned: dict[str, PlannedVisit] = {}
    published = {}
    for number, visits in enumerate(publications, 1):
        time = dt.datetime(2015, 6, 20 + number, 9, 30, 15, 999, tzinfo=dt.UTC)
        name = f"2015-07.{number}"
        published[name] = Publication(
            name, JULY, number, "", "", "small", "", "", "", (), number, time, "planner"
        )
        for v in visits:
            planned[visit_id("L", v)] = PlannedVisit(visit_id("L", v), name, v, "t", "w", "h1")
    return Known("L", published, planned, {JULY: name})


def events(content: bytes) -> dict[str, Any]:
    """The events of a file by UID, after the other reader has found the same."""
    calendar = icalendar.Calendar.from_ical(content)
    found: dict[str, Any] = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    other = vobject.readOne(content.decode())
    seen = {event.uid.value: event for event in other.vevent_list}
    assert seen.keys() == found.keys()
    for uid, event in found.items():
        one = seen[uid]
        for name in ("summary", "description", "location", "status"):
            text = getattr(one, name).value if hasattr(one, name) else ""
            assert text == str(event.get(name, ""))
        for name in ("dtstart", "dtend", "dtstamp"):
            moment = getattr(one, name).value
            ours = event[name].dt
            assert moment == ours
            if isinstance(ours, dt.datetime):
                assert moment.utcoffset() == ours.utcoffset()
    return found


def of(files: dict[str, bytes], cadre: str) -> list[Any]:
    return list(events(files[f"{cadre}.ics"]).values())


def test_an_event_a_visit(problem: Problem) -> None:
    files = calendars(problem, Roster.of(VISITS))
    assert list(files) == ["an.ics", "binh.ics"]
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    clock, session, whole_day = of(files, "an")
    assert clock["DTSTART"].dt == dt.datetime(2015, 7, 4, 7, 30, tzinfo=zone)
    assert clock["DTEND"].dt == dt.datetime(2015, 7, 4, 9, 30, tzinfo=zone)
    assert session["DTSTART"].dt == dt.datetime(2015, 7, 15, 7, 0, tzinfo=zone)
    assert session["DTEND"].dt == dt.datetime(2015, 7, 15, 8, 30, tzinfo=zone)
    assert (whole_day["DTSTART"].dt, whole_day["DTEND"].dt) == (
        dt.date(2015, 7, 28), dt.date(2015, 7, 29),
    )  # fmt: skip
    assert str(clock["SUMMARY"]) == "Visit to Chi hội 2"
    assert str(clock["LOCATION"]) == "Ấp 2, Long Đức"
    assert {str(event["STATUS"]) for event in (clock, session, whole_day)} == {"CONFIRMED"}
    evening = of(files, "binh")[1]
    assert evening["DTSTART"].dt == dt.datetime(2015, 7, 20, 19, tzinfo=zone)
    assert evening["DTEND"].dt == dt.datetime(2015, 7, 20, 19, 45, tzinfo=zone)


def test_what_is_said_and_what_is_not(problem: Problem) -> None:
    files = calendars(problem, Roster.of(VISITS), "vi")
    clock, session, whole_day = (str(event["DESCRIPTION"]).split("\n") for event in of(files, "an"))
    assert session == [
        "Đoàn thể: Women", "Cùng dự: Trần Thị Bình",
        "Buổi sáng, chưa có giờ cụ thể: tạm ghi 07:00", "Chưa rõ thời lượng: tạm ghi 90 phút",
    ]  # fmt: skip
    assert clock == ["Đoàn thể: Women"]
    assert whole_day == ["Đoàn thể: Women", "Chưa có giờ cụ thể"]
    for content in files.values():
        assert b"0912" not in content
        assert b"example.org" not in content
        assert b"timezone only" not in content  # an English sentence


def test_with_a_ledger_the_newest_publication_counts(problem: Problem) -> None:
    dropped = Visit("binh", "b2", dt.date(2015, 7, 4))
    stranger = Visit("gone", "closed", dt.date(2015, 7, 9))
    other_month = Visit("an", "b1", dt.date(2015, 6, 15))
    known = known_of((dropped, stranger, other_month), VISITS[:3], VISITS)
    files = calendars(problem, Roster.of(VISITS), known=known)
    assert list(files) == ["an.ics", "binh.ics", "gone.ics"]
    for visit in VISITS:
        event = events(files[f"{visit.cadre}.ics"])[visit_id("L", visit)]
        assert event["SEQUENCE"] == 3
        assert event["STATUS"] == "CONFIRMED"
        assert event["DTSTAMP"].dt == dt.datetime(2015, 6, 23, 9, 30, 15, tzinfo=dt.UTC)
        assert "Publication: 2015-07.3" in event["DESCRIPTION"]
    for visit in (dropped, stranger):
        event = events(files[f"{visit.cadre}.ics"])[visit_id("L", visit)]
        assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
        assert "This visit is no longer planned" in event["DESCRIPTION"]
        begin = event["DTSTART"].dt
        assert visit.date == (begin.date() if isinstance(begin, dt.datetime) else begin)
    assert len(of(files, "an")) == 3


def test_a_calendar_program_shows_each_day_what_it_should(problem: Problem) -> None:
    content = calendars(problem, Roster.of(VISITS))["an.ics"]
    shown = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    assert len(shown.at((2015, 7, 15))) == 1
    assert len(shown.between((2015, 7, 1), (2015, 8, 1))) == 3


@pytest.mark.parametrize(
    ("timezone", "hours"), [("Europe/Berlin", 2), ("America/New_York", -4), ("UTC", 0)]
)
def test_times_are_those_of_the_instance(tmp_path: Path, timezone: str, hours: int) -> None:
    problem = problem_of(tmp_path / "in", timezone=timezone)
    content = calendars(problem, Roster.of(VISITS))["an.ics"]
    first = of({"an.ics": content}, "an")[0]
    assert first["DTSTART"].dt.utcoffset() == dt.timedelta(hours=hours)
    assert first["DTSTART"].dt.hour == 7
    assert content.count(b"BEGIN:VTIMEZONE") == (timezone != "UTC")


def test_ids_without_a_ledger_are_the_instances_own(tmp_path: Path, problem: Problem) -> None:
    other = problem_of(tmp_path / "other", name="other")
    ids = [
        {uid for content in calendars(each, Roster.of(VISITS)).values() for uid in events(content)}
        for each in (problem, other, problem)
    ]
    assert ids[0] == ids[2]
    assert len(ids[0]) == len(VISITS)
    assert not ids[0] & ids[1]


def test_every_file_has_a_safe_name_of_its_own(tmp_path: Path) -> None:
    names = ["CON", "a/b", "a?b", "A", "..", "?"]
    cadres = "id,name,tier,organization,areas\n" + "".join(f"{n},Tên,commune,w,c\n" for n in names)
    folder = write_small(tmp_path / "in", {"cadres.csv": cadres})
    problem = Problem(read_instance(folder).instance)
    visits = [Visit(name, "b1", TOGETHER) for name in names]
    files = calendars(problem, Roster.of(visits))
    assert len({name.casefold() for name in files}) == len(names)
    write_calendars(tmp_path / "out", problem, Roster.of(visits))
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {*files, "datapackage.json"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_bytes_every_time(tmp_path: Path, problem: Problem, language: Any) -> None:
    known = known_of(VISITS[:2], VISITS)
    for name in ("once", "again"):
        write_calendars(tmp_path / name, problem, Roster.of(VISITS), language, known=known)
    for file in (tmp_path / "once").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()


def test_a_calendar_that_somebody_changed_is_left_alone(tmp_path: Path, problem: Problem) -> None:
    out = tmp_path / "out"
    write_calendars(out, problem, Roster.of(VISITS))
    write_calendars(out, problem, Roster.of(VISITS[:1]))
    assert {path.name for path in out.iterdir()} == {"an.ics", "datapackage.json"}
    (out / "an.ics").write_bytes(b"mine")
    with pytest.raises(InputError):
        write_calendars(out, problem, Roster.of(VISITS))
    assert (out / "an.ics").read_bytes() == b"mine"


def test_texts_that_mean_something_in_the_format(tmp_path: Path) -> None:
    branches = 'id,name,organization,area\nb1,"Chi; hội, \\n ""1""",w,h1\n'
    meetings = "branch,date,time\nb1,2015-07-15,23:30\n"
    changes: dict[str, str | bytes | None] = {
        "branches.csv": branches, "calendars.csv": "rule,time\n", "meetings.csv": meetings,
    }  # fmt: skip
    folder = write_small(tmp_path / "in", changes)
    problem = Problem(read_instance(folder).instance)
    event = of(calendars(problem, Roster.of(VISITS[:1])), "an")[0]
    assert str(event["SUMMARY"]) == 'Visit to Chi; hội, \\n "1"'
    assert event["DTEND"].dt.date() == dt.date(2015, 7, 16)
