"""A rule and an objective of another package work wherever the program's own do.

The package is real: a module and its entry point in a folder on the path, and the program runs in
processes of its own.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from scheduler.domain.months import Month
from tests.cli.door import FIRST_STEPS, ROOT


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Door:
    """The program with the package installed."""

    def __init__(self, site: Path):
        self.path = os.pathsep.join((str(site), str(ROOT)))

    def run(self, *arguments: object) -> Done:
        environment = {**os.environ, "PYTHONPATH": self.path}
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], env=environment, capture_output=True,
            encoding="utf-8", cwd=ROOT, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def call(self, *arguments: object) -> Done:
        return self.run("-m", "scheduler", *arguments)


def package(site: Path, source: str, entry: str = "REGISTERED") -> Door:
    """A package on the path that registers what the module calls so."""
    (site / "ward_rules.py").write_text(source, encoding="utf-8")
    about = site / "ward_rules-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: ward-rules\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[xoayvong.rules]\nward = ward_rules:{entry}\n")
    return Door(site)


@pytest.fixture(scope="module")
def source() -> str:
    return Path(__file__).with_name("weekends.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, source: str) -> Door:
    return package(tmp_path_factory.mktemp("site"), source)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """First steps, in which cadres of the top tier may be in a commune twice a month."""
    place = Path(shutil.copytree(FIRST_STEPS, tmp_path / "instance"))
    settings = place / "instance.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[rules]\n", '[rules]\nonce_a_commune = "on"\n')
    assert "once_a_commune" in text
    settings.write_text(
        text.replace("{missed = 1},", "{missed = 1},\n    {weekend_visits = 1},"), encoding="utf-8"
    )
    return place


def visits(folder: Path) -> list[Mapping[str, str]]:
    with (folder / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def quota_of_two(instance: Path) -> None:
    """The three cadres of the top tier owe two visits a month, and there is one commune."""
    path = instance / "cadres.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    more = [[*row, "2" if row[2] == "district" else ""] for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*head, "visits_per_month"], *more])


def objectives(folder: Path) -> Mapping[str, tuple[int, int]]:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {row["name"]: (row["value"], row["bound"]) for row in summary["objectives"]}


def test_a_month_keeps_the_rule_and_counts_the_objective(
    door: Door, instance: Path, tmp_path: Path
) -> None:
    quota_of_two(instance)
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0, done.err
    found = objectives(tmp_path / "out")
    assert found["missed"] == (6, 6)  # of three cadres the second visit, in two months
    assert found["weekend_visits"] == (0, 0)
    assert "in communes where they have been this month: " in (
        tmp_path / "out" / "missed.csv"
    ).read_text(encoding="utf-8-sig")
    done = door.call("audit", instance, tmp_path / "out" / "roster.csv", "--lang", "vi")
    assert done.code == 0, done.out


def test_a_weekend_is_avoided_only_where_that_costs_no_visit(
    door: Door, instance: Path, tmp_path: Path
) -> None:
    """One branch of the women meets on weekdays in neither month: their cadres have no choice."""
    calendars = instance / "calendars.csv"
    with calendars.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    place = {name: number for number, name in enumerate(head)}
    kept = [row for row in rows if not row[place["branch"]].startswith("women-")]
    women = sorted({row[place["branch"]] for row in rows} - {row[place["branch"]] for row in kept})
    late = [["2SU", "14:00", branch, *[""] * (len(head) - 3)] for branch in women]
    with calendars.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *kept, *late])
    (instance / "meetings.csv").unlink()
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0, done.err
    weekends = [row for row in visits(tmp_path / "out") if date(row).weekday() >= 5]
    assert weekends
    assert {row["organization"] for row in weekends} == {"women"}
    count = len(weekends)
    assert objectives(tmp_path / "out")["weekend_visits"] == (count, count)


def date(row: Mapping[str, str]) -> dt.date:
    return dt.date.fromisoformat(row["date"])


MANY = """
from pathlib import Path
from scheduler import rules
from scheduler.service.reading import Horizon, problem_of
from scheduler.engine.params import LnsParams, SolveParams
from scheduler.engine.solve import solve
from scheduler.milp.params import MilpParams
from scheduler.tables.read import read_instance

