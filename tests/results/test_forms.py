"""The form of an area, as a clerk sees it and as programs read it when it comes back."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES, Language
from scheduler.ledger.records import PlannedVisit, visit_id
from scheduler.results.forms.form import LONG, FormFacts
from scheduler.results.handoff import write_handoffs
from scheduler.results.roster import visit_rows
from scheduler.results.roster_file import read_roster
from scheduler.tables.read import read_instance
from scheduler.tables.recognise import Recognised, recognise
from tests.results.sheets import column_of, head_of, sheet_of

JULY, AUGUST = Month(2015, 7), Month(2015, 8)
LEVELS = ("tỉnh", "huyện", "xã", "ấp")
LONG_NAME = "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam xã có tên rất dài ở ấp Giồng Trôm"
FACTS = FormFacts("Ban Dân vận", dt.date(2015, 8, 5), "Văn phòng & Ban Dân vận")


def build(folder: Path, places: int) -> Problem:
    """A province of two districts: one with a branch in each of three communes for every place and
    one at its own seat, one without any.
    """
    areas = [
        "id,name,level,parent",
        "p,Trà Vinh,tỉnh,",
        "d1,Càng Long,huyện,p",
        "d2,Cầu Kè,huyện,p",
    ]
    branches = ["id,name,organization,area", f"b-seat,{LONG_NAME},w,d1"]
    meetings = ["branch,date,time", "b-seat,2015-07-01,08:00", "b-seat,2015-08-01,08:00"]
    cadres = ["id,name,tier,organization,areas", "chi,Lê Thị Chi,huyện,w,d1"]
    for commune in ("x3", "x1", "x2"):
        areas.append(f"{commune},Xã {commune[1]},xã,d1")
        cadres.append(f"c-{commune},Nguyễn Văn {commune[1]},xã,w,{commune}")
        for place in range(places):
            own = f"{commune}-{place}"
            areas.append(f"h-{own},Ấp {place},ấp,{commune}")
            branches.append(f"b-{own},Chi hội Phụ nữ Ấp {place},w,h-{own}")
            meetings += [f"b-{own},2015-0{m}-{place + 2:02},08:00" for m in (7, 8)]
    tables = {
        "instance.toml": [
            'name = "forms"', 'start = "2015-07"', "months = 2",
            f"levels = {list(LEVELS)}".replace("'", '"'),
        ],
        "organizations.csv": ["id,name", "w,Hội Phụ nữ"], "areas.csv": areas,
        "branches.csv": branches, "cadres.csv": cadres, "meetings.csv": meetings,
        "calendars.csv": ["rule,time"],
    }  # fmt: skip
    folder.mkdir()
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Problem(read_instance(folder).instance)


def roster_of(places: int) -> Roster:
    """In each place of each commune its cadre, the district's with them on the first day."""
    visits = [
        Visit("chi", "b-x1-0", dt.date(2015, 7, 2)),
        Visit("chi", "b-seat", dt.date(2015, 8, 1)),
    ]
    for commune in ("x1", "x2", "x3"):
        for place in range(places):
            day = dt.date(2015, 7, place + 2)
            visits.append(Visit(f"c-{commune}", f"b-{commune}-{place}", day))
    return Roster.of(visits)


def published(roster: Roster) -> dict[Visit, PlannedVisit]:
    return {
        v: PlannedVisit(visit_id("L", v), f"{v.month}.1", v, "xã", "w", v.branch) for v in roster
    }


def hand_out(
    out: Path, problem: Problem, roster: Roster, language: Language = "vi",
    publications: dict[Month, str] | None = None,
) -> Path:  # fmt: skip
    out.mkdir()
    rows = list(visit_rows(problem, roster, language, published(roster) if publications else None))
    write_handoffs(
        out, problem, rows, language, "roster.csv", facts=FACTS, publications=publications
    )
    return out / "handoff"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, Roster]:
    """A list that is long enough to be divided."""
    places = LONG // 3 + 1
    return build(tmp_path_factory.mktemp("case") / "in", places), roster_of(places)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, Roster]:
    return build(tmp_path_factory.mktemp("short") / "in", 2), roster_of(2)


