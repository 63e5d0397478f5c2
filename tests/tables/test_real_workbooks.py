"""Workbooks as they come from real desks: values as the spreadsheet stores them, what it hides."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from scheduler.domain.faults import Fault, describe
from scheduler.domain.months import Month
from scheduler.language import LANGUAGES
from scheduler.tables.formats.sheet_facts import column_number
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of, write_small
from tests.tables.test_bad_workbooks import FROM, Change, change, letters, member, put

UNTIL, SORT, PHONE = (letters("cadres", name) for name in ("until", "sort_name", "phone"))
DATES = {"leave.csv": "cadre,from,until\nan,2015-07-01,2015-07-02\n",
         "pins.csv": "cadre,branch,decision,month\nan,b1,require,2015-07\n"}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small instance with a leave and a pin, as a workbook."""
    path = tmp_path / "book.xlsx"
    write_instance(read_instance(write_small(tmp_path / "small", dict(DATES))).instance, path)
    return path


def told(faults: tuple[Fault, ...]) -> list[tuple[str, str, str]]:
    """Place, kind and nearest value of each, after it was said in every language."""
    assert all(
        describe(fault, language).isprintable() for fault in faults for language in LANGUAGES
    )
    return [(fault.place.removeprefix("book.xlsx!"), fault.kind, fault.nearest) for fault in faults]


# -- dates, months and times stored as numbers ------------------------------------------------------

JULY_1 = 42186
READ: list[tuple[str, Change, list[tuple[str, str]]]] = [
    ("day", put("leave", "B2", JULY_1), [("leave!B2", "stored_as_number")]),
    ("day-in-another-format", put("leave", "B2", float(JULY_1), "#,##0"), [("leave!B2", "stored_as_number")]),
    ("day-off-by-a-rounding", put("leave", "B2", JULY_1 + 1e-9, "yyyy-mm-dd"), []),
    ("two-days", lambda b: [put("leave", "B2", JULY_1)(b), put("leave", "C2", JULY_1 + 1)(b)], [("leave!B2", "stored_as_number")]),
    ("day-as-text", put("leave", "B2", "01/07/2015 00:00"), []),
    ("month-as-day", put("pins", "E2", dt.datetime(2015, 7, 1), "mmm-yy"), []),
    ("month-as-number", put("pins", "E2", JULY_1), [("pins!E2", "stored_as_number")]),
    ("month-as-text", put("pins", "E2", "tháng 7/2015"), []),
    ("start-as-number", put("instance", "B3", JULY_1), []),
    ("start-as-text", put("instance", "B3", "07/2015"), []),
    ("time", put("calendars", "B3", 0.3125), [("calendars!B3", "stored_as_number")]),
    ("time-rounded", put("calendars", "B3", 0.3125 - 1e-5), [("calendars!B3", "stored_as_number")]),
    ("time-off-by-a-rounding", put("calendars", "B3", 0.31249999, "hh:mm"), []),
    ("time-of-a-day-that-is-none", put("calendars", "B3", dt.datetime(1899, 12, 31, 7, 30), "hh:mm"), []),
    ("time-of-a-day", put("calendars", "B3", dt.datetime(2015, 7, 4, 7, 30), "dd/mm hh:mm"), [("calendars!B3", "date_before_time")]),
    ("time-as-text", put("calendars", "B3", "7h30"), []),
]  # fmt: skip


def check_read(book: Path, edit: Change, notices: list[tuple[str, str]]) -> None:
    """After the edit the book says the same, with these notices."""
    before = read_instance(book).instance
    source = read_instance(change(book, edit))
    assert source.instance == before
    assert [(place, kind) for place, kind, _ in told(source.notices)] == notices


@pytest.mark.parametrize(("edit", "notices"), [c[1:] for c in READ], ids=[c[0] for c in READ])
def test_what_is_certain_is_read_and_noted(
    edit: Change, notices: list[tuple[str, str]], book: Path
) -> None:
    check_read(book, edit, notices)


