"""The narrow interface that a rule posts itself against.

A model here is linear: Boolean or integer variables, rows of whole coefficients, and one linear
cost for each objective. That is all the rules of SPEC §4–5 need, it keeps relaxations tight, and it
lets the same posting serve every back end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit

Variable = int
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


class Candidate(NamedTuple):
    """A possible visit: the cadre can attend the meeting. Its variable is 1 if it is made.

    A ``settled`` visit is made for certain: it is a fact for the other candidates.
    """

    variable: Variable
    cadre: str
    tier: str
    branch: str
    locality: str
    date: dt.date
    month: Month
    settled: bool = False

    @property
    def visit(self) -> Visit:
        return Visit(self.cadre, self.branch, self.date)

    @property
    def meeting(self) -> tuple[str, dt.date]:
        return self.branch, self.date


Group = tuple[Candidate, ...]


class Model(Protocol):
    """What a rule may do to the model under construction."""

    @property
    def problem(self) -> Problem: ...

    @property
    def reference(self) -> frozenset[Visit]:
        """The visits of the roster that changes are counted from; empty when planning afresh."""
        ...

    @property
    def candidates(self) -> Sequence[Candidate]:
        """Every possible visit, in canonical order."""
        ...

    @property
    def presence(self) -> MutableMapping[Group, Variable]:
        """Candidates of one tier at one meeting to the variable that is 1 exactly where one of them
        is there, for those that a rule has asked for (:func:`present`).
        """
        ...

    def boolean(self) -> Variable:
        """A new variable that is 0 or 1."""
        ...

    def integer(self, low: int, high: int) -> Variable:
        """A new whole variable within the bounds."""
        ...

    def row(
        self, terms: Iterable[tuple[Variable, int]], low: int | None = None, high: int | None = None
    ) -> None:
        """``low ≤ Σ coefficient × variable ≤ high``; None leaves a side open."""
        ...

    def cost(
        self, objective: str, terms: Iterable[tuple[Variable, int]], constant: int = 0
    ) -> None:
        """Add ``constant + Σ coefficient × variable`` to the objective."""
        ...


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> Mapping[Key, list[Item]]:
    """Items (mostly candidates) by a key, groups and members in the order of first appearance."""
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def parted(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """The settled ones, and those that are open."""
    settled: list[Candidate] = []
    open_: list[Candidate] = []
    for candidate in candidates:
        (settled if candidate.settled else open_).append(candidate)
    return settled, open_


def at_most(model: Model, limit: int, candidates: Sequence[Candidate]) -> None:
    """At most so many of the candidates are visits; none where the limit is below 0."""
    limit = max(0, limit)
    if len(candidates) > limit:
        model.row(((candidate.variable, 1) for candidate in candidates), high=limit)


def at_least(model: Model, limit: int, candidates: Iterable[Candidate]) -> None:
    """At least so many of the candidates are visits."""
    model.row(((candidate.variable, 1) for candidate in candidates), low=limit)


def present(model: Model, visitors: Sequence[Candidate]) -> list[tuple[Variable, int]]:
    """What is 1 where somebody of one tier is at one meeting, and else 0: a sum of variables.

    Where at most one of them comes it is the sum of all. Where more may come a variable p says it,
    x ≤ p for each of them, p ≤ Σ x, and Σ x ≤ limit × p: for a given p these rows describe nothing
    but whole points and what lies between them. What else hangs on somebody's being there must be
    tied to the same variable, or the relaxation lets two half visitors be a whole one here and a
    half one there.
    """
    settled, open_ = parted(visitors)
    if settled:
        return [(settled[0].variable, 1)]
    limit = model.problem.rules.visitors_per_meeting
    if limit == 1 or len(open_) == 1:
        return [(candidate.variable, 1) for candidate in open_]
    group = tuple(open_)
    if group not in model.presence:
        model.presence[group] = _post_presence(model, group, limit)
    return [(model.presence[group], 1)]


def _post_presence(model: Model, group: Group, limit: int) -> Variable:
    there = model.boolean()
    sums = [(candidate.variable, 1) for candidate in group]
    for visit in sums:
        model.row([visit, (there, -1)], high=0)
    model.row([*sums, (there, -1)], low=0)
    if len(group) > limit:
        model.row([*sums, (there, -limit)], high=0)
    return there


def visited(model: Model, candidates: Sequence[Candidate]) -> list[tuple[Variable, int]]:
    """What is at least 1 where one of these is made, all of one tier, and else 0: their sum, or
    where rules speak of presence at some meetings, the presence.
    """
    terms = []
    for group in grouped(candidates, lambda c: c.meeting).values():
        there = model.presence.get(tuple(group))
        terms += [(c.variable, 1) for c in group] if there is None else [(there, 1)]
    return terms
