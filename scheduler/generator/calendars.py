"""When the branches of a synthetic instance meet: rules, and single dates on top of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from scheduler.domain.calendars.meetings import Meeting, meetings_of
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import Area, CalendarRule, SingleDate
from scheduler.domain.territory import Territory
from scheduler.generator.branches import Standing
from scheduler.generator.chance import share_of, stream
from scheduler.generator.recipe import Habit, Recipe

FARTHEST_MOVE = 4
"""A moved meeting takes place at most so many days earlier or later."""


# -- rules ----------------------------------------------------------------------------------------


def make_rules(
    recipe: Recipe, seed: int, areas: tuple[Area, ...], standing: tuple[Standing, ...]
) -> tuple[CalendarRule, ...]:
    """A rule for each branch, but for those that meet together and those to be announced."""
    together = _localities_together(recipe, seed, areas)
    silent = _unannounced(recipe, seed, areas, standing)
    parent = {area.id: area.parent for area in areas}
    rules = [_rule_for_area(recipe, seed, area) for area in together]
    for kind, branch in standing:
        if branch.area not in together and (parent[branch.area], kind.id) not in silent:
            rules.append(_rule_for_branch(recipe, seed, kind.id, branch.id))
    return tuple(rules)


def _localities_together(recipe: Recipe, seed: int, areas: tuple[Area, ...]) -> list[str]:
    lowest = [area.id for area in areas if area.level == recipe.instance.levels[-1]]
    return share_of(stream(seed, "together"), lowest, recipe.irregularities.together)


def _unannounced(
    recipe: Recipe, seed: int, areas: tuple[Area, ...], standing: tuple[Standing, ...]
) -> set[tuple[str, str]]:
    """Pairs of an area and a kind whose branches right below the area have no rule."""
    parent = {area.id: area.parent for area in areas}
    lowest = {area.id for area in areas if area.level == recipe.instance.levels[-1]}
    pairs = {(parent[branch.area], kind.id) for kind, branch in standing if branch.area in lowest}
    random = stream(seed, "unannounced")
    return set(share_of(random, sorted(pairs), recipe.irregularities.unannounced))


def _rule_for_area(recipe: Recipe, seed: int, area: str) -> CalendarRule:
    kinds = tuple(kind.id for kind in recipe.branches)
    habit = Habit(kinds=kinds, rule=recipe.irregularities.together_rule, times=("evening",))
    return _rule(stream(seed, "calendar", area), habit, area=area)


def _rule_for_branch(recipe: Recipe, seed: int, kind: str, branch: str) -> CalendarRule:
    random = stream(seed, "calendar", branch)
    habits = [habit for habit in recipe.calendars if kind in habit.kinds]
    habit = random.choices(habits, [habit.weight for habit in habits])[0]
    return _rule(random, habit, branch=branch)


def _rule(random: Random, habit: Habit, branch: str = "", area: str = "") -> CalendarRule:
    rule = habit.rule.format(
        day=random.randint(*habit.days),
        nth=random.randint(1, 4),
        weekday=random.choice(habit.weekdays),
    )
    first = habit.from_
    if first is not None and habit.phases > 1:
        first = Month.of(first).plus(random.randrange(habit.phases)).first_day
    return CalendarRule(
        rule=rule,
        time=random.choice(habit.times),
        branch=branch,
        area=area,
        minutes=habit.minutes,
        from_=first,
        shift=habit.shift,
    )


# -- single dates ---------------------------------------------------------------------------------


def make_single_dates(recipe: Recipe, seed: int, instance: Instance) -> tuple[SingleDate, ...]:
    """Meetings of the horizon that are cancelled or moved, and further ones added."""
    horizon = instance.settings.horizon
    days = [horizon[0].first_day + dt.timedelta(days=n) for n in range(_length(horizon))]
    territory = Territory(instance.areas, instance.settings.levels)
    meetings = meetings_of(instance, territory, days[0], days[-1])
    taken = {(meeting.branch, meeting.date) for meeting in meetings}
    odd = recipe.irregularities
    random = stream(seed, "single dates")
    chosen = random.sample(meetings, min(odd.cancelled + odd.moved, len(meetings)))
    cancelled, moved = chosen[: odd.cancelled], chosen[odd.cancelled :]
    return (
        *_added(random, instance, days, taken, odd.added),
        *(SingleDate(branch=m.branch, date=m.date, status="cancelled") for m in cancelled),
        *_moved(random, days, taken, moved),
    )


def _length(horizon: tuple[Month, ...]) -> int:
    return (horizon[-1].last_day - horizon[0].first_day).days + 1


def _added(
    random: Random,
    instance: Instance,
    days: list[dt.date],
    taken: set[tuple[str, dt.date]],
    number: int,
) -> Iterator[SingleDate]:
    """Dates first of all for branches that have none in the horizon."""
    meeting = {branch for branch, _ in taken}
    branches = [branch.id for branch in instance.branches]
    random.shuffle(branches)
    branches.sort(key=meeting.__contains__)
    for branch in branches[:number]:
        free = [day for day in days if (branch, day) not in taken]
        yield SingleDate(branch=branch, date=random.choice(free), time="07:30", minutes=90)


def _moved(
    random: Random, days: list[dt.date], taken: set[tuple[str, dt.date]], meetings: list[Meeting]
) -> Iterator[SingleDate]:
    for meeting in meetings:
        near = [
            day
            for day in days
            if (meeting.branch, day) not in taken
            and abs((day - meeting.date).days) <= FARTHEST_MOVE
        ]
        if near:
            yield SingleDate(
                branch=meeting.branch,
                date=meeting.date,
                status="moved",
                new_date=random.choice(near),
            )
