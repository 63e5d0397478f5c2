"""The best that is known during a solve: a roster, a bound for each level, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler import rules
from scheduler.domain.roster import Roster
from scheduler.engine.context import TaskContext
from scheduler.engine.errors import Contradiction
from scheduler.engine.progress import Event, Listener
from scheduler.engine.result import LevelResult, ObjectiveResult, Result, TraceEntry, Vector
from scheduler.milp.watch import Watch


class BestKnown:
    """The best roster and the best bounds so far; the listener hears of every change."""

    def __init__(self, context: TaskContext, watch: Watch, listener: Listener | None):
        self.context = context
        self.watch = watch
        self.listener = listener
        self.levels = rules.levels_of(context.problem, context.reference)
        self.roster: Roster | None = None
        self.vector: Vector = ()
        self.bounds: Vector = (0,) * len(self.levels)
        self.impossible = False
        """Whether it is proven that there is no roster."""
        self.alone: dict[str, int] = {}
        """Bounds of single objectives in levels that weigh several."""
        self.trace: list[TraceEntry] = []
        self._told: dict[int, tuple[int, int]] = {}

    def offer(self, roster: Roster | None) -> None:
        """Keep the roster if none so far is better; of equals the later one breaks ties better."""
        if roster is None:
            return
        vector = rules.vector(self.context.problem, roster, self.context.reference)
        if self.roster is None or vector <= self.vector:
            self.roster, self.vector = roster, vector
            self._tell_levels()

    def raise_bounds(self, bounds: Sequence[int]) -> None:
        """Keep the better bound of each level."""
        self.bounds = tuple(map(max, self.bounds, bounds))
        self._tell_levels()

    def _tell_levels(self) -> None:
        """Report every level that is not as last reported."""
        for number, pair in enumerate(zip(self.vector, self.bounds, strict=False)):
            if self._told.get(number) != pair:
                self._told[number] = pair
                self.trace.append(TraceEntry(self.watch.seconds, number + 1, *pair))
                self.tell("level", number + 1, " + ".join(self.levels[number]), *pair)

    def tell(
        self,
        phase: str,
        level: int | None = None,
        objective: str = "",
        value: int | None = None,
        bound: int | None = None,
    ) -> None:
        """Pass an event on to the listener, if there is one."""
        if self.listener is not None:
            seconds = self.watch.seconds
            self.listener(Event(phase, level, objective, value, bound, seconds))

    def result(self) -> Result:
        """The audited answer; what the audit says is what is reported."""
        watch, problem, roster = self.watch, self.context.problem, self.roster
        facts: dict[str, Any] = {
            "seconds": watch.seconds, "seed": self.context.seed, "workers": watch.workers,
            "reproducible": not watch.cut, "interrupted": watch.stop.is_set(),
        }  # fmt: skip
        if roster is None:
            return Result("infeasible" if self.impossible else "unknown", None, **facts)
        self.tell("audit")
        if violation := next(rules.audit(problem, roster), None):
            raise Contradiction(f"the roster breaks a rule: {violation.message('en')}")
        values = rules.values(problem, roster, self.context.reference)
        levels = tuple(
            LevelResult(
                number + 1, dict(level), sum(values[n] * w for n, w in level.items()), bound
            )
            for number, (level, bound) in enumerate(zip(self.levels, self.bounds, strict=True))
        )
        for level in levels:
            if level.bound > level.value:
                raise Contradiction(f"level {level.level}: bound {level.bound} above {level.value}")
        optimal = all(level.bound == level.value for level in levels)
        objectives = tuple(self._objective_results(values, levels))
        return Result(
            "optimal" if optimal else "feasible", roster, objectives, levels, tuple(self.trace),
            **facts,
        )  # fmt: skip

    def _objective_results(
        self, values: Mapping[str, int], levels: Sequence[LevelResult]
    ) -> Iterator[ObjectiveResult]:
        for level in levels:
            for name, weight in level.objectives.items():
                alone = len(level.objectives) == 1
                bound = -(-level.bound // weight) if alone else self.alone.get(name, 0)
                yield ObjectiveResult(name, level.level, values[name], bound)
