"""What each month's visits cost at least, whatever is planned in the others.

With rotation forgotten the months stand alone, and in those objectives that say so (``each_month``)
what a roster costs beyond the facts is the sum of what each month's visits add to them. A month is
nearly a network, so its relaxation takes moments and is tight where meetings or company are scarce,
which the bounds of each cadre alone do not see.

Levels above count as far as they say how many visits each cadre must make
(:class:`~scheduler.rules.granted.Granted`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.roster import Roster
from scheduler.engine.candidates import candidates_of
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.in_flight import InFlight
from scheduler.engine.pool import WorkerPool
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.certificate import certify
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from scheduler.rules.granted import Granted
from scheduler.rules.posting import grouped


def bound_month(
    context: TaskContext,
    watch: Watch,
    level: int,
    month: Month,
    least: Mapping[str, int],
    spare: int,
) -> int:
    """A bound for the cost on a level (from 0) of the facts and any visits of one month, in the
    objectives that are sums over months.

    Cadres make the ``least`` visits in the month, but for ``spare`` of them in all.
    """
    problem = context.problem
    cells = frozenset((cadre, month) for cadre in problem.cadres)
    model = RosterModel(problem, context.reference, candidates_of(problem, cells, problem.made))
    for rule in rules.all_rules():
        if rule.each_month:
            rule.post(model)
    names = _monthly(context, level)
    for name in names:
        rules.all_objectives()[name].post(model)
    _post_least(model, least, spare)
    space, cost = Space.of(model), model.weighted(names)
    return certify(space, space.costs(cost), watch).bound + cost.constant


def _post_least(model: RosterModel, least: Mapping[str, int], spare: int) -> None:
    lacking = []
    open_ = (candidate for candidate in model.candidates if not candidate.settled)
    for cadre, own in grouped(open_, lambda c: c.cadre).items():
        if must := least.get(cadre, 0):
            terms = [(candidate.variable, 1) for candidate in own]
            if spare:
                lacking.append((model.integer(0, must), 1))
                terms.append(lacking[-1])
            model.row(terms, low=must)
    if lacking:
        model.row(lacking, high=spare)


def _facts_alone(context: TaskContext, level: int) -> int:
    """What the facts cost on the level, in those objectives. Exact: a bound too low would be taken
    off once for each month.
    """
    problem, objectives = context.problem, rules.all_objectives()
    facts = Roster.of(problem.made)
    return sum(
        w * objectives[name].value(problem, facts, context.reference)
        for name, w in _monthly(context, level).items()
    )


def _monthly(context: TaskContext, level: int) -> dict[str, int]:
    """The objectives of the level that are sums over months, with their weights."""
    objectives = rules.all_objectives()
    levels = rules.levels_of(context.problem, context.reference)
    return {name: w for name, w in levels[level].items() if objectives[name].each_month}


@dataclass
class _Pass:
    """The bounds of all months on a level, with what is granted there."""

    level: int
    granted: Granted
    left: list[Month]
    """Months that are not begun with."""
    found: dict[Month, int] = field(default_factory=dict)


class MonthBounds:
    """The bounds of each month alone, level after level, as far as the pool has come."""

    def __init__(self, context: TaskContext, pool: WorkerPool):
        self.context = context
        self.tasks: InFlight[Month, int] = InFlight(context, pool)
        self._done: dict[int, int | None] = {}
        """Level to the visits that might be lacking when it was bounded; None for any number."""
        self._found: dict[int, int] = {}
        self._pass: _Pass | None = None

    def values(self, levels: int) -> list[int]:
        """A bound for each of so many levels, by now."""
        return [self._found.get(level, 0) for level in range(levels)]

    def pump(
        self,
        vector: Sequence[int],
        values: Sequence[int],
        granted: Sequence[Granted],
        levels: int,
    ) -> bool:
        """Take in what is finished, and begin what comes next on the first so many ``levels``;
        False if there is nothing. Of each level it is known what is ``granted`` there.
        """
        if self._pass is not None and self._goes_on(self._pass):
            return True
        for level in range(min(levels, len(granted))):
            unmade = granted[level].unmade
            if (
                vector[level] > values[level]
                and _monthly(self.context, level)
                and (level not in self._done or _fewer(unmade, self._done[level]))
            ):
                self._pass = _Pass(level, granted[level], [*self.context.problem.horizon])
                return self._goes_on(self._pass)
        return False

    def _goes_on(self, current: _Pass) -> bool:
        """Take in what is finished of the pass, begin what comes next; False at its end."""
        for month, bound in self.tasks.taken():
            if bound is not None:
                current.found[month] = bound
        while current.left and self.tasks.has_room:
            self._begin(current, current.left.pop(0))
        if self.tasks:
            return True
        months = self.context.problem.horizon
        if current.found.keys() >= set(months):
            facts = _facts_alone(self.context, current.level)
            total = facts + sum(current.found[month] - facts for month in months)
            self._found[current.level] = max(self._found.get(current.level, 0), total)
        self._done[current.level] = current.granted.unmade
        self._pass = None
        return False

    def _begin(self, current: _Pass, month: Month) -> None:
        least = current.granted.least_in(month)
        spare = current.granted.spare
        self.tasks.begin(month, bound_month, current.level, month, least, spare)


def _fewer(unmade: int | None, before: int | None) -> bool:
    return unmade is not None and (before is None or unmade < before)
