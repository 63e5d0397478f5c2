"""The problem: an instance made ready for planning, with everything derived that rules ask about.

A :class:`Problem` is immutable; what it derives is computed once, on demand, in the modules beside
this one. All orders are canonical (by id, by date), so that nothing downstream can depend on the
order of rows in a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Set
from functools import cached_property

from scheduler.domain.attendable import Attendable
from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.checks import find_faults
from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.faults import InputError
from scheduler.domain.given import Given
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.past_visits import PastVisits
from scheduler.domain.pin_pairs import Pairs, PinPairs
from scheduler.domain.records import Cadre, PastVisit, Pin
from scheduler.domain.roster import Visit
from scheduler.domain.views import Views


class Problem(Given):
    """One horizon of one instance.

    Of a horizon that has begun, ``elapsed`` tells the part that is over, beside what the history
    records of it. ``views`` are those of the instance, where they are known already. Raises
    :class:`InputError` if the instance contradicts itself.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        checked: bool = False,
        elapsed: Elapsed | None = None,
        views: Views | None = None,
    ):
        if not checked and (faults := find_faults(instance)):
            raise InputError(faults)
        super().__init__(instance, elapsed, views)

    def of_instance(self, instance: Instance, elapsed: Elapsed | None = None) -> Problem:
        """The problem of another instance, which is sound, or of this one with a part that is over.

        What depends on nothing that differs is not worked out anew.
        """
        former = elapsed.former if elapsed else Former()
        views = None
        if former == self.former:
            views = self.views.changed(self.instance, instance, former)
        return Problem(instance, checked=True, elapsed=elapsed, views=views)

    def variant(self, instance: Instance) -> Problem:
        """The problem of another instance, which is sound: nothing of its horizon is over, but
        those who are in no table any more are as here.
        """
        if self.former == Former():
            return self.of_instance(instance)
        start = self.horizon[0].first_day
        return self.of_instance(instance, Elapsed(start, frozenset(), self.former))

    def part(self, cadres: Set[str], localities: Set[str]) -> Problem:
        """The problem of these cadres alone, in which only these localities wait, and only for
        their tiers.

        Everything that is said of one of the cadres or localities is as in the whole: their
        meetings, their past, who else could attend.
        """
        return _Part(self, cadres, localities)

    # -- what is over of the horizon --------------------------------------------------------------

    @cached_property
    def made(self) -> frozenset[Visit]:
        """Visits of the horizon that are facts: as published before a date, or recorded as attended
        in the history. What is recorded as not made is none of them.
        """
        recorded = {
            Visit(row.cadre, row.branch, row.date)
            for row in self._recorded
            if row.status == "attended"
        }
        published = self.elapsed.made if self.elapsed else frozenset()
        return (published | recorded) - self.unmade

    @cached_property
    def unmade(self) -> frozenset[Visit]:
        """Visits of the horizon that are recorded as missed, or as made by a substitute."""
        return frozenset(
            Visit(row.cadre, row.branch, row.date)
            for row in self._recorded
            if row.status in ("missed", "substituted")
        )

    @property
    def _recorded(self) -> Iterator[PastVisit]:
        """What the history says of the horizon."""
        first, last = self.horizon[0].first_day, self.horizon[-1].last_day
        return (row for row in self.instance.history if first <= row.date <= last)

    # -- what can still be planned ----------------------------------------------------------------

    @cached_property
    def pins(self) -> PinPairs:
        """The pins that speak of the horizon."""
        return PinPairs.of(self.instance.pins, self.horizon, self.unmade)

    @property
    def requiring_pins(self) -> Pairs:
        """(cadre, branch) to the pins that require a visit in the horizon.

        A visit that is recorded as not made is asked for no more.
        """
        return self.pins.requiring

    def forbidden(self, cadre: str, branch: str, day: dt.date) -> Pin | None:
        """The pin that forbids the visit, if any."""
        return self.pins.forbidden(cadre, branch, day)

    @cached_property
    def _can_attend(self) -> Attendable:
        views, before = self.views, self.elapsed.before if self.elapsed else dt.date.min
        over = self.made | self.unmade
        return Attendable(views.people, views.reach, views.dates, self.pins, before, over)

    @cached_property
    def attendable(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Cadre to the meetings that may still be planned for them: all that they can attend (SPEC
        §4) but what is over, made or not. In order of date and branch.
        """
        return self._can_attend.by_cadre

    @cached_property
    def attendable_in(self) -> Mapping[tuple[str, Month], tuple[Meeting, ...]]:
        """(cadre, month) to what may be planned for them then, in order of date and branch."""
        return self._can_attend.by_month

    @cached_property
    def possible_in(self) -> Mapping[tuple[str, Month], tuple[Visit, ...]]:
        """The same as visits."""
        return self._can_attend.visits_by_month

    @cached_property
    def able_tiers(self) -> Mapping[tuple[str, dt.date], frozenset[str]]:
        """Meeting to the tiers with a cadre who can attend it, whether or not a visit is due."""
        return self._can_attend.able_tiers

    # -- the past -------------------------------------------------------------------------------

    @property
    def past_visits(self) -> PastVisits:
        """Visits made before the horizon."""
        return self.views.past

    @property
    def past(self) -> tuple[PastVisit, ...]:
        """Visits made before the horizon, in order of date; later records are not the past."""
        return self.past_visits.visits

    @property
    def past_months(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """(cadre, locality) to the running numbers of the months of past visits there."""
        return self.past_visits.months

    @cached_property
    def ages_at_start(self) -> Mapping[tuple[str, str], int]:
        """(tier, locality) to its age in the first month of the horizon without a visit."""
        start = self.horizon[0].ordinal
        ages = {
            (tier, locality): self.rules.initial_age_months + 1
            for tier, localities in self.localities_of_tier.items()
            for locality in localities
        }
        for row in self.past:  # in order of date: the last visit stays
            key = (self.cadres[row.cadre].tier, self.locality(row.branch))
            if key in ages:
                ages[key] = start - Month.of(row.date).ordinal
        return ages


class _Part(Problem):
    """Some cadres of a whole problem, and the localities that wait for them."""

    def __init__(self, whole: Problem, cadres: Set[str], localities: Set[str]):
        super().__init__(whole.instance, checked=True, elapsed=whole.elapsed, views=whole.views)
        self._whole = whole
        self._own = sorted(cadres)
        self._localities = sorted(localities)

    @cached_property
    def cadres(self) -> Mapping[str, Cadre]:
        return {cadre: self._whole.cadres[cadre] for cadre in self._own}

    @cached_property
    def cadres_by_tier(self) -> Mapping[str, tuple[str, ...]]:
        return {
            tier: tuple(cadre for cadre in self._own if self._whole.cadres[cadre].tier == tier)
            for tier in self.tiers
        }

    @cached_property
    def made(self) -> frozenset[Visit]:
        return frozenset(visit for visit in self._whole.made if visit.cadre in self.cadres)

    @cached_property
    def unmade(self) -> frozenset[Visit]:
        return self._whole.unmade

    @cached_property
    def pins(self) -> PinPairs:
        return self._whole.pins.of_cadres(self.cadres)

    @cached_property
    def attendable(self) -> Mapping[str, tuple[Meeting, ...]]:
        return {cadre: self._whole.attendable[cadre] for cadre in self._own}

    @cached_property
    def attendable_in(self) -> Mapping[tuple[str, Month], tuple[Meeting, ...]]:
        return self._whole.attendable_in

    @cached_property
    def possible_in(self) -> Mapping[tuple[str, Month], tuple[Visit, ...]]:
        return self._whole.possible_in

    @cached_property
    def able_tiers(self) -> Mapping[tuple[str, dt.date], frozenset[str]]:
        return self._whole.able_tiers

    @cached_property
    def past_visits(self) -> PastVisits:
        return self._whole.past_visits.of_cadres(self._own)

    @cached_property
    def ages_at_start(self) -> Mapping[tuple[str, str], int]:
        ages = self._whole.ages_at_start
        return {
            (tier, locality): ages[tier, locality]
            for tier, own in self.cadres_by_tier.items()
            for locality in (self._localities if own else ())
            if (tier, locality) in ages
        }
