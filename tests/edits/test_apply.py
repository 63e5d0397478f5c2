"""Edits of an instance: each does what it says, leaves sound tables, refuses what is not there."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.domain.checks import find_faults
from scheduler.domain.edit import TABLES, Edit, only
from scheduler.domain.faults import InputError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, PastVisit
from scheduler.domain.vocabulary import level_called
from scheduler.edits.apply import apply
from scheduler.edits.matching import matching
from scheduler.edits.scenario import Scenario
from tests.random_instances import random_instance
from tests.tiny import CADRES, day, leave, pin, single, tiny


def edited(*edits: dict[str, Any], seed: int = 0, **tables: Any) -> Instance:
    """The tiny instance after the edits."""
    parsed = tuple(Edit.model_validate(edit) for edit in edits)
    return apply(tiny(**tables).instance, Scenario(name="s", edit=parsed), seed)


def ids(instance: Instance, table: str) -> set[str]:
    return {row.id for row in instance.table(table)}  # type: ignore[attr-defined]


def refusal(*edits: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Kind, nearest and place of every fault."""
    with pytest.raises(InputError) as error:
        edited(*edits)
    return [(fault.kind, fault.nearest, fault.place) for fault in error.value.faults]


def test_a_cadre_removed_leaves_before_the_horizon_and_keeps_the_past() -> None:
    visit = PastVisit(cadre="an", branch="w1", date=day("06-05"))
    instance = edited(
        {"remove": {"table": "cadres", "where": {"id": "an"}}},
        history=(visit,),
        pins=(pin("an", "w1", "require"),),
        leave=(leave("an", "07-01", "07-02"),),
    )
    problem = Problem(instance)
    assert [problem.due("an", month) for month in problem.horizon] == [0, 0, 0]
    assert problem.attendable["an"] == ()
    assert problem.ages_at_start["commune", "h1"] == 1
    assert instance.pins == ()


def test_some_of_many_are_the_same_with_the_same_seed_and_nested() -> None:
    def left(share: float, seed: int = 0) -> set[str]:
        instance = edited({"remove": {"table": "cadres", "share": share}}, seed=seed)
        return {c.id for c in instance.cadres if not (c.until and c.until < day("07-01"))}

    shares = [0.1 * n for n in range(11)]
    staffs = [left(share) for share in shares]
    assert all(more >= fewer for more, fewer in pairwise(staffs))
    assert [len(staff) for staff in staffs] == [7 - round(7 * share) for share in shares]
    assert staffs[-1] == set()
    assert left(0.5) == left(0.5)
    assert len({frozenset(left(0.5, seed)) for seed in range(8)}) > 1


def test_more_of_the_same_are_new_people_without_a_past() -> None:
    instance = edited({"add": {"table": "cadres", "like": {"tier": "province"}, "count": 5}})
    new = [c for c in instance.cadres if c.id not in ids(tiny().instance, "cadres")]
    assert len(new) == len({c.id for c in new}) == 5
    assert {c.tier for c in new} == {"province"}


def test_rows_are_added_and_changed_as_in_the_tables() -> None:
    instance = edited(
        {"add": {"table": "leave",
                 "rows": [{"cadre": "an", "from": "01/07/2015", "until": "2015-07-31"}]}},
        {"change": {"table": "cadres", "where": {"tier": "commune"},
                    "set": {"visits_per_month": 2}}},
        {"transfer": {"where": {"id": "em"}, "areas": ["c1"], "base": "h2"}},
        {"remove": {"table": "branches", "where": {"id": "moon"}}},
    )  # fmt: skip
    assert instance.leave == (leave("an", "07-01", "07-31"),)
    assert {c.visits_per_month for c in instance.cadres if c.tier == "commune"} == {2}
    em = next(c for c in instance.cadres if c.id == "em")
    assert (em.areas, em.base) == (("c1",), "h2")
    assert "moon" not in ids(instance, "branches")
    assert "moon" not in {row.branch for row in instance.calendars}  # gone with it


