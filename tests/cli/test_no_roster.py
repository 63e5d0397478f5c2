"""An instance without a roster: what a program is told, and scenarios that mend it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES, Language
from tests.cli.door import FIRST_STEPS, call

OPTIONS = ("--months", 1, "--workers", 1)


@pytest.fixture(scope="module")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """First steps, with a visit that a pin demands of somebody who is on leave."""
    folder = Path(shutil.copytree(FIRST_STEPS, tmp_path_factory.mktemp("impossible") / "instance"))
    with (folder / "leave.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("cadre", "from", "until"), ("hien", "2026-03-02", "2026-03-20")]
        )
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_conflicts_for_a_program(impossible: Path, language: Language, tmp_path: Path) -> None:
    words = ("solve", impossible, "--out", tmp_path / "out", "--lang", language, *OPTIONS)
    plain, done = call(*words), call(*words, "--json")
    assert (plain.code, plain.out, done.code) == (1, "", 1)
    assert not (tmp_path / "out").exists()
    told = json.loads(done.out)
    assert told["status"] == "infeasible"
    (conflict,) = told["conflicts"]
    assert {fact["kind"] for fact in conflict["facts"]} == {"pin", "leave"}
    assert {fact["place"] for fact in conflict["facts"]} == {"pins.csv:2", "leave.csv:2"}
    for fact in conflict["facts"]:
        assert f"  - {fact['place']}: {fact['message']}" in plain.err
        assert fact["message"] not in done.err
    for way_out in conflict["ways_out"]:
        assert f"  - {way_out['message']} (" in plain.err
        assert "".join(f"      {line}\n" for line in way_out["toml"].splitlines()) in plain.err
        assert way_out["proven"]
        assert way_out["objectives"]["missed"] >= 0


def test_a_roster_for_a_program(tmp_path: Path) -> None:
    done = call("solve", FIRST_STEPS, "--out", tmp_path / "out", "--json", *OPTIONS)
    assert done.code == 0
    told = json.loads(done.out)
    assert Path(told.pop("roster")) == tmp_path / "out" / "roster.csv"
    assert told == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))


def test_a_scenario_that_mends_the_base_is_solved_and_told(
    impossible: Path, tmp_path: Path
) -> None:
    solved = call("solve", impossible, "--out", tmp_path / "none", "--json", *OPTIONS)
    (conflict,) = json.loads(solved.out)["conflicts"]
    ways = tmp_path / "ways.toml"
    ways.write_text(
        "".join(
            f'[[scenario]]\nname = "way {number}"\n{way_out["toml"]}'
            for number, way_out in enumerate(conflict["ways_out"])
        ),
        encoding="utf-8",
    )
    out = tmp_path / "out"
    done = call("whatif", impossible, ways, "--out", out, "--gap", "2:2", "--pictures", *OPTIONS)
    assert done.code == 0, done.err
    assert "pins.csv:2" in done.err  # why the base has none
    assert "The base has no roster" in done.out
    told = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert (told["base"]["status"], told["base"]["kpis"]) == ("infeasible", {})
    assert len(told["base"]["conflicts"]) == 1
    *mended, gap = told["scenarios"]
    assert gap["status"] == "infeasible"
    for scenario, way_out in zip(mended, conflict["ways_out"], strict=True):
        values = {name: scenario["kpis"][name]["value"] for name in way_out["objectives"]}
        assert values == way_out["objectives"]
        assert "changes" not in scenario["kpis"]
        assert {effect["low"] for effect in scenario["effects"].values()} == {None}
    assert {path.name for path in (out / "rosters").iterdir()} == {
        f"way {number}.csv" for number in range(len(mended))
    }
    for name in ("people", "localities"):  # nothing to compare with
        assert len((out / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()) == 1
    assert "has no roster" in (out / "comparison.md").read_text(encoding="utf-8")
    page = (out / "comparison.html").read_text(encoding="utf-8")
    assert "has no roster" in page
    assert ">base</text>" not in page


def test_where_nothing_has_a_roster_nothing_is_written(impossible: Path, tmp_path: Path) -> None:
    words = ("whatif", impossible, "--gap", "2:2", "--out", tmp_path / "out", *OPTIONS)
    done = call(*words, "--lang", "vi")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Không có bảng phân công nào") or "mâu thuẫn" in done.err
    assert not (tmp_path / "out").exists()
