"""What if: many scenarios of one instance, each solved with its proof, side by side.

Effects are kept apart from the solver's choices in two ways. A KPI of a level is known to lie
between the value and its proven bound, and so is the effect on it. And of all rosters that are
best on every level, a scenario takes one that keeps most visits of the base: no more differ for
people and places than must.

Over many months not everything is proven, and a search that goes on a little longer finds a little
more. So there the base is searched for twice as long, every scenario begins where it ended, and a
scenario that changes nothing is the base: what is told as an effect is not the luck of a search,
and what only allows more is never worse.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from scheduler.answers.conflicts import find_conflicts
from scheduler.answers.fairness import fairness_of
from scheduler.answers.impossible import Conflict
from scheduler.answers.rotation import Rotation, rotation_of
from scheduler.domain.cells import MAX_SPAN
from scheduler.domain.edit import Edit
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.edits.apply import applied, apply
from scheduler.edits.scenario import Scenario
from scheduler.engine.context import TaskContext
from scheduler.engine.params import DEFAULT, SolveParams
from scheduler.engine.pool import Begun, WorkerPool, processors
from scheduler.engine.result import Result
from scheduler.engine.solve import solve
from scheduler.language import Language, numeral, say
from scheduler.milp.watch import DEFAULT_WORKERS, Watch
from scheduler.rules import CHANGES

BASE = "base"
"""Name of the instance without edits among its scenarios."""
REACHED = "reached "
"""How the name of the KPI begins that says how much a tier has reached; the tier follows."""
MOST_STAFF = 10
"""Largest staff of a study, in times of today's."""


@dataclass(frozen=True)
class Kpi:
    """A number that tells how good a roster is, and what it must be at least (objectives only)."""

    value: float
    bound: float | None = None


@dataclass(frozen=True)
class Outcome:
    """One scenario solved, with one seed; ``kpis`` are empty where there is no roster."""

    name: str
    seed: int
    problem: Problem
    result: Result
    rotation: Rotation
    kpis: Mapping[str, Kpi]

    @property
    def roster(self) -> Roster:
        """The roster; empty where there is none."""
        return self.result.roster or Roster(())

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Why there cannot be a roster; empty where there is one, or none was found in time."""
        return tuple(find_conflicts(self.problem)) if self.result.status == "infeasible" else ()


class Measured(NamedTuple):
    """What a solve came to."""

    result: Result
    rotation: Rotation
    kpis: Mapping[str, Kpi]


def measured(problem: Problem, result: Result) -> Measured:
    """The result with everything that is told of it."""
    rotation = rotation_of(problem, result.roster or Roster(()))
    kpis = {} if result.roster is None else kpis_of(problem, result, rotation)
    return Measured(result, rotation, kpis)


def kpis_of(problem: Problem, result: Result, rotation: Rotation) -> dict[str, Kpi]:
    """Who owes a visit, and work due; each objective; waits, completeness and ways."""
    assert result.roster is not None
    due = {c: sum(problem.owed(c, m) for m in problem.horizon) for c in problem.cadres}
    found = {
        "cadres": Kpi(sum(1 for visits in due.values() if visits)),
        "due": Kpi(sum(due.values())),
        "visits": Kpi(len(result.roster)),
    }
    found |= {row.name: Kpi(row.value, row.bound) for row in result.objectives}
    ages = list(rotation.ages.values())
    if ages:
        found["longest_wait"] = Kpi(max(map(max, ages)))
        found["mean_age_at_end"] = Kpi(round(sum(own[-1] for own in ages) / len(ages), 3))
    for tier, circuit in rotation.tiers.items():
        found[REACHED + tier] = Kpi(round(circuit.share, 4))
    loads = fairness_of(problem, result.roster).cadres.values()
    visits = sum(load.visits for load in loads)
    if visits:
        found["km_per_visit"] = Kpi(round(sum(load.km for load in loads) / visits, 2))
    return found


@dataclass(frozen=True)
class WhatIf:
    """The base and every scenario.

    Scenarios that were not begun before a stop are missing. A base without a roster is compared
    with nothing: what a scenario then comes to stands for itself.
    """

    base: Outcome
    outcomes: tuple[Outcome, ...]
    interrupted: bool = False

    @property
    def by_name(self) -> Mapping[str, list[Outcome]]:
        """The outcomes of each scenario, seed after seed."""
        found: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            found.setdefault(outcome.name, []).append(outcome)
        return found


Told = Callable[[str, int, int, Result], None]
"""Called after each solve: the scenario's name, how many are done, of how many, and the result."""


