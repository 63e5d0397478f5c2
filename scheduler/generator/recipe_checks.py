"""What one part of a recipe says against another: names that must be known elsewhere in it."""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterator
from importlib.resources import files

from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.rule_cell import parse_rule
from scheduler.domain.faults import Fault
from scheduler.domain.names import nearest
from scheduler.generator.made_up_names import data_rows, place_styles
from scheduler.generator.outcome_recipe import OutcomesRecipe, VisitRates
from scheduler.generator.recipe import Cut, Habit, Recipe


def find_recipe_faults(recipe: Recipe) -> Iterator[Fault]:
    """Every contradiction within the recipe."""
    for check in _CHECKS:
        yield from check(recipe)


def _unknown(column: str, value: str, known: Collection[str]) -> Iterator[Fault]:
    if value not in known:
        names = ", ".join(known)
        near = nearest(value, known)
        yield Fault("generator.named", "recipe", None, column, value, near, {"names": names})


def _territory(recipe: Recipe) -> Iterator[Fault]:
    territory, levels = recipe.territory, recipe.instance.levels
    if territory.places:
        yield from _unknown("territory.places", territory.places, _place_files())
    elif not territory.layers or not territory.layers[0].names:
        yield Fault("generator.no_areas", "recipe", None, "territory", "")
    for number, layer in enumerate(territory.layers, 1):
        column = f"territory.layers[{number}]"
        yield from _unknown(f"{column}.level", layer.level, levels)
        if layer.style:
            yield from _unknown(f"{column}.style", layer.style, place_styles())
    yield from _layers_in_order(recipe)


def _layers_in_order(recipe: Recipe) -> Iterator[Fault]:
    territory, levels = recipe.territory, recipe.instance.levels
    if territory.places in _place_files():
        start = len({row["level"] for row in data_rows(f"{territory.places}.csv")})
    elif not territory.places:
        start = 0
    else:
        return
    for number, layer in enumerate(territory.layers):
        expected = levels[start + number] if start + number < len(levels) else ""
        if layer.level in levels and layer.level != expected:
            column = f"territory.layers[{number + 1}].level"
            context = {"level": expected}
            yield Fault(
                "generator.layer_level", "recipe", None, column, layer.level, expected, context
            )


def _place_files() -> list[str]:
    folder = files(__package__).joinpath("data")
    return sorted(f.name.removesuffix(".csv") for f in folder.iterdir() if f.name.endswith(".csv"))


def _branches(recipe: Recipe) -> Iterator[Fault]:
    organizations = [row.id for row in recipe.organizations]
    for number, kind in enumerate(recipe.branches, 1):
        column = f"branches[{number}]"
        yield from _unknown(f"{column}.level", kind.level, recipe.instance.levels)
        yield from _unknown(f"{column}.organization", kind.organization, organizations)
        yield from _template(f"{column}.name", kind.name, ("area",))


def _calendars(recipe: Recipe) -> Iterator[Fault]:
    kinds = [kind.id for kind in recipe.branches]
    for number, habit in enumerate(recipe.calendars, 1):
        for place, kind in enumerate(habit.kinds, 1):
            yield from _unknown(f"calendars[{number}].kinds[{place}]", kind, kinds)
        yield from _rule(f"calendars[{number}]", habit)
    yield from _template(
        "irregularities.together_rule", recipe.irregularities.together_rule, _DRAWN
    )
    for kind in kinds:
        weights = [habit.weight for habit in recipe.calendars if kind in habit.kinds]
        if not weights:
            yield Fault("generator.no_habit", "recipe", None, "calendars", "", "", {"kind": kind})
        elif not sum(weights):
            yield Fault("generator.weights", "recipe", None, "calendars", "0", "", {"kind": kind})


_DRAWN = ("day", "nth", "weekday")


