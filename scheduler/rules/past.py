"""The past: what is over stays over (SPEC §4).

Visits that were made are facts (:attr:`~scheduler.domain.problem.Problem.made`). They count in
every objective and take up quotas and places, but no rule is held against them; what is planned
beside them must keep every rule. The model needs no row for it: facts are settled candidates, and
nothing else that is over becomes one.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.posting import Model
from scheduler.rules.rule import Rule, State
from scheduler.rules.violations import Violation


def counted(problem: Problem, roster: Roster) -> Roster:
    """The roster as objectives count it: with every fact, without what was not made."""
    absent = problem.made - set(roster)
    if not absent and problem.unmade.isdisjoint(roster):
        return roster
    return Roster((*(v for v in roster if v not in problem.unmade), *sorted(absent)))


class Past(Rule):
    """What is over stays as it was."""

    name = "past"
    violations = ("unmade", "over", "made")

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each visit planned for a time that is over, each that is recorded as not made, and each
        fact that is missing.
        """
        before = problem.elapsed.before if problem.elapsed else None
        for row, visit in enumerate(roster):
            if visit in problem.unmade:
                yield Violation("unmade", row, visit)
            elif before and visit.date < before and visit not in problem.made:
                yield Violation("over", row, visit, {"before": before})
        for visit in sorted(problem.made - set(roster), key=lambda v: (v.date, v.branch, v.cadre)):
            yield Violation("made", None, visit)

    def post(self, model: Model) -> None:
        """Nothing: facts are settled candidates."""

    def state(self, problem: Problem) -> State:
        """Nothing: what is over is not chosen from."""
        return State()
