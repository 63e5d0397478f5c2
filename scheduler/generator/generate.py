"""From a recipe and a seed to an instance."""

from __future__ import annotations

from scheduler.domain.checks import find_faults
from scheduler.domain.faults import InputError
from scheduler.domain.instance import Instance
from scheduler.domain.records import Area, Closure
from scheduler.generator.branches import make_branches
from scheduler.generator.cadres import make_cadres, make_leave
from scheduler.generator.calendars import make_rules, make_single_dates
from scheduler.generator.history import make_history
from scheduler.generator.pins import make_pins
from scheduler.generator.recipe import Recipe
from scheduler.generator.territory import make_areas, make_roads


def generate(recipe: Recipe, seed: int) -> Instance:
    """The instance that the recipe and the seed determine.

    The same recipe and seed give the same instance on every machine and supported Python; recipes
    that differ in one part give instances that differ, as far as can be, in that part only.

    Raises :class:`InputError` if what the recipe asks for contradicts itself.
    """
    areas = make_areas(recipe, seed)
    standing = make_branches(recipe, seed, areas)
    cadres = make_cadres(recipe, seed, areas)
    instance = Instance(
        settings=recipe.instance,
        areas=areas,
        organizations=recipe.organizations,
        branches=tuple(branch for _, branch in standing),
        cadres=cadres,
        calendars=make_rules(recipe, seed, areas, standing),
        closures=_closures(recipe, areas),
        leave=make_leave(recipe, seed, cadres),
        distances=make_roads(recipe, seed, areas),
    )
    if faults := find_faults(instance):
        raise InputError(faults)
    meetings = make_single_dates(recipe, seed, instance)
    instance = instance.model_copy(update={"meetings": meetings})
    return instance.model_copy(
        update={
            "history": make_history(recipe, seed, instance),
            "pins": make_pins(recipe, seed, instance),
        }
    )


def _closures(recipe: Recipe, areas: tuple[Area, ...]) -> tuple[Closure, ...]:
    """Those of the recipe; a smaller instance does without those of areas it has not."""
    if recipe.scale >= 1:
        return recipe.closures
    known = {area.id for area in areas} | {""}
    return tuple(closure for closure in recipe.closures if closure.area in known)
