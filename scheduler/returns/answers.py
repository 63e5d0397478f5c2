"""What a row says became of the planned visit of which it speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.months import Month
from scheduler.ledger.records import MADE, PlannedVisit, Told
from scheduler.returns.days import MONTH_DAYS, Day
from scheduler.returns.directory import Directory
from scheduler.returns.doubts import Finding
from scheduler.returns.headings import ANSWERS
from scheduler.returns.people_counted import Counted, counted
from scheduler.returns.plan import Plan
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.said import filled, odd_row, said, status_in
from scheduler.returns.statuses import Facts, Way, settle
from scheduler.returns.synonyms import words
from scheduler.returns.who import Who, who_went

_MOST_OPTIONS = 8


@dataclass(frozen=True)
class Given:
    """What is known of a row of a planned visit before its answers are judged."""

    row: ReadRow
    planned: PlannedVisit
    directory: Directory
    plan: Plan
    why: tuple[Fault, ...] = ()
    """What casts doubt on the match."""
    others: tuple[str, ...] = ()
    """Who else stands in the row where the planned cadre should."""
    day: dt.date | None = None
    """The date in the row where the planned one should be, if it is another."""
    decided: bool = False
    """Whether a planner has decided: what is only odd is taken and told."""
    month_first: bool = False
    """Whether the file writes some dates month first."""


def answer(given: Given) -> Finding:
    """What the row says of its visit: nothing, an outcome, or something doubtful."""
    row = given.row
    finding = Finding(row, "no_answer", visit=given.planned.id, decided=given.decided,
                      publication=given.planned.publication)  # fmt: skip
    if not filled(row) and not any(name in ANSWERS for name in row.unreadable):
        note = said(row, "note")
        told = (Fault("returns.told_remark", context={"value": quoted(note)}, place=row.place),)
        return replace(finding, notices=told if note else ())
    return _Answering(given).finding(finding)


class _Answering:
    """Puts together what a row says; ``why`` must be mended, what is ``odd`` can be decided."""

    def __init__(self, given: Given):
        self.given = given
        self.row = given.row
        self.visit = given.planned.visit
        self.why: list[Fault] = []
        self.odd: list[Fault] = list(given.why)
        self.notices: list[Fault] = []
        self.text, self.status, beside = status_in(self.row)
        self.known = given.plan.known.outcomes.get(given.planned.id)
        self.counted: Counted = counted(self.row)
        self.who = self._who(beside if self.status == "substituted" else "")
        self.day = self._day(beside if self.status == "moved" else "")
        free = beside if self.status not in ("substituted", "moved") else ""
        self.note = "; ".join(filter(None, [said(self.row, "note"), free]))

    def finding(self, blank: Finding) -> Finding:
        """The row's finding, from one that says nothing."""
        self._check_cells()
        if self._adds_only():
            assert self.known is not None
            ways = [Way(self.known.told.status, self.known.told.cadre, self.known.told.date)]
        else:
            settled = settle(self._facts(), self.row.place)
            self.why += [*settled.why, *self.who.why]
            ways = self._with_others(settled.ways)
        self.why += self.counted.why
        self.odd += self.counted.odd
        options = tuple(map(self._told, dict.fromkeys(ways)))[:_MOST_OPTIONS]
        if self.why or (self.odd and not self.given.decided) or not options:
            return replace(blank, fate="review", why=(*self.why, *self.odd), options=options)
        told = options[0]
        odd = odd_facts(told, self.visit.date, self.given.directory, self.row.place)
        notices = (*self.notices, *self.who.notices, *odd, *self.odd)
        return replace(blank, fate="recorded", told=told, notices=notices)

    def fault(self, kind: str, **context: Any) -> Fault:
        """A fault of the row."""
        return Fault(f"returns.{kind}", context=context, place=self.row.place)

    # -- cells -------------------------------------------------------------------------------------

    def _check_cells(self) -> None:
        if unread := [name for name in self.row.unreadable if name in ANSWERS]:
            columns = ", ".join(map(self.row.title, unread))
            self.why.append(self.fault("unreadable", column=columns))
        self.odd += odd_row(self.row)

    def _who(self, beside: str) -> Who:
        self.named = said(self.row, "actual_cadre") or beside
        if not self.named:
            return Who()
        return who_went(self.named, self.given.planned, self.given.directory, self.row.place)

    def _day(self, beside: str) -> Day | None:
        row = self.row
        if beside and not said(row, "actual_date"):
            for word in sorted(words("to"), key=len, reverse=True):
                beside = beside.casefold().removeprefix(f"{word} ")
            row = replace(row, values={**row.values, "actual_date": beside})
        if not said(row, "actual_date"):
            return None
        day = self.given.plan.day_of(row, "actual_date", self.visit.date)
        if day is not None:
            self._check_day(row, day)
        return day

    def _check_day(self, row: ReadRow, day: Day) -> None:
        near = self.visit.date
        shown = {"value": quoted(row.text("actual_date")), "column": row.title("actual_date")}
        typed = isinstance(row.values.get("actual_date"), str)
        if not day.sure or day.date is None:
            self.why.append(self.fault("unclear_date", **shown))
        elif self.given.month_first and typed and day.turned:
            self.odd.append(self.fault("unclear_date", **shown))
        elif abs((day.date - near).days) > MONTH_DAYS:
            self.odd.append(self.fault("far_date", date=day.date, planned=near))
        elif Month.of(day.date) != self.visit.month:
            if day.turned and Month.of(day.turned) == self.visit.month:
                self.odd.append(self.fault("turned_date", date=day.date, turned=day.turned))
            else:
                self.notices.append(self.fault("told_month", date=day.date, planned=near))

    # -- together ----------------------------------------------------------------------------------

    def _adds_only(self) -> bool:
        """Whether the row gives no result, and only adds to one that is known."""
        if self.text or self.known is None or self.named or self.day:
            return False
        return self.known.told.status != "not_held" or not self.counted.attendance

    def _facts(self) -> Facts:
        there = self.row.text("attendance") if self.counted.attendance else ""
        date = self.day.date if self.day else None
        columns = tuple(map(self.row.title, filled(self.row)))
        return Facts(
            self.visit, self.text, self.status, self.named, self.who.cadre, self.who.candidates,
            date, self.day is not None, self.given.others, there, columns,
        )  # fmt: skip

    def _with_others(self, ways: list[Way]) -> list[Way]:
        """Also that somebody wrote over the plan who went, or when, where the row disagrees with
        the id in it.
        """
        if not self.given.why:
            return ways
        visit, day = self.visit, self.given.day
        date = self.day.date if self.day and self.day.date else visit.date
        written = [Way("substituted", one, date) for one in self.given.others]
        written += [Way("moved", visit.cadre, day)] if day else []
        return [*written, *ways] if self.status in (None, "attended") else [*ways, *written]

    def _told(self, way: Way) -> Told:
        visit = self.visit
        opinions, proposals = (said(self.row, name) for name in ("opinions", "proposals"))
        return Told(
            self.given.planned.id, way.status, way.cadre, visit.branch, way.date,
            self.counted.attendance, self.counted.members, opinions, proposals, self.note,
        )  # fmt: skip


def odd_facts(told: Told, planned: dt.date | None, directory: Directory,
              place: str) -> Iterator[Fault]:  # fmt: skip
    """What is told of an outcome that is taken all the same."""
    if told.status not in MADE:
        return
    problem = directory.problem
    unmet = told.branch in problem.branches and not directory.meets(told.branch, told.date)
    if told.date != planned and unmet:
        context: dict[str, Any] = {
            "branch": directory.branch_name(told.branch), "date": told.date,
        }  # fmt: skip
        yield Fault("returns.told_no_meeting", context=context, place=place)
    if told.cadre in problem.cadres and not directory.is_there(told.cadre, told.date):
        context = {
            "name": directory.cadre_name(told.cadre), "cadre": told.cadre, "date": told.date,
        }  # fmt: skip
        yield Fault("returns.told_away", context=context, place=place)
    if told.attendance == 0:
        yield Fault("returns.told_nobody", place=place)
