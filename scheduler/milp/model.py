"""An integer linear program under construction: variables, rows, named linear costs.

It knows nothing of a solver; the other modules of this room read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.milp.errors import TooLarge

INFINITY = 2**31 - 1
"""Stands for an open side of a row; no row may reach it: below, the solver can be trusted."""

Variable = int


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
    """Whole variables within bounds (``low`` and ``high``), ``rows``, and ``costs`` by name."""

    def __init__(self, low: Iterable[int] = (), high: Iterable[int] = ()):
        self.low: list[int] = [*low]
        self.high: list[int] = [*high]
        self.rows: list[Row] = []
        self.costs: dict[str, Cost] = {}

    def boolean(self) -> Variable:
        """A new variable that is 0 or 1."""
        return self.integer(0, 1)

    def integer(self, low: int, high: int) -> Variable:
        """A new whole variable within the bounds."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def row(
        self, terms: Iterable[tuple[Variable, int]], low: int | None = None, high: int | None = None
    ) -> None:
        """``low ≤ Σ coefficient × variable ≤ high``; None leaves a side open. Raises TooLarge."""
        pairs = tuple(terms)
        reach = sum(abs(c) * max(abs(self.low[v]), abs(self.high[v])) for v, c in pairs)
        if reach >= INFINITY:
            raise TooLarge(f"a row reaches {reach}, beyond {INFINITY}")
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
        """Add ``constant + Σ coefficient × variable`` to the cost of that name."""
        self.costs.setdefault(objective, Cost()).add(terms, constant)

    def weighted(self, level: Mapping[str, int]) -> Cost:
        """The costs by their weights, as one."""
        total = Cost()
        for name, weight in level.items():
            cost = self.costs.get(name, Cost())
            total.add(((v, c * weight) for v, c in cost.terms.items()), cost.constant * weight)
        return total