class _Planned(NamedTuple):
    """A scenario to solve with a seed, and the problem that it makes."""

    scenario: Scenario
    seed: int
    problem: Problem


def what_if(
    problem: Problem,
    scenarios: Sequence[Scenario],
    *,
    seed: int = 0,
    workers: int = DEFAULT_WORKERS,
    time_limit: float | None = None,
    told: Told | None = None,
    stop: threading.Event | None = None,
    params: SolveParams = DEFAULT,
) -> WhatIf:
    """Solve the base and every scenario, several at a time.

    ``time_limit`` is in seconds for each solve (of several months the base has twice as many),
    ``params`` are those of each solve, ``workers`` the processes in place of theirs. Raises
    :class:`~scheduler.domain.faults.InputError` with the faults of every scenario before any is
    solved.
    """
    stop = stop or threading.Event()
    params = replace(params, workers=workers)
    turns = [(s, seed + turn) for s in scenarios for turn in range(s.repeat)]
    watch = Watch(None, stop, workers=workers)
    free = min(processors(watch), len(turns))
    outcomes: list[Outcome] = []
    with WorkerPool(
        TaskContext(problem, frozenset(), seed, params), watch, free if free > 1 else 0
    ) as pool:
        pool.warm_up()
        plan = _plan(problem, turns)  # refuses now what cannot be applied, not after an hour
        longer = time_limit and time_limit * (2 if len(problem.horizon) > 1 else 1)
        result = solve(problem, seed=seed, time_limit=longer, stop=stop, params=params)
        if told:
            told(BASE, 1, len(plan) + 1, result)
        reference = None if result.roster is None else frozenset(result.roster)

        def begin(planned: _Planned) -> tuple[_Planned, Begun[Measured] | None]:
            scenario, own = planned.scenario, planned.seed
            if reference is not None and planned.problem.instance == problem.instance:
                return planned, None
            return planned, pool.submit(
                _solved, params.milp.limits, scenario, own, reference, time_limit
            )

        base = Outcome(BASE, seed, problem, *measured(problem, result))
        waiting = iter(() if stop.is_set() else plan)
        begun = [begin(planned) for planned in islice(waiting, 2 * max(1, free))]
        while begun and not stop.is_set():
            planned, task = begun.pop(0)
            answer = pool.result(task) if task else _unchanged(base)
            if answer is None:
                break
            begun += [begin(planned) for planned in islice(waiting, 1)]
            outcomes.append(Outcome(planned.scenario.name, planned.seed, planned.problem, *answer))
            if told:
                told(planned.scenario.name, len(outcomes) + 1, len(plan) + 1, answer.result)
    return WhatIf(base, tuple(outcomes), stop.is_set())


def _unchanged(base: Outcome) -> Measured:
    """What comes of a scenario that changes nothing: the base."""
    return Measured(base.result, base.rotation, {**base.kpis, CHANGES: Kpi(0, 0)})


def _plan(problem: Problem, turns: Sequence[tuple[Scenario, int]]) -> list[_Planned]:
    """Every scenario applied with its seed; raises InputError with the faults of them all."""
    plan: list[_Planned] = []
    faults: list[Fault] = []
    for scenario, seed in turns:
        try:
            edited = apply(problem.instance, scenario, seed, former=problem.former)
            changed = problem.variant(edited)
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]  # of another seed
        else:
            plan.append(_Planned(scenario, seed, changed))
    if faults:
        raise InputError(faults)
    return plan


