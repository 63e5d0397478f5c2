"""What the command line can do, Python can: the same files, byte for byte."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import scheduler
from scheduler.cli import COMMANDS
from scheduler.domain.months import Month
from tests.cli.door import FIRST_STEPS, call
from tests.tiny import pin, tiny

COUNTERPARTS: Mapping[str, tuple[str, ...]] = {
    "audit": ("read_case", "audit"),
    "calendar": ("write_calendars",),
    "check": ("check", "write_request_form"),
    "convert": ("convert",),
    "explain": ("explain", "overview"),
    "generate": (
        "generate",
        "write_instance",
        "fill_ledger",
        "made_up_returns",
        "write_made_up_returns",
    ),
    "ledger": ("Ledger", "ledger_state", "verify_ledger", "export_ledger", "import_ledger"),
    "new": ("new",),
    "publish": ("publish", "write_published"),
    "record": ("record", "write_review"),
    "replan": ("replan", "write_replan"),
    "report": ("report", "write_report"),
    "show": ("rotation", "fairness", "write_rotation_page"),
    "solve": ("solve", "write", "conflicts"),
    "substitute": ("substitutes",),
    "whatif": ("what_if", "write_study"),
}
"""Command to the calls that do the same."""

TIMED = ("summary.json", "trace.csv", "datapackage.json")
"""Files in which seconds stand, or the sizes and digests of those files."""


def test_every_command_has_its_calls() -> None:
    assert COUNTERPARTS.keys() == set(COMMANDS)
    for name in {name for names in COUNTERPARTS.values() for name in names}:
        assert name in scheduler.__all__


def files(path: Path) -> dict[str, bytes]:
    """The files of a folder, or the file itself, by path; without those in which seconds stand."""
    if path.is_file():
        return {"": path.read_bytes()}
    found = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*")
             if file.is_file()}  # fmt: skip
    assert found
    return {name: content for name, content in found.items() if name not in TIMED}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a solve by the command line."""
    out = tmp_path_factory.mktemp("solved") / "out"
    assert call("solve", FIRST_STEPS, "--months", 2, "--out", out, "--lang", "vi").code == 0
    return out


def test_solve(solved: Path, tmp_path: Path) -> None:
    problem = scheduler.read(FIRST_STEPS, months=2)
    scheduler.write(problem, scheduler.solve(problem), tmp_path / "own", language="vi")
    assert files(tmp_path / "own") == files(solved)
    own, other = (json.loads((folder / "summary.json").read_text(encoding="utf-8"))
                  for folder in (tmp_path / "own", solved))  # fmt: skip
    assert own | {"seconds": 0} == other | {"seconds": 0}, "the digest of the input too"


