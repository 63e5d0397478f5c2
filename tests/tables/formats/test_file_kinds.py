"""Workbooks of other kinds are refused by name, with the way out, wherever a file is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.domain.faults import InputError, describe
from scheduler.language import LANGUAGES
from scheduler.results.roster_file import read_roster
from scheduler.tables.answered_form import read_request_form
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.tables.small import faults_of, found, write_small

CASES = Path(__file__).parents[2] / "cases"
ENCRYPTED = (CASES / "xl-password" / "08-password.xlsx").read_bytes()
OLD = (CASES / "xls-old" / "old.xls").read_bytes()


def old_with_password() -> bytes:
    """An old workbook of which the record after the first says that it is encrypted."""
    at = OLD.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    return OLD[:at] + b"\x2f\x00" + OLD[at + 2 :]


def archive(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        for name, text in members.items():
            parts.writestr(name.replace("__", "/").replace("_", "."), text)
    return data.getvalue()


OPEN = "application/vnd.oasis.opendocument.spreadsheet"
KINDS = {
    "password": ENCRYPTED,
    "password-of-old": old_with_password(),
    "password-of-open": archive(mimetype=OPEN, **{"META-INF__manifest_xml": "<encryption-data/>"}),
    "old_workbook": OLD,
    "open_document": archive(mimetype=OPEN, content_xml="<x/>"),
    "binary_workbook": archive(xl__workbook_bin="", xl__styles_bin=""),
    "apple_numbers": archive(**{"Index__Document_iwa": ""}),
}
WAY_OUT = {"en": "Excel Workbook (.xlsx)", "vi": "sổ làm việc Excel (.xlsx)"}

Reader = Callable[[Path], object]


def _as_table(path: Path) -> object:
    folder = write_small(path.parent / "folder", {"leave.csv": path.read_bytes()})
    return read_instance(folder)


def _as_form(path: Path) -> object:
    instance = read_instance(write_small(path.parent / "small")).instance
    return read_request_form(path, instance)


PLACES: list[tuple[str, Reader]] = [
    ("book.xlsx", read_instance), ("book.xlsm", read_instance), ("book.xls", read_instance),
    ("book.ods", read_instance), ("book.xlsb", read_instance), ("book.numbers", read_instance),
    ("book.bak", read_instance), ("book.json", read_instance), ("leave.csv", _as_table),
    ("roster.csv", read_roster), ("roster.xlsx", read_roster), ("roster.xls", read_roster),
    ("roster.ods", read_roster), ("form.xlsx", _as_form),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "read"), PLACES, ids=[place[0] for place in PLACES])
def test_named_with_the_way_out(kind: str, name: str, read: Reader, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(KINDS[kind])
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    (fault,) = caught.value.faults
    assert (fault.place, fault.kind) == (name, kind.partition("-")[0])
    for language in LANGUAGES:
        assert WAY_OUT[language] in describe(fault, language)


def test_a_workbook_by_another_name_is_told_its_ending(tmp_path: Path) -> None:
    instance = read_instance(write_small(tmp_path / "small")).instance
    write_instance(instance, tmp_path / "book.xlsx")
    data = (tmp_path / "book.xlsx").read_bytes()
    for name in ("book.xls", "book.json", "book"):
        (tmp_path / name).write_bytes(data)
        (fault,) = faults_of(tmp_path / name)
        assert fault.kind in ("workbook_ending", "workbook_as_text")
        assert ".xlsx" in describe(fault, "vi")


def test_a_table_of_a_folder_in_another_form_is_not_passed_over(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "small", {"leave.xlsx": b"PK\x03\x04", "calendars.csv": None})
    (folder / "calendars.ods").write_bytes(KINDS["open_document"])
    (folder / "cadres.xlsx").write_bytes(b"PK\x03\x04")  # where its CSV is, it may be its source
    (folder / "~$pins.xlsx").write_bytes(b"")  # as Excel marks a workbook that is open
    assert sorted(found(faults_of(folder))) == [
        ("calendars.ods", "table_no_csv"), ("leave.xlsx", "table_no_csv"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["leave.csv.txt", "Leave.CSV.xlsx", "nghỉ phép.csv.tsv"])
def test_a_second_ending_is_not_passed_over(tmp_path: Path, name: str) -> None:
    folder = write_small(tmp_path / "small", {"leave.csv": None, name: b"x"})
    assert found(faults_of(folder)) == [(name, "table_no_csv")]


@pytest.mark.parametrize("name", ["leave.csv~", "leave.csv.bak", "leave.csv.old", "leave.csv "])
def test_what_may_be_the_missing_table_is_named(tmp_path: Path, name: str) -> None:
    folder = write_small(tmp_path / "small", {"leave.csv": None, name: b"x"})
    assert found(read_instance(folder).notices) == [(name, "ignored_file")]
    (folder / "leave.csv").write_bytes(b"cadre,from,until\n")
    assert not read_instance(folder).notices


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0", OLD[:600], ENCRYPTED[:700], b"PK\x03\x04rest"]
)
def test_what_is_cut_short_is_refused_as_something(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(data)
    (fault,) = faults_of(tmp_path / "book.xlsx")
    assert all(describe(fault, language) for language in LANGUAGES)


def test_an_archive_with_a_password_of_its_own(tmp_path: Path) -> None:
    data = bytearray(archive(xl__workbook_xml="<workbook/>"))
    at = data.rfind(b"PK\x01\x02")
    data[6] |= 1
    data[at + 8] |= 1
    (tmp_path / "book.xlsx").write_bytes(bytes(data))
    assert found(faults_of(tmp_path / "book.xlsx")) == [("book.xlsx", "password")]
