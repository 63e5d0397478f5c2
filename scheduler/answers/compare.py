"""Two outcomes side by side: every KPI, every person, every locality."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.answers.whatif import Kpi, Outcome
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit

Certainty = Literal["proven", "between", "measured"]


@dataclass(frozen=True)
class Effect:
    """What a scenario does to a KPI: ``low ≤ best possible there − best possible here ≤ high``.

    ``certainty`` is ``proven`` where both values are, ``between`` where bounds leave a range,
    ``measured`` where the rosters found are compared: for KPIs that are no objective, and for
    objectives below a level that is still open, where the best roster may well be dearer.
    """

    kpi: str
    base: Kpi | None
    scenario: Kpi | None
    low: float | None
    high: float | None
    certainty: Certainty


def effects(base: Outcome, outcome: Outcome) -> list[Effect]:
    """Every KPI that either of them has, those of the base first."""
    names = dict.fromkeys((*base.kpis, *outcome.kpis))
    if outcome.result is base.result:
        return [_none(name, base.kpis.get(name), outcome.kpis.get(name)) for name in names]
    held = _held(base) & _held(outcome)
    return [
        _effect(name, base.kpis.get(name), outcome.kpis.get(name), name in held) for name in names
    ]


def level_effects(base: Outcome, outcome: Outcome) -> list[Effect]:
    """Every level of the base, by the objectives it weighs; empty without a roster."""
    pairs = zip(base.result.levels, outcome.result.levels, strict=False)
    if outcome.result is base.result:
        values = ((" + ".join(one.objectives), Kpi(one.value, one.bound)) for one, _ in pairs)
        return [_none(name, kpi, kpi) for name, kpi in values]
    held = _held(base) & _held(outcome)
    return [
        _effect(
            " + ".join(here.objectives), Kpi(here.value, here.bound),
            Kpi(there.value, there.bound), here.objectives.keys() <= held,
        )
        for here, there in pairs
    ]  # fmt: skip


def _held(outcome: Outcome) -> set[str]:
    """The objectives whose best value lies between bound and value: all levels above are proven."""
    found: set[str] = set()
    for level in outcome.result.levels:
        found |= level.objectives.keys()
        if level.bound < level.value:
            break
    return found


def _none(name: str, here: Kpi | None, there: Kpi | None) -> Effect:
    """Of a scenario that is the base itself: however good its roster is, nothing changes."""
    return Effect(name, here, there, 0, 0, "proven")


def _effect(name: str, here: Kpi | None, there: Kpi | None, held: bool) -> Effect:
    if here is None or there is None:
        return Effect(name, here, there, None, None, "measured")
    if here.bound is None or there.bound is None or not held:
        difference = round(there.value - here.value, 6)
        return Effect(name, here, there, difference, difference, "measured")
    low, high = there.bound - here.value, there.value - here.bound
    return Effect(name, here, there, low, high, "proven" if low == high else "between")


PersonStatus = Literal["", "new", "gone", "idle"]


@dataclass(frozen=True)
class PersonDifference:
    """What a scenario means for one cadre: visits lost and gained against the base.

    ``idle``: visits are due, and not one can be made although some were in the base.
    """

    cadre: str
    status: PersonStatus
    due: tuple[int, int]
    visits: tuple[int, int]
    lost: tuple[Visit, ...]
    gained: tuple[Visit, ...]


def people(base: Outcome, outcome: Outcome) -> list[PersonDifference]:
    """Every cadre for whom anything differs, in the order of lists for people."""
    before, after = _by_cadre(base.roster), _by_cadre(outcome.roster)
    here, there = base.problem, outcome.problem
    everybody = [*there.by_name(there.cadres), *(c for c in here.cadres if c not in there.cadres)]
    found = []
    for cadre in everybody:
        due = (_due(here, cadre), _due(there, cadre))
        lost, gained = before[cadre] - after[cadre], after[cadre] - before[cadre]
        if lost or gained or due[0] != due[1]:
            visits = (len(before[cadre]), len(after[cadre]))
            found.append(
                PersonDifference(
                    cadre, _status(due, visits), due, visits,
                    tuple(sorted(lost, key=_when)), tuple(sorted(gained, key=_when)),
                )
            )  # fmt: skip
    return found


def _due(problem: Problem, cadre: str) -> int:
    if cadre not in problem.cadres:
        return 0
    return sum(problem.owed(cadre, month) for month in problem.horizon)


def _status(due: tuple[int, int], visits: tuple[int, int]) -> PersonStatus:
    if not due[0]:
        return "new" if due[1] else ""
    if not due[1]:
        return "gone"
    return "idle" if visits[0] and not visits[1] else ""


def _by_cadre(roster: Roster) -> defaultdict[str, set[Visit]]:
    found: defaultdict[str, set[Visit]] = defaultdict(set)
    for visit in roster:
        found[visit.cadre].add(visit)
    return found


def _when(visit: Visit) -> tuple[object, str]:
    return visit.date, visit.branch


@dataclass(frozen=True)
class LocalityDifference:
    """What a scenario means for one locality, as one tier visits it.

    Pairs are (base, scenario); None where the locality is not visited by that tier at all there.
    """

    tier: str
    locality: str
    visits: tuple[int, int]
    age_at_end: tuple[int | None, int | None]
    longest_wait: tuple[int | None, int | None]


def localities(base: Outcome, outcome: Outcome) -> Iterator[LocalityDifference]:
    """Every tier and locality for which anything differs, the ones that lose most first."""
    before, after = _visits(base), _visits(outcome)
    found = []
    for tier, locality in dict.fromkeys((*base.rotation.ages, *outcome.rotation.ages)):
        key = (tier, locality)
        ages = tuple(o.rotation.ages.get(key) for o in (base, outcome))
        row = LocalityDifference(
            tier, locality, (before[key], after[key]),
            (ages[0][-1] if ages[0] else None, ages[1][-1] if ages[1] else None),
            (max(ages[0]) if ages[0] else None, max(ages[1]) if ages[1] else None),
        )  # fmt: skip
        pairs = (row.visits, row.age_at_end, row.longest_wait)
        if any(here != there for here, there in pairs):
            found.append(row)
    found.sort(key=lambda row: -_longer(row))
    yield from found


def _longer(row: LocalityDifference) -> int:
    here, there = row.age_at_end
    return (there or 0) - (here or 0)


def _visits(outcome: Outcome) -> Counter[tuple[str, str]]:
    problem = outcome.problem
    return Counter(
        (problem.cadres[visit.cadre].tier, problem.locality(visit.branch))
        for visit in outcome.roster
    )
