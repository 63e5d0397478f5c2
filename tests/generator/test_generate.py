"""The instances of this repository: their size, their reproducibility, and what they promise."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.geography import great_circle_km
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import RECORDS, Area
from scheduler.generator import Recipe, generate, read_recipe
from scheduler.generator.recipe import Cut
from scheduler.tables.read import read_instance

INSTANCES = Path(__file__).parents[2] / "instances"
NAMES = ("first-steps", "tra-vinh-2013", "tra-vinh-2015", "vinh-long-2026", "district-health")
SEED = 1


@cache
def recipe(name: str) -> Recipe:
    return read_recipe(INSTANCES / name / "recipe.toml")


@cache
def made(name: str) -> Instance:
    return generate(recipe(name), SEED)


@cache
def problem(name: str) -> Problem:
    return Problem(made(name))


def by_level(instance: Instance) -> Counter[str]:
    return Counter(area.level for area in instance.areas)


def by_tier(instance: Instance) -> Counter[str]:
    return Counter(cadre.tier for cadre in instance.cadres)


def without_meetings(problem: Problem) -> list[str]:
    month = problem.horizon[0]
    return [c for c in problem.cadres if problem.due(c, month) and not problem.attendable[c]]


# -- the same on every machine --------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_in_the_repository_are_what_the_recipe_makes(name: str) -> None:
    assert read_instance(INSTANCES / name).instance == made(name)


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_hash_seed_and_time_zone_change_nothing(hash_seed: str) -> None:
    script = (
        "import sys; from pathlib import Path; from scheduler.generator import *;"
        "print(generate(read_recipe(Path(sys.argv[1])), 1).model_dump_json())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script, str(INSTANCES / "district-health" / "recipe.toml")],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Kiritimati", "LC_ALL": "C",
             "PYTHONIOENCODING": "utf-8"},
        capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert printed.strip() == made("district-health").model_dump_json()


def test_another_seed_makes_another_instance() -> None:
    other = generate(recipe("first-steps"), SEED + 1)
    assert other.cadres != made("first-steps").cadres
    assert other.calendars != made("first-steps").calendars
    assert by_tier(other) == by_tier(made("first-steps"))


def changed_tables(part: str, value: object) -> set[str]:
    before = made("district-health")
    changed = recipe("district-health").model_copy(update={part: value})
    after = generate(changed, SEED)
    return {r.table for r in RECORDS if before.table(r.table) != after.table(r.table)}


def test_what_does_not_depend_on_a_part_stays_when_the_part_changes() -> None:
    assert changed_tables("history", None) == {"history"}
    assert changed_tables("pins", type(recipe("first-steps").pins)()) == {"pins"}
    calendars = recipe("district-health").calendars[1:]
    assert changed_tables("calendars", calendars) <= {"calendars", "meetings", "history", "pins"}
    groups = recipe("district-health").cadres[:-1]
    changed = changed_tables("cadres", groups)
    assert "cadres" in changed
    assert changed.isdisjoint({"areas", "branches", "calendars", "meetings", "distances"})


def test_a_cut_takes_a_share_of_each_tier_on_the_day_before_its_month() -> None:
    first = dt.date(2030, 1, 1)
    before = recipe("district-health")
    tier = before.cadres[-1].tier
    cuts = (
        Cut(month=Month.of(first), share=0.5, tier=tier),
        Cut(month=Month.of(first).plus(1), share=1.0, organization=before.organizations[0].id),
    )
    absences = before.absences.model_copy(update={"cuts": cuts})
    assert changed_tables("absences", absences) == {"cadres"}
    made_after = generate(before.model_copy(update={"absences": absences}), SEED).cadres
    staying = [row for row in made("district-health").cadres if row.until is None]
    gone = [row for row in made_after if row.until == first - dt.timedelta(days=1)]
    own = [row for row in staying if row.tier == tier]
    assert {row.tier for row in gone} == {tier}
    assert len(gone) == round(len(own) * 0.5)
    later = [row for row in made_after if row.until == Month.of(first).last_day]
    assert later
    assert {row.organization for row in later} == {before.organizations[0].id}
    left = [row for row in made_after if row.until is None]
    assert before.organizations[0].id not in {row.organization for row in left}


# -- size -----------------------------------------------------------------------------------------


def test_tra_vinh_2015_has_the_real_size() -> None:
    instance = made("tra-vinh-2015")
    assert by_level(instance) == {"province": 1, "district": 9, "commune": 106, "hamlet": 780}
    assert by_tier(instance) == {"province": 23, "district": 153, "commune": 726}
    level = {area.id: area.level for area in instance.areas}
    branches = Counter(level[branch.area] for branch in instance.branches)
    assert branches == {"hamlet": 3900, "commune": 530}


def test_tra_vinh_2013_has_the_real_size() -> None:
    instance = made("tra-vinh-2013")
    assert by_level(instance) == {"province": 1, "district": 8, "commune": 105, "hamlet": 780}
    assert by_tier(instance) == {"province": 23, "district": 153, "commune": 726}
    assert len(instance.branches) == 3900
    assert not instance.history


def test_vinh_long_2026_has_two_tiers_and_124_communes() -> None:
    instance = made("vinh-long-2026")
    assert instance.settings.levels == ("province", "commune", "hamlet")
    communes = [area.name for area in instance.areas if area.level == "commune"]
    assert Counter(name.split()[0] for name in communes) == {"Xã": 105, "Phường": 19}
    assert set(by_tier(instance)) == {"province", "commune"}


def test_first_steps_can_be_read_in_a_minute() -> None:
    instance = made("first-steps")
    assert len(instance.cadres) == 10
    assert by_level(instance)["hamlet"] == 6
    assert {"bamboo-bridge", "lotus-pond"} <= {area.id for area in instance.areas}
    assert all(cadre.id.isascii() for cadre in instance.cadres)


@pytest.mark.parametrize("scale", [0.1, 0.5, 2.0])
def test_scale_scales_everything(scale: float) -> None:
    whole = made("tra-vinh-2013")
    part = generate(recipe("tra-vinh-2013").scaled(scale), SEED)
    assert by_level(part)["commune"] == pytest.approx(105 * scale, abs=1)
    assert by_level(part)["hamlet"] == pytest.approx(780 * scale, abs=1)
    assert len(part.branches) == pytest.approx(len(whole.branches) * scale, rel=0.02)
    assert len(part.cadres) == pytest.approx(len(whole.cadres) * scale, rel=0.1)
    assert part.settings == whole.settings


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["first-steps", "district-health"]),
    st.integers(0, 2**40),
    st.floats(0.05, 3.0),
)
def test_any_seed_and_scale_make_an_instance_without_faults(
    name: str, seed: int, scale: float
) -> None:
    Problem(generate(recipe(name).scaled(scale), seed))  # raises InputError on any fault


# -- places and people ----------------------------------------------------------------------------


def area(name: str, identifier: str) -> Area:
    return problem(name).territory[identifier]


def test_communes_bear_their_official_codes_and_names() -> None:
    assert area("tra-vinh-2015", "842").name == "Thành phố Trà Vinh"
    assert area("tra-vinh-2015", "29512").name == "Phường 1"
    assert area("tra-vinh-2015", "29512").parent == "851"
    assert area("tra-vinh-2015", "29500").name == "Xã Đôn Châu"
    assert area("tra-vinh-2015", "29500").parent == "850"


def test_before_2015_there_is_no_town_of_duyen_hai() -> None:
    territory = problem("tra-vinh-2013").territory
    assert "851" not in territory
    assert "29516" not in territory
    assert territory["29512"].name == "Thị trấn Duyên Hải"
    assert {territory[code].parent for code in ("29497", "29500")} == {"849"}
    assert {territory[code].parent for code in ("29512", "29539")} == {"850"}


def test_each_hamlet_lies_near_its_district() -> None:
    territory = problem("tra-vinh-2015").territory
    for identifier in territory.at_level("hamlet"):
        hamlet = territory[identifier]
        district = territory[str(territory.ancestor_at(identifier, "district"))]
        assert great_circle_km(point(hamlet), point(district)) < 16


def point(area: Area) -> tuple[float, float]:
    assert area.latitude is not None
    assert area.longitude is not None
    return area.latitude, area.longitude


def test_wards_and_towns_have_khom_and_communes_have_ap() -> None:
    territory = problem("tra-vinh-2015").territory
    for identifier in territory.at_level("hamlet"):
        hamlet = territory[identifier]
        urban = territory[hamlet.parent].name.startswith(("Phường", "Thị trấn"))
        assert hamlet.name.split()[0] == ("Khóm" if urban else "Ấp")


def test_no_two_hamlets_of_a_commune_share_a_name() -> None:
    names = Counter((a.parent, a.name) for a in made("tra-vinh-2015").areas if a.level == "hamlet")
    assert names.most_common(1)[0][1] == 1


def test_some_cadres_bear_the_same_name_and_some_a_khmer_one() -> None:
    cadres = made("tra-vinh-2015").cadres
    assert len({cadre.name for cadre in cadres}) < len(cadres)
    families = Counter(cadre.name.split()[0] for cadre in cadres)
    assert all(families[family] >= 5 for family in ("Thạch", "Kim", "Sơn", "Kiên"))
    assert families.most_common(1)[0][0] == "Nguyễn"


@pytest.mark.parametrize("name", NAMES)
def test_cadres_are_responsible_within_their_own_area(name: str) -> None:
    territory, limit = problem(name).territory, made(name).settings.max_areas
    for cadre in made(name).cadres:
        assert territory[cadre.base].level == cadre.tier
        assert set(cadre.areas) <= territory.within(cadre.base)
        assert 1 <= len(cadre.areas) <= limit


# -- meetings -------------------------------------------------------------------------------------


# In district-health a campaign closes a third of April.
@pytest.mark.parametrize(("name", "least"), [
    ("first-steps", 0.9), ("tra-vinh-2013", 0.9), ("vinh-long-2026", 0.9), ("district-health", 0.6),
])  # fmt: skip
def test_most_branches_meet_in_every_month_of_the_horizon(name: str, least: float) -> None:
    for month in problem(name).horizon:
        meeting = {b for b, day in problem(name).meetings if Month.of(day) == month}
        assert len(meeting) >= least * len(made(name).branches)


def test_the_calendars_of_2013_reach_36_months() -> None:
    instance = made("tra-vinh-2013")
    last = instance.settings.with_horizon(Month(2015, 12), 1)
    meetings = Problem(instance.model_copy(update={"settings": last})).meetings
    assert len(meetings) > 0.9 * len(instance.branches)


def test_a_third_of_the_boards_meets_in_july_2015() -> None:
    boards = {b.id for b in made("tra-vinh-2015").branches if "-B" in b.id}
    meeting = {branch for branch, _ in problem("tra-vinh-2015").meetings} & boards
    assert len(boards) == 530
    assert 0.2 < len(meeting) / len(boards) < 0.45


def test_some_rules_are_lunar_and_some_shift_and_some_hold_for_an_area() -> None:
    rules = made("tra-vinh-2015").calendars
    assert sum(row.rule in ("L1", "L15") for row in rules) > 300
    assert sum(row.shift == "next" for row in rules) > 300
    assert sum(bool(row.area) for row in rules) == round(0.02 * 780)


def test_nearly_every_cadre_has_several_meetings_and_a_few_have_none() -> None:
    attendable = problem("tra-vinh-2015").attendable
    assert sum(len(meetings) >= 3 for meetings in attendable.values()) > 0.94 * 902
    assert 3 <= len(without_meetings(problem("tra-vinh-2015"))) <= 10


def test_single_dates_are_of_every_kind() -> None:
    statuses = Counter(row.status for row in made("tra-vinh-2015").meetings)
    assert statuses == {"added": 6, "cancelled": 25, "moved": 40}


# -- history, leave, pins -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_history_ends_before_the_horizon(name: str) -> None:
    start = made(name).settings.start
    assert all(row.date < start.first_day for row in made(name).history)
    if past := recipe(name).history:
        first = start.plus(-past.months).first_day
        assert all(row.date >= first for row in made(name).history)


@pytest.mark.parametrize("name", ["first-steps", "vinh-long-2026", "district-health"])
def test_history_is_of_meetings_that_the_cadre_may_attend(name: str) -> None:
    months = recipe(name).history.months  # type: ignore[union-attr]
    settings = made(name).settings
    before = settings.with_horizon(settings.start.plus(-months), months)
    past = Problem(made(name).model_copy(update={"settings": before}))
    for row in made(name).history:
        assert (row.branch, row.date) in past.meetings
        assert row.branch in past.may_attend(row.cadre)
        assert past.employed(row.cadre, row.date)


def test_history_is_irregular() -> None:
    history = made("tra-vinh-2015").history
    visits = Counter((row.cadre, Month.of(row.date)) for row in history)
    assert max(visits.values()) == 1
    assert 0.7 < len(visits) / (902 * 30) < 0.95
    statuses = Counter(row.status for row in history)
    assert statuses["attended"] > 0.9 * len(history)
    assert min(statuses["missed"], statuses["substituted"]) > 100


def test_lower_tiers_sometimes_joined_a_higher_one() -> None:
    tier = {cadre.id: cadre.tier for cadre in made("tra-vinh-2015").cadres}
    tiers: dict[tuple[str, dt.date], set[str]] = {}
    for row in made("tra-vinh-2015").history:
        tiers.setdefault((row.branch, row.date), set()).add(tier[row.cadre])
    together = sum(len(present) > 1 for present in tiers.values())
    assert together > 300


@pytest.mark.parametrize("name", NAMES)
def test_pins_can_all_be_kept(name: str) -> None:
    pins = made(name).pins
    wanted = recipe(name).pins
    required = [pin for pin in pins if pin.decision == "require"]
    assert len(required) == wanted.require
    assert len(pins) == wanted.require + wanted.forbid
    assert len({pin.cadre for pin in pins}) == len(pins)
    assert len({pin.branch for pin in required}) == len(required)
    for pin in required:
        meetings = problem(name).attendable[pin.cadre]
        assert any(m.branch == pin.branch and pin.covers(m.date) for m in meetings)


def test_some_cadres_are_excused_and_some_only_partly_away() -> None:
    july = problem("tra-vinh-2015").horizon[0]
    away = {row.cadre for row in made("tra-vinh-2015").leave}
    excused = {cadre for cadre in away if not problem("tra-vinh-2015").due(cadre, july)}
    assert len(excused) >= 5
    assert len(away - excused) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_the_overview_tells_the_sizes(name: str) -> None:
    rows = (INSTANCES / "README.md").read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if f"[{name}]" in row)
    told = [cell.strip().replace(",", "") for cell in row.split("|")][4:8]
    instance = made(name)
    counts = (instance.cadres, instance.branches, problem(name).meetings, instance.history)
    assert told == [str(len(rows) or "none") for rows in counts]
