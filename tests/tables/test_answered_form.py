"""Request forms that came back: whatever a district does to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.domain.calendars.announced import Taken, take_in
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.language import LANGUAGES, Language
from scheduler.tables.announcements import write_request_form
from scheduler.tables.answered_form import read_request_form
from scheduler.tables.read import read_instance
from tests.tables.small import FILES, write_small

# Three branches that nobody has a date of; July is asked of each.
BRANCHES = FILES["branches.csv"] + "b3,Chi hội 3,w,h1\nb4,Chi hội 4,w,h2\nb5,Chi hội 5,w,h2\n"
BRANCH, NAME, MONTH, DATE, TIME = 1, 2, 5, 6, 7
"""Columns of the form; its rows 2, 3, 4 are b3, b4, b5."""
JULY = dt.date(2015, 7, 14)

Change = Callable[[Worksheet], object]


class Form:
    """A form that was sent out, and comes back with changes."""

    def __init__(self, folder: Path, instance: Instance):
        self.folder, self.instance = folder, instance

    def returned(self, *changes: Change, language: Language = "en") -> Path:
        path = self.folder / "ask.xlsx"
        problem = Problem(self.instance)
        missing = [(branch, problem.horizon[0]) for branch in ("b3", "b4", "b5")]
        path.unlink(missing_ok=True)
        write_request_form(path, problem, missing, language)
        book = openpyxl.load_workbook(path)
        for change in changes:
            change(book.active)
        book.save(path)
        return path

    def take(self, *changes: Change, language: Language = "en") -> Taken:
        form = read_request_form(self.returned(*changes, language=language), self.instance)
        taken = take_in(self.instance, form.announced)
        taken.notices[:0] = form.notices
        return taken

    def faults(self, *changes: Change) -> list[tuple[str, str, str]]:
        """Cell, kind and nearest valid value of each fault."""
        with pytest.raises(InputError) as caught:
            self.take(*changes)
        return [(_cell(one), one.kind, one.nearest) for one in caught.value.faults]


def _cell(fault: Fault) -> str:
    return fault.place.rpartition("!")[2]


def cell(row: int, column: int, value: Any) -> Change:
    return lambda sheet: sheet.cell(row, column, value)


def said(taken: Taken) -> list[tuple[str, str]]:
    kinds = [one.kind.removeprefix("notices.") for one in taken.notices]
    return [(kind, _cell(one)) for kind, one in zip(kinds, taken.notices, strict=True)]


def dates(taken: Taken) -> list[tuple[str, str, str | None]]:
    return [(row.branch, f"{row.date:%m-%d}", row.time) for row in taken.instance.meetings]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    folder = write_small(tmp_path / "small", {"branches.csv": BRANCHES})
    return Form(tmp_path, read_instance(folder).instance)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [JULY, dt.datetime(2015, 7, 14), "2015-07-14", "14/07/2015"])
def test_a_date_however_it_is_typed(form: Form, language: Language, typed: object) -> None:
    taken = form.take(cell(2, DATE, typed), cell(2, TIME, "19:00"), language=language)
    assert dates(taken) == [("b3", "07-14", "19:00")]
    (waiting,) = taken.notices
    assert (waiting.kind, waiting.context["count"]) == ("notices.form_waiting", 2)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        (dt.date(2015, 8, 14), "2015-07-14"),
        (dt.date(2014, 7, 14), "2015-07-14"),
        ("07/03/2015", "2015-07-03"),  # 3 July, written as Americans do
        (dt.date(2015, 3, 7), "2015-07-03"),
        (dt.date(2015, 8, 31), "2015-07-31"),
    ],
)
def test_a_date_outside_the_month_that_was_asked(form: Form, typed: object, nearest: str) -> None:
    faults = form.faults(cell(2, DATE, typed), cell(4, DATE, typed))
    assert faults == [("F2", "announced_month", nearest), ("F4", "announced_month", nearest)]


def test_every_cell_at_once(form: Form) -> None:
    faults = form.faults(
        cell(2, DATE, dt.date(2015, 9, 1)), cell(3, DATE, "31/02/2015"), cell(4, DATE, JULY),
        cell(4, TIME, "evning"), cell(5, BRANCH, "b6"), cell(5, MONTH, "2015-07"),
    )  # fmt: skip
    assert sorted(faults) == [
        ("A5", "reference", ""), ("F2", "announced_month", "2015-07-01"),
        ("F3", "day_missing", "2015-02-28"),
        ("G4", "time", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        cell(2, BRANCH, "Chi hội 3"), cell(2, BRANCH, "CHI HỘI  3"),
        lambda sheet: setattr(sheet["A2"], "value", None),
    ],
)  # fmt: skip
def test_a_branch_by_its_name(form: Form, change: Change) -> None:
    taken = form.take(change, cell(2, DATE, JULY))
    assert dates(taken) == [("b3", "07-14", None)]
    assert said(taken)[0] == ("form_named", "A2")


def test_a_name_that_several_bear_is_no_branch(form: Form) -> None:
    branches = [row.model_copy(update={"name": "Chi hội"}) for row in form.instance.branches]
    form.instance = form.instance.model_copy(update={"branches": tuple(branches)})
    assert form.faults(cell(2, BRANCH, "Chi hội"), cell(2, DATE, JULY)) == [("A2", "reference", "")]


@pytest.mark.parametrize(("column", "name"), [(DATE, "date"), (MONTH, "month")])
def test_a_column_that_was_deleted(form: Form, column: int, name: str) -> None:
    path = form.returned(cell(2, DATE, JULY), lambda sheet: sheet.delete_cols(column))
    with pytest.raises(InputError) as caught:
        read_request_form(path, form.instance)
    (fault,) = caught.value.faults
    assert (fault.kind, fault.context["column"].said("en")) == ("missing_column", name)


def test_the_month_that_a_row_asks_for_may_be_changed_with_its_date(form: Form) -> None:
    taken = form.take(cell(2, MONTH, "2015-08"), cell(2, DATE, dt.date(2015, 8, 3)))
    assert dates(taken) == [("b3", "08-03", None)]
    assert ("form_month", "E2") in said(taken)


def test_rows_that_the_district_added(form: Form) -> None:
    more = (cell(5, BRANCH, "b3"), cell(5, DATE, dt.date(2015, 7, 28)))
    taken = form.take(*more)
    assert dates(taken) == [("b3", "07-28", None)]
    assert ("form_added", "F5") in said(taken)
    outside = (cell(5, BRANCH, "b3"), cell(5, DATE, dt.date(2015, 9, 28)))
    assert form.faults(*outside) == [("F5", "announced_outside", "")]


def test_the_same_branch_twice_on_a_day(form: Form) -> None:
    taken = form.take(
        cell(2, DATE, JULY), cell(2, TIME, "19:00"), cell(5, BRANCH, "b3"),
        cell(5, MONTH, "2015-07"), cell(5, DATE, JULY), cell(5, TIME, "08:00"),
    )  # fmt: skip
    assert dates(taken) == [("b3", "07-14", "08:00")]
    assert ("same_day", "F2") in said(taken)


def test_a_date_that_is_known_already(form: Form) -> None:
    form.instance = form.take(cell(2, DATE, JULY), cell(2, TIME, "19:00")).instance
    again = form.take(cell(2, DATE, JULY), cell(2, TIME, "19:00"))
    assert (again.added, again.known) == (0, 1)
    later = form.take(cell(2, DATE, JULY), cell(2, TIME, "20:00"))
    assert (dates(later), later.changed) == ([("b3", "07-14", "20:00")], 1)
    other = form.take(cell(2, DATE, dt.date(2015, 7, 21)))
    assert dates(other) == [("b3", "07-14", "19:00"), ("b3", "07-21", None)]
    assert ("left_over", "F2") in said(other)


def test_a_branch_that_has_a_rule_for_that_month(form: Form) -> None:
    answer = (cell(5, BRANCH, "b1"), cell(5, MONTH, "2015-07"))
    same = form.take(*answer, cell(5, DATE, dt.date(2015, 7, 15)))
    assert dates(same) == [("b1", "07-15", "morning")]
    assert ("form_not_asked", "F5") in said(same)
    other = form.take(*answer, cell(5, DATE, JULY))
    assert ("form_not_asked", "F5") in said(other)


@pytest.mark.parametrize(
    ("changes", "kind", "where"),
    [
        ([cell(2, TIME, "19:00")], "form_time", "G2"),
        ([cell(1, 8, "note"), cell(3, 8, "no hall")], "form_column", "H3"),
        ([cell(3, 9, "no heading")], "form_column", "I3"),
        ([cell(6, BRANCH, "Filled in by Ms. Hoa")], "form_row", "6"),
        ([cell(2, NAME, "Chi hội Ba")], "form_name", "B2"),
        ([lambda sheet: sheet.parent.create_sheet("notes").append(["hello"])], "form_sheet", ""),
    ],
)
def test_what_else_is_found_is_said(
    form: Form, changes: list[Change], kind: str, where: str
) -> None:
    taken = form.take(cell(4, DATE, JULY), *changes)
    assert dates(taken) == [("b5", "07-14", None)]
    found = dict(said(taken))
    assert set(found) - {"form_waiting", "blank_rows"} == {kind}
    assert found[kind] == where or not where


def test_rows_that_were_mixed_up(form: Form) -> None:
    swapped = (cell(2, NAME, "Chi hội 4"), cell(3, NAME, "Chi hội 3"), cell(2, DATE, JULY))
    assert form.faults(*swapped) == [("B2", "form_name", "b4"), ("B3", "form_name", "b3")]


def test_the_form_of_another_instance(form: Form) -> None:
    others = [cell(row, BRANCH, f"x{row}") for row in (2, 3, 4)]
    with pytest.raises(InputError) as caught:
        form.take(*others, cell(2, DATE, JULY))
    (fault,) = caught.value.faults
    assert (fault.kind, fault.value) == ("form_of_others", "x2, x3, x4")


def test_a_form_without_the_column_month(form: Form) -> None:
    assert form.faults(cell(1, MONTH, "other"), cell(2, DATE, JULY)) == [
        ("Dates wanted", "missing_column", "")
    ]


def test_a_cover_sheet_before_the_form(form: Form) -> None:
    path = form.returned(cell(2, DATE, JULY))
    book = openpyxl.load_workbook(path)
    book.create_sheet("cover", 0).append(["Dear colleagues"])
    book.save(path)
    read = read_request_form(path, form.instance)
    assert [one.key for one in read.announced] == [("b3", JULY)]


def test_no_form_at_all(tmp_path: Path, form: Form) -> None:
    with pytest.raises(InputError):
        read_request_form(tmp_path / "none.xlsx", form.instance)
