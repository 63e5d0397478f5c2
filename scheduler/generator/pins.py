"""Pins of a synthetic instance: a few decisions of a planner that can all be kept."""

from __future__ import annotations

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Pin
from scheduler.generator.chance import stream
from scheduler.generator.recipe import Recipe


def make_pins(recipe: Recipe, seed: int, instance: Instance) -> tuple[Pin, ...]:
    """Pins that require and pins that forbid, each of another cadre.

    Required meetings are all different and can be attended, so that no two pins conflict; who is
    forbidden a branch has others to go to.
    """
    attendable = Problem(instance, checked=True).attendable
    cadres = sorted(cadre.id for cadre in instance.cadres if cadre.visits_per_month)
    stream(seed, "pins").shuffle(cadres)
    pins: list[Pin] = []
    required: set[str] = set()
    for cadre in cadres:
        random = stream(seed, "pin", cadre)
        branches = sorted({meeting.branch for meeting in attendable[cadre]} - required)
        if len(branches) < 2:
            continue
        branch = random.choice(branches)
        if len(required) < recipe.pins.require:
            required.add(branch)
            day = next(meeting.date for meeting in attendable[cadre] if meeting.branch == branch)
            by_date = len(required) % 2 == 1
            pins.append(
                Pin(
                    cadre=cadre,
                    branch=branch,
                    decision="require",
                    date=day if by_date else None,
                    month=None if by_date else Month.of(day),
                    reason=recipe.pins.require_reason,
                )
            )
        elif len(pins) < recipe.pins.require + recipe.pins.forbid:
            pins.append(
                Pin(
                    cadre=cadre,
                    branch=branch,
                    decision="forbid",
                    reason=recipe.pins.forbid_reason,
                )
            )
        else:
            break
    return tuple(pins)
