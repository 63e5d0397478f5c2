"""Why no roster exists: smallest sets of facts that conflict, and which single change helps.

Without `require` pins the empty roster keeps every rule, so a conflict always starts from pins. A
set of facts (:mod:`scheduler.answers.facts`) conflicts when no roster exists with it, and it is
smallest when letting go of any one of them makes one exist. Both are found by solving, never
guessed; so is the smallest edit that ends a conflict, and what the best roster then costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from scheduler.answers.facts import circumstances, pins
from scheduler.answers.impossible import Conflict, WayOut
from scheduler.answers.over import Over
from scheduler.answers.trials import TrialOf, is_feasible, relevant_part, without
from scheduler.domain.fact import Fact
from scheduler.domain.problem import Problem
from scheduler.edits.apply import edited
from scheduler.engine.params import BRIEF
from scheduler.engine.solve import solve
from scheduler.milp.watch import Watch

MAX_CONFLICTS = 20
"""How many independent conflicts are reported at most."""
MOST_PRICED = 20
"""Ways out of which it is found out what they would cost."""


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
                edited(alone, way_out.edits), time_limit=watch.remaining, stop=watch.stop,
                params=replace(BRIEF, workers=1),
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
    found: list[list[Fact | Over]] = []
    while len(found) < most and not is_feasible(part):
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
    part: Problem, facts: Iterable[Fact | Over], others: Iterable[Iterable[Fact | Over]]
) -> Iterator[WayOut]:
    """For each fact of which letting go is enough, the pins of other conflicts dropped, the
    smallest edit that is enough.
    """
    rest = _without_pins(part, others)
    for fact in facts:
        if isinstance(fact, Over):
            continue
        trial = TrialOf(rest, fact)
        if is_feasible(trial.without):
            works = (way for way in fact.ways(trial) if is_feasible(edited(rest, way.edits)))
            for way in islice(works, 1):
                yield WayOut(fact.kind, {**fact.context, **way.told}, way.edits)


def _without_pins(problem: Problem, conflicts: Iterable[Iterable[Fact | Over]]) -> Problem:
    for fact in chain.from_iterable(conflicts):
        if fact.kind == "pin":
            problem = without(problem, fact)
    return problem


def _smallest(part: Problem, whole: Problem) -> list[Fact | Over]:
    """Let go of facts one after another as long as the conflict stays; what cannot go is the
    conflict.
    """
    kept: list[Fact | Over] = []
    for facts_of in (pins, circumstances):  # the pins first: they say whose circumstances matter
        for fact in facts_of(part, whole):
            part, needed = _let_go(fact, part)
            kept += [fact] if needed else []
    # Letting go of a leave can make a tier able, and then company is trial of it: what was needed
    # while others stood need not be needed without them.
    while superfluous := next((fact for fact in kept if not _let_go(fact, part)[1]), None):
        part = without(part, superfluous)
        kept.remove(superfluous)
    return sorted(kept, key=lambda fact: (fact.kind != "pin", fact.table, fact.row or 0))


def _let_go(fact: Fact | Over, part: Problem) -> tuple[Problem, bool]:
    """The problem without the fact; or as it was, where the conflict needs the fact."""
    rest = without(part, fact)
    needed = is_feasible(rest)
    return part if needed else rest, needed
