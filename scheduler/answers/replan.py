"""What now: plan the rest of a published roster anew, with the fewest changes.

What lies before a date is over and stays as it was published, but for what the history records
otherwise. From there on the instance as it stands by now decides (a meeting was cancelled, somebody
fell ill, somebody came), and of all rosters that miss as few visits as can be the one that keeps
most of the published visits is found, then the usual levels.

What is over is never undone because a table says something else by now: where it does, the planner
is asked which is true.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Unpack

from scheduler import rules
from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.result import Result
from scheduler.engine.solve import SolveOptions, solve
from scheduler.rules.violations import Violation

ChangeKind = Literal["moved", "dropped", "added"]


@dataclass(frozen=True)
class VisitChange:
    """What is different for one cadre in one month: a visit moved, dropped or added.

    ``causes`` are the facts that make the old visit impossible by now; none where it was given up
    for the sake of others. A ``recorded`` one is a visit that was made and not published.
    """

    kind: ChangeKind
    cadre: str
    month: Month
    before: Visit | None
    after: Visit | None
    causes: tuple[Violation, ...] = ()
    recorded: bool = False

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits before and after, as far as there are any."""
        return tuple(visit for visit in (self.before, self.after) if visit is not None)


@dataclass(frozen=True)
class Doubt:
    """A visit that is over and kept although something speaks against it."""

    visit: Visit
    reasons: tuple[Violation, ...]


@dataclass(frozen=True)
class Replan:
    """A roster for the rest of the horizon, and what it changes of the published one.

    ``problem`` is the one that was solved, with its past. ``doubts`` are for the planner to settle:
    visits that were not made are to be recorded as such, or the tables corrected.
    """

    problem: Problem
    published: Roster
    result: Result
    doubts: tuple[Doubt, ...]

    @property
    def changes(self) -> list[VisitChange]:
        """Every change, in the order of lists for people; none where no roster was found."""
        if self.result.roster is None:
            return []
        return changes_between(self.problem, self.published, self.result.roster)


def replan(
    problem: Problem,
    published: Roster,
    since: dt.date,
    former: Former | None = None,
    **options: Unpack[SolveOptions],
) -> Replan:
    """Plan anew from a date on; options as of :func:`scheduler.engine.solve.solve`.

    ``published`` is the roster that people know, all of it. Its visits before ``since`` are facts,
    but those that the history records as missed or made by a substitute; what it records as
    attended within the horizon are facts too. ``former`` tells of people and places in them that
    the instance no longer has; :class:`InputError` names those of whom nothing is told.
    """
    former = problem.former.joined(former or Former())
    places = ((visit, f"published[{row}]") for row, visit in enumerate(published))
    if faults := list(faults_of_past(problem, places, since, former)):
        raise InputError(faults)
    past = frozenset(visit for visit in published if visit.date < since)
    ahead = problem.of_instance(problem.instance, Elapsed(since, past, former))
    result = solve(ahead, reference=frozenset(published), hint=published, **options)
    return Replan(ahead, published, result, tuple(doubts_of(ahead)))


def faults_of_past(
    problem: Problem, published: Iterable[tuple[Visit, str]], since: dt.date, former: Former
) -> Iterator[Fault]:
    """A fault for each cadre and branch of a visit before the date of whom nothing is known; the
    visits are given with the places where they stand.
    """
    cadres = problem.instance.ids("cadres") | former.cadre_ids
    branches = problem.instance.ids("branches") | former.branch_ids
    seen: set[tuple[str, str]] = set()
    for visit, place in published:
        names = (("cadre", visit.cadre, cadres), ("branch", visit.branch, branches))
        for kind, name, known in names:
            if visit.date < since and name not in known and (kind, name) not in seen:
                seen.add((kind, name))
                context = {"date": visit.date}
                yield Fault(f"changes.former_{kind}", "", None, kind, name, "", context, place)


def doubts_of(problem: Problem) -> Iterator[Doubt]:
    """The facts of a horizon that a table speaks against, or that break a rule among themselves, in
    order of date.
    """
    made = Roster.of(problem.made)
    against: dict[Visit, list[Violation]] = defaultdict(list)
    former = problem.former.cadre_ids
    for rule in rules.all_rules():
        for violation in rule.contradictions(problem, made):
            if violation.visit.cadre not in former:  # of whom nobody knows how much they owed
                against[violation.visit].append(violation)
    return (Doubt(visit, tuple(against[visit])) for visit in made if against[visit])


def reasons_against(
    problem: Problem, visits: Iterable[Visit]
) -> dict[Visit, tuple[Violation, ...]]:
    """The visits that cannot be, each with everything that speaks against it."""
    found = {}
    for visit in visits:
        reasons = tuple(rules.bars(problem, visit))
        if visit in problem.unmade:
            reasons = (Violation("unmade", None, visit),)
        if reasons:
            found[visit] = reasons
    return found


def changes_between(problem: Problem, before: Roster, after: Roster) -> list[VisitChange]:
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
        for change in _paired(cell, *cells[cell], reasons, problem.made)
    ]


def _paired(
    cell: tuple[str, Month],
    dropped: list[Visit],
    added: list[Visit],
    reasons: dict[Visit, tuple[Violation, ...]],
    made: frozenset[Visit],
) -> Iterator[VisitChange]:
    for number in range(max(len(dropped), len(added))):
        before = dropped[number] if number < len(dropped) else None
        after = added[number] if number < len(added) else None
        kind: ChangeKind = "dropped" if after is None else "added" if before is None else "moved"
        causes = reasons.get(before, ()) if before else ()
        yield VisitChange(kind, *cell, before, after, causes, after in made)
