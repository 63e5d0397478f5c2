"""The feasibility check: the visits that pins ask for, with the company they need.

They decide whether there is a roster at all: without pins the empty roster keeps every rule, and of
any roster the visits to pinned meetings alone keep every rule too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.candidates import candidates_of
from scheduler.engine.errors import translated
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.lexicographic import solve_lexicographic
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from scheduler.rules.posting import Candidate


@translated()
def pinned_visits(problem: Problem, watch: Watch) -> Roster:
    """As few visits as meet every `require` pin and keep every rule, beside those that are facts.

    Raises :class:`~scheduler.milp.errors.NoPoint` where none do.
    """
    if not problem.requiring_pins:
        return Roster.of(())
    candidates = [c._replace(variable=n) for n, c in enumerate(_candidates(problem))]
    model = RosterModel(problem, candidates=candidates)
    for rule in rules.all_rules():
        rule.post(model)
    space = Space.of(model)
    visit = np.zeros(space.matrix.width, dtype=np.int64)
    visit[: len(candidates)] = 1
    point = solve_lexicographic(space, [visit], watch).point
    return Roster.of(c.visit for c in candidates if point[c.variable] == 1 and not c.settled)


def _candidates(problem: Problem) -> Iterator[Candidate]:
    """Possible visits to meetings that a pin may be met at, and the facts that they depend on."""
    pins = problem.requiring_pins
    meetings = {
        (meeting.branch, meeting.date)
        for (cadre, branch), rows in pins.items()
        for meeting in problem.attendable[cadre]
        if meeting.branch == branch and any(pin.covers(meeting.date) for pin in rows)
    }
    cadres = {cadre for cadre, _ in pins}
    branches = {branch for branch, _ in meetings}
    for rule in rules.all_rules():
        cadres.update(rule.helpers(problem, branches))
    cells = {(cadre, month) for cadre in cadres for month in problem.horizon}
    facts = [v for v in problem.made if v.cadre in cadres or (v.branch, v.date) in meetings]
    candidates = candidates_of(problem, cells, facts)
    return (c for c in candidates if c.settled or c.meeting in meetings)
