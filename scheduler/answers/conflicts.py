"""Why no roster exists: smallest sets of facts that conflict, and which single change helps.

Without `require` pins the empty roster keeps every rule, so a conflict always starts from pins. A
set of facts (:mod:`scheduler.answers.facts`) conflicts when no roster exists with it, and it is
smallest when letting go of any one of them makes one exist. Both are found by solving, never
guessed; so is the smallest edit that ends a conflict, and what the best roster then costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from scheduler.answers.facts import Fact, WayOut, circumstances, pins, required
from scheduler.domain.faults import SchedulerError
from scheduler.domain.pin_pairs import concerns
from scheduler.domain.problem import Problem
from scheduler.engine.linear.levels import NoPoint
from scheduler.engine.pinned import pinned_visits
from scheduler.engine.progress import BRIEF, Watch
from scheduler.engine.solve import solve
from scheduler.language import Language, say

MAX_CONFLICTS = 20
"""How many independent conflicts are reported at most."""
MOST_PRICED = 20
"""Ways out of which it is found out what they would cost."""


@dataclass(frozen=True)
class Conflict:
    """A smallest set of facts without a roster; any one of the ``ways_out`` is enough."""

    facts: tuple[Fact, ...]
    ways_out: tuple[WayOut, ...]


class Impossible(SchedulerError):
    """No roster keeps every rule."""

    exit_code = 1

    def __init__(self, conflicts: Sequence[Conflict]):
        self.conflicts = tuple(conflicts)
        super().__init__(f"no roster exists: {len(self.conflicts)} conflict(s)")

    def sentences(
        self,
        language: Language,
        place: Callable[[str, int | None], str] = lambda table, _row: table,
    ) -> Iterator[str]:
        """The conflicts in words, a line each; `place` names file and line of a table's row."""
        for conflict in self.conflicts:
            yield say("conflicts.headline", language)
            for fact in conflict.facts:
                where = f"{place(fact.table, fact.row)}: " if fact.table else ""
                yield f"  - {where}{fact.sentence(language)}"
            if conflict.ways_out:
                yield say("conflicts.ways_out", language)
                for way_out in conflict.ways_out:
                    yield f"  - {way_out.sentence(language)}{_cost_in_words(way_out, language)}"
            else:
                yield say("conflicts.none", language)
        if len(self.conflicts) > 1:
            yield say("conflicts.several", language)


def _cost_in_words(way_out: WayOut, language: Language) -> str:
    if way_out.cost is None:
        return ""
    values = ", ".join(f"{name} {value}" for name, value in way_out.cost.items())
    key = "conflicts.cost" if way_out.proven else "conflicts.cost_so_far"
    return say(key, language, values=values)


def cheapest_first(
    problem: Problem, conflicts: Sequence[Conflict], watch: Watch, most: int = MOST_PRICED
) -> list[Conflict]:
    """The conflicts with their ways out in order of what the best roster then costs.

    The first ``most`` ways out are solved, briefly, the pins of the other conflicts left aside;
    those beyond, and what the watch leaves no time for, come last and without a cost.
    """
    found = []
    for conflict in conflicts:
        others = [other for other in conflicts if other is not conflict]
        found.append(_ordered(problem, conflict, others, watch, most))
        most = max(0, most - len(conflict.ways_out))
    return found


def _ordered(
    problem: Problem, conflict: Conflict, others: Sequence[Conflict], watch: Watch, most: int
) -> Conflict:
    alone = _without_pins(problem, (other.facts for other in others))
    found: list[tuple[tuple[float, ...], WayOut]] = []
    for number, way_out in enumerate(conflict.ways_out):
        result = None
        if number < most and not watch.over:
            result = solve(
                way_out.edit(alone), workers=1, time_limit=watch.remaining, stop=watch.stop,
                effort=BRIEF,
            )  # fmt: skip
        if result is None or result.roster is None:
            found.append(((math.inf,), way_out))
        else:
            cost = {row.name: row.value for row in result.objectives}
            proven = result.status == "optimal"
            vector = tuple(level.value for level in result.levels)
            found.append((vector, replace(way_out, cost=cost, proven=proven)))
    found.sort(key=lambda priced: priced[0])
    return replace(conflict, ways_out=tuple(way_out for _, way_out in found))


def find_conflicts(problem: Problem, most: int = MAX_CONFLICTS) -> list[Conflict]:
    """Independent smallest conflicts of a problem without a roster; empty if a roster exists.

    At most so many.
    A way out of one of them is enough once the pins of the others are dropped.
    """
    relevant = part = relevant_part(problem)
    found: list[list[Fact]] = []
    while len(found) < most and not _feasible(part):
        facts = _smallest(part, problem)
        found.append(facts)
        part = _without_pins(part, [facts])
    return [
        Conflict(
            tuple(facts), tuple(_ways_out(relevant, facts, [o for o in found if o is not facts]))
        )
        for facts in found
    ]


def _ways_out(
    part: Problem, facts: Iterable[Fact], others: Iterable[Iterable[Fact]]
) -> Iterator[WayOut]:
    """For each fact of which letting go is enough, the pins of other conflicts dropped, the
    smallest edit that is enough.
    """
    rest = _without_pins(part, others)
    for fact in facts:
        if _feasible(fact.drop(rest)):
            works = (w for w in fact.ways_out(rest) if _feasible(w.edit(rest)))
            yield from (way_out for way_out in [next(works, None)] if way_out)


def _without_pins(problem: Problem, conflicts: Iterable[Iterable[Fact]]) -> Problem:
    for fact in chain.from_iterable(conflicts):
        if fact.kind == "pin":
            problem = fact.drop(problem)
    return problem


def _smallest(part: Problem, whole: Problem) -> list[Fact]:
    """Let go of facts one after another as long as the conflict stays; what cannot go is the
    conflict.
    """
    kept: list[Fact] = []
    for facts_of in (pins, circumstances):  # the pins first: they say whose circumstances matter
        for fact in facts_of(part, whole):
            part, needed = _let_go(fact, part)
            kept += [fact] if needed else []
    # Letting go of a leave can make a tier able, and then company is asked of it: what was needed
    # while others stood need not be needed without them.
    while superfluous := next((fact for fact in kept if not _let_go(fact, part)[1]), None):
        part = superfluous.drop(part)
        kept.remove(superfluous)
    return sorted(kept, key=lambda fact: (fact.kind != "pin", fact.table, fact.row or 0))


def _let_go(fact: Fact, part: Problem) -> tuple[Problem, bool]:
    """The problem without the fact; or as it was, where the conflict needs the fact."""
    without = fact.drop(part)
    needed = _feasible(without)
    return part if needed else without, needed


def _feasible(problem: Problem) -> bool:
    try:
        pinned_visits(problem, Watch())
    except NoPoint as answer:
        if not answer.proven:
            raise
        return False
    return True


def relevant_part(problem: Problem) -> Problem:
    """The part of the problem that decides whether the pins can be met: the pinned branches, who
    is asked there, and what these have behind them of a month that has begun.
    """
    instance = problem.instance
    rows = tuple(p for p in instance.pins if concerns(p, problem.horizon))
    branches = {pin.branch for pin in required(problem) if pin in rows}
    cadres = {pin.cadre for pin in required(problem) if pin in rows}
    if problem.rules.accompany == "require":
        cadres |= {c for c in problem.cadres if problem.may_attend(c) & branches}
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
