"""Tables for people: all visits, and what is missed, as one workbook; changes as workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.answers.missed import missed_visits
from scheduler.answers.replan import VisitChange
from scheduler.domain.months import Month
from scheduler.domain.names import given_name_key
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.result import LevelResult, Result
from scheduler.language import LANGUAGES, Language
from scheduler.results.changes import change_books
from scheduler.results.folder import write_result
from scheduler.results.misnomers import find_misnomers
from scheduler.results.place_names import place_said
from scheduler.results.roster_file import read_roster
from scheduler.tables.recognise import Recognised, recognise
from tests.results.test_forms import LEVELS, build, roster_of

PLACES = 4


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, Roster]:
    return build(tmp_path_factory.mktemp("case") / "in", PLACES), roster_of(PLACES)


def written(out: Path, problem: Problem, roster: Roster, language: Language) -> Path:
    levels = (LevelResult(1, {"missed": 1}, 1, 1),)
    write_result(problem, Result("feasible", roster, levels=levels), out, language)
    return out / "roster.xlsx"


def shown(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the headings, without what is folded away."""
    folded = {
        column
        for one in sheet.column_dimensions.values() if one.hidden
        for column in range(one.min, one.max + 1)
    }  # fmt: skip
    letters = [cell.column_letter for cell in sheet[1] if cell.column not in folded]
    return [
        {str(sheet[f"{letter}1"].value): sheet[f"{letter}{row}"].value for letter in letters}
        for row in range(2, sheet.max_row + 1)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_roster_reads_back_from_the_workbook(
    tmp_path: Path, case: tuple[Problem, Roster], language: Language
) -> None:
    problem, roster = case
    book = written(tmp_path / "out", problem, roster, language)
    assert recognise(book) == Recognised("roster")
    read = read_roster(book, levels=LEVELS)
    assert sorted(read.roster) == sorted(roster)
    assert [one for one in find_misnomers(problem, read) if not one.is_derived] == []


def test_people_stand_in_the_order_of_their_given_names_and_places_with_their_commune(
    tmp_path: Path, case: tuple[Problem, Roster]
) -> None:
    problem, roster = case
    sheet: Any = openpyxl.load_workbook(written(tmp_path / "out", problem, roster, "vi")).active
    rows = shown(sheet)
    rank = {
        problem.settings.level_said(tier, "vi"): n for n, tier in enumerate(problem.settings.levels)
    }
    keys = [(rank[row["cấp"]], given_name_key(row["họ tên cán bộ"]), row["ngày"]) for row in rows]
    assert len({row["họ tên cán bộ"] for row in rows}) > 3
    assert keys == sorted(keys)
    by_name = {cadre.name for cadre in problem.cadres.values()}
    assert all(row["họ tên cán bộ"] in by_name for row in rows)
    assert {row["xã"] for row in rows} >= {problem.territory["x1"].name}
    assert not {"mã cán bộ", "mã chi tổ hội", "mã địa bàn"} & set(rows[0])
    assert "tỉnh" not in rows[0]  # there is one alone
    company = {name for row in rows for name in (row["cùng dự"] or "").split(", ") if name}
    assert company
    assert company <= by_name


def test_it_prints_across_with_headings_on_every_page(
    tmp_path: Path, case: tuple[Problem, Roster]
) -> None:
    for sheet in openpyxl.load_workbook(written(tmp_path / "out", *case, "vi")).worksheets:
        page: Any = sheet
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in (1, None)  # one page wide is what is meant unsaid
        assert page.page_setup.fitToHeight == 0
        assert page.print_title_rows
        assert page.auto_filter.ref
        assert "Trà Vinh – " in page.oddHeader.center.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missed_is_counted_by_its_causes(
    tmp_path: Path, case: tuple[Problem, Roster], language: Language
) -> None:
    problem, roster = case
    kept = Roster.of(sorted(roster)[2:])
    missed = [*missed_visits(problem, kept)]
    assert missed
    assert all(one.cause in {"branches", "meetings", *one.fates} for one in missed)
    sheet: Any = openpyxl.load_workbook(written(tmp_path / "out", problem, kept, language))
    rows = [[cell for cell in row if cell is not None]
            for row in sheet.worksheets[1].iter_rows(values_only=True)]  # fmt: skip
    told = [row[0] for row in rows if len(row) == 1]
    count = sum(one.count for one in missed)
    assert str(count) in told[0]
    assert sum(int("".join(filter(str.isdigit, line))) for line in told[1:]) == count
    reasons = [row[-1] for row in rows if len(row) > 1][1:]
    assert reasons == [one.reason(language) for one in missed]


def test_nothing_missed_is_said(tmp_path: Path, case: tuple[Problem, Roster]) -> None:
    problem, _ = case
    idle = Problem(problem.instance.model_copy(update={"cadres": ()}))
    book = openpyxl.load_workbook(written(tmp_path / "out", idle, Roster.of(()), "vi"))
    assert book.worksheets[1]["B1"].value == "Mọi lượt phải dự đều đã được phân công."


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_are_workbooks_with_names_and_communes(
    tmp_path: Path, case: tuple[Problem, Roster], language: Language
) -> None:
    problem, roster = case
    before, after = sorted(visit for visit in roster if visit.branch.startswith("b-x1"))[:2]
    moved = Visit(before.cadre, after.branch, after.date)
    change = VisitChange("moved", before.cadre, Month(2015, 7), before, moved)
    lost = Visit("gone", "b-x2-0", dt.date(2015, 7, 2))
    gone = VisitChange("dropped", "gone", Month(2015, 7), lost, None)
    books = change_books(problem, [change, gone], language, lambda own: f"{len(own)} & more")
    assert set(books) == {"changes.xlsx", "changes/d1.xlsx"}
    file = tmp_path / "changes.xlsx"
    file.write_bytes(books["changes.xlsx"])
    assert recognise(file) == Recognised("changes")
    sheet: Any = openpyxl.load_workbook(file).active
    rows = [list(row.values()) for row in shown(sheet)]
    locality = problem.locality(after.branch)
    assert place_said(problem, locality) == ", ".join(
        problem.territory[area].name for area in (locality, "x1")
    )
    assert problem.cadres[before.cadre].name in rows[0]
    assert rows[0].count(place_said(problem, locality)) >= 1
    assert before.branch not in rows[0]
    header = sheet.oddHeader.center
    assert (header.text, header.size) == ("2 && more", 12)
    (tmp_path / "d1.xlsx").write_bytes(books["changes/d1.xlsx"])
    part: Any = openpyxl.load_workbook(tmp_path / "d1.xlsx").active
    assert part.oddHeader.center.text == "Càng Long: 2 && more"
