"""`scheduler show`, and what a solve leaves for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, call


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("solved") / "out"
    assert call("solve", FIRST_STEPS, "--out", out, "--months", 3).code == 0
    return out


def test_the_trace_ends_where_the_summary_does(solved: Path) -> None:
    with (solved / "trace.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    summary = json.loads((solved / "summary.json").read_text(encoding="utf-8"))
    last = {int(row["level"]): (int(row["value"]), int(row["bound"])) for row in rows}
    assert last == {row["level"]: (row["value"], row["bound"]) for row in summary["levels"]}
    seconds = [float(row["seconds"]) for row in rows]
    assert seconds == sorted(seconds)
    for level in last:
        own = [int(row["bound"]) for row in rows if int(row["level"]) == level]
        assert own == sorted(own)


def test_the_summary_tells_the_rotation_that_show_shows(solved: Path) -> None:
    shown = call("show", FIRST_STEPS, solved, "--json")
    summary = json.loads((solved / "summary.json").read_text(encoding="utf-8"))
    assert shown.code == 0
    assert json.loads(shown.out) == {key: summary[key] for key in ("rotation", "fairness")}


def test_tables_and_heatmap_in_both_languages(solved: Path) -> None:
    english = call("show", FIRST_STEPS, solved / "roster.csv", "--rows", 3)
    vietnamese = call("show", FIRST_STEPS, solved, "--rows", 3, "--lang", "vi")
    assert "How far each tier has come round" in english.out
    assert "Từng cấp đã đi được đến đâu" in vietnamese.out
    assert len(english.out.splitlines()) == len(vietnamese.out.splitlines())
    assert "horizon" in english.err  # it is read from the summary beside the roster


def test_the_page_is_written_whole_or_not_at_all(solved: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "rotation.html"
    assert call("show", FIRST_STEPS, solved, "--html", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert text.endswith("</html>\n")
    assert 'class="trace"' in text
    again = call("show", FIRST_STEPS, solved, "--html", page)
    assert again.code == 2
    assert "rotation.html" in again.err
    assert call("show", FIRST_STEPS, solved, "--html", page, "--force").code == 0
    assert call("show", FIRST_STEPS, solved, "--html", solved, "--force").code == 2


def test_a_roster_that_breaks_rules_is_shown_with_a_warning(solved: Path, tmp_path: Path) -> None:
    rows = (solved / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    edited = tmp_path / "roster.csv"
    edited.write_text("\n".join([*rows, rows[-1]]), encoding="utf-8")
    shown = call("show", FIRST_STEPS, edited, "--months", 3)
    assert shown.code == 0
    assert "scheduler audit" in shown.err


def test_a_folder_without_a_roster_is_named(tmp_path: Path) -> None:
    shown = call("show", FIRST_STEPS, tmp_path)
    assert shown.code == 2
    assert "roster.csv" in shown.err
