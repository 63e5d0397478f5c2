"""What some visits cost on an objective: plain functions that Timefold translates to byte code.

Two things that the translation gets wrong are left out: a loop in a loop, and ``//`` of a negative
number (it rounds towards 0).
"""

from benchmarks.peers.timefold.domain import Cadre, Locality, Meeting

NO_TIER = 1_000
"""Below every tier."""


def early_returns(gap: int, last: int, months: list[int]) -> int:
    """Of visits of a cadre to one place in these months: Σ over windows of max(0, visits − 1).

    That is, over all two visits in a row, the number of windows that hold both.
    """
    total = 0
    before = -1_000_000
    for month in sorted(months):
        first_window = max(month, 0) - gap + 1
        total += max(0, min(before, last) - first_window + 1)
        before = month
    return total


def more_early_returns(cadre: Cadre, place: int, months: list[int]) -> int:
    """What visits in these months add to the early returns among past ones."""
    if place not in cadre.past:
        return 0 if len(months) == 1 else early_returns(cadre.gap, cadre.last, months)
    if len(months) == 1:
        return cadre.again[place][months[0]]
    past = cadre.past[place]
    alone = early_returns(cadre.gap, cadre.last, past)
    return early_returns(cadre.gap, cadre.last, months + past) - alone


def saved(locality: Locality, months: list[int]) -> int:
    """What visits in these months save of the waiting."""
    if len(months) == 1:
        return locality.saved[months[0]]
    age, priority, end = locality.age, locality.priority, locality.months
    return waiting(age, priority, end, []) - waiting(age, priority, end, months)


def waiting(age: int, priority: int, end: int, months: list[int]) -> int:
    """Σ over the months of the horizon of age × priority, with visits in these months."""
    total = 0
    start = 0
    for month in sorted(months):
        if month >= start:
            length = month - start
            total += length * age + length * (length - 1) // 2
            start = month + 1
            age = 1
    length = end - start
    total += length * age + length * (length - 1) // 2
    return total * priority


def lone(meeting: Meeting, tiers: set[int]) -> int:
    """How many tiers are waited for at the meeting in vain."""
    top = min(tiers)
    return meeting.lone[top] if len(tiers) == 1 else unaccompanied(meeting.able, top, tiers)


def unaccompanied(able: list[int], top: int, tiers: set[int]) -> int:
    """How many of the able tiers are below ``top`` and not there."""
    count = 0
    for tier in able:
        if tier > top and tier not in tiers:
            count += 1
    return count


def excess(counts: list[int]) -> int:
    """Σ max(0, n − ⌈V / k⌉) for k counts n with sum V."""
    share = (sum(counts) + len(counts) - 1) // len(counts)
    total = 0
    for count in counts:
        total += max(0, count - share)
    return total


def imbalance(cadre: Cadre, places: list[int]) -> int:
    """The excess of the cadre's visits over their areas, with these visits; place -1 is none."""
    return cadre.tilts[places[0]] if len(places) == 1 else tilt(cadre.counts, cadre.areas, places)


def tilt(past: list[int], areas: dict[int, list[int]], places: list[int]) -> int:
    """The excess of past visits in each area and of those to these places."""
    counts = list(past)
    for place in places:
        if place in areas:
            _count(counts, areas[place])
    return excess(counts)


def _count(counts: list[int], areas: list[int]) -> None:
    """One more in each of the areas."""
    for area in areas:
        counts[area] = counts[area] + 1
