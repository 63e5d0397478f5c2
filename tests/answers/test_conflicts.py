"""Impossible requests: the smallest conflict is named, each fact is needed, each way out works."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scheduler.answers.conflicts import Conflict, Impossible, find_conflicts
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    Leave,
    Organization,
    Pin,
    SingleDate,
)
from scheduler.domain.settings import Rules, Settings
from scheduler.engine.solve import solve
from scheduler.language import LANGUAGES


def instance(**changes: Any) -> Instance:
    """A commune with two hamlets; two women's cadres and one of the district."""
    rules = changes.pop("rules", Rules())
    base = Instance(
        settings=Settings(
            name="t", start="2026-03", levels=("district", "commune", "hamlet"), rules=rules
        ),
        areas=(
            Area(id="d", name="D", level="district", parent=""),
            Area(id="c", name="C", level="commune", parent="d"),
            Area(id="h1", name="H1", level="hamlet", parent="c"),
            Area(id="h2", name="H2", level="hamlet", parent="c"),
        ),
        organizations=(Organization(id="w", name="W"), Organization(id="f", name="F")),
        branches=(
            Branch(id="w1", name="W1", organization="w", area="h1"),
            Branch(id="w2", name="W2", organization="w", area="h2"),
            Branch(id="f1", name="F1", organization="f", area="h1"),
        ),
        cadres=(
            Cadre(id="an", name="An", tier="commune", organization="w", areas=("c",)),
            Cadre(id="binh", name="Bình", tier="commune", organization="w", areas=("c",)),
            Cadre(id="chi", name="Chi", tier="district", organization="w", areas=("c",)),
        ),
        meetings=tuple(
            SingleDate(branch=b, date=dt.date(2026, 3, day), time="08:00")
            for b, day in (("w1", 5), ("w2", 5), ("f1", 6))
        ),
    )
    return base.model_copy(update=changes)


def require(cadre: str, branch: str, **when: Any) -> Pin:
    return Pin(cadre=cadre, branch=branch, decision="require", **when)


def conflicts(**changes: Any) -> list[Conflict]:
    return find_conflicts(Problem(instance(**changes)))


def kinds(conflict: Conflict) -> list[str]:
    return sorted(fact.kind for fact in conflict.facts)


def test_a_pin_against_a_leave() -> None:
    leave = Leave(cadre="an", from_=dt.date(2026, 3, 1), until=dt.date(2026, 3, 9))
    (conflict,) = conflicts(pins=(require("an", "w1"),), leave=(leave,))
    assert kinds(conflict) == ["dates", "leave", "pin"]
    assert {fact.kind for fact in conflict.ways_out} == {"dates", "leave", "pin"}


def test_a_pin_against_the_line_of_the_organisation() -> None:
    (conflict,) = conflicts(pins=(require("an", "f1"),))
    assert kinds(conflict) == ["attends", "pin"]


def test_two_pins_on_one_day() -> None:
    (conflict,) = conflicts(pins=(require("an", "w1"), require("an", "w2")))
    assert kinds(conflict).count("pin") == 2
    assert {fact.kind for fact in conflict.ways_out} >= {"pin"}


def test_a_meeting_wanted_by_more_than_fit() -> None:
    (conflict,) = conflicts(pins=(require("an", "w1"), require("binh", "w1")))
    assert kinds(conflict) == ["capacity", "dates", "pin", "pin"]


def test_company_that_cannot_come() -> None:
    pins = (require("chi", "w1"), require("an", "w2"), require("binh", "w2", month="2026-04"))
    forbidden = Pin(cadre="binh", branch="w1", decision="forbid")
    (conflict,) = conflicts(pins=(*pins, forbidden), rules=Rules(accompany="require"))
    assert "accompany" in kinds(conflict)
    assert kinds(conflict).count("pin") == 2


def test_two_independent_conflicts_are_both_reported() -> None:
    found = conflicts(pins=(require("an", "f1"), require("binh", "w1"), require("chi", "f1")))
    assert [fact.context["cadre"] for c in found for fact in c.facts if fact.kind == "pin"] == [
        "an",
        "chi",
    ]


def test_a_possible_request_has_no_conflict() -> None:
    assert conflicts(pins=(require("an", "w1"), require("binh", "w2"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_said_in_every_language(language: Any) -> None:
    found = conflicts(pins=(require("an", "w1"), require("binh", "w1"), require("an", "f1")))
    lines = list(Impossible(found).sentences(language, lambda table, row: f"{table}:{row}"))
    assert lines
    assert not any("{" in line for line in lines)


def test_the_engine_agrees_that_it_is_infeasible() -> None:
    result = solve(Problem(instance(pins=(require("an", "f1"),))))
    assert (result.status, result.roster) == ("infeasible", None)