def _rule(column: str, habit: Habit) -> Iterator[Fault]:
    """Faults of a rule with anything that may be drawn in it."""
    if unsound := list(_template(f"{column}.rule", habit.rule, _DRAWN)):
        yield from unsound
        return
    drawn = dict.fromkeys(
        habit.rule.format(day=day, nth=nth, weekday=weekday)
        for day in habit.days
        for nth in (1, 4)
        for weekday in habit.weekdays
    )
    for text in drawn:
        try:
            rule = parse_rule(text)
        except PydanticCustomError as error:
            context = dict(error.context or {})
            close = str(context.pop("nearest", ""))
            yield Fault(error.type, "recipe", None, f"{column}.rule", text, close, context)
            return
        if rule.needs_anchor and habit.from_ is None:
            yield Fault("rule_anchor", "recipe", None, f"{column}.from", "")
            return


def _template(column: str, text: str, allowed: tuple[str, ...]) -> Iterator[Fault]:
    try:
        fields = {
            f"{field}{spec}{conversion or ''}"
            for _, field, spec, conversion in string.Formatter().parse(text)
            if field is not None
        }
    except ValueError:
        fields = {text}
    if not fields <= set(allowed):
        context = {"fields": ", ".join(f"{{{field}}}" for field in allowed)}
        yield Fault("generator.template", "recipe", None, column, text, "", context)


def _cadres(recipe: Recipe) -> Iterator[Fault]:
    levels = recipe.instance.levels
    organizations = [row.id for row in recipe.organizations]
    for number, group in enumerate(recipe.cadres, 1):
        column = f"cadres[{number}]"
        yield from _unknown(f"{column}.tier", group.tier, levels[:-1])
        below = levels[levels.index(group.tier) :] if group.tier in levels else levels
        yield from _unknown(f"{column}.responsible", group.responsible, below)
        if group.areas[1] > recipe.instance.max_areas:
            limit = {"limit": recipe.instance.max_areas}
            value = str(list(group.areas))
            yield Fault("max_areas", "recipe", None, f"{column}.areas", value, "", limit)
        for organization in group.organizations:
            yield from _unknown(f"{column}.organizations", organization, organizations)


def _cuts(recipe: Recipe) -> Iterator[Fault]:
    for number, cut in enumerate(recipe.absences.cuts, 1):
        yield from _whose(recipe, f"absences.cuts[{number}]", cut)


def _whose(recipe: Recipe, column: str, part: Cut | VisitRates) -> Iterator[Fault]:
    """Faults of the names that say whose cadres a part is about; empty is all."""
    if part.tier:
        yield from _unknown(f"{column}.tier", part.tier, [group.tier for group in recipe.cadres])
    if part.organization:
        organizations = [row.id for row in recipe.organizations]
        yield from _unknown(f"{column}.organization", part.organization, organizations)


def _outcomes(recipe: Recipe) -> Iterator[Fault]:
    outcomes = recipe.outcomes
    organizations = [row.id for row in recipe.organizations]
    for number, meetings in enumerate(outcomes.meetings, 1):
        column = f"outcomes.meetings[{number}].organization"
        yield from _unknown(column, meetings.organization, organizations)
    not_held = max([outcomes.not_held, *(one.not_held or 0 for one in outcomes.meetings)])
    yield from _shares("outcomes", outcomes, not_held)
    for number, visits in enumerate(outcomes.visits, 1):
        column = f"outcomes.visits[{number}]"
        yield from _whose(recipe, column, visits)
        yield from _shares(column, outcomes.with_rates(visits), not_held)


def _shares(column: str, rates: OutcomesRecipe, not_held: float) -> Iterator[Fault]:
    total = rates.missed + rates.substituted + rates.moved + not_held
    if total > 1 + _ROUNDING:
        names = {"names": "missed, substituted, moved, not_held"}
        yield Fault("generator.shares", "recipe", None, column, f"{total:g}", "", names)


def _returns(recipe: Recipe) -> Iterator[Fault]:
    if not sum(recipe.returns.kinds.values()):
        yield Fault("generator.kinds", "recipe", None, "returns.kinds", "0")


_ROUNDING = 1e-9

_CHECKS: tuple[Callable[[Recipe], Iterator[Fault]], ...] = (
    _territory, _branches, _calendars, _cadres, _cuts, _outcomes, _returns,
)  # fmt: skip
