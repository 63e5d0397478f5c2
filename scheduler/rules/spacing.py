"""What a rotation gap leaves room for: counts of one cadre over windows of months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scheduler.domain.months import Month, Period
from scheduler.rules.chances import Chances


class Forced(NamedTuple):
    """Early returns of one cadre: ``settled`` by what is made, ``beyond`` by what must be planned
    besides. A visit is in as many windows as the ``gap`` has months.
    """

    settled: int
    beyond: int
    gap: int


def windows(horizon: Sequence[Month], gap: int) -> Iterator[range]:
    """Every window of ``gap`` consecutive months (as month indexes) that contains a month of the
    horizon.
    """
    for start in range(horizon[0].ordinal - gap + 1, horizon[-1].ordinal + 1):
        yield range(start, start + gap)


def forced_returns(
    horizon: Sequence[Month], chances: Chances, least: Mapping[Period, int]
) -> Forced:
    """The early returns of any way to make the ``least`` visits of each period.

    In a window of months hold what must be planned against the different localities that it can
    lead to: a largest matching of visits to localities in whose month there is a meeting. What is
    beyond it returns.
    """
    made = Counter(month for month, _ in chances.made)
    in_month = {p.first.ordinal: own for p, own in least.items() if p.first == p.last}
    longer = {p: own for p, own in least.items() if p.first != p.last}
    settled = beyond = 0
    for window in windows(horizon, chances.gap):
        seen = {place for month, place in chances.made if month in window}
        settled += sum(made[month] for month in window) - len(seen)
        must = sum(in_month.get(month, 0) for month in window)
        must += sum(_least_within(chances, period, own, window) for period, own in longer.items())
        if must:
            slots = [
                chances.months[month].localities - seen
                for month in window
                if month in chances.months
                for _ in range(chances.months[month].most)
            ]
            beyond += must - _matched(slots, must)
    return Forced(settled, beyond, chances.gap)


def _least_within(chances: Chances, period: Period, least: int, window: range) -> int:
    """Visits of the period that must be planned in the window: those that no other month of it can
    hold.
    """
    numbers = range(period.first.ordinal, period.last.ordinal + 1)
    if numbers[0] in window and numbers[-1] in window:
        return least
    if numbers[-1] < window[0] or numbers[0] > window[-1]:
        return 0
    elsewhere = sum(
        chances.months[month].most
        for month in numbers
        if month in chances.months and month not in window
    )
    return max(0, least - elsewhere)


def _matched(slots: Sequence[frozenset[str]], enough: int) -> int:
    """The largest number of slots that can have a locality of their own each, up to ``enough``."""
    few = sorted(slots, key=len)
    if all(len(choices) > place for place, choices in enumerate(few)):
        return min(len(few), enough)  # each in turn finds one that is free
    holder: dict[str, int] = {}

    def place(slot: int, tried: set[str]) -> bool:
        for locality in sorted(few[slot] - tried):
            tried.add(locality)
            if locality not in holder or place(holder[locality], tried):
                holder[locality] = slot
                return True
        return False

    found = 0
    for slot in range(len(few)):
        found += place(slot, set())
        if found >= enough:
            break
    return min(found, enough)
