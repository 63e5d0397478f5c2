"""Why no roster exists: smallest sets of facts that conflict, and which single change helps.

Without `require` pins the empty roster keeps every rule, so a conflict always starts from pins. A
fact is a part of the instance that can be let go by an edit of the instance; a set of facts
conflicts when no roster exists with it, and it is smallest when letting go of any one of them makes
one exist. Both are found by solving, never guessed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from scheduler.domain.faults import SchedulerError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import SingleDate
from scheduler.domain.roster import Frozen
from scheduler.engine.linear.levels import NoPoint
from scheduler.engine.pinned import pinned_visits
from scheduler.engine.progress import Watch
from scheduler.engine.solve import solve
from scheduler.language import Language, say
from scheduler.rules.pins import when

Edit = Callable[[Instance], Instance]
MAX_CONFLICTS = 20
"""How many independent conflicts are reported at most."""


@dataclass(frozen=True)
class Fact:
    """A part of the instance: where it stands, what it says, and the edit that lets it go."""

    kind: str
    table: str
    row: int | None
    context: Mapping[str, Any]
    drop: Edit

    def sentence(self, language: Language) -> str:
        """The fact in words."""
        return say(f"conflicts.{self.kind}", language, **self.context)

    def way_out(self, language: Language) -> str:
        """What letting go of the fact means, in words."""
        return say(f"conflicts.drop_{self.kind}", language, **self.context)


@dataclass(frozen=True)
class Conflict:
    """A smallest set of facts without a roster; losing any one of ``ways_out`` is enough.

    ``costs``, once they are known, are what the best roster after each way out comes to: objective
    to value; empty where none was found in time.
    """

    facts: tuple[Fact, ...]
    ways_out: tuple[Fact, ...]
    costs: tuple[Mapping[str, int], ...] = ()


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
                yield f"  - {place(fact.table, fact.row)}: {fact.sentence(language)}"
            if conflict.ways_out:
                yield say("conflicts.ways_out", language)
                costs: Sequence[Mapping[str, int]] = conflict.costs or [{}] * len(conflict.ways_out)
                for fact, cost in zip(conflict.ways_out, costs, strict=True):
                    yield f"  - {fact.way_out(language)}{_cost_in_words(cost, language)}"
            else:
                yield say("conflicts.none", language)


def _cost_in_words(cost: Mapping[str, int], language: Language) -> str:
    if not cost:
        return ""
    values = ", ".join(f"{name} {value}" for name, value in cost.items())
    return say("conflicts.cost", language, values=values)


def cheapest_first(
    problem: Problem, conflicts: Sequence[Conflict], watch: Watch, seconds: float = 10.0
) -> list[Conflict]:
    """The conflicts with their ways out in order of what the best roster then costs.

    Each way out is solved for ``seconds`` at most, the pins of the other conflicts left aside; what
    the watch leaves no time for comes last and without a cost.
    """
    return [
        _ordered(problem, conflict, [c for c in conflicts if c is not conflict], watch, seconds)
        for conflict in conflicts
    ]


def _ordered(
    problem: Problem, conflict: Conflict, others: Sequence[Conflict], watch: Watch, seconds: float
) -> Conflict:
    instance = _without_pins(problem.instance, (other.facts for other in others))
    found: list[tuple[tuple[float, ...], Mapping[str, int]]] = []
    for way_out in conflict.ways_out:
        changed = Problem(way_out.drop(instance), checked=True, frozen=problem.frozen)
        result = None
        if not watch.over:
            result = solve(changed, time_limit=seconds, stop=watch.stop)
        if result is None or result.roster is None:
            found.append(((math.inf,), {}))
        else:
            cost = {row.name: row.value for row in result.objectives}
            found.append((tuple(level.value for level in result.levels), cost))
    order = sorted(range(len(found)), key=lambda place: found[place][0])
    return replace(
        conflict,
        ways_out=tuple(conflict.ways_out[place] for place in order),
        costs=tuple(found[place][1] for place in order),
    )


def find_conflicts(problem: Problem) -> list[Conflict]:
    """Independent smallest conflicts of a problem without a roster; empty if a roster exists.

    A way out of one of them is enough once the pins of the others are dropped.
    """
    relevant = instance = _relevant(problem)
    found: list[list[Fact]] = []
    while len(found) < MAX_CONFLICTS and not _feasible(instance, problem.frozen):
        facts = _smallest(instance, problem)
        found.append(facts)
        instance = _without_pins(instance, [facts])
    return [
        Conflict(
            tuple(facts),
            tuple(_ways_out(relevant, problem, facts, [o for o in found if o is not facts])),
        )
        for facts in found
    ]


def _ways_out(
    instance: Instance, problem: Problem, facts: Iterable[Fact], others: Iterable[Iterable[Fact]]
) -> Iterator[Fact]:
    """The facts of which letting go is enough, the pins of other conflicts dropped."""
    rest = _without_pins(instance, others)
    return (fact for fact in facts if _feasible(fact.drop(rest), problem.frozen))


def _without_pins(instance: Instance, conflicts: Iterable[Iterable[Fact]]) -> Instance:
    for fact in chain.from_iterable(conflicts):
        if fact.kind == "pin":
            instance = fact.drop(instance)
    return instance


def _smallest(instance: Instance, problem: Problem) -> list[Fact]:
    """Let go of facts one after another as long as the conflict stays;

    What cannot go is the conflict.
    """
    kept: list[Fact] = []
    for facts_of in (_pins, _circumstances):  # the pins first: they say whose circumstances matter
        for fact in facts_of(instance, problem):
            without = fact.drop(instance)
            if _feasible(without, problem.frozen):
                kept.append(fact)
            else:
                instance = without
    return sorted(kept, key=lambda fact: (fact.kind != "pin", fact.table, fact.row or 0))


def _feasible(instance: Instance, frozen: Frozen | None) -> bool:
    try:
        pinned_visits(Problem(instance, checked=True, frozen=frozen), Watch())
    except NoPoint as answer:
        if not answer.proven:
            raise
        return False
    return True


def _relevant(problem: Problem) -> Instance:
    """The part of the instance that decides whether the pins can be met:

    Only pinned branches matter.
    """
    instance = problem.instance
    pins = tuple(p for p in instance.pins if problem.concerns_horizon(p))
    branches = {p.branch for p in pins if p.decision == "require"}
    cadres = {p.cadre for p in pins if p.decision == "require"}
    if problem.rules.accompany == "require":
        cadres |= {c for c in problem.cadres if problem.may_attend(c) & branches}
    return instance.model_copy(
        update={
            "pins": pins,
            "branches": tuple(b for b in instance.branches if b.id in branches),
            "cadres": tuple(c for c in instance.cadres if c.id in cadres),
            "calendars": tuple(r for r in instance.calendars if r.branch in branches | {""}),
            "meetings": tuple(r for r in instance.meetings if r.branch in branches),
            "leave": tuple(r for r in instance.leave if r.cadre in cadres),
            "history": (),
        }
    )


# -- the facts ----------------------------------------------------------------------------------


def _row(problem: Problem, table: str, record: object) -> int:
    """Where the record stands in the whole instance."""
    return problem.instance.table(table).index(record)


def _without(table: str, record: object) -> Edit:
    def drop(instance: Instance) -> Instance:
        return instance.model_copy(
            update={table: tuple(row for row in instance.table(table) if row != record)}
        )

    return drop


def _changed(table: str, identifier: str, **update: object) -> Edit:
    def drop(instance: Instance) -> Instance:
        rows = (
            row.model_copy(update=update) if row.id == identifier else row  # type: ignore[attr-defined]
            for row in instance.table(table)
        )
        return instance.model_copy(update={table: tuple(rows)})

    return drop


def _with_rules(**update: object) -> Edit:
    def drop(instance: Instance) -> Instance:
        changed = instance.settings.rules.model_copy(update=update)
        settings = instance.settings.model_copy(update={"rules": changed})
        return instance.model_copy(update={"settings": settings})

    return drop


def _pins(instance: Instance, problem: Problem) -> Iterator[Fact]:
    for pin in reversed(instance.pins):  # what is tried last stays: the first conflict comes first
        if pin.decision == "require":
            yield _pin(problem, pin, "pin")


def _pin(problem: Problem, pin: Any, kind: str) -> Fact:
    context = {
        "cadre": pin.cadre, "name": problem.cadres[pin.cadre].name, "branch": pin.branch,
        "when": when(pin), "pin": pin,
    }  # fmt: skip
    return Fact(kind, "pins", _row(problem, "pins", pin), context, _without("pins", pin))


def _circumstances(instance: Instance, problem: Problem) -> Iterator[Fact]:
    """Everything but the pins that can stand in their way, the most general first."""
    pinned = [pin for pin in instance.pins if pin.decision == "require"]
    branches = list(dict.fromkeys(pin.branch for pin in pinned))
    cadres = [problem.cadres[cadre.id] for cadre in instance.cadres]
    if problem.rules.accompany != "require":
        cadres = [cadre for cadre in cadres if cadre.id in {pin.cadre for pin in pinned}]
    yield Fact("accompany", "instance", None, {}, _with_rules(accompany="prefer"))
    yield Fact(
        "capacity", "instance", None, {"limit": problem.rules.visitors_per_meeting},
        _with_rules(visitors_per_meeting=len(cadres) + 1),
    )  # fmt: skip
    for branch in branches:
        yield from _branch_facts(problem, branch, [p for p in pinned if p.branch == branch])
    for organization in dict.fromkeys(cadre.organization for cadre in cadres):
        row = problem.organizations[organization]
        yield Fact(
            "attends", "organizations", _row(problem, "organizations", row),
            {"organization": organization, "attends": ", ".join(row.attends)},
            _changed("organizations", organization, attends=("all",)),
        )  # fmt: skip
    for cadre in cadres:
        yield from _cadre_facts(problem, cadre)
    names = {cadre.id for cadre in cadres}
    for pin in instance.pins:
        if pin.decision == "forbid" and pin.cadre in names and pin.branch in branches:
            yield _pin(problem, pin, "forbid")
    for leave in instance.leave:
        if leave.cadre in names:
            yield Fact(
                "leave", "leave", _row(problem, "leave", leave),
                {
                    "cadre": leave.cadre, "name": problem.cadres[leave.cadre].name,
                    "from": leave.from_, "until": leave.until,
                },
                _without("leave", leave),
            )  # fmt: skip


def _branch_facts(problem: Problem, branch: str, pins: Iterable[Any]) -> Iterator[Fact]:
    row = problem.branches[branch]
    place = _row(problem, "branches", row)
    dates = [str(meeting.date) for meeting in problem.meetings_by_branch.get(branch, ())]
    wanted = [pin.date for pin in pins if pin.date] or list(_days(problem))
    yield Fact(
        "dates", "branches", place, {"branch": branch, "dates": ", ".join(dates) or "–"},
        _meeting_on(branch, wanted),
    )  # fmt: skip
    if row.requires:
        yield Fact(
            "requires", "branches", place, {"branch": branch, "skills": ", ".join(row.requires)},
            _changed("branches", branch, requires=()),
        )  # fmt: skip


def _days(problem: Problem) -> Iterator[dt.date]:
    day = problem.horizon[0].first_day
    while day <= problem.horizon[-1].last_day:
        yield day
        day += dt.timedelta(days=1)


def _meeting_on(branch: str, days: Sequence[dt.date]) -> Edit:
    def drop(instance: Instance) -> Instance:
        others = tuple(r for r in instance.meetings if r.branch != branch or r.date not in days)
        added = tuple(SingleDate(branch=branch, date=day, time="morning") for day in days)
        return instance.model_copy(update={"meetings": others + added})

    return drop


def _cadre_facts(problem: Problem, cadre: Any) -> Iterator[Fact]:
    place = _row(problem, "cadres", cadre)
    about = {"cadre": cadre.id, "name": cadre.name}
    tops = tuple(area.id for area in problem.territory.areas.values() if not area.parent)
    yield Fact(
        "quota", "cadres", place, about | {"limit": cadre.visits_per_month},
        _changed("cadres", cadre.id, visits_per_month=31),
    )  # fmt: skip
    if cadre.from_ or cadre.until:
        yield Fact(
            "employment", "cadres", place,
            about | {"from": cadre.from_ or "…", "until": cadre.until or "…"},
            _changed("cadres", cadre.id, from_=None, until=None),
        )  # fmt: skip
    yield Fact(
        "areas", "cadres", place, about | {"areas": ", ".join(cadre.areas)},
        _changed("cadres", cadre.id, areas=tops),
    )  # fmt: skip
