"""What now: plan the rest of a published roster anew, with the fewest changes.

What lies before a date is frozen. From there on the instance as it stands by now decides (a meeting
was cancelled, somebody fell ill, somebody came), and of all rosters that miss as few visits as can
be the one that keeps most of the published visits is found, then the usual levels.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scheduler import rules
from scheduler.domain.faults import SchedulerError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Frozen, Roster, Visit
from scheduler.engine.result import Result
from scheduler.engine.solve import solve
from scheduler.rules import attendance, pins
from scheduler.rules.violations import Violation


class PastBreaksRules(SchedulerError):
    """The visits before the date break a rule among themselves, so no roster can hold them."""

    exit_code = 1

    def __init__(self, violations: Sequence[Violation]):
        self.violations = tuple(violations)
        super().__init__(f"the frozen visits break {len(self.violations)} rule(s)")


ChangeKind = Literal["moved", "dropped", "added"]


@dataclass(frozen=True)
class Change:
    """What is different for one cadre in one month: a visit moved, dropped or added.

    ``causes`` are the facts that make the old visit impossible by now; none where it was given up
    for the sake of others.
    """

    kind: ChangeKind
    cadre: str
    month: Month
    before: Visit | None
    after: Visit | None
    causes: tuple[Violation, ...] = ()

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits before and after, as far as there are any."""
        return tuple(visit for visit in (self.before, self.after) if visit is not None)


@dataclass(frozen=True)
class Replan:
    """A roster for the rest of the horizon, and what it changes of the published one.

    ``problem`` is the one that was solved, its past frozen. ``lost`` are visits before the date
    that cannot have been made by what the instance says now, each with the reasons.
    """

    problem: Problem
    published: Roster
    result: Result
    lost: tuple[tuple[Visit, tuple[Violation, ...]], ...]

    @property
    def changes(self) -> list[Change]:
        """Every change, in the order of lists for people; none where no roster was found."""
        if self.result.roster is None:
            return []
        return changes_between(self.problem, self.published, self.result.roster)


def replan(problem: Problem, published: Roster, since: dt.date, **options: Any) -> Replan:
    """Plan anew from a date on; ``options`` as of :func:`scheduler.engine.solve.solve`.

    ``published`` is the roster that people know, all of it; of its visits before ``since`` those
    that the instance still allows are frozen. Raises :class:`PastBreaksRules`.
    """
    reasons = reasons_against(problem, published)
    past = [visit for visit in published if visit.date < since]
    stands = [visit for visit in past if visit not in reasons]
    _refuse_broken(problem, Roster(tuple(stands)))
    frozen = Frozen(since, frozenset(stands))
    ahead = problem.of_instance(problem.instance, frozen)
    hint = Roster.of({visit for visit in published if visit not in reasons})
    result = solve(ahead, reference=frozenset(published), hint=hint, **options)
    lost = tuple((visit, reasons[visit]) for visit in past if visit in reasons)
    return Replan(ahead, published, result, lost)


def _refuse_broken(problem: Problem, past: Roster) -> None:
    """Raise if the past breaks a rule that nothing to come can mend."""
    broken = [v for rule in rules.RULES if rule is not pins for v in rule.audit(problem, past)]
    if broken:
        raise PastBreaksRules(broken)


def reasons_against(
    problem: Problem, roster: Iterable[Visit]
) -> dict[Visit, tuple[Violation, ...]]:
    """The visits that the instance does not allow, each with everything that speaks against it."""
    found: dict[Visit, list[Violation]] = defaultdict(list)
    for violation in attendance.audit(problem, Roster(tuple(roster))):
        if violation not in found[violation.visit]:
            found[violation.visit].append(violation)
    return {visit: tuple(own) for visit, own in found.items()}


def changes_between(problem: Problem, before: Roster, after: Roster) -> list[Change]:
    """What differs for each cadre and month, in order of tier, given name and date.

    Visits dropped and added in one month are paired in order of date: those are moved.
    """
    old, new = set(before), set(after)
    reasons = reasons_against(problem, sorted(old - new))
    cells: dict[tuple[str, Month], tuple[list[Visit], list[Visit]]] = defaultdict(lambda: ([], []))
    for place, visits in enumerate((old - new, new - old)):
        for visit in sorted(visits, key=lambda v: (v.date, v.branch)):
            cells[visit.cadre, visit.month][place].append(visit)
    gone = sorted({cadre for cadre, _ in cells} - problem.cadres.keys())
    rank = {cadre: n for n, cadre in enumerate([*problem.by_name(problem.cadres), *gone])}
    return [
        change
        for cell in sorted(cells, key=lambda cell: (rank[cell[0]], cell[1]))
        for change in _paired(cell, *cells[cell], reasons)
    ]


def _paired(
    cell: tuple[str, Month],
    dropped: list[Visit],
    added: list[Visit],
    reasons: dict[Visit, tuple[Violation, ...]],
) -> Iterator[Change]:
    for number in range(max(len(dropped), len(added))):
        before = dropped[number] if number < len(dropped) else None
        after = added[number] if number < len(added) else None
        kind: ChangeKind = "dropped" if after is None else "added" if before is None else "moved"
        causes = reasons.get(before, ()) if before else ()
        yield Change(kind, *cell, before, after, causes)
