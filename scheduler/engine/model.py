"""The linear model that rules post themselves against: variables, rows, a cost an objective.

It knows nothing of a solver; the modules of :mod:`scheduler.engine.linear` read it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.linear.numbers import INFINITY, ModelTooLarge
from scheduler.rules.model import Candidate, Variable


@dataclass(frozen=True)
class Row:
    """``low ≤ Σ coefficient × variable ≤ high``."""

    variables: tuple[Variable, ...]
    coefficients: tuple[int, ...]
    low: int
    high: int


@dataclass
class Cost:
    """``constant + Σ coefficient × variable``."""

    terms: dict[Variable, int] = field(default_factory=dict)
    constant: int = 0

    def add(self, terms: Iterable[tuple[Variable, int]], constant: int = 0) -> None:
        """Add terms and a constant; a variable may come more than once."""
        self.constant += constant
        for variable, coefficient in terms:
            if coefficient:
                self.terms[variable] = self.terms.get(variable, 0) + coefficient

    def of(self, values: Sequence[int]) -> int:
        """The cost at a point."""
        return self.constant + sum(c * values[v] for v, c in self.terms.items())


class LinearModel:
    """The narrow interface of :mod:`scheduler.rules.model`, kept as plain lists."""

    def __init__(
        self,
        problem: Problem,
        reference: Set[Visit] = frozenset(),
        candidates: Sequence[Candidate] | None = None,
    ):
        self.problem = problem
        self.reference = frozenset(reference)
        self.candidates = candidates_of(problem) if candidates is None else candidates
        self.low: list[int] = [int(candidate.settled) for candidate in self.candidates]
        self.high: list[int] = [1] * len(self.candidates)
        self.rows: list[Row] = []
        self.costs: dict[str, Cost] = {}

    @classmethod
    def of(
        cls,
        problem: Problem,
        reference: Set[Visit] = frozenset(),
        candidates: Sequence[Candidate] | None = None,
        counted: Container[str] | None = None,
    ) -> LinearModel:
        """The problem's model over these candidates (all if None) with every rule posted.

        With ``counted`` objectives alone it is a relaxation (see :func:`scheduler.rules.post`).
        """
        model = cls(problem, reference, candidates)
        rules.post(model, counted)
        return model

    def boolean(self) -> Variable:
        return self.integer(0, 1)

    def integer(self, low: int, high: int) -> Variable:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def row(
        self, terms: Iterable[tuple[Variable, int]], low: int | None = None, high: int | None = None
    ) -> None:
        pairs = tuple(terms)
        reach = sum(abs(c) * max(abs(self.low[v]), abs(self.high[v])) for v, c in pairs)
        if reach >= INFINITY:
            raise ModelTooLarge(f"a row reaches {reach}, beyond {INFINITY}")
        self.rows.append(
            Row(
                tuple(v for v, _ in pairs),
                tuple(c for _, c in pairs),
                -INFINITY if low is None else low,
                INFINITY if high is None else high,
            )
        )

    def cost(
        self, objective: str, terms: Iterable[tuple[Variable, int]], constant: int = 0
    ) -> None:
        self.costs.setdefault(objective, Cost()).add(terms, constant)

    def weighted(self, level: Mapping[str, int]) -> Cost:
        """The cost of a lexicographic level: its objectives by their weights."""
        total = Cost()
        for name, weight in level.items():
            cost = self.costs.get(name, Cost())
            total.add(((v, c * weight) for v, c in cost.terms.items()), cost.constant * weight)
        return total