if __name__ == "__main__":
    problem = problem_of(read_instance(Path({instance!r})), Horizon(None, 12))
    params = SolveParams(
        workers={workers}, milp=MilpParams(decompose_above=0), lns=LnsParams(rounds=2)
    )
    result = solve(problem, params=params)
    assert result.roster is not None
    assert not list(rules.audit(problem, result.roster))
    print(*((v.cadre, v.branch, v.date.isoformat()) for v in result.roster), sep="\\n")
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_twelve_months_piece_by_piece_keep_the_rule(
    workers: int, door: Door, instance: Path, tmp_path: Path
) -> None:
    """Construction, neighbourhoods and bounds know the rule, also in processes of their own."""
    quota_of_two(instance)
    script = tmp_path / "many.py"
    script.write_text(MANY.format(instance=str(instance), workers=workers), encoding="utf-8")
    done = door.run(script)
    assert done.code == 0, done.err
    planned = [ast.literal_eval(line) for line in done.out.splitlines()]
    top = {"hien", "mon", "hang"}
    months = Counter((c, Month.parse(day[:7])) for c, _, day in planned if c in top)
    assert len(months) >= 34  # of three cadres in twelve months; nobody is there all the time
    assert set(months.values()) == {1}


def test_an_audit_tells_of_a_breach(door: Door, instance: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    rows = ["hien,front-bamboo-bridge,2026-03-09", "hien,front-old-market,2026-03-06"]
    roster.write_text("\n".join(["cadre,branch,date", *rows, ""]), encoding="utf-8")
    quota_of_two(instance)
    done = door.call("audit", instance, roster)
    assert done.code == 1
    assert "roster.csv:3: once_a_commune: hien is in sunrise more than once in 2026-03" in done.out
    done = door.call("audit", instance, roster, "--lang", "vi")
    assert "hien đến sunrise hơn một lần trong tháng 03/2026" in done.out


def pinned(instance: Path) -> None:
    rows = [
        "hien,front-old-market,require,2026-03-06",
        "hien,front-bamboo-bridge,require,2026-03-09",
    ]
    text = "\n".join(["cadre,branch,decision,date", *rows, ""])
    (instance / "pins.csv").write_text(text, encoding="utf-8")


def test_a_conflict_names_the_rule_and_the_way_out(
    door: Door, instance: Path, tmp_path: Path
) -> None:
    quota_of_two(instance)
    pinned(instance)
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 1
    assert "cadres of the top tier may be only once a month in one commune" in done.err
    assert "let cadres of the top tier be in one commune more than once a month" in done.err
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1, "--lang", "vi")
    assert "cho cán bộ cấp cao nhất đến một xã hơn một lần mỗi tháng" in done.err
    text = (instance / "instance.toml").read_text(encoding="utf-8")
    (instance / "instance.toml").write_text(text.replace('"on"', '"off"'), encoding="utf-8")
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0, done.err


def test_its_price_and_a_scenario_without_it(door: Door, instance: Path, tmp_path: Path) -> None:
    quota_of_two(instance)
    done = door.call("solve", instance, "--out", tmp_path / "out", "--workers", 1)
    assert done.code == 0, done.err
    done = door.call("explain", instance, tmp_path / "out", "--month", "2026-03")
    (price,) = (row for row in done.out.splitlines() if row.startswith("once_a_commune = off"))
    assert price.split()[3] == "-6"  # nobody misses a visit any more
    scenarios = tmp_path / "scenarios.toml"
    scenarios.write_text(
        '[[scenario]]\nname = "often"\n[[scenario.edit]]\nrules = {once_a_commune = "off"}\n',
        encoding="utf-8",
    )
    done = door.call("whatif", instance, scenarios, "--workers", 1, "--out", tmp_path / "study")
    assert done.code == 0, done.err
    lines = [line.split() for line in done.out.splitlines()]
    (missed,) = (line for line in lines if line[:1] == ["missed"])
    assert missed[1:3] == ["6", "-6"]
    assert any(line[:1] == ["weekend_visits"] for line in lines)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_dictionary_knows_them(language: str, door: Door) -> None:
    code = f"from scheduler.reports.dictionary import data_dictionary as d; print(d({language!r}))"
    page = door.run("-X", "utf8", "-c", code).out
    kinds = {"en": ("rule", "objective"), "vi": ("quy tắc", "mục tiêu")}[language]
    assert f"| once_a_commune | {kinds[0]} | " in page
    assert f"| weekend_visits | {kinds[1]} | " in page
    words = {"en": "`off`, `on`", "vi": "`không xét`, `có xét`"}[language]
    assert f'| rules.once_a_commune | {words} | `"off"` | ' in page
    (levels,) = (row for row in page.splitlines() if row.startswith("| objectives.levels "))
    assert {"en": "`peak_travel`", "vi": "`quãng đường dài nhất`"}[language] in levels
    assert "`weekend_visits`" in levels