def _solved(
    context: TaskContext,
    watch: Watch,
    scenario: Scenario,
    seed: int,
    reference: frozenset[Visit] | None,
    time_limit: float | None,
) -> Measured:
    """One scenario, near to the base's roster, if it has one, where it makes no difference."""
    instance = apply(context.problem.instance, scenario, seed, checked=True)
    problem = context.problem.variant(instance if reference is None else _anchored(instance))
    several = len(problem.horizon) > 1  # one month is proven, and needs no roster to begin from
    result = solve(
        problem, seed=seed, time_limit=time_limit, stop=watch.stop,
        hint=Roster.of(reference) if several and reference is not None else None,
        params=replace(context.params, workers=1),
        reference=reference or frozenset(),
    )  # fmt: skip
    return measured(problem, result)


def _anchored(instance: Instance) -> Instance:
    """The instance with one more level, the last: as few changes as possible."""
    levels = instance.settings.objectives.levels
    if any(CHANGES in level for level in levels):
        return instance
    return applied(instance, [Edit(objectives=[*levels, {CHANGES: 1}])])


# -- ready studies --------------------------------------------------------------------------------


def each_cadre_leaves(problem: Problem, language: Language = "en") -> list[Scenario]:
    """One scenario for each cadre with something due: who is irreplaceable?

    Scenarios of ready studies are named in the language.
    """
    due = (c for c in problem.cadres if any(problem.owed(c, m) for m in problem.horizon))
    return [
        _scenario(
            say("whatif.without", language, cadre=cadre),
            {"remove": {"table": "cadres", "where": {"id": cadre}}},
        )
        for cadre in problem.by_name(due)
    ]


def staffing(shares: Sequence[float], language: Language = "en") -> list[Scenario]:
    """The same work with so many times the cadres; smaller staffs are parts of larger ones.

    Raises :class:`~scheduler.domain.faults.InputError` for shares that are no number from 0 to
    ``MOST_STAFF``.
    """
    context = {"low": 0, "high": MOST_STAFF}
    _refuse(
        Fault("whatif.share", value=str(share), context=context, place="shares")
        for share in shares
        if not 0 <= share <= MOST_STAFF  # nan is not, either
    )
    return [
        _scenario(
            say("whatif.staff", language, share=numeral(f"{share:.6g}", language)), *_staff(share)
        )
        for share in shares
    ]


def _staff(share: float) -> list[dict[str, object]]:
    if share < 1:
        return [{"remove": {"table": "cadres", "share": round(1 - share, 6)}}]
    return [{"add": {"table": "cadres", "like": {}, "share": round(share - 1, 6)}}]


def gaps(months: Sequence[int], language: Language = "en") -> list[Scenario]:
    """Other rotation gaps; InputError for what is no number of months that a gap can have."""
    _refuse(
        Fault("integer", value=str(gap), context={"low": 0, "high": MAX_SPAN}, place="months")
        for gap in months
        if not (isinstance(gap, int) and 0 <= gap <= MAX_SPAN)
    )
    return [
        _scenario(say("whatif.gap", language, gap=gap), {"rules": {"gap_months": gap}})
        for gap in months
    ]


def _refuse(found: Iterable[Fault]) -> None:
    if faults := list(found):
        raise InputError(faults)


def _scenario(name: str, *edits: dict[str, object]) -> Scenario:
    return Scenario(name=name, edit=tuple(Edit.model_validate(edit) for edit in edits))


def smallest_staff(study: WhatIf, promise: int) -> Outcome | None:
    """Of those tried, base included, the one with fewest cadres in which nowhere waits longer than
    ``promise`` months; None if there is none.
    """
    kept = [
        outcome
        for outcome in (study.base, *study.outcomes)
        if outcome.kpis and outcome.kpis.get("longest_wait", Kpi(0)).value <= promise
    ]
    return min(kept, key=lambda outcome: outcome.kpis["cadres"].value, default=None)
