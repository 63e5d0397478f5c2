"""What happens to a published roster: edits of its tables, of what is over and is to come."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from typing import Any

from scheduler.domain.elapsed import Former
from scheduler.domain.instance import Instance
from scheduler.domain.records import Leave, PastVisit, Pin, SingleDate
from scheduler.domain.roster import Roster, Visit
from tests.oracles.literal import World


def disrupted(
    instance: Instance, published: Roster, since: dt.date, rng: random.Random
) -> Instance:
    """The instance after one to four things happened, some of which concern what is over."""
    now = _Now(instance, [v for v in published if v.date < since], rng)
    for _ in range(rng.randint(1, 4)):
        happened = rng.choice(
            (now.leave, now.cancelled, now.moved, now.forbidden, now.joined, now.left,
             now.row_deleted, now.branch_merged, now.leave_came_late, now.no_show, now.substituted,
             now.came)
        )  # fmt: skip
        happened()
    return instance.model_copy(update={name: tuple(rows) for name, rows in now.tables.items()})


class _Now:
    """Tables that things happen to."""

    def __init__(self, instance: Instance, past: list[Visit], rng: random.Random):
        self.rng = rng
        self.past = past
        names = [name for name in type(instance).model_fields if name != "settings"]
        self.tables: dict[str, list[Any]] = {name: list(getattr(instance, name)) for name in names}
        world = World(instance)
        self.days, self.meetings = world.days, sorted(world.meetings)

    def leave(self) -> None:
        first = self.rng.choice(self.days)
        until = first + dt.timedelta(days=self.rng.randint(0, 20))
        cadre = self.rng.choice(self.tables["cadres"]).id
        self.tables["leave"].append(Leave(cadre=cadre, from_=first, until=until))

    def _single(self, status: str, new: dt.date | None = None) -> None:
        branches = {row.id for row in self.tables["branches"]}
        left = [meeting for meeting in self.meetings if meeting[0] in branches]
        if left:
            branch, date = self.rng.choice(left)
            rows = self.tables["meetings"]
            rows[:] = [r for r in rows if (r.branch, r.date) != (branch, date)]
            rows.append(SingleDate(branch=branch, date=date, status=status, new_date=new))

    def cancelled(self) -> None:
        self._single("cancelled")

    def moved(self) -> None:
        self._single("moved", self.rng.choice(self.days))

    def forbidden(self) -> None:
        cadre = self.rng.choice(self.tables["cadres"]).id
        branch = self.rng.choice(self.tables["branches"]).id
        rows = self.tables["pins"]
        rows[:] = [p for p in rows if (p.cadre, p.branch) != (cadre, branch)]
        day = self.rng.choice(self.days)
        rows.append(Pin(cadre=cadre, branch=branch, decision="forbid", date=day))

    def joined(self) -> None:
        cadre = self.rng.choice(self.tables["cadres"])
        new = f"new{len(self.tables['cadres'])}"
        self.tables["cadres"].append(cadre.model_copy(update={"id": new}))

    def left(self) -> None:
        place = self.rng.randrange(len(self.tables["cadres"]))
        row, day = self.tables["cadres"][place], self.rng.choice(self.days)
        if (row.from_ or day) <= day:
            self.tables["cadres"][place] = row.model_copy(update={"until": day})

    def row_deleted(self) -> None:
        if len(self.tables["cadres"]) > 1:
            gone = self.rng.choice([v.cadre for v in self.past] or ["nobody"])
            self._delete("cadres", "cadre", gone)

    def branch_merged(self) -> None:
        if len(self.tables["branches"]) > 1:
            gone = self.rng.choice([v.branch for v in self.past] or ["none"])
            self._delete("branches", "branch", gone)

    def _delete(self, table: str, column: str, gone: str) -> None:
        if [row.id for row in self.tables[table]] == [gone]:
            return
        for name, rows in self.tables.items():
            key = "id" if name == table else column
            rows[:] = [row for row in rows if getattr(row, key, "") != gone]

    def leave_came_late(self) -> None:
        if visit := self._known():
            first = visit.date - dt.timedelta(days=self.rng.randint(0, 5))
            until = visit.date + dt.timedelta(days=self.rng.randint(0, 30))
            self.tables["leave"].append(Leave(cadre=visit.cadre, from_=first, until=until))

    def no_show(self) -> None:
        if visit := self._known():
            self._record(visit, "missed")

    def came(self) -> None:
        if visit := self._known():
            self._record(visit, "attended")

    def substituted(self) -> None:
        if visit := self._known():
            other = visit._replace(cadre=self.rng.choice(self.tables["cadres"]).id)
            self._record(other, "attended")
            self._record(visit, "substituted")

    def _known(self) -> Visit | None:
        """A visit that is over, by somebody and to a branch that the tables still know."""
        cadres = {row.id for row in self.tables["cadres"]}
        branches = {row.id for row in self.tables["branches"]}
        known = [v for v in self.past if v.cadre in cadres and v.branch in branches]
        return self.rng.choice(known) if known else None

    def _record(self, visit: Visit, status: str) -> None:
        rows = self.tables["history"]
        rows[:] = [r for r in rows if (r.cadre, r.branch, r.date) != visit]
        rows.append(PastVisit(**visit._asdict(), status=status))


def gone(before: Instance, now: Instance, past: Iterable[Visit]) -> Former:
    """Who and what made the past visits and stands in no table any more."""
    cadres = {row.id for row in before.cadres} - {row.id for row in now.cadres}
    branches = {row.id for row in before.branches} - {row.id for row in now.branches}
    cadres &= {visit.cadre for visit in past}
    branches &= {visit.branch for visit in past}
    nothing = {"areas": (), "visits_per_month": 0, "base": "", "from_": None, "until": None}
    return Former(
        tuple(row.model_copy(update=nothing) for row in before.cadres if row.id in cadres),
        tuple(row for row in before.branches if row.id in branches),
    )
