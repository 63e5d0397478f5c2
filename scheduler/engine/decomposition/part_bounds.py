"""What one part of the problem costs at least: its model over all months, relaxed."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler import rules
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.lagrangian import solve_dual
from scheduler.engine.decomposition.parts import Part
from scheduler.engine.decomposition.premises import bound_within
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.watch import Watch
from scheduler.rules.waiting import Waiting


def bound_part(
    context: TaskContext, watch: Watch, part: Part, level: int, premise: tuple[int, ...] = ()
) -> int:
    """A bound for the part's cost on a level (from 0) among its points that cost no more than the
    ``premise`` on the first levels, one number a level.
    """
    levels = rules.levels_of(context.problem, context.reference)
    if by_multipliers(context, levels[level], part):
        steps = context.params.lagrangian.bound_steps
        dual = solve_dual(context, watch, [part], steps)
        return dual.bounds[0] * levels[level][Waiting.name]
    return bound_together(context, watch, part, {level: 1}, premise)


def bound_together(
    context: TaskContext,
    watch: Watch,
    part: Part,
    weights: Mapping[int, int],
    premise: tuple[int, ...],
) -> int:
    """The same for a weighted sum of levels: of each (from 0) its weight."""
    levels = rules.levels_of(context.problem, context.reference)
    problem = context.problem.part(frozenset(part.cadres), part.localities)
    reference = frozenset(visit for visit in context.reference if visit.cadre in problem.cadres)
    used = {name for place in (*range(len(premise)), *weights) for name in levels[place]}
    model = RosterModel.of(problem, reference, counted=used)
    together: dict[str, int] = {}
    for place, weight in weights.items():
        for name, times in levels[place].items():
            together[name] = together.get(name, 0) + weight * times
    return bound_within(model, watch, together, zip(levels, premise, strict=False))


def by_multipliers(context: TaskContext, level: Mapping[str, int], part: Part) -> bool:
    """Whether the part is too large for a relaxation of the level: `waiting` has a stretch from any
    month to any later one, for each locality.
    """
    months = len(context.problem.horizon)
    stretches = len(part.localities) * (months + 1) * (months + 2) // 2
    return Waiting.name in level and stretches > context.params.bounds.relax_up_to
