"""What is planned, in Timefold's terms: problem facts, and the visits as planning entities.

Whatever a constraint asks about stands here as a plain number or list, also what a single visit of
a cadre comes to: each lambda is translated to Java's byte code and called millions of times. Months
are numbered from the first of the horizon, 0; those before it are negative. Tiers (from the top),
branches, places and areas are numbers too.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningPin,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import BendableScore


@dataclass(eq=False)
class Meeting:
    """One meeting of the horizon, and what may be planned for it."""

    id: Annotated[int, PlanningId]
    branch: int
    place: int
    """The locality that the branch belongs to."""
    day: int
    month: int
    able: list[int]
    """Tiers with a cadre who can attend."""
    lone: list[int]
    """For each tier, how many of them stay away where it comes alone."""
    room: list[int]
    """For each tier, how many visits may be planned beside those that are facts."""


@dataclass(eq=False)
class Locality:
    """A place as it waits for the cadres of a tier."""

    id: Annotated[int, PlanningId]
    age: int
    """Its age in the first month without a visit, in months."""
    priority: int
    months: int
    """How many the horizon has."""
    saved: list[int]
    """For each month, what a single visit saves of the waiting."""


@dataclass(eq=False)
class Peers:
    """Cadres who share what cannot be done."""

    id: Annotated[int, PlanningId]
    others: list[int]
    """What those members fall short of for whom no due visit can be planned."""


@dataclass(eq=False)
class Cadre:
    """Who visits."""

    id: Annotated[int, PlanningId]
    tier: int
    gap: int
    """Months to keep away from a place; 0 where there is nothing to keep to."""
    last: int
    """The last month of the horizon."""
    past: dict[int, list[int]]
    """Place to the months of past visits."""
    again: dict[int, list[int]]
    """Place with past visits to what a single one in each month adds to the early returns."""
    trips: dict[int, int]
    """Place to the way there and back, in units of 100 m."""
    companions: int
    """Those whose longest way counts together."""
    localities: dict[int, Locality]
    """Place to how it waits for the cadre's tier."""
    areas: dict[int, list[int]]
    """Place to those of the cadre's areas that it lies in."""
    counts: list[int]
    """Past visits in each area; empty for a cadre with fewer than two."""
    tilts: dict[int, int]
    """Place to the imbalance with a single visit there; -1 to that with none."""
    peers: Peers | None
    short: int
    """What the cadre falls short of where none of their slots is used."""


@planning_entity
@dataclass(eq=False)
class Slot:
    """A visit that a cadre may make in a month, or one that is a fact, which is pinned."""

    id: Annotated[int, PlanningId]
    cadre: Cadre
    due: bool
    """Whether a visit is missed where nothing is planned."""
    alone: bool
    """Whether it is the only one of the cadre in its month."""
    options: Annotated[list[Meeting], ValueRangeProvider(id="options")]
    pinned: Annotated[bool, PlanningPin] = False
    meeting: Annotated[
        Meeting | None,
        PlanningVariable(value_range_provider_refs=["options"], allows_unassigned=True),
    ] = None


@dataclass(eq=False)
class Demand:
    """A pin that asks for a visit of the cadre to the branch on one of the days."""

    id: Annotated[int, PlanningId]
    cadre: int
    branch: int
    days: list[int]


@dataclass(eq=False)
class Given:
    """What an objective costs whatever is planned."""

    id: Annotated[int, PlanningId]
    objective: str
    cost: int


@cache
def schedule_class(levels: int) -> Any:
    """The planning solution for so many levels of objectives."""

    @planning_solution
    @dataclass(eq=False)
    class Schedule:
        meetings: Annotated[list[Meeting], ProblemFactCollectionProperty]
        demands: Annotated[list[Demand], ProblemFactCollectionProperty]
        given: Annotated[list[Given], ProblemFactCollectionProperty]
        slots: Annotated[list[Slot], PlanningEntityCollectionProperty]
        score: Annotated[
            BendableScore | None,
            PlanningScore(bendable_hard_levels_size=1, bendable_soft_levels_size=levels),
        ] = None

    return Schedule
