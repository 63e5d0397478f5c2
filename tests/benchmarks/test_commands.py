"""The measuring commands run as their pages say, each from end to end, and print a table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import unseen_provinces
from benchmarks.measure import Failed, measure, python
from benchmarks.side_by_side import ENGINE, PEERS, TIMEFOLD
from scheduler.generator.generate import generate
from scheduler.generator.read_recipe import recipe_of
from tests.cli.door import FIRST_STEPS, ROOT, call

TWO_VISITS = Path(__file__).parent / "two_visits.toml"
Line = dict[str, str]
ENDING = [ENGINE, *(peer for peer in PEERS if peer != TIMEFOLD)]
"""The contestants that end by themselves."""


def run(module: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python(f"benchmarks.{module}", *arguments),
        capture_output=True, cwd=ROOT, check=False, encoding="utf-8",
    )  # fmt: skip


def only(contestants: list[str]) -> list[str]:
    return [word for name in contestants for word in ("--only", name)]


def table(text: str) -> list[Line]:
    """The lines of the Markdown table, by its headings."""
    cells = [row.strip("|").split("|") for row in text.splitlines() if row.startswith("|")]
    head, rule, *lines = [[cell.strip() for cell in row] for row in cells]
    assert set(rule) == {"---"}
    return [dict(zip(head, line, strict=True)) for line in lines]


def reached(line: Line) -> dict[str, list[str]]:
    """The value and the bound of each level."""
    return {name: cell.split(" ≥ ") for name, cell in line.items() if " ≥ " in cell}


@pytest.fixture(params=["first-steps", "two-visits"])
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "first-steps":
        return FIRST_STEPS
    made = tmp_path / "instance"
    assert call("generate", TWO_VISITS, "--seed", 4, "--out", made).code == 0
    return made


def test_side_by_side_every_contestant_has_its_line(instance: Path) -> None:
    done = run("side_by_side", instance, "--seconds", 600, *only(ENDING))
    assert (done.returncode, done.stderr) == (0, "")
    lines = table(done.stdout)
    assert [line["contestant"] for line in lines] == ENDING
    engine, spreadsheet, *exact = map(reached, lines)
    assert len(engine) == 7
    assert all(value == bound for value, bound in engine.values())
    assert [found == engine for found in exact] == [True, True]
    assert {bound for _, bound in spreadsheet.values()} == {"–"}
    assert "–" not in {value for value, _ in spreadsheet.values()}


def test_side_by_side_shows_dashes_where_there_is_no_roster(tmp_path: Path) -> None:
    made = tmp_path / "instance"
    assert call("convert", FIRST_STEPS, made).code == 0
    with (made / "pins.csv").open("a", encoding="utf-8") as pins:  # two of a tier at one meeting
        pins.writelines(f"{who},front-old-market,require,2026-03-06,\n" for who in ("huong", "phi"))
    done = run("side_by_side", made, "--seconds", 600, *only(ENDING))
    assert done.returncode == 0
    assert "front-old-market" in done.stderr
    lines = table(done.stdout)
    assert [line["contestant"] for line in lines] == ENDING
    assert all(found == ["–", "–"] for line in lines for found in reached(line).values())


def test_side_by_side_names_the_faults_of_its_input(tmp_path: Path) -> None:
    done = run("side_by_side", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_growth_has_a_line_for_each_size_and_horizon() -> None:
    recipe = FIRST_STEPS / "recipe.toml"
    sizes = ("--scale", 1, "--scale", 2, "--months", 1, "--months", 2)
    done = run("growth", recipe, *sizes, "--seconds", 600)
    assert (done.returncode, done.stderr) == (0, "")
    lines = table(done.stdout)
    assert [(line["scale"], line["months"]) for line in lines] == [
        ("1×", "1"), ("1×", "2"), ("2×", "1"), ("2×", "2"),
    ]  # fmt: skip
    for line in lines:
        value, bound = line["waiting at the end"].split(" ≥ ")
        assert value == bound
        assert int(line["cadre-months"]) == int(line["cadres"]) * int(line["months"])


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is seen on Linux")
def test_what_is_measured_is_told_and_its_memory_seen() -> None:
    block = "import time; block = bytearray(b'x' * 90_000_000); time.sleep(2); print(len(block))"
    done = measure([sys.executable, "-c", block])
    assert done.output == "90000000\n"
    assert done.seconds >= 2
    assert 80 < done.peak < 400


def test_what_fails_says_why() -> None:
    with pytest.raises(Failed, match=r"ended with 3: so it is"):
        measure([sys.executable, "-c", "import sys; print('so it is', file=sys.stderr); exit(3)"])


def test_returns_accuracy_nothing_is_wrong_or_lost() -> None:
    done = run("returns_accuracy", "--recipe", TWO_VISITS, "--recipe",
               FIRST_STEPS / "recipe.toml", "--seed", 104)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = {line[""]: line for line in table(done.stdout)}
    assert int(lines["in all"]["files"]) >= 4
    assert int(lines["in all"]["right"]) > 20
    assert {lines["in all"][name] for name in ("wrong", "lost", "twice", "not kept")} == {"0"}


def test_returns_accuracy_for_programs() -> None:
    done = run("returns_accuracy", "--recipe", TWO_VISITS, "--seed", 111, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    *by_kind, total = told["lines"]
    assert {"csv", "ods", "xls", "xlsx"} & {line[""] for line in by_kind}
    assert (total[""], total["sure"], total["decided wrong"]) == ("in all", 1.0, 0)
    assert told["rows"] == total["right"] + total["rightly asked"] > 20
    assert total["reviews"] >= 1
    assert told["seconds"] > 0


def test_unseen_provinces_prove_every_shape_they_measure() -> None:
    small = ("--seed", 7, "--scale", 0.06)
    for options in (("--shape", "two-visitors", "--shape", "twice"), ("--shape", "no-history")):
        done = run("unseen_provinces", *options, *small)
        assert done.returncode == 0, done.stderr
        *lines, median, worst = table(done.stdout)
        assert [line["shape"] for line in lines] == [*options[1::2]]
        assert {line["proven"] for line in lines} == {"all"}
        assert float(median["seconds"]) <= float(worst["seconds"])
        assert all(float(line["processor s"]) > 0 and int(line["visits"]) > 20 for line in lines)


def test_unseen_provinces_have_the_shapes_they_are_named_for() -> None:
    shapes = {name: recipe_of(content) for name, content in unseen_provinces.shapes().items()}
    rules = {name: recipe.instance.rules for name, recipe in shapes.items()}
    assert rules["three-visitors"].visitors_per_meeting == 3
    assert {r.accompany for r in rules.values()} == {"off", "prefer", "require"}
    assert {r.gap_months for r in rules.values()} == {3, 6, 12}
    assert shapes["no-history"].history is None
    assert shapes["twice"].scale == 2
    assert len(shapes["two-tiers"].instance.levels) == 3
    sizes = {name: generate(recipe, 7).cadres for name, recipe in shapes.items() if name != "twice"}
    assert {len(cadres) for cadres in sizes.values()} == {932}
    two = sum(cadre.visits_per_month == 2 for cadre in sizes["two-visits"])
    assert 0.09 < two / 932 < 0.11
    assert not set(unseen_provinces.SEEDS["judging"]) & set(unseen_provinces.SEEDS["development"])


def test_unseen_provinces_name_the_shapes_there_are() -> None:
    done = run("unseen_provinces", "--shape", "round")
    assert done.returncode == 2
    assert "two-tiers" in done.stderr
