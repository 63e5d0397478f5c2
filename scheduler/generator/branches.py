"""The branches of a synthetic instance: one of each kind in every area of the kind's level."""

from __future__ import annotations

from collections import defaultdict

from scheduler.domain.records import Area, Branch
from scheduler.generator.chance import share_of, stream
from scheduler.generator.recipe import BranchKind, Recipe

Standing = tuple[BranchKind, Branch]
"""A branch together with its kind."""


def make_branches(recipe: Recipe, seed: int, areas: tuple[Area, ...]) -> tuple[Standing, ...]:
    """All branches with their kinds, area by area."""
    requires = _required_skills(recipe, seed, areas)
    return tuple(
        (
            kind,
            Branch(
                id=_branch_id(recipe, kind, area),
                name=kind.name.format(area=area.name),
                organization=kind.organization,
                area=area.id,
                requires=tuple(requires[area.id]),
            ),
        )
        for area in areas
        for kind in recipe.branches
        if kind.level == area.level
    )


def _branch_id(recipe: Recipe, kind: BranchKind, area: Area) -> str:
    return f"{kind.id}-{area.id}" if recipe.ids == "words" else f"{area.id}-{kind.id}"


def _required_skills(recipe: Recipe, seed: int, areas: tuple[Area, ...]) -> dict[str, list[str]]:
    """Area id to the skills that its branches require; in the lowest level only."""
    lowest = [area.id for area in areas if area.level == recipe.instance.levels[-1]]
    requires: dict[str, list[str]] = defaultdict(list)
    for skill in recipe.skills:
        for area in share_of(stream(seed, "skill", skill.id), lowest, skill.localities):
            requires[area].append(skill.id)
    return requires
