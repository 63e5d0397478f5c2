"""Reading recipes: every fault at once, each with its place, in words of both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.faults import Fault, InputError, describe
from scheduler.generator import read_recipe
from scheduler.generator.read_recipe import recipe_of
from scheduler.generator.recipe_checks import find_recipe_faults
from scheduler.language import LANGUAGES

FIRST_STEPS = Path(__file__).parents[2] / "instances" / "first-steps" / "recipe.toml"
TEXT = FIRST_STEPS.read_text(encoding="utf-8")


def faults_of(folder: Path, text: str) -> tuple[Fault, ...]:
    file = folder / "recipe.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_recipe(file)
    return refused.value.faults


def with_change(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(("old", "new", "kind", "place", "nearest"), [
    ('language = "vi"', 'language = "vn"', "choice", "language", None),
    ('ids = "words"', 'idz = "words"', "toml_key", "idz", "ids"),
    ("months = 2", "months = 0", "integer", "instance.months", ""),
    ("gap_months = 3", 'gap_months = "x"', "integer", "instance.rules.gap_months", ""),
    ("spread_km = 6", "spread_km = -6", "decimal", "territory.layers[2].spread_km", ""),
    ("spread_km = 6", 'code = "a\\nb"', "line", "territory.layers[2].code", ""),
    ("children = [6, 6]", "children = [6, 5]", "generator.span",
     "territory.layers[3].children", ""),
    ("children = [6, 6]", "children = [0, 5]", "generator.span",
     "territory.layers[3].children", ""),
    ("at = [9.90, 106.30]", "at = 9", "toml_list", "territory.layers[1].at", ""),
    ("at = [9.90, 106.30]", "at = [9, 1, 1]", "toml_pair", "territory.layers[1].at", ""),
    ('level = "commune"', 'level = "comune"', "generator.named", "territory.layers[2].level",
     "commune"),
    ('level = "commune"', 'level = "hamlet"', "generator.layer_level", "territory.layers[2].level",
     "commune"),
    ("[territory]", '[territory]\nplaces = "tra-vin-2015"', "generator.named", "territory.places",
     "tra-vinh-2015"),
    ('names = ["Riverside"]', "", "generator.no_areas", "territory", ""),
    ('organization = "women"', 'organization = "woman"', "generator.named",
     "branches[2].organization", "women"),
    ("committee of {area}", "committee of {place}", "generator.template", "branches[1].name", ""),
    ('kinds = ["front"]', 'kinds = ["frond"]', "generator.named", "calendars[1].kinds[1]", "front"),
    ('kinds = ["front"]', 'kinds = ["women"]', "generator.no_habit", "calendars", ""),
    ('rule = "{day}"', 'rule = "{day:>9}"', "generator.template", "calendars[1].rule", ""),
    ('responsible = "commune"', 'responsible = "comune"', "generator.named",
     "cadres[1].responsible", "commune"),
    ('tier = "commune"\nresponsible = "commune"', 'tier = "commune"\nresponsible = "district"',
     "generator.named", "cadres[2].responsible", ""),
    ('tier = "district"', 'tier = "hamlet"', "generator.named", "cadres[1].tier", ""),
    ("{ front = 1, women = 1", "{ front = 1, wimen = 1", "generator.named",
     "cadres[1].organizations", "women"),
    ("organizations = { front = 1, women = 1, farmers = 1 }", "organizations = 3",
     "toml_table", "cadres[1].organizations", ""),
    ('responsible = "commune"', 'responsible = "commune"\nareas = [1, 3]', "max_areas",
     "cadres[1].areas", ""),
    ("months = 4", "months = 61", "integer", "history.months", ""),
    ('reasons = ["Annual leave"]', "reasons = []", "empty", "absences.reasons", ""),
    ("part_of_month = 0.3", "part_of_month = 1.5", "decimal", "absences.part_of_month", ""),
])  # fmt: skip
def test_a_fault_names_its_place_and_the_nearest_value(
    tmp_path: Path, old: str, new: str, kind: str, place: str, nearest: str | None
) -> None:
    faults = faults_of(tmp_path, with_change(old, new))
    found = next(fault for fault in faults if fault.kind == kind)
    assert found.place == f"recipe.toml:{place}"
    assert nearest is None or found.nearest == nearest
    assert_described(faults)


def assert_described(faults: tuple[Fault, ...]) -> None:
    for language in LANGUAGES:
        for fault in faults:
            assert fault.place in describe(fault, language)


def test_an_unsound_rule_is_found_before_any_branch_bears_it(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, with_change('rule = "{day}"', 'rule = "FREQ=HOURLY"'))
    assert [fault.place for fault in faults] == ["recipe.toml:calendars[1].rule"]


def test_a_rule_that_is_counted_needs_a_beginning(tmp_path: Path) -> None:
    rule = 'rule = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={day}"'
    faults = faults_of(tmp_path, with_change('rule = "{day}"', rule))
    assert [(fault.kind, fault.place) for fault in faults] == [
        ("rule_anchor", "recipe.toml:calendars[1].from")
    ]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = with_change("months = 2", "months = 0").replace("join = 0.3", "join = 3")
    places = {fault.place for fault in faults_of(tmp_path, text)}
    assert places == {"recipe.toml:instance.months", "recipe.toml:history.join"}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, 'language = "en"')
    assert {"recipe.toml:instance", "recipe.toml:territory"} <= {fault.place for fault in faults}
    assert_described(faults)


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe\x00", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_one_fault(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "recipe.toml"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_recipe(file)
    (fault,) = refused.value.faults
    assert fault.kind in ("toml_file", "toml_syntax")
    assert_described((fault,))


def test_an_absent_file_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_recipe(tmp_path / "recipe.toml")
    assert [fault.kind for fault in refused.value.faults] == ["not_found"]


@pytest.mark.parametrize("scale", [0.0, 11.0, float("nan")])
def test_a_scale_out_of_range_is_refused(scale: float) -> None:
    with pytest.raises(InputError) as refused:
        read_recipe(FIRST_STEPS).scaled(scale)
    assert refused.value.faults[0].column == "scale"


def test_the_recipes_of_the_repository_have_no_faults() -> None:
    recipes = sorted(FIRST_STEPS.parents[1].glob("*/recipe.toml"))
    assert len(recipes) == 5
    for file in recipes:
        assert not list(find_recipe_faults(read_recipe(file)))


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to every value, tables and lists included."""
    if path:
        yield path
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


WRONG = st.sampled_from(
    [
        "",
        "x",
        "{",
        "{x.y}",
        "a\u202eb",
        -1,
        0,
        10**30,
        True,
        1.5,
        float("inf"),
        [],
        [1],
        {},
        {"x": 1},
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_wrong_value_anywhere_is_told_in_words_or_does_no_harm(data: st.DataObject) -> None:
    content = tomllib.loads(TEXT)
    path = data.draw(st.sampled_from(list(leaves(content))))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = data.draw(WRONG)
    assert_described(told(content))


def told(content: dict[str, Any]) -> tuple[Fault, ...]:
    """The faults of a recipe with that content; reading it raises nothing but InputError."""
    try:
        recipe_of(content)
    except InputError as refused:
        return refused.faults
    return ()