@pytest.mark.parametrize("name", ["copy", "copy.xlsx", "copy.json"])
def test_its_setting_goes_through_every_format(
    name: str, door: Door, instance: Path, tmp_path: Path
) -> None:
    done = door.call("convert", instance, tmp_path / name)
    assert done.code == 0, done.err
    done = door.call("convert", tmp_path / name, tmp_path / "back")
    assert done.code == 0, done.err
    text = (tmp_path / "back" / "instance.toml").read_text(encoding="utf-8")
    assert 'once_a_commune = "on"' in text
    assert "weekend_visits = 1" in text


def test_a_wrong_value_is_told_with_its_place(door: Door, instance: Path) -> None:
    settings = instance / "instance.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"on"', '"onn"'), encoding="utf-8")
    done = door.call("check", instance)
    assert done.code == 2
    assert "instance.toml:[rules] once_a_commune:" in done.err
    assert "off, on" in done.err
    settings.write_text(text.replace("once_a_commune", "once_a_comune"), encoding="utf-8")
    assert "once_a_commune" in door.call("check", instance).err  # the nearest


def test_without_the_package_its_names_are_told(instance: Path, tmp_path: Path) -> None:
    done = Door(tmp_path).call("check", instance)
    assert done.code == 2
    assert '"once_a_commune" is not valid' in done.err
    assert '"weekend_visits" is not valid' in done.err


FORGOTTEN = {
    "name of the rule": (r'    name = "once_a_commune"\n', "name"),
    "name of the objective": (r'    name = "weekend_visits"\n', "name"),
    "violations": (r"    violations = [^\n]*\n", "once_a_commune: no names of its violations"),
    "audit": (r"    def audit\(.*?(?=\n    def )", "audit"),
    "value": (r"    def value\(.*?(?=\n    def )", "value"),
    "post of the rule": (r"    def post\(.*?(?=\n    def )", "post"),
    "post of the objective": (r"    def post\(self, model: Model\) -> None:\n        \"\"\"Each.*?"
                              r"(?=\n    def )", "post"),
    "state of the rule": (r"    def state\(.*?(?=\n    def )", "state"),
    "meaning": (r'        "rules\.weekend_visits": \{.*?\},\n', "'rules.weekend_visits' in 'en'"),
    "meaning of the setting": (
        r'        "columns\.instance\.rules\.once_a_commune": \{.*?\},\n',
        "'columns.instance.rules.once_a_commune' in 'en'",
    ),
    "Vietnamese": (
        r'            "vi": "\{cadre\} đến.*?\n', "'violations.once_a_commune' in 'vi'",
    ),
    "reason": (
        r'        "results\.why_commune_visited": \{.*?\},\n',
        "'results.why_commune_visited' in 'en'",
    ),
    "conflict": (
        r'        "conflicts\.once_a_commune": \{.*?\},\n', "'conflicts.once_a_commune' in 'en'",
    ),
    "way out": (
        r'        "conflicts\.drop_once_a_commune": \{.*?\},\n',
        "'conflicts.drop_once_a_commune' in 'en'",
    ),
    "kind of setting": (r'Annotated\[str, choice\("off", "on"\)\]', "setting 'once_a_commune'"),
}  # fmt: skip


@pytest.mark.parametrize("answer", FORGOTTEN)
def test_a_forgotten_answer_is_told_by_name(answer: str, source: str, tmp_path: Path) -> None:
    pattern, named = FORGOTTEN[answer]
    by = "object" if answer == "kind of setting" else ""
    less, count = re.subn(pattern, by, source, count=1, flags=re.DOTALL)
    assert count == 1
    done = package(tmp_path, less).call("check", FIRST_STEPS)
    assert done.code == 2
    assert named in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("entry", "named"),
    [("NOTHING", "NOTHING"), ("SATURDAY", "5 is no object"), ("TWICE", "called 'weekend_visits'")],
)
def test_what_is_no_rule_is_told(entry: str, named: str, source: str, tmp_path: Path) -> None:
    more = "\nTWICE = (WeekendVisits(), WeekendVisits())\n"
    done = package(tmp_path, source + more, entry).call("check", FIRST_STEPS, "--lang", "vi")
    assert done.code == 2
    assert "một gói khác đăng ký" in done.err
    assert named in done.err