def texts(sheet: Any) -> list[list[Any]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def csv_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_form_says_of_itself(
    tmp_path: Path, short: tuple[Problem, Roster], language: Language
) -> None:
    folder = hand_out(tmp_path / "out", *short, language, {JULY: "2015-07.3", AUGUST: "2015-08.1"})
    for title in openpyxl.load_workbook(folder / "d1-2015-07.xlsx").sheetnames[:2]:
        sheet = openpyxl.load_workbook(folder / "d1-2015-07.xlsx")[title]
        above = " | ".join(str(row[0]) for row in texts(sheet)[: head_of(sheet) - 1])
        month, until = {"en": ("2015-07", "2015-08-05"), "vi": ("tháng 7 năm 2015", "05/08/2015")}[
            language
        ]
        for told in ("Ban Dân vận", "Càng Long", month, "2015-07.3", until, "Văn phòng & Ban"):
            assert told in above, (told, above)
        assert sheet.oddFooter.left.text.count("2015-07.3") == 1


def test_what_is_not_known_is_left_to_be_written(
    tmp_path: Path, short: tuple[Problem, Roster]
) -> None:
    problem, roster = short
    out = tmp_path / "out"
    out.mkdir()
    write_handoffs(out, problem, list(visit_rows(problem, roster, "vi")), "vi", "roster.csv")
    rows = texts(sheet_of(out / "handoff" / "d1.xlsx"))
    assert rows[0][0].startswith("Nơi gửi: ……")
    assert "dự thảo, chưa công bố" in [row[0] for row in rows if row]
    assert any("từ tháng 7 năm 2015 đến tháng 8 năm 2015" in str(row[0]) for row in rows if row)


def test_published_columns_and_those_of_a_draft(
    tmp_path: Path, short: tuple[Problem, Roster]
) -> None:
    problem, roster = short
    plain = hand_out(tmp_path / "plain", problem, roster, "en")
    month = hand_out(tmp_path / "month", problem, roster, "en", {JULY: "2015-07.1"})
    draft, *_ = csv_rows(plain / "d1.csv")
    assert draft[-3:] == ["members", "opinions", "proposals"]
    head, *rows = csv_rows(month / "d1.csv")
    assert head == [*draft, "note", "publication", "visit"]
    own = published(roster)
    assert [(row[-2], row[-1]) for row in rows] == [
        (own[v].publication, own[v].id) for v in roster if v.month == JULY
    ]
    assert len(csv_rows(plain / "d1.csv")) == len(roster) + 1
    assert csv_rows(month / "d2.csv") == [head]


def test_codes_are_folded_away_and_company_has_names(
    tmp_path: Path, short: tuple[Problem, Roster]
) -> None:
    folder = hand_out(tmp_path / "out", *short, "en", {JULY: "2015-07.1"})
    sheet = sheet_of(folder / "d1.xlsx")
    hidden = {
        cell.value
        for cell in sheet[head_of(sheet)]
        if any(d.hidden and d.min <= cell.column <= d.max for d in sheet.column_dimensions.values())
    }
    assert {"cadre", "branch", "area", "organization", "publication", "visit"} <= hidden
    assert not hidden & {"cadre_name", "branch_name", "date", "with", "status", "note"}
    company = [sheet.cell(row, column_of(sheet, "with")).value for row in range(8, 12)]
    assert {"Lê Thị Chi", "Nguyễn Văn 1"} <= set(company)


def test_a_long_list_is_divided_by_the_level_below(
    tmp_path: Path, case: tuple[Problem, Roster], short: tuple[Problem, Roster]
) -> None:
    folder = hand_out(tmp_path / "long", *case)
    sheet = sheet_of(folder / "d1.xlsx")
    body = texts(sheet)[head_of(sheet):]  # fmt: skip
    places = LONG // 3 + 1
    counts = {"Càng Long": 1, "Xã 1": places + 1, "Xã 2": places, "Xã 3": places}
    groups = [row[0] for row in body if len(row) == 1]
    assert groups == [f"{name} (số lượt dự: {count})" for name, count in counts.items()]
    assert sheet.auto_filter.ref is None
    for number in range(head_of(sheet) + 1, head_of(sheet) + len(body) - 2):
        row = [cell.value for cell in sheet[number]]
        if row[0] is None:
            group = str(row[1])
        else:
            place = row[column_of(sheet, "xã") - 1] or "Càng Long"
            assert group.startswith(str(place))
    plain = sheet_of(hand_out(tmp_path / "short", *short) / "d1.xlsx")
    assert all(len(row) != 1 for row in texts(plain)[head_of(plain) :])
    assert plain.auto_filter.ref is not None


def test_nothing_is_cut(tmp_path: Path, case: tuple[Problem, Roster]) -> None:
    """Rows are as high as their longest cell needs, and grow when more is entered."""
    folder = hand_out(tmp_path / "out", *case)
    sheet = sheet_of(folder / "d1.xlsx")
    branch = column_of(sheet, "tên chi tổ hội")
    seat = next(row for row in sheet.iter_rows() if row[branch - 1].value == LONG_NAME)
    width = sheet.column_dimensions[seat[branch - 1].column_letter].width
    lines = sheet.row_dimensions[seat[0].row].height // 15
    assert lines * width * 1.4 > len(LONG_NAME)
    assert seat[branch - 1].alignment.wrap_text
    assert _fixed(folder / "d1.xlsx", seat[0].row) == (False, True)
    assert _fixed(folder / "d1.xlsx", 6) == (True, True)  # merged: no program finds its height
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${head_of(sheet)}:${head_of(sheet)}"
    assert sheet.oddFooter.right.text.strip().endswith("Trang &P/&N")


def _fixed(book: Path, row: int) -> tuple[bool, bool]:
    """Whether the row's height is fixed, and whether it has one."""
    with zipfile.ZipFile(book) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    tag = xml.partition(f'<row r="{row}"')[2].partition(">")[0]
    return "customHeight" in tag, ' ht="' in tag


@pytest.mark.parametrize(
    ("language", "words", "off_plan"),
    [("en", "attended,missed,substituted,moved,not_held", "unplanned"),
     ("vi", "đã dự,vắng,dự thay,dời ngày,không sinh hoạt", "ngoài kế hoạch")],
)  # fmt: skip
def test_what_can_be_chosen(
    tmp_path: Path, short: tuple[Problem, Roster], language: Language, words: str, off_plan: str
) -> None:
    folder = hand_out(tmp_path / "out", *short, language, {JULY: "2015-07.1"})
    book = openpyxl.load_workbook(folder / "d1.xlsx")
    planned, unplanned, lists = book.worksheets
    rules = {str(v.sqref).partition(":")[0]: v for v in planned.data_validations.dataValidation}
    first = head_of(planned) + 1
    by_heading = {
        planned.cell(first - 1, planned[at].column).value: rule for at, rule in rules.items()
    }
    status, who, when, *counts = by_heading.values()
    assert status.formula1 == f'"{words}"'
    assert (who.formula1, who.showErrorMessage) == (f"'{lists.title}'!$A$1:$A$4", False)
    assert when.type == "date"
    assert [(rule.type, rule.formula1) for rule in counts] == [("whole", "0")] * 2
    assert all(rule.error for rule in (status, when, *counts))
    assert [row[0] for row in lists.iter_rows(values_only=True)] == [
        "Nguyễn Văn 1", "Nguyễn Văn 2", "Nguyễn Văn 3", "Lê Thị Chi",
    ]  # fmt: skip
    assert lists.sheet_state == "hidden"
    offered = [v.formula1 for v in unplanned.data_validations.dataValidation]
    assert f'"{off_plan}"' in offered
    assert f"'{lists.title}'!$A$1:$A$4" in offered
    empty = unplanned[head_of(unplanned) + 1]
    assert len(empty) >= 12
    assert all(cell.value is None and cell.border.left.style for cell in empty)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", ["case", "short"])
def test_the_form_is_read_as_the_part_that_it_is(
    tmp_path: Path, request: pytest.FixtureRequest, language: Language, size: str
) -> None:
    problem, roster = request.getfixturevalue(size)
    folder = hand_out(tmp_path / "out", problem, roster, language, {JULY: "2015-07.1"})
    found = read_roster(folder / "d1.xlsx", levels=LEVELS)
    assert found.is_part
    assert sorted(found.roster) == sorted(v for v in roster if v.month == JULY)
    as_text = tmp_path / "saved.csv"
    with as_text.open("w", encoding="utf-8", newline="") as out:
        rows = sheet_of(folder / "d1.xlsx").iter_rows(values_only=True)
        csv.writer(out, delimiter=";").writerows(
            [str(c.date()) if isinstance(c, dt.datetime) else c for c in row] for row in rows
        )
    assert read_roster(as_text, levels=LEVELS).roster == found.roster


@pytest.mark.parametrize("sheet", [0, 1])
def test_an_answer_on_either_sheet_is_seen(
    tmp_path: Path, short: tuple[Problem, Roster], sheet: int
) -> None:
    folder = hand_out(tmp_path / "out", *short, "vi", {JULY: "2015-07.1"})
    file = folder / "d1.xlsx"
    assert recognise(file) == Recognised("handoff")
    book = openpyxl.load_workbook(file)
    page: Any = book.worksheets[sheet]
    row = head_of(page) + 1
    page.cell(row, column_of(page, "họ tên cán bộ"), "Lê Thị Chi")
    page.cell(row, column_of(page, "ý kiến"), "cần sửa cầu")
    book.save(file)
    assert recognise(file) == Recognised("answered")


def test_a_row_with_a_name_and_no_code_is_not_passed_over(
    tmp_path: Path, short: tuple[Problem, Roster]
) -> None:
    file = hand_out(tmp_path / "out", *short, "en") / "d1.xlsx"
    book = openpyxl.load_workbook(file)
    sheet: Any = book.active
    row = head_of(sheet) + 1
    for name in ("cadre", "branch", "date"):
        sheet.cell(row, column_of(sheet, name)).value = None
    book.save(file)
    with pytest.raises(InputError) as caught:
        read_roster(file)
    assert {fault.place for fault in caught.value.faults} == {f"d1.xlsx!Roster!{row}"}


def test_the_same_bytes_every_time(tmp_path: Path, case: tuple[Problem, Roster]) -> None:
    once = hand_out(tmp_path / "once", *case, publications={JULY: "2015-07.1"})  # type: ignore[misc]
    again = hand_out(tmp_path / "again", *case, publications={JULY: "2015-07.1"})  # type: ignore[misc]
    for file in once.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes()


@pytest.mark.parametrize("name", ["with", "status", "opinions", "cadre", "date"])
def test_a_level_may_be_called_like_a_column(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in"
    build(source, 2)
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8").replace(",ấp,", f",{name},")
        file.write_text(text.replace('"ấp"', f'"{name}"'), encoding="utf-8")
    problem = Problem(read_instance(source).instance)
    folder = hand_out(tmp_path / "out", problem, roster_of(2), "en")
    assert len(read_roster(folder / "d1.xlsx").roster) == len(roster_of(2))


@pytest.mark.release
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_keeps_the_form(
    tmp_path: Path, case: tuple[Problem, Roster], ending: str
) -> None:
    """Opened and saved by LibreOffice, the form is still the same rows, drop-downs and groups."""
    problem, roster = case
    folder = hand_out(tmp_path / "out", problem, roster, "vi", {JULY: "2015-07.1"})
    saved = _convert(tmp_path, folder / "d1.xlsx", ending)
    if ending == "ods":  # not one that rosters are read from
        saved = _convert(tmp_path, saved, "xlsx")
    july = sorted(v for v in roster if v.month == JULY)
    assert sorted(read_roster(saved, levels=LEVELS).roster) == july
    before, after = (openpyxl.load_workbook(file) for file in (folder / "d1.xlsx", saved))
    assert before.sheetnames == after.sheetnames
    for one, other in zip(before.worksheets, after.worksheets, strict=True):
        kept = [row for row in texts(other) if row]
        assert kept == [row for row in texts(one) if row]
        count = len(other.data_validations.dataValidation)
        assert count == len(one.data_validations.dataValidation)


def _convert(folder: Path, file: Path, ending: str) -> Path:
    target = folder / f"from-{file.suffix[1:]}"
    command = [
        "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", ending, "--outdir", str(target), str(file),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return target / f"{file.stem}.{ending}"
