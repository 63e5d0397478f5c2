"""Rows that speak of no planned visit: visits that nobody planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.months import Month
from scheduler.ledger.records import PlannedVisit, Told
from scheduler.returns.answers import odd_facts
from scheduler.returns.days import MONTH_DAYS
from scheduler.returns.directory import Directory, Index
from scheduler.returns.doubts import Finding
from scheduler.returns.matching import Match
from scheduler.returns.people_counted import counted
from scheduler.returns.plan import Plan
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.said import filled, odd_row, said, status_in
from scheduler.returns.statuses import status_phrase

_MOST_OPTIONS = 8


@dataclass(frozen=True)
class Extra:
    """A row without a planned visit, and what it is held against."""

    row: ReadRow
    match: Match
    plan: Plan
    answered: Container[str]
    """Planned visits of which other rows of the file, or earlier returns, tell."""
    months: Set[Month]
    """Months of which the file speaks, as far as it says any."""
    localities: Set[str]
    """Of the planned visits of which the file speaks."""
    decided: bool = False


def extra_visit(extra: Extra) -> Finding:
    """The visit nobody planned of which the row tells; a note where it names nobody and nothing."""
    return _Extra(extra).finding()


class _Extra:
    def __init__(self, extra: Extra):
        self.extra = extra
        self.row = extra.row
        self.match = extra.match
        self.directory: Directory = extra.plan.directory(extra.match.publication)
        self.why: list[Fault] = []
        self.odd: list[Fault] = list(extra.match.why)
        self.text, self.status, beside = status_in(self.row)
        self.note = "; ".join(filter(None, [said(self.row, "note"), beside]))

    def finding(self) -> Finding:
        finding = Finding(self.row, "review", publication=self.match.publication,
                          decided=self.extra.decided)  # fmt: skip
        if self._is_note():
            return replace(finding, fate="note")
        pairs, days = self._who_where(), self._when()
        self._check_status()
        self.odd += odd_row(self.row)
        if self.row.unreadable:
            columns = ", ".join(map(self.row.title, self.row.unreadable))
            self.why.append(self._fault("unreadable", column=columns))
        count = counted(self.row)
        self.why += count.why
        self.odd += count.odd
        planned = list(self._maybe_planned(pairs, days))
        options = [self._told(*pair, day) for day, pair in product(days, pairs)]
        options = [*planned, *options][:_MOST_OPTIONS]
        why = (*self.why, *self.odd)
        if self.why or (self.odd and not self.extra.decided) or len(options) != 1:
            return replace(finding, why=why, options=tuple(options))
        told = options[0]
        odd = (*self.odd, *odd_facts(told, None, self.directory, self.row.place))
        return replace(finding, fate="recorded", told=told, notices=odd)

    def _fault(self, kind: str, **context: Any) -> Fault:
        return Fault(f"returns.{kind}", context=context, place=self.row.place)

    def _is_note(self) -> bool:
        """Whether it names nobody and no branch that is known, no date, and no result: a line for
        signatures may do so.
        """
        day = self.match.day
        somebody = self.match.cadres or self.match.branches or self.match.several
        return not somebody and not (day and day.sure) and not filled(self.row)

    # -- who, where, when --------------------------------------------------------------------------

    def _who_where(self) -> list[tuple[str, str]]:
        """Whom and which branch the row may mean: together, those left out that do not fit."""
        pairs = list(product(self._who() or ("",), self._where() or ("",)))
        if len(pairs) > 1:
            pairs = [pair for pair in pairs if self.directory.may_go(*pair)] or pairs
        cadres = tuple(dict.fromkeys(cadre for cadre, _ in pairs if cadre))
        branches = tuple(dict.fromkeys(branch for _, branch in pairs if branch))
        if len(cadres) != 1:
            text = said(self.row, "actual_cadre") or self.row.text("cadre_name")
            self._name_doubt("cadre", text or self.row.text("cadre"), cadres)
        if len(branches) != 1:
            text = self.row.text("branch_name") or self.row.text("branch")
            self._name_doubt("branch", text, branches)
        if cadres and branches:
            return pairs
        cadres = cadres or self._like(
            self.directory.cadres, ("actual_cadre", "cadre_name", "cadre")
        )
        branches = branches or self._like(self.directory.branches, ("branch_name", "branch"))
        return list(product(cadres, branches))

    def _like(self, index: Index, columns: Sequence[str]) -> tuple[str, ...]:
        """Whom or what the first of the columns that says something may mean."""
        return index.like(next(filter(None, (said(self.row, name) for name in columns)), ""))

    def _who(self) -> tuple[str, ...]:
        cadres = self.match.cadres
        actual = said(self.row, "actual_cadre")
        if actual:
            other = self.directory.cadres.find(actual).ids
            both = tuple(one for one in cadres if one in other)
            if cadres and not both:
                self.why.append(self._fault("extra_status", status=status_phrase("substituted")))
            cadres = both or other or cadres
        return cadres

    def _where(self) -> tuple[str, ...]:
        """The branches that the row may mean: those in the areas that it names, then those in the
        areas to which the file was handed off.
        """
        branches, directory = self.match.branches, self.directory
        if len(branches) > 1:
            branches = directory.lies_where_said(branches, self.row.beside)
        if len(branches) > 1:
            branches = directory.handed_off_with(branches, self.extra.localities) or branches
        return branches

    def _name_doubt(self, column: str, text: str, found: Sequence[str]) -> None:
        index = self.directory.cadres if column == "cadre" else self.directory.branches
        lists = self.directory.list_cadres if column == "cadre" else self.directory.list_branches
        kind = "cadres" if column == "cadre" else "branches"
        if not text:
            self.why.append(self._fault("not_said", what=self.row.title(f"{column}_name")))
        elif found:
            listed = lists(found)
            self.why.append(self._fault(f"several_{kind}", name=quoted(text), candidates=listed))
        else:
            shown = lists(index.like(text)) or "–"
            self.why.append(self._fault(f"unknown_{column}", name=quoted(text), near=shown))

    def _when(self) -> list[dt.date]:
        day = self.match.day
        actual = self.extra.plan.day_of(self.row, "actual_date", day.date if day else None)
        column = "actual_date" if actual else "date"
        if actual and day and actual.date != day.date:
            self.why.append(self._fault("extra_status", status=status_phrase("moved")))
        day = actual or day
        if day is None:
            self.why.append(self._fault("not_said", what=self.row.title("date")))
            return []
        if not day.sure or day.date is None:
            shown = {"value": quoted(self.row.text(column)), "column": self.row.title(column)}
            self.why.append(self._fault("unclear_date", **shown))
            return [day.date] if day.date else []
        month = Month.of(day.date)
        known = self.extra.plan.known
        if month not in known.newest:
            self.why.append(self._fault("not_published", month=month))
        elif self.extra.months and month not in self.extra.months:
            turned = day.turned
            if turned and Month.of(turned) in self.extra.months:
                self.odd.append(self._fault("turned_date", date=day.date, turned=turned))
                return [day.date, turned]
            near = min((one for one in known.newest if one in self.extra.months), default=month,
                       key=lambda one: abs(one.ordinal - month.ordinal))  # fmt: skip
            if abs(near.ordinal - month.ordinal) > 1:
                planned = near.first_day
                self.odd.append(self._fault("far_date", date=day.date, planned=planned))
        return [day.date]

    # -- the result --------------------------------------------------------------------------------

    def _check_status(self) -> None:
        if self.text and self.status is None:
            self.why.append(self._fault("unknown_status", value=quoted(self.text), near="–"))
        elif self.status not in (None, "attended", "unplanned"):
            assert self.status is not None
            self.why.append(self._fault("extra_status", status=status_phrase(self.status)))
        elif self.status is None and not self.row.off_plan and "visit" not in self.row.titles:
            self.why.append(self._fault("extra_blank"))

    def _maybe_planned(
        self, pairs: Sequence[tuple[str, str]], days: Sequence[dt.date]
    ) -> Iterator[Told]:
        """That the row means a planned visit of the same cadre to the same branch, of which nothing
        else tells, but gives another date.
        """
        cadres = {cadre for cadre, _ in pairs}
        if self.extra.decided or self.row.off_plan or len(days) != 1 or len(cadres) != 1:
            return
        branches = {branch for _, branch in pairs}
        for planned in islice(self._untold(cadres.pop(), branches, days[0]), 1):
            visit = planned.visit
            context = {
                "name": self.directory.cadre_name(visit.cadre), "planned": visit.date,
                "branch": self.directory.branch_name(visit.branch), "date": days[0],
            }  # fmt: skip
            self.why.append(self._fault("maybe_planned", **context))
            yield replace(
                self._told(visit.cadre, visit.branch, days[0]), visit=planned.id, status="moved"
            )

    def _untold(self, cadre: str, branches: Set[str], day: dt.date) -> Iterator[PlannedVisit]:
        plan = self.extra.plan
        months = self.extra.months or plan.known.newest.keys()
        for planned in plan.by_cadre.get(cadre, ()):
            visit = planned.visit
            near = abs((visit.date - day).days) <= MONTH_DAYS and visit.month in months
            told = planned.id in self.extra.answered or not plan.known.is_current(planned.id)
            if near and not told and visit.branch in branches:
                yield planned

    def _told(self, cadre: str, branch: str, day: dt.date) -> Told:
        count = counted(self.row)
        opinions, proposals = (said(self.row, name) for name in ("opinions", "proposals"))
        return Told("", "unplanned", cadre, branch, day, count.attendance, count.members,
                    opinions, proposals, self.note)  # fmt: skip
