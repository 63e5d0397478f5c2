"""Rosters as they come back: in both languages, from Excel, edited by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES, Language
from scheduler.results.roster import roster_table, visit_rows
from scheduler.results.roster_file import read_roster
from scheduler.tables.formats.csv_rows import csv_bytes
from scheduler.tables.read import read_instance
from tests.tables.small import found, write_small

AN = Visit("an", "b1", dt.date(2015, 7, 15))
BINH = Visit("binh", "b2", dt.date(2015, 7, 4))
PLAIN = "cadre,branch,date\nan,b1,2015-07-15\nbinh,b2,2015-07-04\n"


def save(folder: Path, content: str | bytes, name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_roster(path)
    return found(caught.value.faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_read(tmp_path: Path, language: Language) -> None:
    problem = Problem(read_instance(write_small(tmp_path / "small")).instance)
    roster = Roster.of([AN, BINH])
    table = roster_table(problem.settings.levels)
    rows = table.rows(visit_rows(problem, roster, language))
    path = save(tmp_path, csv_bytes(table.headings(language), rows))
    read = read_roster(path)
    assert read.roster == roster
    assert read.lines == (2, 3)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("2015-07-15", "15/07/2015").encode(),
        PLAIN.replace("2015-07-04", "4/7/2015").encode(),
        PLAIN.replace("cadre,branch", "Mã cán bộ,Mã chi tổ hội").replace("date", "Ngày").encode(),
        b"date,note,branch,cadre\n2015-07-15,x,b1,an\n2015-07-04,,b2,binh\n",
        b"cadre,branch,date,,\nan,b1,2015-07-15,,remark\nbinh,b2,2015-07-04\n",
        b"cadre,branch,date,note\nan,b1,2015-07-15,\nbinh,b2,2015-07-04\n",
        b"cadre,branch,date\n an ,b1,2015-07-15 \n,,\n\nbinh,b2,2015-07-04\n",
    ],
)
def test_a_roster_edited_by_hand(tmp_path: Path, content: bytes) -> None:
    assert read_roster(save(tmp_path, content)).roster.visits == (AN, BINH)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    content = 'note,cadre,branch,date\n"two\nlines",an,b1,2015-07-15\n\n,binh,b2,2015-07-04\n'
    assert read_roster(save(tmp_path, content)).lines == (2, 5)


def test_a_visit_that_stands_there_twice_is_read_twice(tmp_path: Path) -> None:
    content = PLAIN + "an,b1,2015-07-15\n"
    assert read_roster(save(tmp_path, content)).roster.visits == (AN, BINH, AN)


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["branch", "date", "cadre"], ["b1", dt.date(2015, 7, 15), "an"], [None] * 3,
                ["b2", "04/07/2015", "binh"]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "roster.xlsx")
    read = read_roster(tmp_path / "roster.xlsx")
    assert (read.roster.visits, read.lines) == ((AN, BINH), (2, 4))


def test_a_workbook_of_which_a_spreadsheet_has_made_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["cadre", "branch", "date", "month", "time", "area", "km", "cadre_name"],
                ["an", "b1", 42200, dt.date(2015, 7, 1), dt.time(7, 30), dt.date(2015, 2, 1),
                 dt.date(2015, 5, 12), 7.5]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "roster.xlsx")
    read = read_roster(tmp_path / "roster.xlsx")
    assert read.roster.visits == (AN,)
    (said,) = read.said
    assert (said["time"], said["month"], said["cadre_name"]) == ("07:30", "2015-07-01", "7.5")


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("", [("roster.csv", "no_header")]),
        ("cadre,branch\nan,b1\n", [("roster.csv:1", "missing_column")]),
        ("cadre,cadre,branch,date\n", [("roster.csv:1", "repeated_column")]),
        ("an,b1,2015-07-15\n", [("roster.csv:1", "no_headings")]),
        (PLAIN.replace("07-15", "02-31"), [("roster.csv:2", "day_missing")]),
        (PLAIN.replace("2015-07-15", "July"), [("roster.csv:2", "day")]),
        (PLAIN.replace("an,b1", ",b1"), [("roster.csv:2", "empty")]),
        (PLAIN.replace("an,b1", ",") + '"open,b1,x', [
            ("roster.csv:4", "quote_open"), ("roster.csv:2", "stray_row"),
        ]),
        (b"PK\x03\x04rest", [("roster.csv", "disguised")]),
        (PLAIN.replace("an,", "ân,").encode("cp1258"), [("roster.csv:2", "encoding")]),
    ],
)  # fmt: skip
def test_every_fault_has_its_line(
    tmp_path: Path, content: str | bytes, faults: list[tuple[str, str]]
) -> None:
    assert refused(save(tmp_path, content)) == faults


def test_no_such_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "roster.csv") == [("roster.csv", "no_file")]
    assert refused(tmp_path) == [(tmp_path.name, "no_file")]
