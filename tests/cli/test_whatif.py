"""`scheduler whatif` as its users run it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import frictionless
import pytest

from scheduler.reports.pictures.comparison import BETTER
from tests.cli.door import FIRST_STEPS, ROOT, call, tree

SCENARIOS = """
[[scenario]]
name = "Bình đi học"
[[scenario.edit]]
remove = {table = "cadres", where = {tier = "commune"}, count = 1}
[[scenario]]
name = "twice"
edit = [{change = {table = "cadres", set = {visits_per_month = 2}}}]
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whatif")
    file = folder / "kịch bản.toml"
    file.write_text(SCENARIOS, encoding="utf-8")
    out = folder / "out"
    done = call(
        "whatif", FIRST_STEPS, file, "--gap", "2:3", "--out", out, "--pictures", "--months", 1
    )
    assert done.code == 0, done.err
    assert "Bình đi học" in done.out
    return out


def test_every_file_says_the_same(compared: Path) -> None:
    told = json.loads((compared / "comparison.json").read_text(encoding="utf-8"))
    names = [scenario["name"] for scenario in told["scenarios"]]
    assert names == ["Bình đi học", "twice", "gap 2", "gap 3"]
    with (compared / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        own = next(s for s in told["scenarios"] if s["name"] == row["scenario"])
        if row["effect_low"]:
            assert float(row["effect_low"]) == own["effects"][row["kpi"]]["low"]
            assert row["certainty"] == own["effects"][row["kpi"]]["certainty"]
    page = (compared / "comparison.md").read_text(encoding="utf-8")
    assert all(name in page for name in names)


def test_the_package_describes_every_table(compared: Path) -> None:
    report = frictionless.validate(compared / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


def test_pictures_need_nothing_from_elsewhere_and_are_the_same_again(
    compared: Path, tmp_path: Path
) -> None:
    page = (compared / "comparison.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert (compared / "comparison.png").read_bytes()[:4] == b"\x89PNG"
    again = tmp_path / "again"
    options = ("--gap", "2:3", "--pictures", "--months", 1)
    assert call("whatif", FIRST_STEPS, "--out", again, *options).code == 0
    once_more = tmp_path / "once-more"
    assert call("whatif", FIRST_STEPS, "--out", once_more, *options).code == 0
    assert tree(again) == tree(once_more)


def test_the_picture_ranks_scenarios_and_tells_better_from_worse(tmp_path: Path) -> None:
    options = ("--staffing", "0.6:1.2:0.2", "--pictures", "--months", 1, "--lang", "vi")
    assert call("whatif", FIRST_STEPS, "--out", tmp_path / "out", *options).code == 0
    picture = (tmp_path / "out" / "comparison.svg").read_text(encoding="utf-8")
    heads = re.findall(r'font-weight="bold">(nhân sự [\d,]+) \(', picture)
    assert sorted(heads) == ["nhân sự 0,6", "nhân sự 0,8", "nhân sự 1,2"]
    assert heads[-1] == "nhân sự 1,2", "what helps is last"
    below = picture[picture.index(heads[-1]) :]
    assert f'fill="{BETTER}"' in below
    for text in ("◀ kém đi", "tốt lên ▶"):
        assert f">{text}</text>" in picture
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    assert page.index('class="lead"') < page.index("<svg") < page.index("<table")
    assert ">base<" not in page


def test_rosters_of_scenarios_are_there_to_be_audited(compared: Path) -> None:
    assert len(list((compared / "rosters").iterdir())) == 5
    audited = call("audit", FIRST_STEPS, compared / "rosters" / "base.csv", "--months", 1)
    assert audited.code == 0


def test_who_is_irreplaceable_and_the_smallest_staff(tmp_path: Path) -> None:
    options = ("--months", 1, "--lang", "vi")
    who = call("whatif", FIRST_STEPS, "--each-cadre-leaves", "--out", tmp_path / "a", *options)
    assert who.code == 0
    assert "Thiếu ai" in who.out
    assert "(hang)" in who.out
    both = call(
        "whatif", FIRST_STEPS, "--each-cadre-leaves", "--gap", "2:3", "--out", tmp_path / "c",
        "--months", 1,
    )  # fmt: skip
    comparison, ranking = both.out.split("Who is missed most")
    assert "gap 2" in comparison
    assert "(hang)" in ranking
    assert "(hang)" not in comparison
    assert "gap 2" not in ranking
    staff = ("--staffing", "0.5:1.5:0.25", "--promise", 60)
    smallest = call("whatif", FIRST_STEPS, *staff, "--out", tmp_path / "b", *options)
    assert smallest.code == 0
    assert "60 tháng" in smallest.out


def test_faults_of_every_file_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        text = SCENARIOS.replace("remove =", "remov =")
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    files = (tmp_path / "one.toml", tmp_path / "two.toml")
    done = call("whatif", FIRST_STEPS, *files, "--out", tmp_path / "out")
    assert done.code == 2
    assert {line.split(":")[0] for line in done.lines[:2]} == {"one.toml", "two.toml"}
    assert call("whatif", FIRST_STEPS, "--out", tmp_path / "out").code == 2
    for bad in ("1", "2:1", "a:b", "0:1:0", "0.1:0.9:0.0001"):
        asked = call("whatif", FIRST_STEPS, "--staffing", bad, "--out", tmp_path / "out")
        assert (asked.code, asked.err != "") == (2, True)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("gap", ["1.5:3", "1:3:0.5", "0:61"])
def test_gaps_are_whole_numbers(gap: str, tmp_path: Path) -> None:
    asked = call("whatif", FIRST_STEPS, "--gap", gap, "--out", tmp_path / "out")
    assert asked.code == 2
    assert "FIRST:LAST[:STEP] in whole numbers within 0:60" in asked.err


def test_a_narrow_range_of_staffs_has_a_name_for_each(tmp_path: Path) -> None:
    done = call("whatif", FIRST_STEPS, "--staffing", "1:1.002:0.001", "--out", tmp_path / "a",
                "--months", 1)  # fmt: skip
    assert done.code == 0
    assert "staff 1.001" in done.out
    alone = call("whatif", FIRST_STEPS, "--staffing", "1:1", "--out", tmp_path / "b",
                 "--months", 1)  # fmt: skip
    assert (alone.code, "staff 1" in alone.out) == (0, True)


def test_a_promise_is_kept_by_a_staff_and_not_by_another_study(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    nobody = """[[scenario]]
    name = "nobody waits"
    [[scenario.edit]]
    remove = {table = "cadres"}
    [[scenario.edit]]
    remove = {table = "branches"}
    """
    file.write_text(nobody, encoding="utf-8")
    staff = ("--staffing", "0.8:1.2:0.2", "--promise", 0, "--months", 1)
    done = call("whatif", FIRST_STEPS, file, *staff, "--out", tmp_path / "a")
    assert "none of the staffs" in done.out, done.out + done.err
    alone = call(
        "whatif", FIRST_STEPS, file, "--promise", 0, "--months", 1, "--out", tmp_path / "b"
    )
    assert "nobody waits" in alone.out.splitlines()[-2]


def test_a_folder_with_other_things_is_not_replaced(compared: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = call("whatif", FIRST_STEPS, "--gap", "2:2", "--out", tmp_path)
    assert done.code == 2
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"
    assert call("whatif", compared, "--gap", "2:2", "--out", compared).code == 2


def test_the_ready_scenario_of_the_reform_is_sound() -> None:
    from scheduler.edits.apply import apply
    from scheduler.edits.scenario_file import read_scenarios
    from scheduler.tables.read import read_instance

    folder = ROOT / "instances" / "tra-vinh-2015"
    (reform,) = read_scenarios(folder / "scenarios" / "reform-2025.toml")
    changed = apply(read_instance(folder).instance, reform)
    levels = [area.level for area in changed.areas]
    assert changed.settings.levels == ("province", "commune", "hamlet")
    assert levels.count("commune") == 41
    assert {cadre.tier for cadre in changed.cadres} == {"province", "commune"}
    assert len(changed.cadres) == 902