REFUSED: list[tuple[str, Change, list[tuple[str, str, str]]]] = [
    ("day-with-time", put("leave", "B2", JULY_1 + 0.5), [("leave!B2", "day_number_time", "2015-07-01")]),
    ("moment", put("leave", "B2", dt.datetime(2015, 7, 1, 8), "dd/mm/yyyy"), [("leave!B2", "day_time", "2015-07-01")]),
    ("day-far-off", put("leave", "B2", 20_000), [("leave!B2", "day_far", "")]),
    ("digits", put("leave", "B2", 20150701), [("leave!B2", "day_digits", "2015-07-01")]),
    ("digits-or-day", put("leave", "B2", 40_715), [("leave!B2", "day_or_digits", "")]),
    ("number-as-text", put("leave", "B2", str(JULY_1)), [("leave!B2", "day_number", "2015-07-01")]),
    ("both-cells", lambda b: [put("leave", "B2", "x")(b), put("leave", "C2", "9999999")(b)], [("leave!B2", "day", ""), ("leave!C2", "day", "")]),
    ("month-not-first", put("pins", "E2", dt.datetime(2015, 7, 9), "mmm-yy"), [("pins!E2", "month_day", "2015-07")]),
    ("month-not-first-as-number", put("pins", "E2", JULY_1 + 8), [("pins!E2", "month_day", "2015-07")]),
    ("month-with-point", put("pins", "E2", 7.2015), [("pins!E2", "month", "2015-07")]),
    ("start-not-first", put("instance", "B3", JULY_1 + 8), [("instance!B3", "month_day", "2015-07")]),
    ("time-between-minutes", put("calendars", "B3", 0.3127), [("calendars!B3", "time_number", "07:30")]),
    ("time-with-seconds", put("calendars", "B3", dt.time(7, 30, 29), "hh:mm:ss"), [("calendars!B3", "time_seconds", "07:30")]),
    ("time-with-point", put("calendars", "B3", 7.3), [("calendars!B3", "time", "07:30")]),
    ("midnight-or-nothing", put("calendars", "B3", 0), [("calendars!B3", "time", "")]),
    ("duration", put("calendars", "B3", dt.timedelta(hours=32), "[h]:mm"), [("calendars!B3", "time", "")]),
    ("time-as-rule", put("calendars", "A3", dt.time(7, 30), "hh:mm"), [("calendars!A3", "date_as_text", "")]),
    ("date-as-minutes", put("calendars", "F3", 90, "dd/mm/yyyy"), [("calendars!F3", "date_as_number", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "faults"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_is_not_is_told_by_its_cause(
    edit: Change, faults: list[tuple[str, str, str]], book: Path
) -> None:
    assert told(faults_of(change(book, edit))) == faults


def test_numbers_count_from_the_workbooks_own_epoch(book: Path) -> None:
    march_1, march_8 = 44_620, 44_627

    def edit(opened: Any) -> None:
        opened.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        put("leave", "B2", march_1)(opened)
        put("leave", "C2", march_8, "#,##0")(opened)
        put("pins", "E2", march_1)(opened)
        put("instance", "B3", march_1)(opened)

    instance = read_instance(change(book, edit)).instance
    assert (instance.leave[0].from_, instance.leave[0].until) == (
        dt.date(2026, 3, 1), dt.date(2026, 3, 8),
    )  # fmt: skip
    assert instance.pins[0].month == instance.settings.start == Month(2026, 3)

    refused = change(book, put("leave", "B2", str(march_1)))
    assert told(faults_of(refused)) == [("leave!B2", "day_number", "2026-03-01")]


def test_other_cells_of_a_refused_row_are_looked_at_too(book: Path) -> None:
    def edit(opened: Any) -> None:
        for cell, value in (("A2", 7.5), ("D2", "x"), (f"{FROM}2", 20_000)):
            put("cadres", cell, value)(opened)

    assert sorted(told(faults_of(change(book, edit)))) == [
        ("cadres!A2", "number_as_text", ""), ("cadres!D2", "reference", ""),
        (f"cadres!{FROM}2", "day_far", ""),
    ]  # fmt: skip


# -- what a planner may not see ----------------------------------------------------------------------


def hide(column: str) -> Change:
    def edit(book: Any) -> None:
        book["cadres"].column_dimensions[column].hidden = True

    return edit


def strike(sheet: str, *cells: str) -> Change:
    def edit(book: Any) -> None:
        for cell in cells:
            book[sheet][cell].font = Font(strike=True)

    return edit


def rich(opened: Any) -> None:
    opened["cadres"]["B3"] = CellRichText(["Trần ", TextBlock(InlineFont(strike=True), "Thị Bình")])


ROW = tuple(f"{column}3" for column in "ABCDEFGHIJKLMNOP")
UNSEEN: list[tuple[str, Change, list[tuple[str, str]]]] = [
    ("column", hide(UNTIL), [(f"cadres!{UNTIL}", "hidden_column")]),
    ("column-of-nothing", hide(PHONE), []),
    ("columns-folded-away", lambda b: b["cadres"].column_dimensions.group(FROM, SORT, hidden=True),
     [(f"cadres!{FROM}", "hidden_column"), (f"cadres!{UNTIL}", "hidden_column")]),
    ("columns-grouped-in-sight", lambda b: b["cadres"].column_dimensions.group(FROM, SORT), []),
    ("column-of-settings", lambda b: setattr(b["instance"].column_dimensions["B"], "hidden", True),
     [(f"instance!{letter}", "hidden_column") for letter in "BCDEFGH"]),
    ("row", lambda b: setattr(b["cadres"].row_dimensions[3], "hidden", True), [("cadres", "hidden_rows")]),
    ("row-of-nothing", lambda b: setattr(b["cadres"].row_dimensions[9], "hidden", True), []),
    ("struck-row", strike("cadres", *ROW), [("cadres!3", "struck_row")]),
    ("struck-where-filled", strike("cadres", "A3", "B3", "C3", "D3", "E3", "H3", "I3", f"{UNTIL}3"), [("cadres!3", "struck_row")]),
    ("struck-cell", strike("cadres", "E3"), [("cadres!E3", "struck_cell")]),
    ("struck-cells", strike("cadres", "E3", f"{UNTIL}3"), [("cadres!E3", "struck_cell"), (f"cadres!{UNTIL}3", "struck_cell")]),
    ("struck-nothing", strike("cadres", f"{PHONE}3", "A9"), []),
    ("struck-part", rich, [("cadres!B3", "struck_cell")]),
    ("struck-setting", strike("instance", "A4", "B4"), [("instance!A4", "struck_row")]),
    ("bold", lambda b: setattr(b["cadres"]["A3"], "font", Font(bold=True, strike=False)), []),
    ("beside-a-setting", put("instance", "C2", "tên tỉnh"), [("instance!A2", "cells_beside")]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "notices"), [c[1:] for c in UNSEEN], ids=[c[0] for c in UNSEEN])
def test_what_is_not_seen_is_read_and_noted(
    edit: Change, notices: list[tuple[str, str]], book: Path
) -> None:
    check_read(book, edit, notices)


def test_a_column_without_width_is_hidden_too(book: Path) -> None:
    def squeeze(xml: bytes) -> bytes:
        number = str(column_number(UNTIL)).encode()
        widths = re.sub(
            rb'(<col min="%b" max="%b" width=)"[0-9.]+"' % (number, number), rb'\1"0"', xml
        )
        assert widths != xml
        return widths

    source = read_instance(member(book, "xl/worksheets/sheet8.xml", squeeze))
    assert told(source.notices) == [(f"cadres!{UNTIL}", "hidden_column", "")]


def test_struck_text_among_the_shared_ones_is_noted(book: Path) -> None:
    before = read_instance(book).instance
    runs = b"<si><r><t>x</t></r></si><si><r><rPr><strike/></rPr><t>Tr\xe1\xba\xa7n</t></r><r><t xml:space='preserve'> Th\xe1\xbb\x8b B\xc3\xacnh</t></r></si>"
    name = "Trần Thị Bình".encode()

    def strike_out(xml: bytes) -> bytes:
        assert xml.count(b"<si><t>" + name + b"</t></si>") == 1
        return xml.replace(b"<si><t>" + name + b"</t></si>", runs.split(b"</si>", 1)[1])

    source = read_instance(member(book, "xl/sharedStrings.xml", strike_out))
    assert source.instance == before
    assert told(source.notices) == [("cadres!B3", "struck_cell", "")]


def test_a_notice_names_what_it_speaks_of(book: Path) -> None:
    change(book, lambda b: [hide(UNTIL)(b), strike("cadres", *ROW)(b)])
    column, row = read_instance(book).notices
    assert "column until" in describe(column, "en")
    assert f" {UNTIL} " in describe(column, "en")
    assert "binh" in describe(row, "vi")


def test_many_struck_rows_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"h{n},Ấp {n},hamlet,c\n" for n in range(3, 40))
    areas = "id,name,level,parent\nc,C,commune,\nh1,Ấp 1,hamlet,c\nh2,Ấp 2,hamlet,c\n" + rows
    path = tmp_path / "book.xlsx"
    write_instance(
        read_instance(write_small(tmp_path / "small", {"areas.csv": areas})).instance, path
    )
    change(path, strike("areas", *(f"{c}{n}" for n in range(3, 40) for c in "ABCDG")))
    notices = read_instance(path).notices
    assert [notice.kind for notice in notices] == ["struck_row"] * 10 + ["more_struck"]
    assert notices[-1].context["count"] == 27


# -- other kinds of workbooks ------------------------------------------------------------------------

USUAL = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)  # fmt: skip


def make_strict(path: Path, only: str = "") -> Path:
    """The workbook as Excel saves it as "Strict Open XML", its dates written as text."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        for usual, strict in USUAL:
            if only in name:
                parts[name] = parts[name].replace(usual, strict)
        if "worksheets/" in name:
            parts[name] = re.sub(
                rb'(<c r="\w+" s="\d+")(?: t="n")?><v>(4\d{4})</v>', _iso, parts[name]
            )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _iso(cell: re.Match[bytes]) -> bytes:
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(cell[2]))
    return cell[1] + b' t="d"><v>' + day.isoformat().encode() + b"</v>"


@pytest.mark.parametrize("only", ["", "worksheets/", "xl/workbook.xml"])
def test_a_strict_workbook_is_read_as_the_usual_one(only: str, book: Path) -> None:
    before = read_instance(book).instance
    assert before.leave
    source = read_instance(make_strict(book, only))
    assert b't="d"' in zipfile.ZipFile(book).read("xl/worksheets/sheet9.xml")
    assert source.instance == before
    assert source.notices == ()


def test_text_of_a_strict_workbook_is_left_alone(book: Path) -> None:
    text = 'see "http://purl.oclc.org/ooxml/spreadsheetml/main"'
    change(book, put("leave", "D2", text))
    assert read_instance(make_strict(book)).instance.leave[0].reason == text


def test_a_workbook_without_sheets_says_so(book: Path) -> None:
    def empty(xml: bytes) -> bytes:
        return re.sub(rb"<sheet [^>]*/>", b"", xml)

    assert told(faults_of(member(book, "xl/workbook.xml", empty))) == [
        ("book.xlsx", "no_sheets", "")
    ]


def test_a_workbook_with_a_sheet_less_than_it_names_is_broken(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet9.xml":  # leave, an optional table
                archive.writestr(name, data)
    assert told(faults_of(book)) == [("book.xlsx", "broken_workbook", "")]


# -- notes in the workbook ---------------------------------------------------------------------------


def column(sheet: str, letters: str, heading: str, *cells: str) -> Change:
    def edit(book: Any) -> None:
        for number, text in enumerate((heading, *cells), start=1):
            book[sheet][f"{letters}{number}"] = text

    return edit


Told = list[tuple[str, str]]
NOTES: list[tuple[str, Change, Told]] = [
    ("column", column("areas", "H", "Ghi chú", "x"), [("areas!H1", "ignored_column")]),
    ("columns", lambda b: [column("areas", "H", "STT", "1")(b), column("leave", "E", "Notes", "y")(b)],
     [("areas!H1", "ignored_column"), ("leave!E1", "ignored_column")]),
    ("column-of-nothing", column("areas", "H", "Ghi chú"), [("areas!H1", "ignored_column")]),
    ("near-a-column-that-is-there", column("areas", "H", "tên khác", "x"), [("areas!H1", "ignored_column")]),
    ("sheet", lambda b: b.create_sheet("Ghi chú"), [("Ghi chú", "ignored_sheet")]),
    ("copy-of-a-sheet", lambda b: b.copy_worksheet(b["areas"]), [("areas Copy", "ignored_sheet")]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "notices"), [c[1:] for c in NOTES], ids=[c[0] for c in NOTES])
def test_notes_are_not_read_and_noted(edit: Change, notices: Told, book: Path) -> None:
    check_read(book, edit, notices)


UNCLEAR: list[tuple[str, Change, Told]] = [
    ("misspelt", put("leave", "D1", "reasn"), [("leave!D1", "unknown_column")]),
    ("required-renamed", put("leave", "A1", "Người"), [("leave!1", "missing_while_unknown"), ("leave!A1", "unknown_while_missing")]),
    ("beside-the-table", put("leave", "H2", "chờ duyệt"), [("leave!H1", "no_heading")]),
    ("total-below", put("leave", "A4", "Tổng cộng: 1"), [("leave!4", "stray_row")]),
    ("total-below-few-columns", put("organizations", "A4", "Tổng: 2"), [("organizations!4", "stray_row")]),
    ("sheet-misspelt", lambda b: setattr(b["leave"], "title", "leaves"), [("leaves", "unknown_table")]),
    ("sheet-of-a-year", lambda b: setattr(b["leave"], "title", "leave 2015"), [("leave 2015", "unknown_table")]),
    ("sheet-renamed", lambda b: setattr(b["cadres"], "title", "Người"), [("", "missing_while_ignored")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "expected"), [c[1:] for c in UNCLEAR], ids=[c[0] for c in UNCLEAR]
)
def test_what_may_be_meant_otherwise_is_told(edit: Change, expected: Told, book: Path) -> None:
    faults = told(faults_of(change(book, edit)))
    assert sorted((place.removeprefix("book.xlsx"), kind) for place, kind, _ in faults) == expected


def test_a_missing_column_and_an_unknown_heading_point_at_each_other(book: Path) -> None:
    change(book, put("leave", "A1", "Người"))
    lines = [describe(fault, "en") for fault in faults_of(book)]
    assert any("leave!A1" in line and "is this cadre, which is missing?" in line for line in lines)
    assert any("required column cadre" in line and line.endswith("Người") for line in lines)
