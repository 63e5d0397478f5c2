"""Whether the result of a row, who is named in it and the date in it fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.roster import Visit
from scheduler.language import Phrase
from scheduler.ledger.records import Status
from scheduler.returns.synonyms import nearest_status


@dataclass(frozen=True)
class Way:
    """What may have become of a planned visit: status, who went and when."""

    status: Status
    cadre: str
    date: dt.date


@dataclass(frozen=True)
class Facts:
    """What a row says of its planned visit, as far as it could be read."""

    visit: Visit
    text: str
    """The cell of the result, "" where it is blank."""
    status: Status | None
    """What it means; None where that is not certain."""
    named: str = ""
    """What stands in the cell of who went."""
    cadre: str = ""
    """Who that is, if it is certain."""
    candidates: tuple[str, ...] = ()
    """Who it may be."""
    date: dt.date | None = None
    """The date that is given, or most likely is."""
    dated: bool = False
    """Whether a date is given at all."""
    others: tuple[str, ...] = ()
    """Who stands in the place of the planned cadre."""
    there: str = ""
    """What is said of people that were there; "" for nothing or nobody."""
    filled: tuple[str, ...] = ()
    """What the columns are called that are filled."""

    @property
    def other(self) -> str:
        """The one who went instead, if somebody certain did."""
        return self.cadre if self.cadre != self.visit.cadre else ""

    @property
    def elsewhen(self) -> bool:
        """Whether another date than the planned one is given."""
        return self.date not in (None, self.visit.date)


@dataclass
class Settled:
    """The ways a row can be understood, the likeliest first, and why that is not sure."""

    ways: list[Way] = field(default_factory=list)
    why: list[Fault] = field(default_factory=list)


def settle(facts: Facts, place: str) -> Settled:
    """How the row is to be understood: one way if nothing contradicts it."""
    return _Settling(facts, place).settled()


def status_phrase(status: Status) -> Phrase:
    """The status in words, to stand in a sentence."""
    return Phrase(f"returns.said_{status}")


class _Settling:
    def __init__(self, facts: Facts, place: str):
        self.facts = facts
        self.place = place

    def settled(self) -> Settled:
        facts = self.facts
        if not facts.text:
            return self._doubt("blank_status", [*self._likely()], what=facts.filled)
        if facts.status is None:
            near, word = nearest_status(facts.text)
            ways = self._ways_of(near) if near else []
            shown = quoted(facts.text)
            return self._doubt("unknown_status", ways, value=shown, near=word or "–")
        check: dict[Status, Callable[[], Settled]] = {
            "attended": self._plain, "missed": self._plain, "not_held": self._not_held,
            "substituted": self._substituted, "moved": self._moved, "unplanned": self._unplanned,
        }  # fmt: skip
        return check[facts.status]()

    def _doubt(self, kind: str, ways: list[Way], **context: Any) -> Settled:
        if self.facts.status:
            context["status"] = status_phrase(self.facts.status)
        return Settled(ways, [Fault(f"returns.{kind}", context=context, place=self.place)])

    def _way(self, status: Status, cadre: str = "") -> Way:
        """The planned visit with that status; who and when as the row says, where it can."""
        visit, facts = self.facts.visit, self.facts
        date = facts.date if status in ("substituted", "moved") and facts.date else visit.date
        return Way(status, cadre if status == "substituted" else visit.cadre, date)

    def _ways_of(self, status: Status) -> list[Way]:
        if status == "substituted":
            known, own = self.facts.other, self.facts.visit.cadre
            maybe = [one for one in self.facts.candidates if one != own]
            who = [known] if known else maybe or self.facts.others
            return [self._way(status, one) for one in who]
        if status == "moved" and not self.facts.elsewhen:
            return []
        return [] if status == "unplanned" else [self._way(status)]

    def _likely(self) -> list[Way]:
        """What is likely if a result is not given, or cannot be right."""
        return [*self._ways_of("substituted"), *self._ways_of("moved"), self._way("attended")]

    def _plain(self) -> Settled:
        """Attended or missed: by nobody else, and on no other date."""
        facts = self.facts
        assert facts.status is not None
        own = self._way(facts.status)
        if facts.named and facts.cadre != facts.visit.cadre:
            return self._doubt("status_and_cadre", [*self._ways_of("substituted"), own],
                               name=quoted(facts.named))  # fmt: skip
        if facts.elsewhen:
            ways = [*self._ways_of("moved"), own]
            return self._doubt("status_and_date", ways, date=facts.date)
        return Settled([own])

    def _not_held(self) -> Settled:
        if self.facts.there:
            ways = [self._way("attended"), self._way("not_held")]
            return self._doubt("held_or_not", ways, what=self.facts.there)
        return self._plain()

    def _substituted(self) -> Settled:
        facts = self.facts
        if not facts.named:
            return self._doubt("no_substitute", self._ways_of("substituted"))
        if facts.cadre == facts.visit.cadre:
            return self._doubt("own_substitute", [self._way("attended")])
        ways = self._ways_of("substituted")
        if facts.visit.cadre in facts.candidates:  # a namesake may be meant, or they themselves
            ways.append(self._way("attended"))
        return Settled(ways)

    def _moved(self) -> Settled:
        facts = self.facts
        if facts.date is None and facts.dated:
            return Settled()
        if facts.date is None:
            return self._doubt("no_date", [self._way("not_held"), self._way("missed")])
        if not facts.elsewhen:
            return self._doubt("same_date", [self._way("attended")])
        if facts.named and facts.cadre != facts.visit.cadre:
            return Settled(self._ways_of("substituted"))  # both kept: who, and when
        return Settled([self._way("moved")])

    def _unplanned(self) -> Settled:
        return self._doubt("planned_as_unplanned", self._likely())
