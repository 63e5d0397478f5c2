"""The command line as a user runs it: real processes, real files, exit codes of SPEC §7."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.domain.settings import Objectives

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ROOT / "instances" / "first-steps"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def copy_of(instance: Path, folder: Path) -> Path:
    return Path(shutil.copytree(instance, folder / instance.name))


def hashes(folder: Path) -> dict[str, str]:
    """Of all files but those that tell of the run: two, and the package with their hashes."""
    of_the_run = ("summary.json", "trace.csv", "datapackage.json")
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in of_the_run
    }


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("solved") / "out"
    done = run("solve", FIRST_STEPS, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_solve_writes_what_the_specification_lists(solved: Path) -> None:
    names = {file.name for file in solved.iterdir()}
    assert names == {
        "roster.csv", "roster.xlsx", "missed.csv", "summary.json", "trace.csv", "datapackage.json",
        "handoff",
    }  # fmt: skip
    assert (solved / "roster.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in (solved / "roster.csv").read_bytes()
    handed = sorted(file.suffix for file in (solved / "handoff").iterdir())
    assert set(handed) == {".csv", ".xlsx"}


def test_summary_says_what_is_proven(solved: Path) -> None:
    summary = json.loads((solved / "summary.json").read_text(encoding="utf-8"))
    assert summary["status"] == "optimal"
    assert summary["reproducible"]
    assert [row["name"] for row in summary["objectives"]] == [
        name for level in Objectives().levels for name in level
    ]
    assert all(row["value"] == row["bound"] for row in summary["objectives"])


def test_roster_is_sorted_and_handed_out_whole(solved: Path) -> None:
    roster = rows(solved / "roster.csv")
    order = [(row["date"], row["branch"], row["cadre"]) for row in roster]
    assert order == sorted(order)
    handed = [row for file in (solved / "handoff").glob("*.csv") for row in rows(file)]
    assert sorted((r["date"], r["branch"], r["cadre"]) for r in handed) == order
    assert all(row["status"] == "" for row in handed)


def test_the_data_package_is_valid(solved: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(solved / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


def test_audit_agrees_with_the_summary(solved: Path) -> None:
    done = run("audit", FIRST_STEPS, solved / "roster.csv", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    summary = json.loads((solved / "summary.json").read_text(encoding="utf-8"))
    assert answer["violations"] == []
    for row in summary["objectives"]:
        assert answer["objectives"][row["name"]] == row["value"]


def test_audit_names_line_and_rule_of_an_edit(solved: Path, tmp_path: Path) -> None:
    lines = (solved / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    edited = tmp_path / "edited.csv"
    edited.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    done = run("audit", FIRST_STEPS, edited, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["violations"]
    assert {"one_a_day", "quota", "capacity"} >= {row["rule"] for row in found} != set()
    assert {row["row"] for row in found} == {len(lines) + 1}


def test_a_roster_in_vietnamese_is_read_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("solve", FIRST_STEPS, "--out", out, "--lang", "vi").returncode == 0
    header = (out / "roster.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "mã cán bộ" in header
    assert run("audit", FIRST_STEPS, out / "roster.csv").returncode == 0


ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Auckland", "UTC")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": str(seed), "TZ": zone, "LC_ALL": "C" if seed % 2 else "C.UTF-8"}
        for seed, zone in enumerate((*ZONES, ZONES[0]))
    ],
    ids=str,
)
@pytest.mark.parametrize("workers", [2, 5])
def test_the_same_bytes_everywhere(
    solved: Path, tmp_path: Path, environment: dict[str, str], workers: int
) -> None:
    out = tmp_path / "out"
    done = run("solve", FIRST_STEPS, "--out", out, "--workers", workers, **environment)
    assert done.returncode == 0, done.stderr
    assert hashes(out) == hashes(solved)


def test_bad_input_is_named_with_its_place_and_nothing_is_written(tmp_path: Path) -> None:
    instance = copy_of(FIRST_STEPS, tmp_path)
    leave = instance / "leave.csv"
    leave.write_text("cadre,from,until\nnobody,31/02/2026,2026-03-05\n", encoding="utf-8")
    done = run("solve", instance, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "leave.csv:2" in done.stderr
    assert "31/02/2026" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_impossible_pin_is_explained(tmp_path: Path) -> None:
    instance = copy_of(FIRST_STEPS, tmp_path)
    roster = rows(FIRST_STEPS / "cadres.csv")
    branches = rows(FIRST_STEPS / "branches.csv")
    attends = {row["id"]: row["attends"] for row in rows(FIRST_STEPS / "organizations.csv")}
    cadre = next(row for row in roster if attends[row["organization"]] != "all")
    branch = next(row for row in branches if row["organization"] != cadre["organization"])
    pins = f"cadre,branch,decision\n{cadre['id']},{branch['id']},require\n"
    (instance / "pins.csv").write_text(pins, encoding="utf-8")
    done = run("solve", instance, "--out", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert "pins.csv:2" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_foreign_folder_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    done = run("solve", FIRST_STEPS, "--out", tmp_path)
    assert done.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_the_best_roster(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "scheduler", "solve", "instances/tra-vinh-2015"]
    with subprocess.Popen(
        [*command, "--out", str(out), "--months", "3", "--progress"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            if "first roster" in line:
                break
        time.sleep(1.0)
        process.send_signal(number)
        stdout, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "roster.csv" in stdout
    assert run("audit", "instances/tra-vinh-2015", out / "roster.csv").returncode == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert not summary["reproducible"]


def test_new_check_convert_and_solve_go_hand_in_hand(tmp_path: Path) -> None:
    book, folder = tmp_path / "mine.xlsx", tmp_path / "mine"
    assert run("new", book, "--lang", "vi").returncode == 0
    assert run("convert", book, folder).returncode == 0
    assert run("check", folder, "--json").returncode == 0
    assert run("solve", folder, "--out", tmp_path / "out").returncode == 0


def test_generate_makes_the_instance_in_the_repository(tmp_path: Path) -> None:
    assert run("generate", FIRST_STEPS / "recipe.toml", "--out", tmp_path / "made").returncode == 0
    for name in ("cadres.csv", "history.csv", "instance.toml"):
        assert (tmp_path / "made" / name).read_bytes() == (FIRST_STEPS / name).read_bytes()


@pytest.mark.parametrize("command", ["check", "solve", "audit", "new", "convert", "generate"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Example:" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["solve"], ["solve", "nowhere", "--out", "x"], ["frobnicate"], ["check", "/"]]
)
def test_wrong_use_is_exit_code_2_without_a_traceback(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
