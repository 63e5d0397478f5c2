"""Every figure that `report` writes equals an independent count of the exported ledger."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.language import LANGUAGES, Language, say
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.package import export
from scheduler.reports.upward.figures import REPORTS
from scheduler.tables.formats.destination import Destination
from scheduler.tables.write import write_instance
from tests.cli.door import call
from tests.oracles import upward as oracle
from tests.reports.upward.random_ledgers import Asked, asked_of
from tests.reports.upward.test_figures import random_ledger, with_past_and_without_moon

FATES = ("attended", "substituted", "moved", "missed", "not_held", "no_answer")
ADDED_UP = ("planned", "made", "on_plan", "unplanned", "attendance", "members", "stated", *FATES)
KEYS = {"counts": ("kind", "id", "level"), "people": ("cadre",), "places": ("tier", "locality"),
        "branches": ("branch",), "bodies": ("tier", "organization", "area"),
        "voices": ("number",), "adjustments": ("month", "figure")}  # fmt: skip
ONLY_IN_JSON = {"people": {"mere_form", "never_went"}, "bodies": {"assigned_nobody"}}
OTHER_FACTS = {"instance", "from", "until", "area", "unpublished", "publications", "circuits"}
PERIODS = (
    ("2015-07", "2015-09", ""), ("2015-08", "2015-09", ""), ("2015-07", "2015-07", ""),
    ("2015-07", "2015-09", "c1"), ("2015-09", "2015-09", "c2"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_of_a_ledger_that_one_can_hold_in_the_head(seed: int, tmp_path: Path) -> None:
    instance = with_past_and_without_moon()
    with random_ledger(tmp_path / "l.db", seed, instance) as ledger:
        for outcome in list(ledger.known().outcomes.values())[::3]:
            if outcome.told.proposals:
                ledger.answer({outcome.number: f"answer to {outcome.number}"}, by="an")
        first, last, area = PERIODS[seed % len(PERIODS)]
        _compare(Asked(instance, first, last, area, None), ledger, tmp_path, LANGUAGES[seed % 2])


@pytest.mark.parametrize("seed", range(60))
def test_of_a_ledger_in_which_everything_happens(seed: int, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db", create=True) as ledger:
        asked = asked_of(ledger, seed)
        _compare(asked, ledger, tmp_path, LANGUAGES[seed % 2])


def test_no_figure_is_without_an_oracle() -> None:
    for table in REPORTS:
        name = table.name.removeprefix("report_")
        written = {column.name for column in table.columns} | ONLY_IN_JSON.get(name, set())
        unknown = written - set(oracle.COLUMNS[name])
        assert not unknown, f"{table.name}: no oracle counts {', '.join(sorted(unknown))}"
        assert written == set(oracle.COLUMNS[name]), table.name


def _compare(asked: Asked, ledger: Ledger, folder: Path, language: Language) -> None:
    write_instance(asked.instance, folder / "instance")
    export(ledger, Destination(folder / "package"))
    words: list[object] = ["--ledger", folder / "l.db", "--from", asked.first, "--until",
                           asked.last, "--lang", language]  # fmt: skip
    words += ["--area", asked.area] if asked.area else []
    words += ["--as-of", asked.as_of] if asked.as_of else []
    done = call("report", folder / "instance", *words, "--json", "--out", folder / "report")
    literal = _literal(asked, folder / "package")
    unpublished = [month for month in literal.months if month not in literal.newest]
    assert done.code == (1 if unpublished else 0), done.err
    facts = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    assert json.loads(done.out) == facts
    for name in KEYS:
        expected = getattr(literal, name)()
        for row in expected.values():
            assert tuple(row) == oracle.COLUMNS[name], name
        assert _by_key(name, facts[name]) == expected, name
        _compare_csv(folder / "report", name, facts[name], language)
    _compare_workbook(folder / "report")
    assert facts["circuits"] == literal.circuits()
    assert facts.keys() == {*KEYS, *OTHER_FACTS}, "a figure that the oracle does not know"
    assert facts["publications"] == [own for _, (_, own) in sorted(literal.newest.items())]
    assert facts["unpublished"] == unpublished
    told = (asked.instance.settings.name, asked.first, asked.last, asked.area)
    assert tuple(facts[name] for name in ("instance", "from", "until", "area")) == told
    _add_up(facts, literal)


def _literal(asked: Asked, package: Path) -> oracle.Report:
    months = oracle.ordinal(asked.last) - oracle.ordinal(asked.first) + 1
    start = asked.instance.settings.start
    start = start.plus(oracle.ordinal(asked.first) - oracle.ordinal(str(start)))
    settings = asked.instance.settings.with_horizon(start, months)
    instance = asked.instance.model_copy(update={"settings": settings})
    until = asked.as_of or 10**9
    return oracle.Report(package, instance, asked.first, asked.last, asked.area, until)


def _by_key(name: str, table: list[dict[str, Any]]) -> oracle.Table:
    found = {tuple(str(row[key]) for key in KEYS[name]): row for row in table}
    assert len(found) == len(table), name
    return found


def cells(folder: Path, name: str) -> list[list[str]]:
    """The rows of a CSV of the report, headings first."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _compare_csv(folder: Path, name: str, rows: list[dict[str, Any]], language: Language) -> None:
    """The CSV says what the JSON says, in the same order, in words of its language."""
    hidden = ONLY_IN_JSON.get(name, set())
    expected = [[_cell(name, column, row, language) for column in row if column not in hidden]
                for row in rows]  # fmt: skip
    assert cells(folder, name)[1:] == expected, name


