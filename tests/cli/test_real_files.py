"""Files from other people's desks, through the commands as a user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.door import FIRST_STEPS, call, tree
from tests.tables.formats.test_file_kinds import KINDS

CASES = Path(__file__).parents[1] / "cases"
SERIAL = CASES / "xl-serial-dates" / "01-serial-dates.xlsx"
STRICT = CASES / "xl-strict-ooxml" / "07-strict.xlsx"
PASSWORD = CASES / "xl-password" / "08-password.xlsx"
HIDDEN = CASES / "xl-hidden-column" / "09-hidden-column.xlsx"
STRUCK = CASES / "xl-struck-out-row" / "10-struck-out.xlsx"
LISTS = CASES / "xl-list-by-comma-or-line" / "18-list-by-comma-newline.xlsx"
TIMES = CASES / "xl-time-as-fraction" / "04-times.xlsx"


def tables(book: Path, folder: Path) -> dict[str, list[dict[str, object]]]:
    """What the program reads in the workbook, by table."""
    assert call("convert", book, folder / "read.json").code == 0
    data: dict[str, list[dict[str, object]]] = json.loads((folder / "read.json").read_text("utf-8"))
    return data


def notices(book: Path, language: str = "en") -> list[str]:
    done = call("check", book, "--lang", language)
    assert done.code == 0, done.err
    assert done.lines == []
    return done.err.splitlines()


def test_days_stored_as_numbers_are_read(tmp_path: Path) -> None:
    rows = tables(SERIAL, tmp_path)["leave"]
    assert [(row["from"], row["until"]) for row in rows] == [
        ("2026-03-08", "2026-03-20"), ("2026-03-03", "2026-03-08"), ("2026-03-01", "2026-03-08"),
    ]  # fmt: skip
    (notice,) = notices(SERIAL)
    assert "leave!B2" in notice
    assert "stored as numbers" in notice
    assert "46089 as 2026-03-08" in notice


def test_a_strict_workbook_is_the_usual_one(tmp_path: Path) -> None:
    assert notices(STRICT) == []
    assert call("convert", FIRST_STEPS, tmp_path / "usual.json").code == 0
    usual = json.loads((tmp_path / "usual.json").read_text("utf-8"))
    assert tables(STRICT, tmp_path)["cadres"] == usual["cadres"]


def test_a_password_is_named(tmp_path: Path) -> None:
    before = tree(tmp_path)
    done = call("convert", PASSWORD, tmp_path / "out")
    assert (done.code, done.out) == (2, "")
    assert "protected by a password" in done.lines[0]
    assert "XLS" not in done.lines[0]
    assert "mật khẩu" in call("check", PASSWORD, "--lang", "vi").lines[0]
    assert tree(tmp_path) == before


def test_a_hidden_column_is_named() -> None:
    (notice,) = notices(HIDDEN)
    assert "cadres!J: column until" in notice
    (notice,) = notices(HIDDEN, "vi")
    assert "cột J bị ẩn" in notice


def test_a_struck_row_is_named() -> None:
    (notice,) = notices(STRUCK)
    assert "cadres!3" in notice
    assert "mon" in notice
    assert "struck through" in notice


def test_lists_by_comma_and_line_are_read(tmp_path: Path) -> None:
    rows = tables(LISTS, tmp_path)["cadres"][:2]
    assert [row["areas"] for row in rows] == [["bamboo-bridge", "coconut-grove"]] * 2
    (notice,) = notices(LISTS)
    assert "cadres!E2" in notice
    assert "separated by ';'" in notice
    assert "2 in this table" in notice


def test_times_as_spreadsheets_and_people_write_them_are_read(tmp_path: Path) -> None:
    rows = tables(TIMES, tmp_path)["calendars"][:6]
    assert [row["time"] for row in rows] == ["08:00", "08:00", "14:00", "19:00", "14:30", "07:30"]
    (notice,) = notices(TIMES)
    assert "calendars!B2" in notice
    assert notice.endswith("as 08:00)")


def test_dates_with_the_month_first_are_all_told(tmp_path: Path) -> None:
    instance = Path(shutil.copytree(FIRST_STEPS, tmp_path / "instance"))
    for file in (CASES / "csv-us-dates").iterdir():
        shutil.copy(file, instance)
    done = call("solve", instance, "--out", tmp_path / "out")
    assert done.code == 2
    *lines, _ = done.lines
    assert [line.split(" is not valid")[0] for line in lines] == [
        'leave.csv:2: column from: "3/4/2026"', 'leave.csv:2: column until: "3/10/2026"',
        'leave.csv:3: column from: "3/20/2026"', 'leave.csv:3: column until: "3/25/2026"',
        'history.csv:2: column date: "2/3/2026"',
    ]  # fmt: skip
    assert "all 4 dates" in lines[2]
    assert lines[0].endswith("nearest: 2026-03-04")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods", ".csv"])
def test_other_workbooks_are_named_wherever_one_is_read(
    kind: str, ending: str, tmp_path: Path
) -> None:
    book = tmp_path / f"book{ending}"
    book.write_bytes(KINDS[kind])
    for words in (
        ["check", book] if ending != ".csv" else ["audit", FIRST_STEPS, book],
        ["audit", FIRST_STEPS, book],
        ["convert", FIRST_STEPS, tmp_path / "out", "--meetings", book],
    ):
        done = call(*words)
        assert done.code == 2
        assert "Excel Workbook (.xlsx)" in done.lines[0], done.err
        assert len(done.lines) == 2
    assert not (tmp_path / "out").exists()


def test_many_notices_are_counted(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    assert call("convert", FIRST_STEPS, book).code == 0
    opened = openpyxl.load_workbook(book)
    for sheet in opened.worksheets[1:]:
        for column in range(20, 26):
            sheet.cell(1, column).value = f"Ghi chú {column}"
    opened.save(book)
    told = notices(book, "vi")
    assert len(told) == 51
    assert told[-1] == "lưu ý: … và 16 lưu ý khác"
