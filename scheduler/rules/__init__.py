"""What a roster must and should be: one object a rule or objective.

Each says the thing twice, side by side: in plain Python over a finished roster (``audit`` or
``value``) and as linear rows and costs (``post``). Nothing here imports a solver, and nobody
elsewhere names a rule where any other would do as well.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Set
from functools import cache
from itertools import chain

from scheduler.domain.problem import Problem
from scheduler.domain.registry import registered
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import past
from scheduler.rules.missed import Missed
from scheduler.rules.posting import Model
from scheduler.rules.rule import Objective, Rule
from scheduler.rules.violations import Violation

CHANGES = "changes"
"""The objective that is added by itself where there is a reference roster."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """The hard rules of SPEC §4 in its order, then those that other packages register."""
    return tuple(item for item in registered() if isinstance(item, Rule))


@cache
def all_objectives() -> Mapping[str, Objective]:
    """The objectives of SPEC §5 in its order, then those that other packages register."""
    return {item.name: item for item in registered() if isinstance(item, Objective)}


def everything() -> tuple[Rule | Objective, ...]:
    """All rules, then all objectives."""
    return (*all_rules(), *all_objectives().values())


def levels_of(
    problem: Problem, reference: Set[Visit] = frozenset()
) -> tuple[Mapping[str, int], ...]:
    """The lexicographic levels that apply: objective to weight, most important first.

    Objectives that do not apply are left out. With a reference roster `changes` becomes a level of
    its own right after the one that holds `missed` (first where none does), unless the instance
    places it.
    """
    objectives = all_objectives()
    off = {name for name, item in objectives.items() if not item.applies(problem, reference)}
    stated = problem.settings.objectives.levels
    kept = ({name: w for name, w in level.items() if name not in off} for level in stated)
    levels = [level for level in kept if level]
    if reference and not any(CHANGES in level for level in levels):
        place = next((n for n, level in enumerate(levels) if Missed.name in level), -1)
        levels.insert(place + 1, {CHANGES: 1})
    return tuple(levels)


def used_objectives(problem: Problem, reference: Set[Visit] = frozenset()) -> tuple[Objective, ...]:
    """Those that a level of the problem counts, in the order of the registry."""
    used = {name for level in levels_of(problem, reference) for name in level}
    return tuple(item for name, item in all_objectives().items() if name in used)


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Every violation of every rule."""
    for rule in all_rules():
        yield from rule.audit(problem, roster)


def bars(problem: Problem, visit: Visit) -> Iterator[Violation]:
    """What speaks against a visit, whatever else a roster holds."""
    return chain.from_iterable(rule.bars(problem, visit) for rule in all_rules())


def values(problem: Problem, roster: Roster, reference: Set[Visit] = frozenset()) -> dict[str, int]:
    """Every objective's value, computed from the input and the roster alone."""
    roster = past.counted(problem, roster)
    found = {
        name: item.value(problem, roster, reference)
        for name, item in all_objectives().items()
        if name != CHANGES
    }
    if reference:
        found[CHANGES] = all_objectives()[CHANGES].value(problem, roster, reference)
    return found


def vector(
    problem: Problem, roster: Roster, reference: Set[Visit] = frozenset()
) -> tuple[int, ...]:
    """The roster's cost on each level: rosters compare as their vectors do."""
    roster = past.counted(problem, roster)
    objectives = all_objectives()
    return tuple(
        sum(objectives[name].value(problem, roster, reference) * w for name, w in level.items())
        for level in levels_of(problem, reference)
    )


def outside(
    weights: Mapping[str, int], problem: Problem, reference: Set[Visit] = frozenset()
) -> int:
    """What every roster costs on a level beside what any of its cadres and localities does."""
    objectives = all_objectives()
    return sum(w * objectives[name].outside(problem, reference) for name, w in weights.items())


def judged_together(problem: Problem, items: Iterable[Rule | Objective]) -> Mapping[str, Set[str]]:
    """Cadre to all on whose visits depends what these say of theirs; only those with others."""
    together: dict[str, set[str]] = {}
    for item in items:
        for cadre, others in item.judged_together(problem).items():
            together.setdefault(cadre, set()).update(others)
    return together


def post(model: Model, counted: Container[str] | None = None) -> None:
    """Post every rule, and every objective that a level uses.

    With ``counted`` only what is separable: such rules, and of these objectives such as are. What
    is left is a relaxation, also of the model of a part.
    """
    for rule in all_rules():
        if counted is None or rule.separable:
            rule.post(model)
    objectives = all_objectives()
    for level in levels_of(model.problem, model.reference):
        for item in map(objectives.__getitem__, level):
            if counted is None or (item.separable and item.name in counted):
                item.post(model)
