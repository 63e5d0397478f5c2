"""Random instances with more visits, visitors and months than usual, and rosters of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Set

from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.exact import Exact
from scheduler.engine.feasibility import pinned_visits
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from tests.random_instances import random_instance


def varied(seed: int) -> Instance:
    """Two to five months, up to three visitors, gaps up to five, more visits owed than usual."""
    rng = random.Random(seed)
    instance = random_instance(seed, months=2 + seed % 4)
    own = instance.settings.rules.model_copy(
        update={"visitors_per_meeting": 1 + seed % 3, "gap_months": rng.choice((0, 2, 3, 5))}
    )
    settings = instance.settings.model_copy(update={"rules": own})
    cadres = tuple(
        row.model_copy(update={"visits_per_month": rng.choice((row.visits_per_month, 2, 3))})
        for row in instance.cadres
    )
    return instance.model_copy(update={"settings": settings, "cadres": cadres})


def known_rosters(problem: Problem, seed: int, reference: Set[Visit]) -> Iterator[Roster]:
    """A first roster, the best, and some between them: of the best a part, filled up."""
    try:
        pinned = pinned_visits(problem, Watch())
    except NoPoint:
        return
    best, _ = Exact(TaskContext(problem, reference)).solve(Watch())
    yield best
    rng = random.Random(seed)
    for share in (0.0, 0.7):
        kept = Roster.of({*pinned, *(v for v in best if rng.random() < share)})
        if (found := construct_roster(problem, kept, seed)) is not None:
            yield found
