"""The cadres of a synthetic instance, and their leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain, cycle, islice
from random import Random

from scheduler.domain.months import Month
from scheduler.domain.records import Area, Cadre, Leave
from scheduler.domain.territory import Territory
from scheduler.generator.chance import share_of, stream
from scheduler.generator.made_up_names import Ids, person, person_slug
from scheduler.generator.recipe import CadreGroup, Cut, Recipe

NEWCOMER_MONTHS = 18
"""A newcomer began at most so many months before the horizon."""
PARTIAL_LEAVE_DAYS = (3, 14)
"""Shortest and longest leave of a part of a month."""

Post = tuple[str, str]
"""The area a cadre works in and the organisation they work for."""


def make_cadres(recipe: Recipe, seed: int, areas: tuple[Area, ...]) -> tuple[Cadre, ...]:
    """All cadres, tier by tier and area by area, those whom a cut takes with their last day."""
    territory = Territory(areas, recipe.instance.levels)
    ids = Ids()
    cadres = tuple(
        chain.from_iterable(_group(recipe, seed, group, territory, ids) for group in recipe.cadres)
    )
    for number, cut in enumerate(recipe.absences.cuts, 1):
        cadres = _after(cut, cadres, stream(seed, "cut", number))
    return cadres


def _after(cut: Cut, cadres: tuple[Cadre, ...], random: Random) -> tuple[Cadre, ...]:
    """The cadres, of whom those whom the cut takes leave on the day before its month."""
    first = cut.month.first_day
    open_ones: dict[str, list[str]] = {}
    for cadre in cadres:
        there = cadre.until is None or cadre.until >= first
        if there and cut.tier in ("", cadre.tier) and cut.organization in ("", cadre.organization):
            open_ones.setdefault(cadre.tier, []).append(cadre.id)
    gone = {one for own in open_ones.values() for one in share_of(random, own, cut.share)}
    last = first - dt.timedelta(days=1)
    return tuple(
        cadre.model_copy(update={"until": last}) if cadre.id in gone else cadre for cadre in cadres
    )


def _group(
    recipe: Recipe, seed: int, group: CadreGroup, territory: Territory, ids: Ids
) -> Iterator[Cadre]:
    decks: dict[Post, Iterator[str]] = {}
    numbers: dict[str, int] = {}
    for home, organization in _posts(recipe, seed, group, territory):
        numbers[home] = numbers.get(home, 0) + 1
        random = stream(seed, "cadre", group.tier, home, numbers[home])
        name = person(random, recipe.language)
        wish = _wish(recipe, group, home, numbers[home], name)
        if (home, organization) not in decks:
            decks[home, organization] = _deck(seed, group, territory, home, organization)
        start, end = _employment(recipe, random)
        yield Cadre(
            id=ids.claim(wish),
            name=name,
            tier=group.tier,
            organization=organization,
            areas=_hand(random, group, decks[home, organization]),
            base=home,
            skills=tuple(s.id for s in recipe.skills if random.random() < s.cadres),
            visits_per_month=group.visits_per_month,
            from_=start,
            until=end,
        )


def _wish(recipe: Recipe, group: CadreGroup, home: str, number: int, name: str) -> str:
    """The id the cadre would have if nobody else had it."""
    if recipe.ids == "words":
        return person_slug(name, recipe.language)
    return f"{group.prefix}{home}-{number:02d}"


def _posts(recipe: Recipe, seed: int, group: CadreGroup, territory: Territory) -> Iterator[Post]:
    """The posts of each area of the tier, then the extra ones, area by area."""
    homes = territory.at_level(group.tier)
    factor = recipe.scale if group.tier == recipe.instance.levels[0] else 1.0
    everywhere = [
        organization
        for organization, number in group.organizations.items()
        for _ in range(_scaled(number, factor))
    ]
    posts = [(home, organization) for home in homes for organization in everywhere]
    extra_homes = list(homes)
    stream(seed, "extra cadres", group.tier).shuffle(extra_homes)
    extra = islice(
        zip(cycle(extra_homes), cycle(group.organizations), strict=False),
        _scaled(group.extra, recipe.scale),
    )
    return iter(sorted([*posts, *extra], key=lambda post: post[0]))


def _scaled(number: int, factor: float) -> int:
    return max(1, round(number * factor)) if number else 0


def _deck(
    seed: int, group: CadreGroup, territory: Territory, home: str, organization: str
) -> Iterator[str]:
    """The areas below (or of) the home, dealt out in turn for ever."""
    within = territory.within(home)
    areas = [area for area in territory.at_level(group.responsible) if area in within]
    stream(seed, "deck", group.tier, home, organization).shuffle(areas)
    return cycle(areas)


def _hand(random: Random, group: CadreGroup, deck: Iterator[str]) -> tuple[str, ...]:
    """The areas of one cadre: dealt, without one twice where there are too few."""
    return tuple(sorted(set(islice(deck, random.randint(*group.areas)))))


def _employment(recipe: Recipe, random: Random) -> tuple[dt.date | None, dt.date | None]:
    month = recipe.instance.start
    luck = random.random()
    if luck < recipe.absences.newcomers:
        return month.plus(-random.randint(1, NEWCOMER_MONTHS)).first_day, None
    if luck < recipe.absences.newcomers + recipe.absences.leavers:
        return None, _day(month, random.randint(5, 25))
    return None, None


def _day(month: Month, number: int) -> dt.date:
    return month.first_day.replace(day=number)


def make_leave(recipe: Recipe, seed: int, cadres: tuple[Cadre, ...]) -> tuple[Leave, ...]:
    """Leave in each month of the horizon: of the whole month, or of a part of it."""
    return tuple(
        leave
        for month in recipe.instance.horizon
        for cadre in cadres
        if (leave := _leave(recipe, stream(seed, "leave", month, cadre.id), cadre.id, month))
    )


def _leave(recipe: Recipe, random: Random, cadre: str, month: Month) -> Leave | None:
    absences = recipe.absences
    luck = random.random()
    reason = random.choice(absences.reasons)
    if luck < absences.whole_month:
        return Leave(cadre=cadre, from_=month.first_day, until=month.last_day, reason=reason)
    if luck < absences.whole_month + absences.part_of_month:
        first = _day(month, random.randint(1, 25))
        last = first + dt.timedelta(days=random.randint(*PARTIAL_LEAVE_DAYS) - 1)
        return Leave(cadre=cadre, from_=first, until=min(last, month.last_day), reason=reason)
    return None
