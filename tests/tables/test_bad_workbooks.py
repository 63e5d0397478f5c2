"""Workbooks as planners, spreadsheet programs and attackers make them."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.domain.faults import describe
from scheduler.language import LANGUAGES
from scheduler.tables.formats.places import column_letters
from scheduler.tables.read import Source, read_instance
from scheduler.tables.schema import TABLES
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of, found, write_small

Change = Callable[[Any], object]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small instance as a workbook."""
    path = tmp_path / "book.xlsx"
    write_instance(read_instance(write_small(tmp_path / "small")).instance, path)
    return path


def change(path: Path, edit: Change) -> Path:
    """The workbook edited in a spreadsheet program of sorts."""
    opened = openpyxl.load_workbook(path)
    edit(opened)
    opened.save(path)
    return path


def put(sheet: str, cell: str, value: object, number_format: str = "General") -> Change:
    def edit(book: Any) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = number_format

    return edit


def member(path: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """The workbook with one member of its archive edited."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = edit(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def letters(table: str, column: str) -> str:
    """The letters of a column in the sheet of a table, as the program writes it."""
    return column_letters([one.name for one in TABLES[table].columns].index(column))


FROM = letters("cadres", "from")

BAD: list[tuple[str, Change, list[tuple[str, str]]]] = [
    ("formula", put("areas", "A3", "=B3"),
     [("book.xlsx!areas!A3", "formula")]),
    ("error", put("areas", "B3", "#REF!"), [("book.xlsx!areas!B3", "error_value")]),
    ("merged", lambda b: b["areas"].merge_cells("A3:A4"),
     [("book.xlsx!areas!A3:A4", "merged")]),
    ("stray", put("areas", "XFD1048576", "x"), [("book.xlsx!areas!XFD1048576", "stray_cell")]),
    ("shown-otherwise", put("areas", "A3", 7, "000"), [("book.xlsx!areas!A3", "number_as_text")]),
    ("fraction-id", put("areas", "A3", 7.5), [("book.xlsx!areas!A3", "number_as_text")]),
    ("date-as-id", put("areas", "A3", dt.datetime(2015, 2, 1), "d/m"), [("book.xlsx!areas!A3", "date_as_text")]),
    ("boolean-id", put("areas", "A3", True), [("book.xlsx!areas!A3", "text")]),
    ("date-as-number", put("areas", "G3", dt.datetime(2015, 2, 1), "d/m"), [("book.xlsx!areas!G3", "date_as_number")]),
    ("year-as-date", put("cadres", f"{FROM}2", 2_015), [(f"book.xlsx!cadres!{FROM}2", "day_far")]),
    ("moment-as-date", put("cadres", f"{FROM}2", dt.datetime(2015, 1, 1, 8, 30), "dd/mm/yyyy"),
     [(f"book.xlsx!cadres!{FROM}2", "day_time")]),
    ("date-out-of-range", put("cadres", f"{FROM}2", 3_000_000, "dd/mm/yyyy"), [(f"book.xlsx!cadres!{FROM}2", "no_date")]),
    ("text-date", put("cadres", f"{FROM}2", "31/02/2015"), [(f"book.xlsx!cadres!{FROM}2", "day_missing")]),
    ("choice", put("organizations", "C2", None), []),
    ("beside-the-table", put("areas", "J3", "note"), [("book.xlsx!areas!J1", "no_heading")]),
    ("heading", put("areas", "B1", "nam"),
     [("book.xlsx!areas!B1", "unknown_column"), ("book.xlsx!areas!1", "missing_while_unknown")]),
    ("title-above", lambda b: [b["areas"].insert_rows(1), put("areas", "A1", "Bảng")(b)],
     [("book.xlsx!areas!1", "header_below")]),
    ("sheet-misspelt", lambda b: setattr(b["leave"], "title", "leav"), [("book.xlsx!leav", "unknown_table")]),
    ("sheet-missing", lambda b: b.remove(b["cadres"]), [("book.xlsx", "missing_table")]),
    ("sheet-twice", lambda b: setattr(b["leave"], "title", "Cán bộ"), [("book.xlsx!Cán bộ", "table_twice")]),
    ("settings-missing", lambda b: b.remove(b["instance"]), [("book.xlsx", "no_settings")]),
    ("setting", put("instance", "A2", "nam"),
     [("book.xlsx!instance!B2", "unknown_setting"), ("book.xlsx!instance", "missing_setting")]),
    ("setting-value", put("instance", "B3", "July"), [("book.xlsx!instance!B3", "month")]),
    ("setting-twice", lambda b: [put("instance", "A4", "start")(b), put("instance", "B4", "2015-08")(b)],
     [("book.xlsx!instance!A4", "repeated_key")]),
    ("rule", put("instance", "B10", -1), [("book.xlsx!instance!B10", "integer")]),
    ("references", put("cadres", "D2", "x"), [("book.xlsx!cadres!D2", "reference")]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_bad_workbook(edit: Change, expected: list[tuple[str, str]], book: Path) -> None:
    faults = faults_of(change(book, edit))
    assert sorted(found(faults)) == sorted(expected)
    for language in LANGUAGES:
        assert all(describe(fault, language) for fault in faults)


def _read(path: Path) -> Source:
    return read_instance(path)


SAME: list[tuple[str, Change, list[str]]] = [
    ("untouched", lambda _: None, []),
    ("vietnamese-sheet", lambda b: setattr(b["areas"], "title", "Địa bàn"), []),
    ("note-sheet", lambda b: b.create_sheet("Ghi chú của tôi"), ["ignored_sheet"]),
    ("hidden-sheet", lambda b: setattr(b["areas"], "sheet_state", "hidden"), ["hidden_sheet"]),
    ("hidden-row", lambda b: setattr(b["areas"].row_dimensions[3], "hidden", True), ["hidden_rows"]),
    ("text-date", put("cadres", f"{FROM}2", "01/01/2015"), []),
    ("date-in-other-form", put("cadres", f"{FROM}2", dt.datetime(2015, 1, 1), "d mmm yy"), []),
    ("month-as-date", put("instance", "B3", dt.datetime(2015, 7, 1), "mm/yyyy"), []),
    ("time-as-time", put("calendars", "B3", dt.time(7, 30), "hh:mm"), []),
    ("rule-as-number", put("calendars", "A2", 15), []),
    ("levels-in-one-cell", lambda b: [put("instance", "B5", "commune; hamlet")(b), put("instance", "C5", None)(b)], []),
    ("levels-by-comma", lambda b: [put("instance", "B5", "commune, hamlet")(b), put("instance", "C5", None)(b)], []),
    ("levels-by-line", lambda b: [put("instance", "B5", "commune\nhamlet")(b), put("instance", "C5", None)(b)], []),
    ("objectives-in-one-cell", lambda b: [
        put("instance", "B14", "missed=1; early_returns; unaccompanied; waiting; uneven; imbalance; travel")(b),
        *(put("instance", f"{c}14", None)(b) for c in "CDEFGH")], []),
    ("months-as-text", put("instance", "B4", "1", "@"), []),
    ("styles-far-out", put("areas", "ZZ9000", None, "0.00"), []),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "notices"), [c[1:] for c in SAME], ids=[c[0] for c in SAME])
def test_same_instance_all_the_same(edit: Change, notices: list[str], book: Path) -> None:
    plain = _read(book).instance
    source = _read(change(book, edit))
    assert source.instance == plain
    assert [notice.kind for notice in source.notices] == notices


def test_whole_numbers_are_ids_by_their_digits(book: Path) -> None:
    def edit(opened: Any) -> None:
        put("branches", "A2", 7)(opened)
        put("calendars", "C2", 7.0, "0")(opened)

    source = _read(change(book, edit))
    assert (source.instance.branches[0].id, source.instance.calendars[0].branch) == ("7", "7")


def test_dates_count_from_the_workbooks_own_epoch(book: Path) -> None:
    before = _read(book).instance

    def edit(opened: Any) -> None:
        opened.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert _read(change(book, edit)).instance == before


def test_a_wrong_dimension_drops_no_rows(book: Path) -> None:
    before = _read(book).instance
    path = member(
        book, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'ref="A1:G4"', b'ref="A1:B2"')
    )
    assert b'ref="A1:B2"' in zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml")
    assert _read(path).instance == before


def test_rows_are_placed_by_sheet_and_cell(book: Path) -> None:
    source = _read(book)
    assert source.place("cadres", 1) == "book.xlsx!cadres!3"
    assert source.place("cadres", 1, "from") == f"book.xlsx!cadres!{FROM}3"
    assert source.place("instance", None, "rules.gap_months") == "book.xlsx!instance!B10"


# -- archives ---------------------------------------------------------------------------------------


def test_archives_that_unpack_to_a_multiple_are_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b"<a>" + b" " * 20_000_000 + b"</a>")
    assert found(faults_of(book)) == [("book.xlsx", "unpacked_size")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_stands_twice_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"<worksheet/>")
    assert found(faults_of(book)) == [("book.xlsx", "member_twice")]


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"]
)
def test_entities_are_refused(part: str, doctype: bytes, book: Path) -> None:
    member(book, part, lambda xml: xml.replace(b"?>", b"?>" + doctype, 1))
    assert found(faults_of(book)) == [("book.xlsx", "doctype")]


NO_BOOKS = [
    (b"", "no_workbook", None),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "no_workbook", "XLS"),
    (b"<html><table><tr><td>id</td></tr></table></html>", "no_workbook", "HTML, XML"),
    (b"id,name\n", "no_workbook", None),
    (b"PK\x03\x04" + bytes(100), "broken_workbook", None),
]


@pytest.mark.parametrize(
    ("data", "kind", "value"), NO_BOOKS, ids=[str(n) for n in range(len(NO_BOOKS))]
)
def test_files_that_are_no_workbook(
    data: bytes, kind: str, value: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    (fault,) = faults_of(path)
    assert (fault.place, fault.kind, fault.value) == ("book.xlsx", kind, value)


def test_a_cut_workbook_is_broken(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:-200])
    assert found(faults_of(book)) == [("book.xlsx", "broken_workbook")]


def test_an_archive_of_something_else_is_broken(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    (tmp_path / "book.xlsx").write_bytes(buffer.getvalue())
    assert found(faults_of(tmp_path / "book.xlsx")) == [("book.xlsx", "broken_workbook")]
