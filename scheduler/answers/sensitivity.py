"""What binds: rules, cadres whose month is full, months that are missed, places left behind.

The price of a rule is what each level would gain were it off: the instance without it, solved. What
one more visit of a cadre would bring is solved too; where to look is told by the relaxation. A
place that is left behind is asked what the best roster with a visit there would cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler import rules
from scheduler.answers.missed import MissedVisits, missed_visits
from scheduler.answers.rotation import rotation_of
from scheduler.domain.edit import Change, Edit, Remove
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.edits.scenario import Scenario
from scheduler.engine.restricted import Best, RestrictedSolver
from scheduler.engine.result import Vector
from scheduler.engine.shadow_prices import shadow_prices
from scheduler.language import Language, say
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.waiting import Waiting


def without_each_rule(problem: Problem, language: Language = "en") -> list[Scenario]:
    """One scenario for each rule or fact that stands in the way of visits, with it taken away;
    named in the language.
    """
    return [Scenario(name=name, edit=(edit,)) for name, edit in _edits(problem, language)]


def _edits(problem: Problem, language: Language) -> Iterator[tuple[str, Edit]]:
    instance = problem.instance
    for item in rules.everything():
        if relaxation := item.without(problem):
            yield relaxation.said(language), relaxation.edit
    if problem.settings.holidays:
        yield say("whatif.no_holidays", language), Edit(settings={"holidays": ""})
    for table in ("closures", "leave", "pins"):
        if instance.table(table):
            yield say(f"whatif.no_{table}", language), Edit(remove=Remove(table=table))
    if any(branch.requires for branch in instance.branches):
        yield (
            say("whatif.no_skills", language),
            Edit(change=Change(table="branches", set={"requires": []})),
        )


def one_more_visit(problem: Problem, most: int, watch: Watch | None = None) -> list[Scenario]:
    """One scenario for each of the ``most`` cadres whose quota binds `waiting` hardest: they owe
    and may make one more visit a month.
    """
    worth: dict[str, float] = defaultdict(float)
    for (cadre, _), gain in shadow_prices(problem, Waiting.name, watch or Watch()).items():
        worth[cadre] += gain
    hardest = sorted(problem.by_name(worth), key=lambda cadre: -worth[cadre])[:most]
    return [Scenario(name=f"{cadre} + 1", edit=(_one_more(problem, cadre),)) for cadre in hardest]


def _one_more(problem: Problem, cadre: str) -> Edit:
    quota = problem.cadres[cadre].visits_per_month + 1
    return Edit(change=Change(table="cadres", where={"id": cadre}, set={"visits_per_month": quota}))


@dataclass(frozen=True)
class LeftBehind:
    """A locality that a tier does not visit in a month although somebody could.

    ``age`` is what it comes to in the month. ``visit`` is the cheapest that could be made there,
    ``best`` the best roster with it and ``difference`` what that costs more on each level; Nones
    where no roster has one, or (not ``proven``) none was found in time.
    """

    tier: str
    locality: str
    month: Month
    age: int
    visit: Visit | None = None
    best: Best | None = None
    difference: Vector | None = None
    proven: bool = True


@dataclass(frozen=True)
class Binding:
    """What binds a roster; ``levels`` name the objectives of each level."""

    levels: tuple[Mapping[str, int], ...]
    missed: tuple[MissedVisits, ...]
    left_behind: tuple[LeftBehind, ...]


def binding(
    problem: Problem, roster: Roster, month: Month, most: int = 5, watch: Watch | None = None
) -> Binding:
    """The missed visits of a month, and the ``most`` longest waiting places that could be visited.

    The roster must keep every rule.
    """
    watch = watch or Watch()
    number = problem.horizon.index(month)
    possible = _possible(problem, month)
    ages = rotation_of(problem, roster).ages
    longest = sorted(
        ((-own[number], key) for key, own in ages.items() if own[number] and key in possible)
    )
    whole = RestrictedSolver(problem, roster, month, frozenset(), watch)
    found = []
    for age, (tier, locality) in longest[:most]:
        restricted = whole
        if not whole.whole:
            restricted = RestrictedSolver(problem, roster, month, {locality}, watch)
        visits = frozenset(possible[tier, locality])
        found.append(_asked(restricted, LeftBehind(tier, locality, month, -age), visits))
    missed = tuple(row for row in missed_visits(problem, roster) if row.month == month)
    return Binding(whole.levels, missed, tuple(found))


def _possible(problem: Problem, month: Month) -> dict[tuple[str, str], list[Visit]]:
    """The visits that each tier could make to each locality in the month."""
    found: dict[tuple[str, str], list[Visit]] = {}
    for (cadre, when), meetings in problem.attendable_in.items():
        row = problem.cadres[cadre]
        for meeting in meetings if when == month and row.visits_per_month else ():
            key = (row.tier, problem.locality(meeting.branch))
            found.setdefault(key, []).append(Visit(cadre, meeting.branch, meeting.date))
    return found


def _asked(restricted: RestrictedSolver, place: LeftBehind, visits: frozenset[Visit]) -> LeftBehind:
    try:
        best = restricted.solve(one_of=visits)
    except NoPoint as answer:
        return replace(place, proven=answer.proven)
    visit = next(visit for visit in best.roster if visit in visits)
    difference = tuple(b - c for b, c in zip(best.cost, restricted.cost, strict=True))
    return replace(place, visit=visit, best=best, difference=difference, proven=best.proven)
