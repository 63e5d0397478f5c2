"""Balance: a cadre's visits are spread evenly over their areas (objective `imbalance`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.chances import Chances
from scheduler.rules.granted import Counted, Granted, chunks
from scheduler.rules.posting import Candidate, Model, grouped, parted
from scheduler.rules.rule import Objective, State


def excess(counts: Sequence[int]) -> int:
    """Σ max(0, n − ⌈V / k⌉) for k counts n with sum V."""
    share = -(-sum(counts) // len(counts))
    return sum(max(0, count - share) for count in counts)


def _shared(problem: Problem) -> Iterator[Cadre]:
    return (cadre for cadre in problem.cadres.values() if len(cadre.areas) >= 2)


def past_counts(problem: Problem) -> Mapping[str, list[int]]:
    """Cadre to the visits in each of their areas within `history_months` before the horizon."""
    earliest = problem.horizon[0].plus(-problem.rules.history_months).first_day
    counts = {cadre.id: [0] * len(cadre.areas) for cadre in _shared(problem)}
    for row in problem.past:
        if row.date >= earliest and row.cadre in counts:
            _count(problem, counts[row.cadre], row.cadre, row.branch)
    return counts


def _count(problem: Problem, counts: list[int], cadre: str, branch: str) -> None:
    for place in places_of(problem, cadre, branch):
        counts[place] += 1


def places_of(problem: Problem, cadre: str, branch: str) -> tuple[int, ...]:
    """Which of the cadre's areas (by place in the list) the branch lies in."""
    above = problem.territory.ancestors(problem.branches[branch].area)
    return tuple(n for n, area in enumerate(problem.cadres[cadre].areas) if area in above)


def _post_single(model: Model, past: list[int], candidates: Sequence[Candidate]) -> None:
    """At most one visit: its cost is known beforehand."""
    idle = excess(past)
    costs: dict[tuple[int, ...], int] = {}
    terms = []
    for candidate in candidates:
        places = places_of(model.problem, candidate.cadre, candidate.branch)
        if places not in costs:
            costs[places] = excess([n + (i in places) for i, n in enumerate(past)]) - idle
        terms.append((candidate.variable, costs[places]))
    model.cost("imbalance", terms, idle)


def _post_counts(model: Model, past: list[int], candidates: Sequence[Candidate]) -> None:
    """over(a) ≥ n(a) − share, with k × share ≤ V + k − 1, that is share ≤ ⌈V / k⌉."""
    areas, most = len(past), len(candidates)
    inside: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        for place in places_of(model.problem, candidate.cadre, candidate.branch):
            inside[place].append(candidate)
    share = model.integer(0, -(-(sum(past) + areas * most) // areas))
    every = [(c.variable, -1) for group in inside.values() for c in group]
    model.row([(share, areas), *_merged(every)], high=sum(past) + areas - 1)
    for place, count in enumerate(past):
        over = model.integer(0, count + len(inside[place]))
        terms = [(c.variable, 1) for c in inside[place]]
        model.row([*terms, (share, -1), (over, -1)], high=-count)
        model.cost("imbalance", [(over, 1)])


def _merged(terms: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """One term for each variable: a branch inside two of the areas counts twice."""
    sums: dict[int, int] = defaultdict(int)
    for variable, coefficient in terms:
        sums[variable] += coefficient
    return list(sums.items())


def _inside(
    problem: Problem, areas: Sequence[str], chances: Chances
) -> Mapping[str, tuple[int, ...]]:
    """Locality to the cadre's areas (by place in the list) that hold it."""
    reached = frozenset().union(*(opening.localities for opening in chances.months.values()))
    return {
        locality: tuple(
            n for n, area in enumerate(areas) if area in problem.territory.ancestors(locality)
        )
        for locality in reached
    }


def _common(
    chances: Chances, period: Period, inside: Mapping[str, tuple[int, ...]]
) -> Iterator[int]:
    """The areas that every visit planned in the period leads into."""
    places = [
        inside[locality]
        for month in period.months
        if month.ordinal in chances.months
        for locality in chances.months[month.ordinal].localities
    ]
    return iter(set.intersection(*map(set, places)) if places else ())


class Imbalance(Objective):
    """A cadre's visits over their areas, more unevenly than need be."""

    name = "imbalance"
    each_alone = True

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Σ over cadres with two areas or more of the excess of their visits, past ones too."""
        counts = past_counts(problem)
        for visit in roster:
            if visit.cadre in counts and visit.branch in problem.branches:
                _count(problem, counts[visit.cadre], visit.cadre, visit.branch)
        return sum(excess(numbers) for numbers in counts.values())

    def post(self, model: Model) -> None:
        """The excess of each cadre with several areas."""
        problem = model.problem
        past = past_counts(problem)
        own = grouped(model.candidates, lambda c: c.cadre)
        for cadre in _shared(problem):
            settled, candidates = parted(own.get(cadre.id, []))
            for made in settled:
                _count(problem, past[cadre.id], cadre.id, made.branch)
            if len(problem.horizon) == 1 and cadre.visits_per_month == 1:
                _post_single(model, past[cadre.id], candidates)
            else:
                _post_counts(model, past[cadre.id], candidates)

    def counted(self, granted: Granted) -> Counted:
        """Of each cadre: Σ max(0, n(a) as it must become − ⌈V / k⌉ as large as it can).

        A visit must lead into an area where all of its period do.
        """
        problem = granted.problem
        past = past_counts(problem)
        for made in problem.made:
            if made.cadre in past:
                _count(problem, past[made.cadre], made.cadre, made.branch)
        total = 0
        beyond: dict[str, list[int]] = {}
        for cadre, counts in past.items():
            chances, areas = granted.chances[cadre], problem.cadres[cadre].areas
            inside = _inside(problem, areas, chances)
            widest = max((len(own) for own in inside.values()), default=0)
            possible = sum(due.possible for due in chances.periods.values())
            share = -(-(sum(counts) + possible * widest) // len(areas))
            fewest = list(counts)
            for period, least in granted.least(cadre).items():
                for place in _common(chances, period, inside):
                    fewest[place] += least
            settled = sum(max(0, count - share) for count in counts)
            total += settled
            more = sum(max(0, count - share) for count in fewest) - settled
            beyond[cadre] = chunks(more, widest)
        return Counted(total + sum(map(sum, beyond.values())) - granted.lost(beyond))

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()
