"""The SPEC's rules and objectives as Timefold's constraint streams.

One hard level holds the rules; quotas need none, since a cadre has no more slots. Each level of
objectives is a soft level. What no slot can change stands in :class:`Given`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timefold.solver.score import BendableScore, ConstraintCollectors, Joiners, constraint_provider

from benchmarks.peers.timefold.domain import Demand, Given, Slot
from benchmarks.peers.timefold.measures import (
    NO_TIER,
    excess,
    imbalance,
    lone,
    more_early_returns,
    saved,
    unaccompanied,
)


def provider(levels: Sequence[Mapping[str, int]], company: bool) -> Any:
    """All constraints; ``levels`` are objectives with weights, ``company`` whether it is a must."""
    hard = BendableScore.of_hard(1, len(levels), 0, 1)
    rules = [*HARD, *([lower_tiers_come] if company else ())]

    def constraints(factory: Any) -> list[Any]:
        found = [rule(factory, hard) for rule in rules]
        for level, weights in enumerate(levels):
            for objective, weight in weights.items():
                soft = BendableScore.of_soft(1, len(levels), level, weight)
                found.append(SOFT[objective](factory, soft))
                found.append(given(factory, soft, objective))
        return found

    return constraint_provider(constraints)


# -- rules --------------------------------------------------------------------------------------


def one_a_day(factory: Any, hard: Any) -> Any:
    several = factory.for_each(Slot).filter(lambda slot: not slot.alone and not slot.pinned)
    return (
        several.join(
            factory.for_each(Slot).filter(lambda slot: not slot.alone and not slot.pinned),
            Joiners.equal(lambda slot: slot.cadre),
            Joiners.equal(lambda slot: slot.meeting.day),
            Joiners.less_than(lambda slot: slot.id),
        )
        .penalize(hard)
        .as_constraint("one a day")
    )


def capacity(factory: Any, hard: Any) -> Any:
    return (
        factory.for_each(Slot)
        .filter(lambda slot: not slot.pinned)
        .group_by(
            lambda slot: slot.meeting,
            lambda slot: slot.cadre.tier,
            ConstraintCollectors.count(),
        )
        .filter(lambda meeting, tier, visits: visits > meeting.room[tier])
        .penalize(hard, lambda meeting, tier, visits: visits - meeting.room[tier])
        .as_constraint("capacity")
    )


def pins(factory: Any, hard: Any) -> Any:
    return (
        factory.for_each(Demand)
        .if_not_exists(
            Slot,
            Joiners.equal(lambda demand: demand.cadre, lambda slot: slot.cadre.id),
            Joiners.equal(lambda demand: demand.branch, lambda slot: slot.meeting.branch),
            Joiners.filtering(lambda demand, slot: slot.meeting.day in demand.days),
        )
        .penalize(hard)
        .as_constraint("pins")
    )


def lower_tiers_come(factory: Any, hard: Any) -> Any:
    return (
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.meeting,
            ConstraintCollectors.to_set(lambda slot: NO_TIER if slot.pinned else slot.cadre.tier),
            ConstraintCollectors.to_set(lambda slot: slot.cadre.tier),
        )
        .penalize(
            hard, lambda meeting, planned, all: unaccompanied(meeting.able, min(planned), all)
        )
        .as_constraint("company")
    )


HARD = (one_a_day, capacity, pins)


# -- objectives ---------------------------------------------------------------------------------


def given(factory: Any, soft: Any, objective: str) -> Any:
    return (
        factory.for_each(Given)
        .filter(lambda given: given.objective == objective)
        .penalize(soft, lambda given: given.cost)
        .as_constraint(f"given {objective}")
    )


def missed(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each_including_unassigned(Slot)
        .filter(lambda slot: slot.due and slot.meeting is None)
        .penalize(soft)
        .as_constraint("missed")
    )


def early_returns(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.cadre,
            lambda slot: slot.meeting.place,
            ConstraintCollectors.to_list(lambda slot: slot.meeting.month),
        )
        .penalize(soft, more_early_returns)
        .as_constraint("early_returns")
    )


def company(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.meeting,
            ConstraintCollectors.to_set(lambda slot: slot.cadre.tier),
        )
        .penalize(soft, lone)
        .as_constraint("unaccompanied")
    )


def waits(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.cadre.localities[slot.meeting.place],
            ConstraintCollectors.to_list(lambda slot: slot.meeting.month),
        )
        .reward(soft, saved)
        .as_constraint("waiting")
    )


def uneven(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each_including_unassigned(Slot)
        .filter(lambda slot: slot.due and not slot.pinned and slot.cadre.peers is not None)
        .group_by(
            lambda slot: slot.cadre,
            ConstraintCollectors.sum(lambda slot: 0 if slot.meeting is None else 1),
        )
        .group_by(
            lambda cadre, made: cadre.peers,
            ConstraintCollectors.to_list(lambda cadre, made: cadre.short - made),
        )
        .penalize(soft, lambda peers, short: excess(short + peers.others))
        .as_constraint("uneven")
    )


def balance(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each_including_unassigned(Slot)
        .filter(lambda slot: len(slot.cadre.counts) > 0)
        .group_by(
            lambda slot: slot.cadre,
            ConstraintCollectors.to_list(
                lambda slot: -1 if slot.meeting is None else slot.meeting.place
            ),
        )
        .penalize(soft, imbalance)
        .as_constraint("imbalance")
    )


def travel(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each(Slot)
        .penalize(soft, lambda slot: slot.cadre.trips[slot.meeting.place])
        .as_constraint("travel")
    )


def peak_travel(factory: Any, soft: Any) -> Any:
    return (
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.cadre,
            ConstraintCollectors.sum(lambda slot: slot.cadre.trips[slot.meeting.place]),
        )
        .group_by(
            lambda cadre, units: cadre.companions,
            ConstraintCollectors.max(lambda cadre, units: units),
        )
        .penalize(soft, lambda companions, units: units)
        .as_constraint("peak_travel")
    )


SOFT: Mapping[str, Callable[[Any, Any], Any]] = {
    "missed": missed,
    "early_returns": early_returns,
    "unaccompanied": company,
    "waiting": waits,
    "uneven": uneven,
    "imbalance": balance,
    "travel": travel,
    "peak_travel": peak_travel,
}
"""Objective to its constraint."""