CALLED = {"province": "tỉnh", "district": "huyện", "commune": "xã", "hamlet": "ấp"}
"""What levels are called in Vietnamese."""


def _cell(table: str, column: str, row: Mapping[str, Any], language: Language) -> str:
    value = row[column]
    if value is None:
        return ""
    of_tier = table == "counts" and row["kind"] == "tier" and column in ("id", "name")
    if column in ("tier", "level") or of_tier:
        return CALLED.get(value, value) if language == "vi" else value
    if column in ("rate", "turnout", "mere_form_share"):
        return f"{value:.4f}"
    if (table, column) in (("counts", "kind"), ("adjustments", "figure")):
        return say(f"upward.{column}_{value}", language)
    if (table, column) == ("counts", "name") and row["kind"] == "area" and not row["id"]:
        return say("upward.outside", language, level=_cell(table, "level", row, language))
    return str(value)


def _compare_workbook(folder: Path) -> None:
    """The sheets of the workbook say what the CSVs say."""
    book = openpyxl.load_workbook(folder / "report.xlsx")
    empty = len(cells(folder, "adjustments")) == 1
    names = [name for name in KEYS if not (name == "adjustments" and empty)]
    for name, sheet in zip(names, book.worksheets[1:], strict=True):
        expected = [[_as_text(cell) for cell in row] for row in cells(folder, name)]
        shown = [[_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert [row[: len(expected[0])] for row in shown] == expected, name


def _as_text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    try:
        return f"{float(str(cell)):.4f}"
    except ValueError:
        return "" if cell is None else str(cell)


def _add_up(facts: dict[str, Any], literal: oracle.Report) -> None:
    """Every division of the whole adds up to it; areas add up to the area that they lie in."""
    counts = facts["counts"]
    total = counts[0]
    levels = literal.instance.settings.levels
    below = levels[levels.index(literal.world.areas[facts["area"]].level):] if facts["area"] else (
        levels)  # fmt: skip
    divisions = [[c for c in counts if c["kind"] == kind]
                 for kind in ("month", "tier", "organization")]  # fmt: skip
    divisions += [[c for c in counts if c["level"] == level] for level in literal.between
                  if level in below]  # fmt: skip
    for division in divisions:
        for name in ADDED_UP:
            assert sum(c[name] for c in division) == total[name], (name, division)
    for count in counts:
        assert sum(count[fate] for fate in FATES) == count["planned"]
        assert count["attended"] + count["moved"] == count["on_plan"]
        if count["kind"] in ("total", "month", "area"):
            assert count["on_plan"] + count["substituted"] + count["unplanned"] == count["made"]
    for table in ("people", "bodies"):
        for name in ("planned", "made"):
            assert sum(row[name] for row in facts[table]) == total[name], (table, name)
    for name in ("not_held", "no_answer"):
        assert sum(row[name] for row in facts["people"]) == total[name], name
    assert sum(row["not_held"] for row in facts["branches"]) == total["not_held"]
    silent = [sum(row["mere_form"] for row in facts[table]) for table in ("people", "bodies")]
    assert silent[0] == silent[1]
    if not facts["area"]:
        assert sum(r["due"] for r in facts["people"]) == sum(r["due"] for r in facts["bodies"])
    for tier, circuit in facts["circuits"].items():
        own = [place for place in facts["places"] if place["tier"] == tier]
        assert circuit["localities"] == len(own)
        assert circuit["reached"] == sum(place["visits"] > 0 for place in own)
        assert circuit["longest_wait"] == max((p["longest_wait"] for p in own), default=0)