def test_dates_are_matched_in_any_form_that_tables_take() -> None:
    away = (leave("an", "07-01", "07-31"), leave("an", "08-01", "08-31"))
    for form in ("2015-07-01", "01/07/2015", day("07-01")):
        instance = edited({"remove": {"table": "leave", "where": {"from": form}}}, leave=away)
        assert instance.leave == away[1:]


def test_an_empty_cell_is_matched_by_empty_text() -> None:
    pins = (pin("an", "w1", "require"), pin("an", "w1", "require", "07-05"))
    where = {"cadre": "an", "branch": "w1", "date": "", "month": ""}
    assert edited({"remove": {"table": "pins", "where": where}}, pins=pins).pins == pins[1:]
    own = {"change": {"table": "cadres", "where": {"until": ""}, "set": {"visits_per_month": 3}}}
    assert {c.id for c in edited(own).cadres if c.visits_per_month == 3} == set(CADRES) - {"dung"}


def test_rows_are_put_in_place_of_those_with_their_key() -> None:
    there = (single("w1", "07-05", "cancelled"), single("w2", "07-10", "cancelled"))
    rows = [{"branch": branch, "date": day("07-05"), "time": "sáng"} for branch in ("w1", "w3")]
    instance = edited({"put": {"table": "meetings", "rows": rows}}, meetings=there)
    assert [(m.branch, m.date, m.status) for m in instance.meetings] == [
        ("w1", day("07-05"), "added"),
        ("w2", day("07-10"), "cancelled"),
        ("w3", day("07-05"), "added"),
    ]


def test_every_row_is_found_by_what_only_it_meets() -> None:
    """Of random instances with rows in every table: the edit that takes one row out takes it."""
    taken = set()
    for seed in range(20):
        instance = random_instance(seed)
        for table in TABLES:
            for row in instance.table(table):
                assert matching(instance, table, only(row)) == [row], (seed, table)
                taken.add(table)
    assert taken >= {"cadres", "pins", "leave", "history", "calendars", "branches"}


def test_one_area_alone_is_only_renamed() -> None:
    twins = (Branch(id="w1b", name="w1b", organization="w", area="h1"),)
    for new in ("h1", "other"):
        instance = edited({"merge": {"into": {new: ["h1"]}}}, branches=twins)
        assert {b.id for b in instance.branches if b.area == new} == {"w1", "w1b", "f1"}


def test_an_empty_cell_means_the_default() -> None:
    stay = {
        "change": {"table": "cadres", "where": {"id": "dung"}, "set": {"until": "", "from": ""}}
    }
    dung = next(c for c in edited(stay).cadres if c.id == "dung")
    assert (dung.from_, dung.until) == (None, None)


def test_rules_settings_and_objectives() -> None:
    instance = edited(
        {"rules": {"gap_months": 4}},
        {"settings": {"max_areas": 5, "holidays": ""}},
        {"objectives": [{"waiting": 2, "travel": 1}]},
    )
    settings = instance.settings
    assert (settings.rules.gap_months, settings.max_areas, settings.holidays) == (4, 5, "")
    assert settings.objectives.levels == ({"waiting": 2, "travel": 1},)


def test_a_closed_area_is_gone_with_all_that_is_in_it() -> None:
    instance = edited({"close": {"areas": ["c2"]}})
    assert ids(instance, "areas") == {"p", "c1", "h1", "h2"}
    assert "em" not in ids(instance, "cadres")  # responsible for nothing else
    assert not {"w3", "moon"} & ids(instance, "branches")


def test_merged_communes_are_one_with_one_board() -> None:
    instance = edited({"merge": {"into": {"c": ["c1", "c2"]}, "names": {"c": "Both"}}})
    merged = next(area for area in instance.areas if area.id == "c")
    assert (merged.name, merged.level, merged.parent) == ("Both", "commune", "p")
    assert {a.id for a in instance.areas if a.parent == "c"} == {"h1", "h2", "h3"}
    assert {c.areas for c in instance.cadres if c.tier == "commune"} == {("c",)}
    assert next(b for b in instance.branches if b.id == "board").area == "c"
    assert Problem(instance).may_attend("an") == {"w1", "w2", "w3", "board"}


