"""`convert --meetings`: calendars and forms of other people, from the file to the roster."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scheduler.tables.read import read_instance
from tests.cli.door import FIRST_STEPS, ROOT, Outcome, call, counted
from tests.cli.test_commands import rows

CASES = ROOT / "tests" / "cases"


def take_in(source: Path, out: Path, *files: Path, lang: str = "en") -> Outcome:
    options = [word for file in files for word in ("--meetings", file)]
    return call("convert", source, out, *options, "--lang", lang)


def dates(folder: Path, branch: str) -> list[tuple[str, str]]:
    """The single dates of a branch, each with its status."""
    found = read_instance(folder).instance.meetings
    return [(str(row.date), row.status) for row in found if row.branch == branch]


def test_nobody_is_sent_to_a_cancelled_meeting(tmp_path: Path) -> None:
    file = CASES / "ics-cancelled-meeting-of-a-rule" / "cancelled.ics"
    source = shutil.copytree(FIRST_STEPS, tmp_path / "source")
    (source / "pins.csv").unlink()  # one of them sends somebody there
    assert call("solve", source, "--out", tmp_path / "before", "--workers", 1).code == 0
    done = take_in(source, tmp_path / "out", file)
    assert done.code == 0
    assert "front-old-market on 2026-03-06: the meeting that a rule makes is now cancelled" in (
        done.err
    )
    assert dates(tmp_path / "out", "front-old-market") == [("2026-03-06", "cancelled")]
    assert call("solve", tmp_path / "out", "--out", tmp_path / "after", "--workers", 1).code == 0
    sent = [(row["branch"], row["date"]) for row in rows(tmp_path / "after" / "roster.csv")]
    assert sent
    assert ("front-old-market", "2026-03-06") not in sent


def test_one_version_after_the_other(tmp_path: Path) -> None:
    case = CASES / "ics-event-sent-again"
    first, second, third = (tmp_path / name for name in ("1", "2", "3"))
    assert take_in(FIRST_STEPS, first, case / "v1.ics").code == 0
    moved = take_in(first, second, case / "v2.ics")
    assert "women-lotus-pond on 2026-03-10: stands in the table meetings from before" in moved.err
    off = take_in(second, third, case / "v3.ics")
    assert "women-lotus-pond on 2026-03-10: stands in the table meetings from before" in off.err
    assert dates(third, "women-lotus-pond") == [
        ("2026-03-10", "added"), ("2026-03-17", "cancelled"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_all_versions_at_once(tmp_path: Path, lang: str) -> None:
    files = sorted((CASES / "ics-event-sent-again").glob("*.ics"))
    assert take_in(FIRST_STEPS, tmp_path / "two", *files[:2], lang=lang).code == 0
    assert dates(tmp_path / "two", "women-lotus-pond") == [("2026-03-17", "added")]
    done = take_in(FIRST_STEPS, tmp_path / "out", *files, lang=lang)
    assert done.code == 0
    assert ("đã thêm 0 buổi" if lang == "vi" else "0 meetings added") in done.out
    assert dates(tmp_path / "out", "women-lotus-pond") == []


def test_two_calendars_in_one_file(tmp_path: Path) -> None:
    done = take_in(FIRST_STEPS, tmp_path / "out", CASES / "ics-two-calendars" / "two.ics")
    assert "2 meetings added from two.ics" in done.out
    assert dates(tmp_path / "out", "women-lotus-pond") == [
        ("2026-03-03", "added"), ("2026-04-03", "added"),
    ]  # fmt: skip


def test_bad_events_are_named(tmp_path: Path) -> None:
    case = CASES / "ics-one-bad-event"
    done = take_in(FIRST_STEPS, tmp_path / "out", case / "tzone.ics", case / "rscale.ics")
    assert done.code == 2
    zone, calendar, advice, count = done.err.splitlines()
    assert zone.startswith('tzone.ics:8 UID a: column DTSTART: "tzone://Microsoft/Custom" is not')
    assert calendar.startswith('rscale.ics:9 UID a: column RRULE: "RSCALE=CHINESE;FREQ=MONTHLY')
    assert "from BEGIN:VEVENT to END:VEVENT" in advice
    assert count == counted(2)
    assert not (tmp_path / "out").exists()


def test_an_exception_in_utc_to_a_series_of_whole_days(tmp_path: Path) -> None:
    done = take_in(FIRST_STEPS, tmp_path / "out", CASES / "ics-exception-in-utc" / "moved.ics")
    assert done.code == 0
    assert [day for day, _ in dates(tmp_path / "out", "women-lotus-pond")] == [
        "2026-03-03", "2026-03-12", "2026-03-17",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_rules_copied_from_calendar_programs(tmp_path: Path, lang: str) -> None:
    source = shutil.copytree(FIRST_STEPS, tmp_path / "source")
    shutil.copy(CASES / "rules-copied-from-calendars" / "calendars.csv", source)
    done = call("check", source, "--json", "--lang", lang)
    assert done.code == 0
    assert '"meetings": 10' in done.out  # 5 Mondays to 31 March, 2 Saturdays, 2 Mondays, 1 moved
    notices = [line for line in done.err.splitlines() if "calendars.csv" in line]
    assert [("19:00" in line, "08:00" in line) for line in notices] == [(True, True)] * 2
    # A cell of several lines is the same in every form of an instance.
    for name in ("book.xlsx", "file.json", "folder"):
        assert call("convert", source, tmp_path / name).code == 0
        source = tmp_path / name
    assert rows(source / "calendars.csv") == rows(tmp_path / "source" / "calendars.csv")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_answers_for_another_month(tmp_path: Path, lang: str) -> None:
    form = CASES / "form-answer-for-another-month" / "ask.xlsx"
    done = take_in(FIRST_STEPS, tmp_path / "out", form, lang=lang)
    assert done.code == 2
    first, second, _ = done.err.splitlines()
    assert first.startswith("ask.xlsx!Dates wanted!F2: ")
    assert second.startswith("ask.xlsx!Dates wanted!F3: ")
    assert all(text in first for text in ("2026-05-20", "2026-03"))
    assert all(text in second for text in ("2025-04-21", "2026-04"))
    assert not (tmp_path / "out").exists()


def test_the_faults_of_all_files_at_once(tmp_path: Path) -> None:
    done = take_in(
        FIRST_STEPS, tmp_path / "out", CASES / "ics-one-bad-event" / "tzone.ics",
        CASES / "form-answer-for-another-month" / "ask.xlsx", FIRST_STEPS / "history.csv",
        tmp_path / "none.ics",
    )  # fmt: skip
    assert done.code == 2
    for name in ("tzone.ics:8", "ask.xlsx!Dates wanted!F2", "history.csv: ", "none.ics: "):
        assert any(line.startswith(name) for line in done.err.splitlines()), done.err
    assert done.err.splitlines()[-1] == counted(5)


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    file = CASES / "ics-two-calendars" / "two.ics"
    take_in(FIRST_STEPS, tmp_path / "once", file)
    done = take_in(tmp_path / "once", tmp_path / "twice", file)
    assert "0 meetings added" in done.out
    assert "2 known before" in done.out
    assert rows(tmp_path / "once" / "meetings.csv") == rows(tmp_path / "twice" / "meetings.csv")