def test_replan(solved: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    assert call("convert", FIRST_STEPS, changed).code == 0
    case = scheduler.read_case(FIRST_STEPS, solved)
    assert len(case.problem.horizon) == 2, "the horizon of the solve"
    visit = next(visit for visit in reversed(case.roster.visits))
    with (changed / "leave.csv").open("a", encoding="utf-8") as file:
        file.write(f"{visit.cadre},{visit.date},{visit.date},ill\r\n")
    since = visit.date.replace(day=1)
    code = call("replan", changed, solved, "--from", since, "--out", tmp_path / "theirs").code
    assert code == 0
    now = scheduler.read_case(changed, solved)
    answer = scheduler.replan(now.problem, now.file.roster, since)
    assert answer.changes
    scheduler.write_replan(answer, tmp_path / "own")
    assert files(tmp_path / "own") == files(tmp_path / "theirs")
    assert "changes.csv" in files(tmp_path / "own")


def test_what_if(tmp_path: Path) -> None:
    theirs, own = tmp_path / "theirs", tmp_path / "own"
    asked = ("--staffing", "0.9:1.1:0.1", "--out", theirs, "--months", 1)
    assert call("whatif", FIRST_STEPS, *asked).code == 0
    problem = scheduler.read(FIRST_STEPS, months=1)
    scheduler.write_study(scheduler.what_if(problem, scheduler.staffing([0.9, 1.1])), own)
    assert files(own) == files(theirs)


@pytest.mark.parametrize("name", ["folder", "book.xlsx", "one.json"])
def test_convert_generate_and_new(name: str, tmp_path: Path) -> None:
    recipe = FIRST_STEPS / "recipe.toml"
    pairs: list[tuple[tuple[Any, ...], Any]] = [
        (("convert", FIRST_STEPS), lambda to: scheduler.convert(FIRST_STEPS, to, language="vi")),
        (("new",), lambda to: scheduler.new(to, language="vi")),
        (("generate", recipe, "--seed", 3, "--scale", 0.5, "--out"),
         lambda to: scheduler.write_instance(
             scheduler.generate(recipe, seed=3, scale=0.5), to, language="vi")),
    ]  # fmt: skip
    for number, (command, own_way) in enumerate(pairs):
        theirs, own = tmp_path / f"{number}-{name}", tmp_path / str(number) / name
        own.parent.mkdir()
        assert call(*command, theirs, "--lang", "vi").code == 0
        own_way(own)
        if name.endswith(".xlsx"):
            assert scheduler.read(own).instance == scheduler.read(theirs).instance
        else:
            assert files(own) == files(theirs)


def test_what_stands_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text("mine", encoding="utf-8")
    with pytest.raises(scheduler.InputError, match=r"one\.json"):
        scheduler.new(tmp_path / "one.json")
    scheduler.new(tmp_path / "one.json", force=True)
    assert (tmp_path / "one.old-1.json").read_text(encoding="utf-8") == "mine"
    with pytest.raises(scheduler.InputError):
        scheduler.convert(tmp_path / "one.json", tmp_path / "one.json", force=True)


def test_check(tmp_path: Path) -> None:
    problem = scheduler.read(FIRST_STEPS)
    found = scheduler.check(problem)
    told = json.loads(call("check", FIRST_STEPS, "--json").out)
    assert [(one["branch"], one["month"]) for one in told["to_be_announced"]] == [
        (branch, str(month)) for branch, month in found.to_be_announced
    ]
    assert told["nothing_to_attend"] == list(found.nothing_to_attend)
    scheduler.write_request_form(problem, tmp_path / "ask.xlsx")
    assert (tmp_path / "ask.xlsx").is_file()


def test_show(solved: Path, tmp_path: Path) -> None:
    case = scheduler.read_case(FIRST_STEPS, solved)
    told = json.loads(call("show", FIRST_STEPS, solved, "--json").out)
    assert told == {
        "rotation": scheduler.rotation(case.problem, case.roster).summary(),
        "fairness": scheduler.fairness(case.problem, case.roster).summary(),
    }
    scheduler.write_rotation_page(case.problem, case.roster, tmp_path / "page.html", language="vi")
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_explain_what_binds(solved: Path) -> None:
    case = scheduler.read_case(FIRST_STEPS, solved)
    found = scheduler.overview(case.problem, case.roster, "2026-03", most=2)
    told = json.loads(
        call("explain", FIRST_STEPS, solved, "--month", "2026-03", "--most", 2, "--json").out
    )
    assert [one["locality"] for one in told["left_behind"]] == [
        one.locality for one in found.binding.left_behind
    ]
    with pytest.raises(scheduler.InputError):
        scheduler.overview(case.problem, case.roster, "1999-01")


def test_audit_of_names(solved: Path, tmp_path: Path) -> None:
    text = (solved / "roster.csv").read_text(encoding="utf-8-sig")
    case = scheduler.read_case(FIRST_STEPS, solved)
    name = case.problem.cadres[case.roster.visits[0].cadre].name
    edited = tmp_path / "roster.csv"
    edited.write_text(text.replace(name, "Somebody", 1), encoding="utf-8-sig")
    found = scheduler.read_case(FIRST_STEPS, edited, "2026-03", 2)
    assert [one.value for one in found.misnomers] == ["Somebody"]
    assert not found.violations


def test_why_there_is_no_roster() -> None:
    assert scheduler.conflicts(tiny()) == []
    clash = tiny(
        pins=(pin("an", "w1", "require", "07-05"), pin("an", "w1", "forbid", month=Month(2015, 7)))
    )
    (conflict,) = scheduler.conflicts(clash)
    assert conflict.ways_out


def test_a_horizon_that_is_none_is_refused() -> None:
    for months in (0, 61):
        with pytest.raises(scheduler.InputError):
            scheduler.read(FIRST_STEPS, months=months)
    with pytest.raises(scheduler.InputError):
        scheduler.read(FIRST_STEPS, "2100-12", 2)
    assert scheduler.read(FIRST_STEPS, scheduler.Month(2026, 5)).horizon[0] == (2026, 5)


def test_what_is_over_can_be_said(solved: Path) -> None:
    case = scheduler.read_case(FIRST_STEPS, solved, since=dt.date(2026, 4, 1))
    assert case.problem.made == {v for v in case.file.roster if v.date < dt.date(2026, 4, 1)}