def test_merged_hamlets_unite_their_branches_and_their_past() -> None:
    visits = tuple(
        PastVisit(cadre="an", branch=branch, date=day("06-05")) for branch in ("w1", "w2")
    )
    instance = edited({"merge": {"into": {"h1": ["h1", "h2"]}}}, history=visits)
    assert {"w1", "f1"} <= ids(instance, "branches")
    assert not {"w2", "f2"} & ids(instance, "branches")
    assert [row.branch for row in instance.history] == ["w1"]
    apart = edited({"merge": {"into": {"h1": ["h1", "h2"]}, "unite": False}})
    assert {"w1", "w2", "f1", "f2"} <= ids(apart, "branches")


def test_a_split_commune_deals_its_cadres_out() -> None:
    instance = edited(
        {"split": {"area": "c1", "into": {"north": ["h1"], "south": ["h2"]},
                   "names": {"north": "N"}}}
    )  # fmt: skip
    assert {a.id: a.parent for a in instance.areas if a.level == "hamlet"} == {
        "h1": "north", "h2": "south", "h3": "c2"
    }  # fmt: skip
    own = [c.areas for c in sorted(instance.cadres, key=lambda c: c.id) if c.tier == "commune"]
    assert own[:4] == [("north",), ("south",), ("north",), ("south",)]
    assert next(b for b in instance.branches if b.id == "board").area == "north"


def test_a_level_done_away_with_leaves_people_with_what_lies_below() -> None:
    instance = edited({"drop_level": {"level": "commune", "tier": "province"}})
    assert instance.settings.levels == ("province", "hamlet")
    assert {a.parent for a in instance.areas if a.level == "hamlet"} == {"p"}
    assert {c.tier for c in instance.cadres} == {"province"}
    assert all(set(c.areas) <= {"h1", "h2", "h3", "p"} for c in instance.cadres)
    gone = edited({"drop_level": {"level": "commune"}})
    assert ids(gone, "cadres") == {"giang", "hoa"}


FAULTS: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    ({"remove": {"table": "cadres", "where": {"teir": "commune"}}},
     ("toml_key", "tier", "s: edit[1].remove.where")),
    ({"remove": {"table": "cadres", "where": {"tier": "comune"}}},
     ("nothing_matches", "", "s: edit[1].remove.where")),
    ({"remove": {"table": "cadres", "where": {"within": "c9"}}},
     ("reference", "", "s: edit[1].remove.within")),
    ({"add": {"table": "branches", "like": {}, "count": 1}},
     ("like_cadres", "", "s: edit[1].add.like")),
    ({"add": {"table": "leave",
              "rows": [{"cadre": "an", "from": "2015-02-31", "until": "2015-03-01"}]}},
     ("day_missing", "", "s: edit[1].add.rows[1].from")),
    ({"change": {"table": "cadres", "set": {"quota": 2}}},
     ("toml_key", "", "s: edit[1].change")),
    ({"transfer": {"where": {"id": "an"}, "areas": ["nowhere"]}},
     ("reference", "", "s: cadres an")),
    ({"close": {"areas": ["c9"]}}, ("reference", "", "s: edit[1].close.areas")),
    ({"merge": {"into": {"c": ["c1", "c1"]}}}, ("repeated", "", "s: edit[1].merge.into")),
    ({"remove": {"table": "cadres", "where": {"tier": "province"}, "count": 3}},
     ("too_few_rows", "", "s: edit[1].remove.count")),
    ({"add": {"table": "leave", "rows": [{"cadre": "an", "from": "x", "until": "2015-03-01"},
                                         {"cadre": "an", "from": "x", "until": "2015-03-01"}]}},
     ("day", "", "s: edit[1].add.rows[1].from")),
    ({"add": {"table": "leave",
              "rows": [{"cadre": "a", "from": "2015-02-01", "until": "2015-03-01"}]}},
     ("reference", "an", "s: leave a 2015-02-01 2015-03-01")),
    ({"add": {"table": "organizations", "rows": [{"id": "w", "name": "W"}]}},
     ("duplicate", "", "s: organizations w")),
    ({"merge": {"into": {"m": ["c1", "h3"]}}}, ("one_level", "", "s: edit[1].merge.into")),
    ({"merge": {"into": {"h1": ["c1", "c2"]}}}, ("area_taken", "", "s: edit[1].merge.into")),
    ({"split": {"area": "c1", "into": {"n": ["h1"]}}}, ("left_over", "", "s: edit[1].split.into")),
    ({"split": {"area": "c1", "into": {"n": ["h1", "h2", "h3"]}}},
     ("child", "", "s: edit[1].split.into")),
    ({"drop_level": {"level": "comune"}}, ("choice", "commune", "s: edit[1].drop_level.level")),
    ({"rules": {"gap_month": 3}}, ("toml_key", "gap_months", "s: edit[1].rules")),
    ({"rules": {"gap_months": -1}}, ("integer", "", "s: edit[1].rules.rules.gap_months")),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), FAULTS)
