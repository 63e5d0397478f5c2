"""What happens to a problem when a fact is let go, as a whole or in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler import rules
from scheduler.answers.over import Over
from scheduler.domain.edit import Edit
from scheduler.domain.fact import Fact, required
from scheduler.domain.pin_pairs import concerns
from scheduler.domain.problem import Problem
from scheduler.domain.records import Pin
from scheduler.domain.roster import Roster, Visit
from scheduler.edits.apply import edited
from scheduler.engine.feasibility import pinned_visits
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch


def without(problem: Problem, fact: Fact | Over) -> Problem:
    """The problem with the fact let go."""
    return fact.forgotten(problem) if isinstance(fact, Over) else edited(problem, fact.drop)


def is_feasible(problem: Problem) -> bool:
    """Whether some roster meets the pins; raises NoPoint where that is not found out."""
    try:
        pinned_visits(problem, Watch())
    except NoPoint as answer:
        if not answer.proven:
            raise
        return False
    return True


@dataclass(frozen=True)
class TrialOf:
    """The :class:`~scheduler.domain.fact.Trial` of a fact of the problem."""

    problem: Problem
    fact: Fact

    @cached_property
    def without(self) -> Problem:
        """The problem with the fact let go."""
        return without(self.problem, self.fact)

    def after(self, *edits: Edit) -> Problem:
        """The problem after edits."""
        return edited(self.problem, edits)

    def wanted(self) -> Iterator[Visit]:
        """The visits that could meet a pin, or (of others than the pinned) keep it company."""
        pins_of: dict[str, list[Pin]] = defaultdict(list)
        for pin in required(self.without):
            pins_of[pin.cadre].append(pin)
        branches = {pin.branch for pin in required(self.without)}
        for cadre, meetings in self.without.attendable.items():
            own = pins_of.get(cadre)
            for branch, day, *_ in meetings:
                if branch in branches and (
                    own is None or any(pin.branch == branch and pin.covers(day) for pin in own)
                ):
                    yield Visit(cadre, branch, day)

    def solved(self) -> Roster:
        """As few visits as meet the pins; none where no roster does."""
        try:
            return pinned_visits(self.without, Watch())
        except NoPoint:
            return Roster(())


def relevant_part(problem: Problem) -> Problem:
    """The part of the problem that decides whether the pins can be met: the pinned branches, who
    is asked there, and what these have behind them of a month that has begun.
    """
    instance = problem.instance
    rows = tuple(p for p in instance.pins if concerns(p, problem.horizon))
    branches = {pin.branch for pin in required(problem) if pin in rows}
    cadres = {pin.cadre for pin in required(problem) if pin in rows}
    for rule in rules.all_rules():
        cadres.update(rule.helpers(problem, branches))
    past = {v for v in problem.made | problem.unmade if v.cadre in cadres or v.branch in branches}
    # Whoever else was at their meetings took up room there.
    meetings = {(visit.branch, visit.date) for visit in past & problem.made}
    past |= {v for v in problem.made if (v.branch, v.date) in meetings}
    branches |= {visit.branch for visit in past}
    cadres |= {visit.cadre for visit in past}
    elapsed = problem.elapsed
    if elapsed is not None:
        elapsed = replace(elapsed, made=elapsed.made & past)
    part = instance.model_copy(
        update={
            "pins": rows,
            "branches": tuple(b for b in instance.branches if b.id in branches),
            "cadres": tuple(c for c in instance.cadres if c.id in cadres),
            "calendars": tuple(r for r in instance.calendars if r.branch in branches | {""}),
            "meetings": tuple(r for r in instance.meetings if r.branch in branches),
            "leave": tuple(r for r in instance.leave if r.cadre in cadres),
            "history": tuple(
                row
                for row in instance.history
                if (row.cadre, row.branch, row.date) in past
                # A period that began before the horizon: its quota may be used up.
                or (row.cadre in cadres and row.date < problem.horizon[0].first_day)
            ),
        }
    )
    return Problem(part, checked=True, elapsed=elapsed)
