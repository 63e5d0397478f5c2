"""The folder of a publication: what goes out, as programs read it and a later run replaces it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import frictionless
import openpyxl
import pytest

from scheduler.domain.faults import InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language
from scheduler.ledger.records import PlannedVisit, Publication, visit_id
from scheduler.results.folder import roster_path
from scheduler.results.forms.form import FormFacts
from scheduler.results.publication import write_publication
from scheduler.results.roster_file import read_roster
from scheduler.tables.read import read_instance
from scheduler.tables.recognise import Recognised, recognise
from tests.results.sheets import sheet_of
from tests.tables.small import FILES, write_small

JULY = (Visit("an", "b1", dt.date(2015, 7, 15)), Visit("binh", "b2", dt.date(2015, 7, 4)))
AUGUST = (Visit("binh", "b1", dt.date(2015, 8, 15)),)


def publication(month: str, number: int) -> Publication:
    before = f"{month}.{number - 1}" if number > 1 else ""
    return Publication(
        f"{month}.{number}", Month.parse(month), number, before, "Nghỉ Tết", "small", "0", "0", "0",
        (), number, dt.datetime(2015, 6, 25, tzinfo=dt.UTC), "planner",
    )  # fmt: skip


def planned(problem: Problem, one: Publication, visits: tuple[Visit, ...]) -> list[PlannedVisit]:
    return [
        PlannedVisit(visit_id("L", v), one.id, v, "commune", "w", problem.branches[v.branch].area)
        for v in visits
    ]


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    two = FILES["instance.toml"] + "months = 2\n"
    source = write_small(tmp_path / "small", {"instance.toml": two})
    return Problem(read_instance(source).instance)


def write(out: Path, problem: Problem, language: Language = "en", *, both: bool = False) -> Path:
    july, august = publication("2015-07", 2), publication("2015-08", 1)
    visits = planned(problem, july, JULY)
    if both:
        visits += planned(problem, august, AUGUST)
    of = [august, july] if both else [july]
    write_publication(
        out, problem, of, visits, language, facts=FormFacts("Ban Dân vận"),
        more={"calendars/an.ics": b"BEGIN:VCALENDAR\r\n"},
    )  # fmt: skip
    return out


def cells(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("both", [False, True])
def test_the_package_is_valid(
    tmp_path: Path, problem: Problem, language: Language, both: bool
) -> None:
    out = write(tmp_path / "out", problem, language, both=both)
    package = frictionless.validate(str(out / "datapackage.json"))
    assert package.flatten(["type", "message"]) == []
    described = {
        resource["path"]
        for resource in json.loads((out / "datapackage.json").read_text("utf-8"))["resources"]
    }
    assert described == {path.relative_to(out).as_posix() for path in out.rglob("*.csv")}


def test_what_one_month_sends_out(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem)
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert files == {
        "roster.csv", "roster.xlsx", "summary.json", "datapackage.json", "calendars/an.ics",
        "handoff/h1.csv", "handoff/h1.xlsx", "handoff/h2.csv", "handoff/h2.xlsx",
    }  # fmt: skip
    head, *rows = cells(out / "roster.csv")
    assert head[-2:] == ["publication", "visit"]
    assert [row[-2:] for row in rows] == [["2015-07.2", visit_id("L", v)] for v in JULY[::-1]]
    assert json.loads((out / "summary.json").read_text("utf-8")) == {
        "instance": "small", "horizon": {"start": "2015-07", "months": 2}, "visits": 2,
        "publications": [
            {"id": "2015-07.2", "month": "2015-07", "supersedes": "2015-07.1", "note": "Nghỉ Tết"}
        ],
    }  # fmt: skip


def test_several_months_have_handoffs_of_their_own(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem, both=True) / "handoff"
    for month, number, visits in (("2015-07", 2, 1), ("2015-08", 1, 1)):
        _, *rows = cells(out / f"h1-{month}.csv")
        assert [(row[0], row[-2]) for row in rows] == [(month, f"{month}.{number}")] * visits
        sheet = sheet_of(out / f"h1-{month}.xlsx")
        told = [str(row[1]) for row in sheet.iter_rows(max_row=5, values_only=True)]
        assert f"publication: {month}.{number}" in told
    assert len(cells(out / "h2-2015-08.csv")) == 1
    assert len(openpyxl.load_workbook(out / "h2-2015-08.xlsx").worksheets) == 3


def test_it_is_a_roster_for_every_command(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem, "vi", both=True)
    assert recognise(out) == Recognised("result")
    assert recognise(out / "roster.csv") == Recognised("roster")
    found = read_roster(roster_path(out))
    assert not found.is_part
    assert sorted(found.roster) == sorted((*JULY, *AUGUST))


def test_it_is_replaced_unless_somebody_touched_it(tmp_path: Path, problem: Problem) -> None:
    out = write(tmp_path / "out", problem)
    write(out, problem, both=True)
    assert not (out / "handoff" / "h1.csv").exists()
    (out / "calendars" / "an.ics").write_bytes(b"mine")
    with pytest.raises(InputError) as caught:
        write(out, problem)
    assert [fault.place for fault in caught.value.faults] == [f"{out}/calendars/an.ics"]


def test_the_same_bytes_every_time(tmp_path: Path, problem: Problem) -> None:
    once, again = (write(tmp_path / name, problem, both=True) for name in ("once", "again"))
    for file in once.rglob("*.*"):
        assert file.read_bytes() == (again / file.relative_to(once)).read_bytes(), file
