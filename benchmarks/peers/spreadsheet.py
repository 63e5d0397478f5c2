"""What a careful planner does in a spreadsheet: month by month, cadre by cadre, oldest place first.

Pins first. Who has the fewest meetings to choose from goes first, the tiers from the bottom up, so
that the upper ones find company. No step is ever taken back, and no bound is known.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from benchmarks.peers import Attempt
from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.pinned import pinned_visits
from scheduler.engine.progress import Watch


def solve(problem: Problem, seconds: float) -> Attempt:  # noqa: ARG001  it takes what it takes
    """One pass."""
    start = problem.horizon[0].ordinal
    last = {place: start - age for place, age in problem.ages_at_start.items()}
    own_last: dict[tuple[str, str], int] = {}
    for row in problem.past:
        own_last[row.cadre, problem.locality(row.branch)] = Month.of(row.date).ordinal
    visits: list[Visit] = []
    busy: set[tuple[str, dt.date]] = set()
    made: dict[tuple[str, Month], int] = defaultdict(int)
    present: dict[tuple[str, dt.date, str], int] = defaultdict(int)

    def note(cadre: str, branch: str, date: dt.date) -> None:
        place, tier = problem.locality(branch), problem.cadres[cadre].tier
        visits.append(Visit(cadre, branch, date))
        busy.add((cadre, date))
        present[branch, date, tier] += 1
        made[cadre, Month.of(date)] += 1
        last[tier, place] = own_last[cadre, place] = Month.of(date).ordinal

    for visit in pinned_visits(problem, Watch()):
        note(*visit)
    for month in problem.horizon:
        for tier in reversed(problem.tiers):
            cadres = problem.cadres_by_tier[tier]
            options = {c: problem.attendable_in.get((c, month), ()) for c in cadres}
            for cadre in sorted(cadres, key=lambda c: (len(options[c]), c)):
                for _ in range(problem.due(cadre, month) - made[cadre, month]):
                    choices = []
                    for meeting in options[cadre]:
                        place, key = (
                            problem.locality(meeting.branch),
                            (meeting.branch, meeting.date),
                        )
                        full = present[(*key, tier)] >= problem.rules.visitors_per_meeting
                        if full or (cadre, meeting.date) in busy:
                            continue
                        lower = problem.tiers[problem.tiers.index(tier) + 1 :]
                        lone = sum(
                            t in problem.able_tiers[key] and not present[(*key, t)] for t in lower
                        )
                        since = month.ordinal - own_last.get((cadre, place), -(10**6))
                        early = since < problem.gap(cadre)
                        choices.append((early, lone, last[tier, place], *reversed(key)))
                    if choices:
                        *_, date, branch = min(choices)
                        note(cadre, branch, date)
    roster = Roster.of(visits)
    sound = not any(rules.audit(problem, roster))
    return Attempt(roster if sound else None, ())
