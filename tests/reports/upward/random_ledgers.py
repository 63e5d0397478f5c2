"""Ledgers in which everything happens that can: drawn at random, over random instances.

Months are published one by one or together, and again; tables change between two publications, so
that people and branches leave them or are of another tier; returns come in any order, correct each
other, tell of visits that were dropped and of some that nobody planned, move visits to another
month; months are signed, reopened, or never answered; proposals are answered before and after what
holds them is corrected. A report is asked for of months of which some were never published.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from scheduler.domain.checks import find_faults
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, Told, visit_id
from tests.random_instances import random_instance

STATUSES = ("attended", "missed", "substituted", "moved", "not_held")
_OF_BRANCH, _OF_CADRE = ("calendars", "meetings", "history", "pins"), ("leave", "history", "pins")


@dataclass(frozen=True)
class Asked:
    """A ledger, the tables as they are now, and the report that is asked for."""

    instance: Instance
    first: str
    last: str
    area: str
    as_of: int | None


def asked_of(ledger: Ledger, seed: int) -> Asked:
    """Fill an empty ledger, and say what is to be reported of it."""
    draw = random.Random(f"report/{seed}")
    before = _with_visits(seed, draw)
    now = _changed(before, draw) if draw.random() < 0.8 else before
    clerk = _Clerk(ledger, draw, [before, before, now])
    for _ in range(draw.randint(6, 14)):
        clerk.act()
    months = before.settings.horizon
    first = draw.choice([months[0].plus(-1), *months])
    last = draw.choice([month for month in (*months, months[-1].plus(1)) if month >= first])
    area = draw.choice(now.areas).id if draw.random() < 0.5 else ""
    entry = draw.randint(1, ledger.receipt.entry) if draw.random() < 0.3 else None
    return Asked(now, str(first), str(last), area, entry)


def _with_visits(seed: int, draw: random.Random) -> Instance:
    """A random instance in which somebody can go somewhere."""
    for number in range(100):
        found = random_instance(1000 * seed + number, months=draw.randint(2, 4))
        if sum(map(len, Problem(found).possible_in.values())) > 5:
            return found
    raise AssertionError("nobody can go anywhere in 100 instances")


def _changed(instance: Instance, draw: random.Random) -> Instance:
    """The tables some time later: somebody left, a branch was closed, somebody was promoted."""
    found = instance
    for change in (_without_cadre, _without_branch, _without_area, _promoted, _without_rules):
        later = change(found, draw)
        is_whole = later.branches and later.cadres and not find_faults(later)
        if draw.random() < 0.6 and is_whole:
            found = later
    return found


def _without(instance: Instance, tables: Sequence[str], column: str, gone: str) -> dict[str, Any]:
    return {
        table: tuple(row for row in getattr(instance, table) if getattr(row, column) != gone)
        for table in tables
    }


def _without_cadre(instance: Instance, draw: random.Random) -> Instance:
    gone = draw.choice(instance.cadres).id
    kept = tuple(row for row in instance.cadres if row.id != gone)
    rows = _without(instance, _OF_CADRE, "cadre", gone)
    return instance.model_copy(update={**rows, "cadres": kept})


def _without_branch(instance: Instance, draw: random.Random) -> Instance:
    gone = draw.choice(instance.branches).id
    kept = tuple(row for row in instance.branches if row.id != gone)
    rows = _without(instance, _OF_BRANCH, "branch", gone)
    return instance.model_copy(update={**rows, "branches": kept})


def _without_area(instance: Instance, draw: random.Random) -> Instance:
    """A place that was merged with another, with its branches."""
    parents = {row.parent for row in instance.areas}
    gone = draw.choice([row.id for row in instance.areas if row.id not in parents])
    found = instance
    for branch in [row for row in instance.branches if row.area == gone]:
        kept = tuple(row for row in found.branches if row.id != branch.id)
        rows = _without(found, _OF_BRANCH, "branch", branch.id)
        found = found.model_copy(update={**rows, "branches": kept})
    areas = tuple(row for row in instance.areas if row.id != gone)
    return found.model_copy(update={"areas": areas})


def _promoted(instance: Instance, draw: random.Random) -> Instance:
    chosen = draw.choice(instance.cadres)
    level = draw.choice(instance.settings.levels[:-1])
    areas = [row.id for row in instance.areas if row.level == level]
    organization = draw.choice(instance.organizations).id
    new = {"tier": level, "areas": (draw.choice(areas),), "organization": organization}
    return instance.model_copy(update={"cadres": tuple(
        row.model_copy(update=new) if row.id == chosen.id else row for row in instance.cadres
    )})  # fmt: skip


def _without_rules(instance: Instance, draw: random.Random) -> Instance:
    """A branch of which no calendar speaks."""
    branch = draw.choice(instance.branches).id
    return instance.model_copy(update=_without(instance, ("calendars",), "branch", branch))


class _Clerk:
    """Whoever writes into the ledger, one act after the other."""

    def __init__(self, ledger: Ledger, draw: random.Random, tables: Sequence[Instance]):
        self.ledger, self.draw = ledger, draw
        self.problems = [Problem(one) for one in tables]
        self.people = sorted({row.id for one in tables for row in one.cadres})
        self.branches = sorted({row.id for one in tables for row in one.branches})
        self.months = tables[0].settings.horizon
        self.ever: set[Visit] = set()
        self.files = 0

    def act(self) -> None:
        """Do something."""
        acts = [self.publish] * 3 + [self.take_in] * 5 + [self.answer] * 2 + [self.sign] * 3
        self.draw.choice(acts if self.ever else [self.publish])()

    def _open(self) -> list[Month]:
        known = self.ledger.known()
        return [month for month in self.months if not known.is_closed(month)]

    def publish(self) -> None:
        """Some months, planned by the tables of then or of now."""
        problem = self.draw.choice(self.problems if self.ever else self.problems[:1])
        months = [month for month in self._open() if self.draw.random() < 0.6]
        possible = sorted({v for visits in problem.possible_in.values() for v in visits})
        kept = [v for v in possible if v.month in months and self.draw.random() < 0.5]
        newest = self.ledger.known().newest.values()
        drafts = drafts_of(problem, Roster.of(kept), problem.instance, supersedes=newest)
        if drafts:
            self.ledger.publish(drafts, by="an")
            self.ever |= set(kept)

    def take_in(self) -> None:
        """A return: of visits that are planned or were, and of some that nobody planned."""
        known, months = self.ledger.known(), self._open()
        own = sorted(visit for visit in self.ever if visit.month in months)
        rows = []
        for visit in self.draw.sample(own, self.draw.randint(0, len(own))):
            key = visit_id(self.ledger.id, visit)
            before = known.outcomes[key].number if key in known.outcomes else 0
            rows.append(_row(self._told(key, visit, known.is_current(key)), before))
        standing = {Visit(o.told.cadre, o.told.branch, o.told.date): o for o in known.unplanned}
        for extra in self._extras(sorted(standing)):
            if Month.of(extra.date) in months:
                before = standing[extra].number if extra in standing else 0
                rows.append(_row(Told("", "unplanned", *extra, *self._said()), before))
        self.files += 1
        self.ledger.take_in(f"{self.files}", str(self.files).encode(), rows, by="an")

    def _extras(self, known: Sequence[Visit]) -> Iterator[Visit]:
        found = set(self.draw.sample(known, min(len(known), self.draw.randint(0, 1))))
        for _ in range(self.draw.randint(0, 2)):
            day = self.draw.choice(self.months).first_day + dt.timedelta(self.draw.randint(0, 27))
            found.add(Visit(self.draw.choice(self.people), self.draw.choice(self.branches), day))
        yield from sorted(found)

    def _told(self, key: str, visit: Visit, is_current: bool) -> Told:
        status = self.draw.choice(STATUSES)
        if not is_current and self.draw.random() < 0.3:
            status = "unplanned"
        others = [one for one in self.people if one != visit.cadre]
        cadre = self.draw.choice(others) if status == "substituted" else visit.cadre
        moves = status == "moved" or (status == "substituted" and self.draw.random() < 0.2)
        days = self.draw.choice([-20, -3, 1, 2, 9, 25]) if moves else 0
        date = visit.date + dt.timedelta(days)
        return Told(key, status, cadre, visit.branch, date, *self._said())  # type: ignore[arg-type]

    def _said(self) -> tuple[int | None, int | None, str, str]:
        members, attendance = (self.draw.choice([None, 0, 18, 25]) for _ in range(2))
        return (attendance, members, self.draw.choice(["", "", "ý kiến, một", "ý kiến"]),
                self.draw.choice(["", "", "kiến nghị; hai", "kiến nghị"]))  # fmt: skip

    def answer(self) -> None:
        """Answer proposals, of outcomes that stand and of some that were corrected since."""
        with closing(self.ledger.database.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("select number from outcomes where proposals <> '' order by number")
            found = [int(number) for (number,) in cursor.fetchall()]
        for number in self.draw.sample(found, min(len(found), 2)):
            self.ledger.answer({number: f"trả lời {self.files}/{number}"}, by="an")

    def sign(self) -> None:
        """Sign months, or reopen what was signed."""
        closed = self.ledger.known().closed
        if closed:
            self.ledger.reopen(closed[0].first, closed[0].last, by="an")
            return
        first, last = sorted(self.draw.choices(self.months[:-1] or self.months, k=2))
        self.ledger.close(first, last, "", by="an")


def _row(told: Told, before: int) -> JudgedRow:
    return JudgedRow("", {}, "corrected" if before else "recorded", told, before)
