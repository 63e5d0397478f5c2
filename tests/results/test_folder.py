"""What a solve writes, as the programs see it that will open it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.result import LevelResult, Result, TraceEntry
from scheduler.language import LANGUAGES, Language
from scheduler.results.folder import write_result
from scheduler.results.roster_file import read_roster
from scheduler.tables.read import read_instance
from tests.results.sheets import column_of, head_of, sheet_of
from tests.tables.small import FILES, write_small

VISITS = (Visit("an", "b1", dt.date(2015, 7, 15)), Visit("binh", "b2", dt.date(2015, 7, 4)))
LEVELS = (LevelResult(1, {"missed": 1}, 1, 1),)
TRACE = (TraceEntry(0.1, 1, 3, 0), TraceEntry(0.2, 1, 1, 1))


def problem_of(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Problem:
    return Problem(read_instance(write_small(folder, changes)).instance)


def write(folder: Path, problem: Problem, language: Language = "en", visits: Any = VISITS) -> Path:
    result = Result("feasible", Roster.of(visits), levels=LEVELS, trace=TRACE)
    write_result(problem, result, folder, language)
    return folder


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def errors_of(package: Path) -> list[str]:
    return [kind for [kind] in frictionless.validate(str(package)).flatten(["type"])]


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return problem_of(tmp_path / "small")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_package_is_valid(tmp_path: Path, problem: Problem, language: Language) -> None:
    out = write(tmp_path / "out", problem, language)
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert paths == {"roster.csv", "missed.csv", "handoff/h1.csv", "handoff/h2.csv"}
    assert errors_of(out / "datapackage.json") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("roster.csv", "2015-07-15", "15 July", "type-error"),
        ("roster.csv", "Wednesday", "Mittwoch", "constraint-error"),
        ("roster.csv", ",an,", ",,", "constraint-error"),
        ("missed.csv", ",1,branches", ",0,branches", "constraint-error"),
        ("handoff/h1.csv", "2015-07-15", "2015-07-16", "foreign-key"),
        ("missed.csv", "may be attended", "might be attended", "hash-count"),
    ],
)
def test_the_data_package_tells_of_spoilt_files(
    tmp_path: Path, file: str, old: str, new: str, kind: str
) -> None:
    cadres = FILES["cadres.csv"] + "chi,Lê Thị Chi,commune,w,h1,,\n"  # who makes no visit
    problem = problem_of(tmp_path / "small", {"cadres.csv": cadres})
    out = write(tmp_path / "out", problem)
    text = (out / file).read_bytes().decode("utf-8")
    assert old in text
    (out / file).write_bytes(text.replace(old, new).encode("utf-8"))
    assert kind in errors_of(out / "datapackage.json")


def test_every_office_gets_its_own_visits(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem)
    whole = cells(out / "roster.csv")
    for area, visit in (("h1", "an"), ("h2", "binh")):
        head, *rows = cells(out / "handoff" / f"{area}.csv")
        assert head[-7:] == [
            "status", "actual_cadre", "actual_date", "attendance", "members", "opinions",
            "proposals",
        ]  # fmt: skip
        cadre = head.index("cadre")
        assert [row[cadre] for row in rows] == [visit]
        assert [row[:-7] for row in rows] == [row for row in whole if row[cadre] == visit]
        assert all(row[-7:] == [""] * 7 for row in rows)


def test_an_office_without_visits_gets_an_empty_list(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem, visits=VISITS[:1])
    assert len(cells(out / "handoff" / "h2.csv")) == 1
    said = [cell.value for row in sheet_of(out / "handoff" / "h2.xlsx") for cell in row]
    assert "No visit is planned here." in said


@pytest.mark.parametrize(("language", "word"), [("en", "attended"), ("vi", "đã dự")])
def test_the_workbook_offers_the_statuses(
    tmp_path: Path, problem: Problem, language: Language, word: str
) -> None:
    out = write(tmp_path / "out", problem, language)
    sheet = sheet_of(out / "handoff" / "h1.xlsx")
    offered = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    head = head_of(sheet)
    status = sheet.cell(head + 1, column_of(sheet, "status", "kết quả"))
    assert word in offered[status.coordinate]
    day = sheet.cell(head + 1, column_of(sheet, "date", "ngày"))
    assert day.value == dt.datetime(2015, 7, 15)  # a date, not a text
    assert sheet.freeze_panes == f"A{head + 1}"


def test_workbooks_have_the_same_bytes_each_time(tmp_path: Path, problem: Problem) -> None:
    once, again = (write(tmp_path / name, problem) for name in ("once", "again"))
    for file in once.rglob("*.*"):
        assert file.read_bytes() == (again / file.relative_to(once)).read_bytes(), file


def test_vietnamese_words_where_vietnamese_is_asked_for(tmp_path: Path, problem: Problem) -> None:
    head, *rows = cells(write(tmp_path / "out", problem, "vi") / "roster.csv")
    assert head[:2] == ["tháng", "ngày"]
    said = [[row[head.index(title)] for title in ("thứ", "giờ")] for row in rows]
    assert said == [["Thứ Bảy", "07:30"], ["Thứ Tư", "sáng"]]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    evil = ("=HYPERLINK(1)", "+84", "-2+3", "@SUM(1)")
    for number, name in enumerate(evil):
        changes = {"cadres.csv": f"id,name,tier,organization,areas\nan,'{name},commune,w,h1;h2\n"}
        problem = problem_of(tmp_path / f"small{number}", changes)  # type: ignore[arg-type]
        assert problem.cadres["an"].name == name
        out = write(tmp_path / f"out{number}", problem, visits=VISITS[:1])
        head, row = cells(out / "roster.csv")
        assert row[head.index("cadre_name")] == f"'{name}"
        sheet = sheet_of(out / "handoff" / "h1.xlsx")
        cell = sheet.cell(head_of(sheet) + 1, column_of(sheet, "cadre_name"))
        assert (cell.value, cell.data_type) == (name, "s")
        assert len(read_roster(out / "roster.csv").roster) == 1


def test_a_level_named_like_a_column_keeps_its_own_heading(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "instance.toml": 'name = "small"\nstart = "2015-07"\nlevels = ["area", "date"]\n',
        "areas.csv": "id,name,level,parent\nc,Long Đức,area,\nh1,Ấp 1,date,c\nh2,Ấp 2,date,c\n",
        "cadres.csv": "id,name,tier,organization,areas\nan,An,area,w,h1;h2\nbinh,Bình,area,m,c\n",
    }
    out = write(tmp_path / "out", problem_of(tmp_path / "small", changes))
    head, row, _ = cells(out / "roster.csv")
    assert len(set(head)) == len(head)
    assert row[head.index("area (level)")] == "Long Đức"
    assert errors_of(out / "datapackage.json") == []
    assert len(read_roster(out / "roster.csv").roster) == 2


def test_a_foreign_folder_is_left_alone(tmp_path: Path, problem: Problem) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(InputError) as caught:
        write(folder, problem)
    assert [fault.kind for fault in caught.value.faults] == ["destination.unknown"]
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


def test_an_earlier_result_is_replaced_whole(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem, "vi")
    written = {file: file.read_bytes() for file in write(tmp_path / "new", problem).rglob("*.*")}
    write(out, problem)
    assert {tmp_path / "new" / file.relative_to(out): file.read_bytes()
            for file in out.rglob("*.*")} == written  # fmt: skip


def test_the_package_tells_whether_anybody_touched_a_file(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem)
    files = sorted(file for file in out.rglob("*") if file.is_file())
    assert len(files) == 10
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content[:-1])
        with pytest.raises(InputError) as caught:
            write(out, problem)
        assert [fault.place for fault in caught.value.faults] == [str(file)]
        file.write_bytes(content)
    write(out, problem)


def test_a_failure_on_the_way_leaves_the_earlier_result(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "out", problem)
    before = {file: file.read_bytes() for file in out.rglob("*.*")}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scheduler.results.folder.write_handoffs", full)
    with pytest.raises(OSError, match="No space"):
        write(out, problem)
    assert {file: file.read_bytes() for file in out.rglob("*.*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "small"]


def test_an_id_of_digits_stays_text_in_the_workbook(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "cadres.csv": "id,name,tier,organization,areas\n007,An,commune,w,h1;h2\n",
    }
    problem = problem_of(tmp_path / "small", changes)
    visit = VISITS[0]._replace(cadre="007")
    out = write(tmp_path / "out", problem, visits=[visit])
    sheet = sheet_of(out / "handoff" / "h1.xlsx")
    assert sheet.cell(head_of(sheet) + 1, column_of(sheet, "cadre")).value == "007"
    assert read_roster(out / "handoff" / "h1.xlsx").roster.visits == (visit,)
