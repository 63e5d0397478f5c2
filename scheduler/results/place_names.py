"""Places as people name them: with what they lie in."""

from __future__ import annotations

from scheduler.domain.problem import Problem


def place_said(problem: Problem, area: str) -> str:
    """The name of the area and of those that it lies in, below the level that gets a handoff:
    "Ấp Ba, Xã Hiếu Tử"; of an area of that level or above, its own name.
    """
    levels = set(problem.settings.levels[:2])
    names = [
        problem.territory[one].name
        for one in problem.territory.ancestors(area)
        if problem.territory[one].level not in levels
    ]
    return ", ".join(names) or problem.territory[area].name


def within_said(problem: Problem, area: str) -> str:
    """The name of the area, of whatever level, and of the one right above it."""
    own = problem.territory[area]
    return f"{own.name}, {problem.territory[own.parent].name}" if own.parent else own.name
