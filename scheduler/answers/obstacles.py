"""What stands in the way of a visit that no roster has: why it cannot be, in facts."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.answers.conflicts import find_conflicts
from scheduler.answers.over import Over
from scheduler.domain.edit import Add, Edit
from scheduler.domain.fact import Fact
from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.edits.apply import edited
from scheduler.language import Language, say


@dataclass(frozen=True)
class Obstacle:
    """Why a visit cannot be made: visits of the cadre that are over have used up the quota of the
    period (``used``), or else a smallest set of facts conflicts with it.

    Neither is known where the visit is possible by other changes than those that were asked about.
    """

    visit: Visit
    period: Period
    used: tuple[Visit, ...] = ()
    facts: tuple[Fact | Over, ...] = ()

    def reason(self, language: Language) -> str:
        """The obstacle in words; "" where none is known."""
        if self.used:
            days = tuple(visit.date for visit in self.used)
            return say(
                "explain.quota_used", language, days=days, month=self.period, first=min(days)
            )
        return "; ".join(fact.sentence(language) for fact in self.facts)


def obstacle(problem: Problem, visit: Visit, unmade: Set[Visit] = frozenset()) -> Obstacle:
    """What keeps every roster from having the visit, and none of those that are to be unmade."""
    period = problem.period(visit.cadre, visit.month)
    before = (Visit(row.cadre, row.branch, row.date) for row in problem.past)
    over = (v for v in (*before, *problem.made) if v.cadre == visit.cadre)
    used = sorted((v for v in over if v.month in period.months), key=lambda v: v.date)
    if used and len(used) >= problem.cadres[visit.cadre].visits_per_month:
        return Obstacle(visit, period, used=tuple(used))
    rows = [_pin(visit, "require"), *(_pin(other, "forbid") for other in sorted(unmade))]
    pinned = edited(problem, [Edit(add=Add(table="pins", rows=rows))])
    asked = pinned.instance.pins[len(problem.instance.pins) :]
    conflicts = find_conflicts(pinned, most=1)
    facts = (fact for conflict in conflicts for fact in conflict.facts)
    own = tuple(fact for fact in facts if fact.context.get("pin") not in asked)
    return Obstacle(visit, period, facts=own)


def _pin(visit: Visit, decision: Literal["require", "forbid"]) -> dict[str, Any]:
    return {**visit._asdict(), "decision": decision}
