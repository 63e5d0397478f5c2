"""A roster edited by hand: names, areas and levels that do not belong to the ids beside them."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.problem import Problem
from scheduler.domain.records import SingleDate
from scheduler.language import LANGUAGES, Language
from scheduler.results.misnomers import Misnomer, find_misnomers
from scheduler.results.roster import RosterColumn, roster_columns, roster_table, visit_rows
from scheduler.results.roster_file import read_roster
from scheduler.tables.formats.csv_rows import csv_bytes
from scheduler.tables.formats.places import column_letters
from tests.tiny import day, roster, tiny

PROBLEM = tiny(
    {"gap_months": 3},
    meetings=(SingleDate(branch="w3", date=day("07-15"), time="07:30", minutes=90),),
)
LEVELS = PROBLEM.settings.levels
TABLE = roster_table(LEVELS)
COLUMNS = [column.name for column in TABLE.columns]
FOLLOWING = [column for column in roster_columns(LEVELS) if column.follows]
ROSTER = roster("an@w1@07-05", "em@w3@07-15", "giang@w1@09-05")


def content(problem: Problem, language: Language) -> list[list[str]]:
    return [TABLE.headings(language), *TABLE.rows(visit_rows(problem, ROSTER, language))]


def found(folder: Path, rows: list[list[str]]) -> list[Misnomer]:
    file = folder / "roster.csv"
    file.write_bytes(csv_bytes(rows[0], rows[1:]))
    return list(find_misnomers(PROBLEM, read_roster(file, levels=LEVELS)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_writes_has_none(language: Language, tmp_path: Path) -> None:
    assert found(tmp_path, content(PROBLEM, language)) == []


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda text: unicodedata.normalize("NFD", text), lambda text: f"  {text} ",
     lambda text: text.replace(" ", "\u00a0"), lambda _: ""],
    ids=["case", "nfd", "spaces", "no-break", "empty"],
)  # fmt: skip
def test_spelling_makes_no_difference(change: Callable[[str], str], tmp_path: Path) -> None:
    rows = content(PROBLEM, "vi")
    names = [n for n, name in enumerate(COLUMNS) if name not in ("cadre", "branch", "date")]
    for row in rows[1:]:
        for place in names:
            row[place] = change(row[place])
    assert found(tmp_path, rows) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("column", FOLLOWING, ids=[column.name for column in FOLLOWING])
def test_another_text_is_told_with_row_and_column(
    column: RosterColumn, language: Language, tmp_path: Path
) -> None:
    rows = content(PROBLEM, language)
    place = COLUMNS.index(column.name)
    expected = rows[2][place]
    rows[2][place] = "2015-08" if column.name == "month" else "someone else"
    (own,) = found(tmp_path, rows)
    assert (own.row, own.column.name, own.place) == (1, column.name, "roster.csv:3")
    assert own.heading == rows[0][place]
    assert own.is_derived == (column.follows in ("date", "meeting"))
    for spoken in LANGUAGES:
        assert rows[2][place] in own.message(spoken)
        assert own.heading in own.message(spoken)
    assert f'"{expected}"' in own.message(language)


def test_the_one_who_bears_the_name_is_named(tmp_path: Path) -> None:
    rows = content(PROBLEM, "en")
    rows[1][COLUMNS.index("cadre_name")] = PROBLEM.cadres["binh"].name
    (own,) = found(tmp_path, rows)
    assert (own.of, own.bearer) == ("an", "binh")


def test_names_of_an_id_that_nobody_bears_are_left_to_the_audit(tmp_path: Path) -> None:
    rows = content(PROBLEM, "en")
    rows[1][COLUMNS.index("cadre")] = "nobody"
    assert found(tmp_path, rows) == []


def test_the_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    rows = content(PROBLEM, "vi")
    rows[3][COLUMNS.index("branch_name")] = "ghi nhầm"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in csv.reader(io.StringIO(csv_bytes(rows[0], rows[1:]).decode("utf-8-sig"))):
        book.active.append(row)
    book.save(tmp_path / "roster.xlsx")
    read = read_roster(tmp_path / "roster.xlsx", levels=LEVELS)
    letter = column_letters(COLUMNS.index("branch_name"))
    (own,) = find_misnomers(PROBLEM, read)
    assert own.place == f"roster.xlsx!Sheet!{letter}4"


def test_ids_and_names_are_both_taken_for_organisations_and_areas(tmp_path: Path) -> None:
    rows = content(PROBLEM, "en")
    branch = PROBLEM.branches["w1"]
    rows[1][COLUMNS.index("area")] = PROBLEM.territory[branch.area].name
    rows[1][COLUMNS.index("branch_organization")] = PROBLEM.organizations[branch.organization].name
    assert found(tmp_path, rows) == []
