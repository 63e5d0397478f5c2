"""The parameters of a solve: one frozen object, handed in, that nothing changes on the way.

The defaults are what was measured to serve instances of every size; none of them decides whether a
proof is right, only what is tried and for how long. Values out of range raise ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.milp.params import Limits, MilpParams, check_ranges, ranged
from scheduler.milp.watch import DEFAULT_WORKERS


@dataclass(frozen=True)
class LagrangianParams:
    """The subgradient search for Lagrangian multipliers
    (:mod:`scheduler.engine.decomposition.lagrangian`).
    """

    look_ahead_steps: int = ranged(300, 1)
    """Steps, at most, after which multipliers are good enough for the cost-to-go."""
    bound_steps: int = ranged(12_000, 1)
    """Steps, at most, for a bound."""
    patience: int = ranged(500, 1)
    """Steps without progress after which the search ends."""
    half_life: float = ranged(15.0, 1)
    """Steps after which the first step has shrunk to half."""
    mean_decay: float = ranged(0.95, 0, 1 - 1e-9)
    """Memory of the steps for their direction, as in Adam (Kingma and Ba 2015)."""
    square_decay: float = ranged(0.999, 0, 1 - 1e-9)
    """Memory of the steps for their size, as in Adam."""
    denominator: int = ranged(2**10, 1, 2**20)
    """The multipliers found are rounded to whole parts of this, and the bound is exact."""

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class BoundParams:
    """The bounds of many months, part by part (:mod:`scheduler.engine.decomposition.bounds`)."""

    limits: Limits = field(default_factory=lambda: Limits(relaxation=100.0))
    """For one relaxation of one part."""
    relax_up_to: int = ranged(150_000, 0)
    """Stretches without a visit (localities × pairs of months) up to which a relaxation bounds
    `waiting`; beyond, Lagrangian multipliers do.
    """
    cadres_at_once: int = ranged(15, 1)
    """Cadres whose bounds are worked out by one task: about a second of work."""
    penalty_gap: float = ranged(0.1, 0, 1)
    """Levels below the first that is not proven are bounded under penalties where no more of it is
    open than this share of its value.
    """
    queue: int = ranged(50, 1)
    """Jobs that wait for a process at a time: enough that none is idle between two looks."""

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class LnsParams:
    """Large-neighbourhood search (:mod:`scheduler.engine.decomposition.lns`)."""

    limits: Limits = field(default_factory=lambda: Limits(relaxation=4.0, check=1.0, search=2.0))
    """For one neighbourhood. Nearly all need a tenth of it."""
    rounds: int | None = ranged(None, 0, optional=True)
    """Rounds of neighbourhoods at most; bounds are then not waited for. None: until they gain no
    more, and all bounds are worked out.
    """
    min_gain: float = ranged(1e-4, 0, 1)
    """The search ends when a whole round gains no more than this share of any level's value."""
    window_visits: int = ranged(6_000, 1)
    """Possible visits that a window is widened to: decided to the optimum in a second or two."""
    window_months: int = ranged(6, 1)
    """Most months of a window: beyond, the proof costs more than the roster gains."""
    group_visits: int = ranged(12_000, 1)
    """Possible visits of an average month beyond which a group is cut down to the cadres of its own
    area.
    """
    lone_group_every: int = ranged(3, 1)
    """A group that has its depth to itself is planned in every so many-th round: its windows touch
    each other, so they follow one after the other and leave the other processes idle.
    """

    def __post_init__(self) -> None:
        check_ranges(self)


@dataclass(frozen=True)
class SolveParams:
    """Everything that a solve may be told about how to search; what to plan, the problem says."""

    workers: int = ranged(DEFAULT_WORKERS, 1, 64)
    """Processes of a search over many months; they do not change what is found."""
    anytime: bool = ranged(False, 0, 1)
    """Whether of one month, too, there is a roster to fall back on before anything else; without it
    the month is solved sooner, and such a roster is made only if the search is cut short.
    """
    milp: MilpParams = field(default_factory=MilpParams)
    """Each exact search."""
    lagrangian: LagrangianParams = field(default_factory=LagrangianParams)
    """Many months: multipliers."""
    bounds: BoundParams = field(default_factory=BoundParams)
    """Many months: bounds."""
    lns: LnsParams = field(default_factory=LnsParams)
    """Many months: large-neighbourhood search."""

    def __post_init__(self) -> None:
        check_ranges(self)


DEFAULT = SolveParams()

BRIEF = SolveParams(milp=MilpParams(limits=Limits(check=5.0, search=10.0)), lns=LnsParams(rounds=1))
"""For a question of many solves: what a month of a province nearly always needs, and no more."""
