"""Asking a district for dates, and taking its answer back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import FIRST_STEPS, rows, run

DAYS = {"2026-03": "2026-03-20", "2026-04": "21/04/2026"}


def asked(form: Path) -> list[dict[str, object]]:
    head, *body = openpyxl.load_workbook(form).active.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_from_the_question_to_the_roster(tmp_path: Path, language: str) -> None:
    form, updated = tmp_path / "ask.xlsx", tmp_path / "updated"
    done = run("check", FIRST_STEPS, "--request-form", form, "--json", "--lang", language)
    assert done.returncode == 0, done.stderr
    missing = json.loads(done.stdout)["to_be_announced"]
    assert len(missing) == len(asked(form)) == 2

    book = openpyxl.load_workbook(form)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    branch, month, date, time = (
        heads.index(word) + 1
        for word in (("branch", "month", "date", "time") if language == "en"
                     else ("mã chi tổ hội", "tháng", "ngày", "giờ"))
    )  # fmt: skip
    assert sheet.protection.sheet
    assert not sheet.cell(2, date).protection.locked
    assert sheet.cell(2, branch).protection.locked
    for row in (2, 3):
        sheet.cell(row, date).value = DAYS[sheet.cell(row, month).value]
        sheet.cell(row, time).value = "19:00"
    book.save(form)

    done = run("convert", FIRST_STEPS, updated, "--meetings", form)
    assert done.returncode == 0, done.stderr
    assert "2 meetings added" in done.stdout
    added = rows(updated / "meetings.csv")[-2:]
    assert {(row["branch"], row["date"]) for row in added} == {
        (row["branch"], {"2026-03": "2026-03-20", "2026-04": "2026-04-21"}[row["month"]])
        for row in missing
    }
    again = run("check", updated, "--json")
    assert json.loads(again.stdout)["to_be_announced"] == []
    assert run("convert", updated, tmp_path / "twice", "--meetings", form).returncode == 0
    assert (tmp_path / "twice" / "meetings.csv").read_bytes() == (
        updated / "meetings.csv"
    ).read_bytes()


def test_faults_of_an_answer_are_named_by_their_cells(tmp_path: Path) -> None:
    form = tmp_path / "ask.xlsx"
    run("check", FIRST_STEPS, "--request-form", form)
    book = openpyxl.load_workbook(form)
    heads = [cell.value for cell in book.active[1]]
    book.active.cell(2, heads.index("date") + 1).value = "31/02/2026"
    book.active.cell(3, heads.index("branch") + 1).value = "women-lotus-pnd"
    book.save(form)
    done = run("convert", FIRST_STEPS, tmp_path / "out", "--meetings", form)
    assert done.returncode == 2
    assert "ask.xlsx!Dates wanted!F2" in done.stderr
    assert "31/02/2026" in done.stderr
    assert "ask.xlsx!Dates wanted!A3" in done.stderr
    assert "women-lotus-pond" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_calendar_file_is_taken_in(tmp_path: Path) -> None:
    calendar = tmp_path / "dates.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "SUMMARY:women-lotus-pond\r\nDTSTART:20260415T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    out = tmp_path / "out.json"
    assert run("convert", FIRST_STEPS, out, "--meetings", calendar).returncode == 0
    added = json.loads(out.read_text(encoding="utf-8"))["meetings"][-1]
    assert (added["branch"], added["date"], added["time"]) == (
        "women-lotus-pond", "2026-04-15", "19:00",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["dates.csv", "none.ics", "none.xlsx"])
def test_what_is_no_answer_is_refused(tmp_path: Path, name: str) -> None:
    done = run("convert", FIRST_STEPS, tmp_path / "out", "--meetings", tmp_path / name)
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
