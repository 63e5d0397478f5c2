"""`scheduler explain` and `scheduler substitute` as their users run them."""

from __future__ import annotations

import csv
import json
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, call


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planned") / "out"
    assert call("solve", FIRST_STEPS, "--out", out, "--months", 1).code == 0
    return out


def first_visit(planned: Path) -> dict[str, str]:
    with (planned / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(csv.DictReader(file))


def test_alternatives_are_listed_with_their_costs_and_a_verdict(planned: Path) -> None:
    visit = first_visit(planned)
    shown = call("explain", FIRST_STEPS, planned, "--cadre", visit["cadre"])
    assert shown.code == 0
    assert f"{visit['cadre_name']} ({visit['cadre']})" in shown.out
    assert "missed" in shown.out
    told = call("explain", FIRST_STEPS, planned, "--cadre", visit["cadre"], "--json")
    (answer,) = json.loads(told.out)["explanations"]
    assert answer["visit"]["branch"] == visit["branch"]
    assert answer["scope"] == "horizon"
    for alternative in answer["alternatives"]:
        assert alternative["proven"]
        if alternative["cost"]:
            assert alternative["cost"] == alternative["bound"]
            assert list(alternative["difference"].values()) >= [0] * len(answer["cost"])


def test_the_same_is_said_in_vietnamese(planned: Path) -> None:
    cadre = first_visit(planned)["cadre"]
    english, vietnamese = (
        call("explain", FIRST_STEPS, planned, "--cadre", cadre, "--lang", language)
        for language in ("en", "vi")
    )
    assert "Lượt này được gì" in vietnamese.out
    assert len(english.out.splitlines()) == len(vietnamese.out.splitlines())


def test_every_unknown_name_is_told_with_the_nearest(planned: Path) -> None:
    cadre = first_visit(planned)["cadre"]
    names = ("--branch", "no-branch", "--instead-of", "nobody", "--month", "1999-01")
    shown = call("explain", FIRST_STEPS, planned, "--cadre", cadre + "x", *names)
    assert shown.code == 2
    assert f"nearest: {cadre}" in shown.err
    told = [place for place in names[::2] if any(x.startswith(place) for x in shown.lines)]
    assert told == ["--branch", "--instead-of", "--month"]


def test_a_question_about_a_visit_needs_its_cadre(planned: Path) -> None:
    branch = first_visit(planned)["branch"]
    for option in ("--branch", "--instead-of"):
        for language, words in (("en", "--cadre as well"), ("vi", "cần cả --cadre")):
            shown = call("explain", FIRST_STEPS, planned, option, branch, "--lang", language)
            assert (shown.code, shown.out) == (2, "")
            assert f"{option}: " in shown.err
            assert words in shown.err


def test_without_any_time_the_prices_of_rules_are_not_solved_for(planned: Path) -> None:
    told = json.loads(call("explain", FIRST_STEPS, planned, "--time-limit", 0, "--json").out)
    assert {o["status"] for o in told["without_rules"]["scenarios"]} == {"feasible"}


def test_a_horizon_of_several_months_needs_a_month(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("solve", FIRST_STEPS, "--out", out, "--months", 2).code == 0
    visit = first_visit(out)
    shown = call("explain", FIRST_STEPS, out, "--cadre", visit["cadre"])
    assert (shown.code, "--month" in shown.err) == (2, True)
    again = call("explain", FIRST_STEPS, out, "--cadre", visit["cadre"], "--month", visit["month"])
    assert again.code == 0


def test_a_roster_that_breaks_rules_is_not_explained(planned: Path, tmp_path: Path) -> None:
    rows = (planned / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    edited = tmp_path / "roster.csv"
    edited.write_text("\n".join([*rows, rows[-1]]), encoding="utf-8")
    cadre = first_visit(planned)["cadre"]
    shown = call("explain", FIRST_STEPS, edited, "--cadre", cadre, "--months", 1)
    assert (shown.code, "scheduler audit" in shown.err) == (1, True)


def test_a_limit_that_is_over_says_so(planned: Path) -> None:
    cadre = first_visit(planned)["cadre"]
    shown = call("explain", FIRST_STEPS, planned, "--cadre", cadre, "--time-limit", 0)
    assert shown.code == 0
    assert "limit" in shown.err


def test_substitutes_come_ranked_and_with_what_else_changes(planned: Path) -> None:
    with (planned / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = set()
    for row in rows:
        options = ("--cadre", row["cadre"], "--date", row["date"])
        shown = call("substitute", FIRST_STEPS, planned, *options, "--json")
        told = json.loads(shown.out)
        costs = [tuple(found["difference"].values()) for found in told["substitutes"]]
        assert costs == sorted(costs)
        assert shown.code == (0 if costs else 1)
        codes.add(shown.code)
        assert call("substitute", FIRST_STEPS, planned, *options, "--lang", "vi").out
    assert codes == {0, 1}


def test_a_date_without_a_visit_is_told_with_the_dates_that_have_one(planned: Path) -> None:
    visit = first_visit(planned)
    shown = call(
        "substitute", FIRST_STEPS, planned, "--cadre", visit["cadre"], "--date", "2031-01-01"
    )
    assert shown.code == 2
    assert visit["date"] in shown.err


def test_a_substitute_is_asked_for_in_an_order_of_dates(planned: Path) -> None:
    visit = first_visit(planned)
    dates = ("--date", visit["date"], "--from", "2031-01-01", "--until", "2001-01-01")
    year, month, day = visit["date"].split("-")
    for language, written in (("en", visit["date"]), ("vi", f"{day}/{month}/{year}")):
        shown = call("substitute", FIRST_STEPS, planned, "--cadre", visit["cadre"], *dates,
                     "--lang", language)  # fmt: skip
        assert shown.code == 2
        assert [line.split(": ")[0] for line in shown.lines if line.startswith("--")] == [
            "--from",
            "--until",
        ]
        assert shown.err.count(written) == 2


def test_without_a_cadre_it_says_what_binds(planned: Path) -> None:
    shown = call("explain", FIRST_STEPS, planned, "--most", 2)
    assert shown.code == 0
    assert "gap_months = 0" in shown.out
    told = json.loads(call("explain", FIRST_STEPS, planned, "--most", 2, "--json").out)
    assert len(told["left_behind"]) <= 2
    names = [scenario["name"] for scenario in told["without_rules"]["scenarios"]]
    assert all(name in shown.out for name in names)
    vietnamese = call("explain", FIRST_STEPS, planned, "--most", 2, "--lang", "vi")
    assert "Giá của từng quy tắc" in vietnamese.out
    assert len(vietnamese.out.splitlines()) == len(shown.out.splitlines())


def test_ids_may_be_typed_in_another_form_of_unicode(planned: Path, tmp_path: Path) -> None:
    visit = first_visit(planned)
    instance = tmp_path / "instance"
    shutil.copytree(FIRST_STEPS, instance)
    roster = tmp_path / "roster.csv"
    shutil.copy(planned / "roster.csv", roster)
    word = re.compile(rf"(?<![\w-]){visit['cadre']}(?![\w-])")
    for file in (roster, *instance.glob("*.csv")):
        text = file.read_text(encoding="utf-8-sig")
        file.write_text(word.sub("Đào", text), encoding="utf-8")
    typed = unicodedata.normalize("NFD", "Đào")
    shown = call("explain", instance, roster, "--months", 1, "--cadre", typed, "--most", 1)
    assert shown.code == 0, shown.err
