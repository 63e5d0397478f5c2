"""The Python interface as its users meet it: documented, enough for the notebooks, and explicit."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import scheduler

ROOT = Path(__file__).parents[1]
INSIDE = "04-inside-the-model"
"""The notebook that looks behind the interface, and says so."""


@pytest.fixture(scope="module")
def problem() -> Any:
    return scheduler.read(ROOT / "instances" / "first-steps", months=2)


@pytest.fixture(scope="module")
def roster(problem: Any) -> scheduler.Roster:
    planned = scheduler.solve(problem).roster
    assert planned is not None
    return planned


def test_the_example_of_the_docstring_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"::\n\n((?:    .*\n|\n)+)", scheduler.__doc__ or "")
    names: dict[str, Any] = {}
    exec(textwrap.dedent(example), names)
    assert names["violations"] == []
    assert names["study"].outcomes


def test_every_name_stands_in_the_docs() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(?:scheduler\.)?(\w+)", text))
    assert [name for name in scheduler.__all__ if name not in told] == []
    assert all(hasattr(scheduler, name) for name in scheduler.__all__)
    with pytest.raises(AttributeError):
        scheduler.nothing_of_the_kind  # noqa: B018


def imports(notebook: Path) -> Iterator[str]:
    """The modules that its cells import from."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield node.module or ""


def test_notebooks_use_the_interface_and_nothing_behind_it() -> None:
    others = {"matplotlib", "IPython", "pandas"} | sys.stdlib_module_names
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        behind = {name for name in imports(notebook) if name.startswith("scheduler.")}
        assert bool(behind) == (notebook.stem == INSIDE), (notebook.stem, behind)
        others_used = {name.partition(".")[0] for name in imports(notebook)} - {"scheduler"}
        assert others_used <= others


# -- what cannot be used is told, all of it -------------------------------------------------------


QUESTIONS: list[tuple[str, Callable[[Any, Any], object], list[str]]] = [
    (
        "explain",
        lambda p, r: scheduler.explain(p, r, "nobody", "1999-01", branch="x", instead_of="y"),
        ["cadre: ", "branch: ", "instead_of: ", "month: "],
    ),
    ("month", lambda p, r: scheduler.explain(p, r, "nobody", "January"), ["month: "]),
    (
        "substitutes",
        lambda p, r: scheduler.substitutes(p, r, r.visits[0].cadre, dt.date(1999, 1, 1)),
        ["day: "],
    ),
    (
        "dates",
        lambda p, r: scheduler.substitutes(
            p, r, r.visits[0].cadre, r.visits[0].date,
            since=dt.date(2031, 1, 1), until=dt.date(1999, 1, 1),
        ),
        ["since: ", "until: "],
    ),
    (
        "replan",
        lambda p, r: scheduler.replan(
            p, scheduler.Roster((*r, r.visits[0]._replace(date=dt.date(1999, 1, 1)))),
            dt.date(1999, 1, 1),
        ),
        ["since: ", "published["],
    ),
    (
        "a roster that breaks a rule",
        lambda p, r: scheduler.explain(
            p, scheduler.Roster((*r, r.visits[0])), r.visits[0].cadre, r.visits[0].month
        ),
        ["roster: "],
    ),
    (
        "a horizon",
        lambda _p, _r: scheduler.read(ROOT / "instances" / "first-steps", months=0),
        ["months: "],
    ),
    (
        "staffs",
        lambda _p, _r: scheduler.staffing([float("nan"), -1, 0.5, 20]),
        ["shares: "] * 3,
    ),
    ("gaps", lambda _p, _r: scheduler.gaps([-1, 3, 1.5]), ["months: "] * 2),  # type: ignore[list-item]
    (
        "no folder",
        lambda _p, _r: scheduler.read(ROOT / "no-such-folder"),
        ["no-such-folder: "],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "places"), [row[1:] for row in QUESTIONS], ids=[row[0] for row in QUESTIONS]
)
def test_every_fault_of_a_question_is_a_line(
    problem: Any, roster: Any, ask: Callable[[Any, Any], object], places: list[str]
) -> None:
    with pytest.raises(scheduler.InputError) as error:
        ask(problem, roster)
    lines = str(error.value).splitlines()
    assert len(lines) == len(places)
    assert all(line.startswith(place) for line, place in zip(lines, places, strict=True)), lines


def test_one_name_need_not_be_a_list(problem: Any, roster: Any) -> None:
    visit = roster.visits[0]
    others = [b for b in sorted(problem.may_attend(visit.cadre)) if b != visit.branch]
    one, listed = (
        scheduler.explain(problem, roster, visit.cadre, str(visit.month), instead_of=names)
        for names in (others[0], [others[0]])
    )
    assert one == listed


def test_a_result_is_written_as_the_command_line_writes_it(tmp_path: Path, problem: Any) -> None:
    out = tmp_path / "out"
    result = scheduler.solve(problem)
    scheduler.write(problem, result, out, language="vi")
    assert scheduler.read_roster(out) == result.roster
    scheduler.write(problem, result, out)  # nobody touched it since
    assert "date" in (out / "roster.csv").read_text(encoding="utf-8-sig")
    (out / "note.txt").write_text("mine")
    with pytest.raises(scheduler.InputError):
        scheduler.write(problem, result, out)
    scheduler.write(problem, result, out, force=True)
    assert (tmp_path / "out.old-1" / "note.txt").is_file()
    with pytest.raises(scheduler.InputError, match="a roster to write"):
        scheduler.write(problem, replace(result, status="infeasible", roster=None), out)


def test_edits_give_another_problem(problem: Any) -> None:
    edit = {"remove": {"table": "pins"}}
    (scenario,) = scheduler.scenarios({"scenario": [{"name": "free", "edit": [edit]}]})
    free = scheduler.apply(problem, scenario)
    assert free.instance.pins == ()
    assert free.horizon == problem.horizon


def test_a_result_says_itself(problem: Any) -> None:
    result = scheduler.solve(problem)
    assert str(result).splitlines()[0].split() == ["objective", "value", "bound"]
    assert str(result).splitlines()[-1].startswith("proven optimal on every level")
    assert repr(result) == f"<Result optimal: {len(result.roster or ())} visits>"
    page = result._repr_html_()
    assert "<tr><td>missed</td><td>0</td><td>0</td></tr>" in page
    nobody = scheduler.Result("infeasible", None)
    assert "no roster" in repr(nobody)
    assert "<tr>" not in nobody._repr_html_()


def test_no_call_takes_options_that_it_does_not_name() -> None:
    for name in scheduler.__all__:
        call = getattr(scheduler, name)
        if inspect.isfunction(call):
            kinds = {parameter.kind for parameter in inspect.signature(call).parameters.values()}
            assert inspect.Parameter.VAR_KEYWORD not in kinds, name
