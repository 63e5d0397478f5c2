"""What a lexicographic solve may be told: frozen, validated, the same on every machine.

Numbers of "units" are the solvers' deterministic time units, very roughly seconds: they cut a
search alike on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def ranged(default: Any, low: float, high: float = float("inf"), *, optional: bool = False) -> Any:
    """A field with a range, both ends included, for :func:`check_ranges`.

    Its value is of the type of the default, or None where that is ``optional``; of a tuple each
    number is within the range. A whole number will do for a float.
    """
    kind = float if default is None else type(default)
    facts = {"low": low, "high": high, "optional": optional, "kind": kind}
    return field(default=default, metadata=facts)


def check_ranges(params: object) -> None:
    """Raise ValueError for the first field made by :func:`ranged` whose value cannot be used."""
    for row in fields(params):  # type: ignore[arg-type]
        value, facts = getattr(params, row.name), row.metadata
        if "kind" not in facts or (value is None and facts["optional"]):
            continue
        kind, low, high = facts["kind"], facts["low"], facts["high"]
        if kind is tuple:
            fits = isinstance(value, tuple) and bool(value)
            fits = fits and all(_within(number, int, low, high) for number in value)
        else:
            fits = _within(value, kind, low, high)
        if not fits:
            name = f"{type(params).__name__}.{row.name}"
            raise ValueError(f"{name}: {value!r} is not from {low} to {high}")


def _within(value: Any, kind: type, low: float, high: float) -> bool:
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    fits = isinstance(value, (int, float) if kind is float else kind)
    return fits and bool(low <= value <= high)


@dataclass(frozen=True)
class Limits:
    """How much one step of a search may cost, in units of deterministic time."""

    relaxation: float | None = ranged(None, 1e-9, optional=True)
    """For one relaxation; None: no limit beyond those of the ways to solve it."""
    check: float = ranged(20.0, 0)
    """For the question whether a face holds a whole point."""
    kernel: float = ranged(1.0, 0)
    """For one minimisation over a piece of a kernel."""
    ties: float = ranged(0.2, 0)
    """For the choice among points that are equally good on every level; not proven beyond."""
    search: float = ranged(200.0, 0)
    """For one minimisation by CP-SAT."""

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class MilpParams:
    """The parameters of a lexicographic solve with proof."""

    limits: Limits = field(default_factory=Limits)
    """What each step may cost."""

    decompose_above: int = ranged(3_000, 0)
    """Variables that can be decided above which a problem of many months is no longer one search.

    Who builds the model decides by it; a problem of one month is always one search.
    """
    tie_bits: int = ranged(20, 1, 30)
    """Most bits of the pseudo-random costs that break ties; fewer where there are so many variables
    that their sum could reach 2**31.
    """

    ties_up_to: int = ranged(1_000, 0)
    """Variables of a part up to which ties are broken among all of its points, also where one is
    known.
    """

    whole_within: float = ranged(1e-6, 0, 0.1)
    """How near to a whole number a variable of a vertex counts as whole."""
    enumerate_up_to: int = ranged(64, 0)
    """Points of a box up to which looking at each is cheaper than any search."""
    near_share: float = ranged(0.7, 0, 1)
    """Share of the variables that reduced-cost fixing may leave free for a search among these."""
    near_growth: float = ranged(1.1, 1)
    """How many times as many free variables the next such search has at least, after one that found
    nothing.
    """

    dual_scales: tuple[int, ...] = ranged((1, 2, 12, 60, 2520, 2**16), 1, 2**30)
    """Denominators tried for the dual values, in this order, until the bound is as good as the
    relaxation.
    """
    simplex_ways: tuple[str, ...] = (
        # Over the face of an earlier level the primal simplex may stall for minutes, the dual does
        # not; unperturbed it may.
        "use_dual_simplex: true perturb_costs_in_dual_simplex: true",
        "use_dual_simplex: false",
        "use_dual_simplex: true use_preprocessing: false",
    )
    """Parameters of GLOP (protobuf text), in the order in which they are tried."""
    simplex_limit: float = ranged(1.0, 0)
    """Units after which another way is tried, for a relaxation of no size. A month of a province
    needs a hundredth of it.
    """
    simplex_size: int = ranged(2_000, 1)
    """Columns and rows for which there is one unit more."""
    interruptible_from: int = ranged(1_000, 0)
    """Columns from which a relaxation can be interrupted; below, it takes milliseconds."""

    def __post_init__(self) -> None:
        check_ranges(self)
