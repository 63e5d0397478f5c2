"""What is known of the past, by the instance and by a ledger, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scheduler
from scheduler.domain.roster import Visit
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, Status, Told, visit_id
from tests.cli.door import FIRST_STEPS, ROOT, call


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """First steps for one month, as one file."""
    path = tmp_path / "own.json"
    one = scheduler.read(FIRST_STEPS, months=1).instance
    scheduler.write_instance(one, path)
    return path


def published(instance: Path, ledger: Path) -> scheduler.Roster:
    """The first month, solved and published."""
    problem = scheduler.read(instance)
    roster = scheduler.solve(problem).roster
    assert roster is not None
    with Ledger.open(ledger, create=True) as book:
        book.publish(drafts_of(problem, roster, problem.instance), by="an")
    return roster


def test_the_next_month_is_planned_from_what_really_happened(
    instance: Path, tmp_path: Path
) -> None:
    ledger = tmp_path / "own.ledger.db"
    roster = published(instance, ledger)
    first, second, *_ = roster
    with Ledger.open(ledger) as book:
        statuses: list[tuple[Visit, Status]] = [(first, "attended"), (second, "missed")]
        rows = [
            JudgedRow("", {}, "recorded", Told(visit_id(book.id, visit), status, *visit))
            for visit, status in statuses
        ]
        book.take_in("a", b"1", rows, by="an")
        problem = scheduler.read(instance, ledger=book)
    assert str(problem.horizon[0]) == "2026-04"
    by_hand = json.loads(instance.read_text(encoding="utf-8"))
    by_hand["instance"]["start"] = "2026-04"
    by_hand["history"] += [
        {"cadre": v.cadre, "branch": v.branch, "date": v.date.isoformat(),
         "status": "missed" if v == second else "attended"} for v in roster
    ]  # fmt: skip
    (tmp_path / "hand.json").write_text(json.dumps(by_hand), encoding="utf-8")
    out = call("solve", instance, "--ledger", ledger, "--out", tmp_path / "by-ledger")
    assert out.code == 0
    assert f"{len(roster) - 2} published visits" in out.err
    assert call("solve", tmp_path / "hand.json", "--out", tmp_path / "by-hand").code == 0
    one, other = (tmp_path / name / "roster.csv" for name in ("by-ledger", "by-hand"))
    assert one.read_bytes() == other.read_bytes()
    summary = json.loads((tmp_path / "by-ledger" / "summary.json").read_text(encoding="utf-8"))
    assert summary["horizon"] == {"start": "2026-04", "months": 1}
    assert summary["unknown_months"] == []
    assert (summary["ledger"]["answered"], summary["ledger"]["unanswered"]) == (2, len(roster) - 2)


def test_a_gap_in_what_is_known_is_loud(instance: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "own.ledger.db"
    published(instance, ledger)
    asked = ("--ledger", ledger, "--start", "2026-06")
    for lang, told in (("en", "nothing is known of 2026-04–2026-05"),
                       ("vi", "không có thông tin gì về 04/2026–05/2026")):  # fmt: skip
        assert told in call("check", instance, *asked, "--lang", lang).err
    out = call("solve", instance, *asked, "--out", tmp_path / "out")
    assert "nothing is known of 2026-04–2026-05" in out.err
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["unknown_months"] == ["2026-04", "2026-05"]


def test_without_history_and_ledger_it_is_said(instance: Path, tmp_path: Path) -> None:
    one = json.loads(instance.read_text(encoding="utf-8"))
    del one["history"]
    instance.write_text(json.dumps(one), encoding="utf-8")
    out = call("solve", instance, "--out", tmp_path / "out")
    assert "nothing is known of the time before 2026-03" in out.err


def test_a_ledger_that_is_not_used_is_named(instance: Path, tmp_path: Path) -> None:
    published(instance, tmp_path / "own.ledger.db")
    assert "own.ledger.db lies beside the instance" in call("check", instance).err


def test_the_ledger_of_something_else_is_refused(instance: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "own.ledger.db"
    published(instance, ledger)
    before = ledger.read_bytes()
    other = tmp_path / "other.json"
    scheduler.write_instance(scheduler.read(ROOT / "instances" / "district-health").instance, other)
    assert call("solve", other, "--out", tmp_path / "out").code == 0
    for words in (
        ("check", other), ("solve", other, "--out", tmp_path / "again"),
        ("report", other, "--from", "2026-03"),
        ("publish", other, tmp_path / "out", "--out", tmp_path / "sent"),
    ):  # fmt: skip
        ended = call(*words, "--ledger", ledger)
        assert ended.code == 2
        assert "expected the ledger of district-health: this one is of first-steps" in ended.err
    assert ledger.read_bytes() == before
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "sent").exists()


def test_every_command_takes_the_ledger(instance: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "own.ledger.db"
    published(instance, ledger)
    out = tmp_path / "out"
    assert call("solve", instance, "--ledger", ledger, "--out", out).code == 0
    visit = scheduler.read_roster(out).visits[0]
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    audited = json.loads(
        call("audit", instance, out, "--ledger", ledger, "--json").out
    )["objectives"]  # fmt: skip
    assert audited.items() >= {one["name"]: one["value"] for one in told["objectives"]}.items()
    for command in (
        ("explain", instance, out, "--cadre", visit.cadre),
        ("show", instance, out),
        ("substitute", instance, out, "--cadre", visit.cadre, "--date", visit.date),
        ("whatif", instance, "--gap", "1:2", "--out", tmp_path / "study"),
        ("replan", instance, out, "--from", visit.date, "--out", tmp_path / "again"),
    ):
        assert call(*command, "--ledger", ledger).code in (0, 1), command
    with pytest.raises(scheduler.InputError, match="no such file"):
        scheduler.read_case(instance, out, ledger=Ledger.open(tmp_path / "slip.ledger.db"))


def test_people_who_are_gone_since_stay_in_the_past(instance: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "own.ledger.db"
    roster = published(instance, ledger)
    gone = roster.visits[0].cadre
    one = json.loads(instance.read_text(encoding="utf-8"))
    for table in ("cadres", "history", "leave", "pins"):
        key = "id" if table == "cadres" else "cadre"
        one[table] = [row for row in one.get(table, []) if row[key] != gone]
    instance.write_text(json.dumps(one), encoding="utf-8")
    with Ledger.open(ledger) as book:
        problem = scheduler.read(instance, ledger=book)
    assert gone in {row.cadre for row in problem.past}
    assert gone not in problem.cadres_by_tier[problem.cadres[gone].tier]
    for command in (("solve",), ("whatif", "--staffing", "0.9:0.9"), ("check",)):
        name, *more = command
        where = () if name == "check" else ("--out", tmp_path / name)
        done = call(name, instance, *more, "--ledger", ledger, *where)
        assert done.code == 0, done.err


@pytest.mark.parametrize("seed", [3, 4, 6])  # a visit of every kind, and nothing to ask about
def test_three_recorded_months_are_as_good_as_a_history_from_the_truth(
    seed: int, tmp_path: Path
) -> None:
    recipe, own, made = FIRST_STEPS / "recipe.toml", tmp_path / "own.json", tmp_path / "made"
    words: tuple[object, ...] = ("generate", recipe, "--seed", seed, "--months", 3, "--out", made)
    assert call(*words).code == 0
    assert call("convert", made, own).code == 0
    ledger = tmp_path / "own.ledger.db"
    assert call("solve", own, "--out", tmp_path / "plan").code == 0
    words = ("publish", own, tmp_path / "plan", "--ledger", ledger, "--out", tmp_path / "sent")
    assert call(*words).code == 0
    back = tmp_path / "back"
    assert call("generate", recipe, "--returns", tmp_path / "sent", "--seed", seed, "--out", back
                ).code == 0  # fmt: skip
    taken = call("record", back, "--ledger", ledger)
    assert (taken.code, taken.err) == (0, taken.err), "nothing is asked about"
    truth = json.loads((back / "truth.json").read_text(encoding="utf-8"))
    told = [row for file in truth["returns"] for row in file["rows"]]
    assert {row["status"] for row in told} >= {"attended", "missed", "substituted", "moved"}
    problem = scheduler.read(own, start="2026-06", months=1)
    by_hand = json.loads(own.read_text(encoding="utf-8"))
    by_hand["instance"] |= {"start": "2026-06", "months": 1}
    by_hand["history"] += _history(scheduler.read_roster(tmp_path / "plan"), told, ledger)
    (tmp_path / "hand.json").write_text(json.dumps(by_hand), encoding="utf-8")
    words = ("solve", own, "--ledger", ledger, "--months", 1, "--out", tmp_path / "by-ledger")
    assert call(*words).code == 0
    assert call("solve", tmp_path / "hand.json", "--out", tmp_path / "by-hand").code == 0
    one_roster, other = (tmp_path / name / "roster.csv" for name in ("by-ledger", "by-hand"))
    assert one_roster.read_bytes() == other.read_bytes()
    assert len(problem.horizon) == 1


def _history(
    plan: scheduler.Roster, told: list[dict[str, str]], ledger: Path
) -> list[dict[str, str]]:
    """The rows of a history that say what is told of the plan, and what is not: planned."""
    with Ledger.open(ledger, read_only=True) as book:
        planned = {visit_id(book.id, visit): visit for visit in plan}
    answers = {row["visit"]: row for row in told if row["visit"]}
    rows = []
    for key, visit in planned.items():
        status = answers.get(key, {"status": "planned"})["status"]
        kept = {"attended": "attended", "planned": "planned", "substituted": "substituted"}
        rows.append((visit.cadre, visit.branch, str(visit.date), kept.get(status, "missed")))
    rows += [(row["cadre"], row["branch"], row["date"], "attended") for row in told
             if row["status"] in ("substituted", "moved", "unplanned")]  # fmt: skip
    return [dict(zip(("cadre", "branch", "date", "status"), row, strict=True)) for row in rows]
