"""`scheduler replan` as its users run it."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.language import LANGUAGES
from tests.cli.door import FIRST_STEPS, call, tree


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "out"
    assert call("solve", FIRST_STEPS, "--out", out, "--months", 2).code == 0
    return out


@pytest.fixture
def news(tmp_path: Path, published: Path) -> Path:
    """The instance after the last visitor of the first month fell ill for the second."""
    folder = tmp_path / "instance"
    shutil.copytree(FIRST_STEPS, folder)
    with (folder / "leave.csv").open("w", encoding="utf-8") as file:
        last = rows_of(published / "roster.csv")[-1]
        file.write(f"cadre,from,until\n{last['cadre']},{last['month']}-01,{last['month']}-28\n")
    return folder


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def visits(file: Path) -> Iterator[tuple[str, str, str]]:
    return ((row["cadre"], row["branch"], row["date"]) for row in rows_of(file))


def test_the_changes_written_are_those_between_the_two_rosters(
    news: Path, published: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    since = rows_of(published / "roster.csv")[-1]["month"] + "-01"
    done = call("replan", news, published, "--from", since, "--out", out)
    assert done.code == 0, done.err
    old, new = (set(visits(folder / "roster.csv")) for folder in (published, out))
    changes = rows_of(out / "changes.csv")
    before = {(r["cadre"], r["branch_before"], r["date_before"]) for r in changes}
    after = {(r["cadre"], r["branch_after"], r["date_after"]) for r in changes}
    assert before - {b for b in before if not b[1]} == old - new
    assert after - {a for a in after if not a[1]} == new - old
    assert {visit for visit in old ^ new if visit[2] < since} == set()
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    found = {row["name"]: row for row in summary["objectives"]}
    assert found["changes"]["value"] == found["changes"]["bound"] == len(old - new)
    assert summary["replanned"] == {"from": since, "changes": len(changes)}
    assert call("audit", news, out).code == 0
    district = {r["number"] for file in (out / "changes").glob("*.csv") for r in rows_of(file)}
    assert district == {row["number"] for row in changes}
    kinds = Counter(row["change"] for row in changes)
    numbers = ", ".join(f"{kinds[kind]} {kind}" for kind in ("moved", "dropped", "added"))
    counted = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    assert f"{counted} to the published roster: {numbers}\n" in done.out
    assert kinds["moved"] + kinds["dropped"] == found["changes"]["value"]


def test_both_languages_say_the_same(news: Path, published: Path, tmp_path: Path) -> None:
    pages = []
    for language in ("en", "vi"):
        out = tmp_path / language
        options = ("--from", "01/01/2015", "--out", out, "--lang", language)
        options = (*options[:1], rows_of(published / "roster.csv")[0]["date"], *options[2:])
        assert call("replan", news, published, *options).code == 0
        pages.append([(out / f"changes.{x}.md").read_text("utf-8").splitlines() for x in LANGUAGES])
    assert pages[0] == pages[1]  # both are written, whatever the language of the run
    pages = pages[0]
    assert len(pages[0]) == len(pages[1])
    assert pages[0] != pages[1]


def test_every_fault_of_date_and_roster_is_named(published: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("cadre,branch,date\na,b,2031-01-05\na,b,2031-02-05\n", encoding="utf-8")
    out = tmp_path / "out"
    before = tree(tmp_path)
    done = call("replan", FIRST_STEPS, roster, "--from", "1999-01-01", "--out", out)
    assert done.code == 2
    assert len(done.lines) == 4
    assert "--from" in done.lines[0]
    assert "roster.csv:3" in done.lines[2]
    assert "a date within the horizon" in done.lines[2]
    assert call("replan", FIRST_STEPS, published, "--from", "2015-02-31", "--out", out).code == 2
    assert tree(tmp_path) == before


def test_a_past_that_breaks_rules_is_kept_and_asked_about(published: Path, tmp_path: Path) -> None:
    first = rows_of(published / "roster.csv")[0]
    month = [v for v in visits(published / "roster.csv") if v[2].startswith(first["month"])]
    rows = [*month, (first["cadre"], *month[-1][1:])]
    roster = tmp_path / "roster.csv"
    lines = ["cadre,branch,date", *map(",".join, rows)]
    roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, since = tmp_path / "o", f"{first['month']}-31"
    options = ("--start", first["month"], "--months", 1)
    done = call("replan", FIRST_STEPS, roster, "--from", since, "--out", out, *options)
    assert done.code == 0, done.err
    assert f"is this so? {first['cadre_name']} ({first['cadre']})" in done.err
    assert f"{first['cadre']} has more than 1 visit in {first['month']}" in done.err
    assert set(visits(out / "roster.csv")) == set(rows)
