"""Columns, files and members that the user keeps beside the tables, in folders and JSON files."""

# ruff: noqa: E501 -- a catalogue reads best with one case a line

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.domain.faults import describe
from scheduler.language import LANGUAGES
from scheduler.tables.read import read_instance
from scheduler.tables.schema import TABLES, nearest_table, table_within
from scheduler.tables.write import write_instance
from tests.tables.small import FILES, faults_of, found, write_small

AREAS, CADRES = FILES["areas.csv"], FILES["cadres.csv"]
LEAVE = "cadre,from,until\nan,2015-07-01,2015-07-02\n"

NOTE_HEADINGS = [
    "Ghi chú",
    "ghi chu",
    "Notes",
    "Note",
    "STT",
    "TT",
    "Số TT",
    "No.",
    "#",
    "Remarks",
    "Chức vụ",
    "Ngày sinh",
    "Unnamed: 0",
]
NOTE_TITLES = [
    "Ghi chú",
    "Notes",
    "Sheet1",
    "Hướng dẫn",
    "Tổng hợp",
    "Danh mục",
    "README",
    "STT",
    "Trang tính1",
    "Phân công",
    "Changes",
]


@pytest.mark.parametrize("heading", NOTE_HEADINGS)
def test_the_heading_of_a_note_is_no_misspelling_of_an_optional_column(heading: str) -> None:
    for table in TABLES.values():
        optional = [column.name for column in table.columns if not column.required]
        assert table.nearest_heading(heading, optional) == "", table.name


@pytest.mark.parametrize("title", NOTE_TITLES)
def test_the_title_of_a_note_is_no_table(title: str) -> None:
    assert nearest_table(title) == table_within(title) == ""


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("cadre", "cadres"),
        ("Cán bô", "cadres"),
        ("meeting", "meetings"),
        ("organisations", "organizations"),
        ("leav", "leave"),
    ],
)
def test_a_misspelt_title_is_near_its_table(title: str, table: str) -> None:
    assert nearest_table(title) == table


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("Danh sách cán bộ", "cadres"),
        ("leave 2015", "leave"),
        ("Nghỉ", "leave"),
        ("areas_old", "areas"),
        ("Lịch sinh hoạt mới", "calendars"),
    ],
)
def test_a_title_with_the_words_of_a_table_is_found(title: str, table: str) -> None:
    assert table_within(title) == table


Told = list[tuple[str, str]]
FOLDERS: list[tuple[str, dict[str, str], Told]] = [
    ("column", {"areas.csv": AREAS.replace("\n", ",\n").replace("parent,", "parent,Ghi chú")}, [("areas.csv:1", "ignored_column")]),
    ("filled-column", {"leave.csv": "STT,cadre,from,until\n1,an,2015-08-01,2015-08-02\n"}, [("leave.csv:1", "ignored_column")]),
    ("near-a-column-that-is-there", {"leave.csv": "cadre,from,until,cadre name\nan,2015-08-01,2015-08-02,An\n"}, [("leave.csv:1", "ignored_column")]),
    ("file", {"Ghi chú.csv": "x\n"}, [("Ghi chú.csv", "ignored_file")]),
    ("copy-of-a-table", {"areas (2).csv": AREAS}, [("areas (2).csv", "ignored_file")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "notices"), [c[1:] for c in FOLDERS], ids=[c[0] for c in FOLDERS]
)
def test_notes_in_a_folder_are_noted(
    changes: dict[str, str], notices: Told, tmp_path: Path
) -> None:
    source = read_instance(write_small(tmp_path / "small", dict(changes)))
    assert found(source.notices) == notices
    for notice in source.notices:
        assert all(describe(notice, language) for language in LANGUAGES)


UNCLEAR: list[tuple[str, dict[str, str | bytes | None], Told]] = [
    ("optional-misspelt", {"cadres.csv": CADRES.replace("until", "untill")}, [("cadres.csv:1", "unknown_column")]),
    ("required-missing", {"leave.csv": LEAVE.replace("until", "Ghi chú")},
     [("leave.csv:1", "unknown_while_missing"), ("leave.csv:1", "missing_while_unknown")]),
    ("required-misspelt-much", {"leave.csv": LEAVE.replace("cadre", "cader")},
     [("leave.csv:1", "unknown_column"), ("leave.csv:1", "missing_while_unknown")]),
    ("total", {"leave.csv": LEAVE + "Tổng cộng,,\n"}, [("leave.csv:3", "stray_row")]),
    ("total-with-a-number", {"areas.csv": "id,name,level,parent,priority\nc,C,commune,,1\nh1,A,hamlet,c,\nh2,B,hamlet,c,\n,,,,3\n"},
     [("areas.csv:5", "stray_row")]),
    ("file-of-a-missing-table", {"leave 2015.csv": LEAVE}, [("leave 2015.csv", "unknown_table")]),
    ("required-table-by-another-name", {"cadres.csv": None, "people.csv": CADRES}, [("small", "missing_while_ignored")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "faults"), [c[1:] for c in UNCLEAR], ids=[c[0] for c in UNCLEAR]
)
def test_what_may_be_meant_is_asked(
    changes: dict[str, str | bytes | None], faults: Told, tmp_path: Path
) -> None:
    told = faults_of(write_small(tmp_path / "small", changes))
    assert found(told) == faults
    assert all(describe(fault, language) for fault in told for language in LANGUAGES)


def test_the_ignored_file_is_named_beside_the_missing_table(tmp_path: Path) -> None:
    (fault,) = faults_of(
        write_small(tmp_path / "small", {"cadres.csv": None, "people.csv": CADRES})
    )
    assert "people" in describe(fault, "vi")


def test_members_and_keys_of_a_json_file(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    write_instance(read_instance(write_small(tmp_path / "small")).instance, file)
    data = json.loads(file.read_text(encoding="utf-8"))
    before = read_instance(file).instance
    data["comment"] = "made by hand"
    for row in data["cadres"]:
        row["ghi_chu"] = "x"
    file.write_text(json.dumps(data), encoding="utf-8")
    source = read_instance(file)
    assert source.instance == before
    assert found(source.notices) == [
        ("file.json:$.comment", "ignored_member"), ("file.json:$.cadres[0].ghi_chu", "ignored_column"),
    ]  # fmt: skip

    data["cadres"][1]["người"] = data["cadres"][1].pop("name")
    data["cadres"][0]["Đoàn thể"] = data["cadres"][0].pop("organization")
    file.write_text(json.dumps(data), encoding="utf-8")
    assert sorted(found(faults_of(file))) == [
        ("file.json:$.cadres[0].ghi_chu", "unknown_while_missing"),
        ("file.json:$.cadres[0].organization", "empty"),
        ("file.json:$.cadres[0].Đoàn thể", "unknown_column"),
        ("file.json:$.cadres[1].ghi_chu", "unknown_while_missing"),
        ("file.json:$.cadres[1].name", "empty"),
        ("file.json:$.cadres[1].người", "unknown_while_missing"),
    ]
