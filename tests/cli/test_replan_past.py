"""`scheduler replan` when tables were edited since: what is over stays over, on the screen too."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, Outcome, call

CASES = Path(__file__).parents[1] / "cases"

Row = dict[str, str]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "out"
    assert call("solve", FIRST_STEPS, "--out", out, "--workers", 1).code == 0
    return out


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    shutil.copytree(FIRST_STEPS, folder)
    return folder


def rows_of(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def edit(file: Path, change: Callable[[list[Row]], Iterable[Row]]) -> None:
    rows = list(change(rows_of(file)))
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def visits(folder: Path) -> set[tuple[str, str, str]]:
    return {(row["cadre"], row["branch"], row["date"]) for row in rows_of(folder / "roster.csv")}


def replanned(instance: Path, roster: Path, since: str, out: Path, *options: object) -> Outcome:
    """The replanning, whose result passes the audit: all that was over is in it."""
    done = call("replan", instance, roster, "--from", since, "--out", out, *options)
    assert done.code == 0, done.err
    audited = call("audit", instance, out)
    assert audited.code == 0, audited.out
    return done


def test_whoever_did_not_come_owes_the_month_again(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "replan-no-show-recorded", instance, dirs_exist_ok=True)
    out = tmp_path / "out"
    done = replanned(instance, published, "2026-03-10", out)
    gone = ("hang", "farmers-bamboo-bridge", "2026-03-08")
    march = {v for v in visits(out) if v[0] == "hang" and v[2] < "2026-04"}
    assert gone in visits(published)
    assert len(march) == 1
    assert min(day for *_, day in march) >= "2026-03-10"
    assert "it is recorded that hang did not visit farmers-bamboo-bridge" in done.out
    assert {v for v in visits(published) - visits(out) if v[2] < "2026-03-10"} == {gone}


def test_the_visits_of_a_deleted_row_stay_and_nobody_is_told_otherwise(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "replan-transferred-row-deleted", instance, dirs_exist_ok=True)
    out = tmp_path / "out"
    done = replanned(instance, published, "2026-03-15", out)
    made = ("dao", "women-ferry-landing", "2026-03-03")
    (row,) = (
        row for row in rows_of(out / "roster.csv") if (row["cadre"], row["date"]) == made[::2]
    )
    assert (row["cadre_name"], row["tier"]) == ("Lê Thị Thu Đào", "commune")
    assert "2026-03-03" not in done.out
    assert "no cadre has the id dao" in done.out  # of April, when she will not come
    assert "nearest: dao" not in done.out
    assert {v for v in visits(published) if v[2] < "2026-03-15"} <= visits(out)
    for path in out.rglob("*.md"):
        assert "03/03" not in path.read_text(encoding="utf-8")


def test_a_leave_that_came_late_is_asked_about(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "replan-backdated-leave", instance, dirs_exist_ok=True)
    done = replanned(instance, published, "2026-03-15", tmp_path / "out")
    assert ("dao", "women-ferry-landing", "2026-03-03") in visits(tmp_path / "out")
    assert "is this so? Lê Thị Thu Đào (dao)" in done.err
    assert "on leave from 2026-03-01 until 2026-03-31" in done.err
    assert "2026-03-03" not in done.out


def test_a_merged_branch_and_its_area_stay_in_the_past(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    area = "ferry-landing"
    merged = {r["id"] for r in rows_of(instance / "branches.csv") if r["area"] == area}
    edit(instance / "areas.csv", lambda rows: (r for r in rows if r["id"] != area))
    for table in ("branches", "calendars", "meetings", "history", "pins", "closures"):
        file = instance / f"{table}.csv"
        if file.exists():
            edit(
                file,
                lambda rows: (
                    r for r in rows
                    if area != r.get("area") and not merged & {r.get("id"), r.get("branch")}
                ),
            )  # fmt: skip
    out = tmp_path / "out"
    done = replanned(instance, published, "2026-03-15", out)
    past = {v for v in visits(published) if v[2] < "2026-03-15"}
    assert {branch for _, branch, _ in past} & merged
    assert past <= visits(out)
    assert not any(day in done.out for *_, day in past)
    row = next(r for r in rows_of(out / "roster.csv") if r["branch"] in merged)
    old = next(r for r in rows_of(published / "roster.csv") if r["branch"] in merged)
    assert row | {"km": ""} == old | {"km": ""}  # where the area lay is not said
    for command in (["show"], ["explain", "--month", "2026-03", "--most", 1]):
        name, *options = command
        assert call(name, instance, out, *options).code == 0
    again = tmp_path / "again"
    replanned(instance, out, "2026-03-20", again)
    assert past <= visits(again)


def test_a_bare_roster_cannot_tell_of_those_who_are_gone(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "replan-transferred-row-deleted", instance, dirs_exist_ok=True)
    bare = tmp_path / "bare.csv"
    lines = [f"{cadre},{branch},{day}" for cadre, branch, day in sorted(visits(published))]
    bare.write_text("\n".join(["cadre,branch,date", *lines]) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    done = call("replan", instance, bare, "--from", "2026-03-15", "--out", out)
    assert done.code == 2
    assert not out.exists()
    (line,) = (line for line in done.lines if "dao" in line)
    assert line.startswith(f"bare.csv:{lines.index('dao,women-ferry-landing,2026-03-03') + 2}: ")
    assert "Put the row back with `until`" in line


def test_without_a_date_what_was_replanned_is_still_known_to_be_over(
    instance: Path, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(CASES / "replan-backdated-leave", instance, dirs_exist_ok=True)
    out = tmp_path / "out"
    replanned(instance, published, "2026-03-15", out)
    alone = tmp_path / "alone.csv"
    shutil.copy(out / "roster.csv", alone)
    assert "leave: dao is on leave" in call("audit", instance, alone).out
    assert call("audit", instance, alone, "--from", "2026-03-15").code == 0