def test_what_is_not_there_is_refused_with_its_place(
    edit: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    kind, near, place = refusal(edit)[0]
    assert (kind, place) == (expected[0], expected[2])
    if expected[1]:
        assert near == expected[1]


def test_every_bad_row_is_told() -> None:
    row = {"cadre": "an", "from": "x", "until": "2015-03-01"}
    places = [place for *_, place in refusal({"add": {"table": "leave", "rows": [row, row]}})]
    assert places == [f"s: edit[1].add.rows[{n}].from" for n in (1, 2)]


@pytest.mark.parametrize(
    "edit",
    [
        {"add": {"table": "cadres", "count": 2}},
        {"add": {"table": "cadres", "like": {}}},
        {"add": {"table": "cadres", "like": {}, "count": 2, "share": 0.5}},
        {"add": {"table": "cadres"}},
        {"remove": {"table": "cadres", "count": 2, "share": 0.5}},
        {"objectives": []},
        {"merge": {"into": {}}},
    ],
)
def test_an_edit_that_would_do_nothing_or_two_things_is_refused(edit: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Edit.model_validate(edit)


@pytest.mark.parametrize("seed", range(60))
def test_every_edit_of_a_random_instance_leaves_sound_tables(seed: int) -> None:
    instance = random_instance(seed)
    areas = [a for a in instance.areas if a.parent]
    level = areas[0].level
    several = [a.id for a in areas if a.level == level][:2]
    edits: list[dict[str, Any]] = [
        {"remove": {"table": "cadres", "share": 0.5}},
        {"add": {"table": "cadres", "like": {}, "share": 0.5}},
        {"close": {"areas": [areas[-1].id]}},
        {"merge": {"into": {"merged": several}}},
    ]
    for edit in edits:
        scenario = Scenario(name="s", edit=(Edit.model_validate(edit),))
        try:
            changed = apply(instance, scenario, seed)
        except InputError:  # what closing leaves may be too little to plan
            continue
        assert find_faults(changed) == []


def test_words_of_edits_are_read_in_every_language() -> None:
    level = tiny().settings.levels[-2]
    wanted = edited({"remove": {"table": "cadres", "where": {"tier": level}}})
    for tier in (level_called(level, "vi"), level_called(level, "vi").upper()):
        assert edited({"remove": {"table": "Cán bộ", "where": {"tier": tier}}}) == wanted
    rules = edited({"rules": {"khoang cach luan phien": 2, "cấp dưới cùng dự": "bắt buộc"}})
    assert rules == edited({"rules": {"gap_months": 2, "accompany": "require"}})
