"""Which planned visit a row of a return speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.domain.faults import Fault, quoted
from scheduler.domain.months import Month
from scheduler.domain.names import nearest
from scheduler.ledger.records import PlannedVisit
from scheduler.returns.days import Day
from scheduler.returns.directory import Directory, Index
from scheduler.returns.plan import Plan
from scheduler.returns.read_rows import ReadRow

_CADRE, _BRANCH = ("cadre", "cadre_name"), ("branch", "branch_name")
_MISSPELT = 0.6
"""How much alike a name and its misspelling are at least, where an id vouches for it."""


@dataclass(frozen=True)
class Match:
    """The planned visit of a row, or what the row says of who, where and when without one."""

    publication: str
    """The publication by whose tables the row was read."""
    planned: PlannedVisit | None = None
    why: tuple[Fault, ...] = ()
    """What casts doubt on it."""
    notices: tuple[Fault, ...] = ()
    several: tuple[PlannedVisit, ...] = ()
    """Planned visits of which the row may speak, if there are several."""
    cadres: tuple[str, ...] = ()
    """Who the row may mean; of a planned visit, who else stands in it."""
    branches: tuple[str, ...] = ()
    day: Day | None = None
    instead: PlannedVisit | None = None
    """The planned visit that the row names, where its id is that of another."""
    turned: bool = False
    """Whether its date is the planned one only with day and month changed over."""


def match(row: ReadRow, plan: Plan) -> Match:
    """The planned visit of the row: by its id, else by codes and date, else by unique names."""
    publication = plan.publication_of(row)
    if own := plan.id_of(row):
        planned = plan.known.planned[own]
        return _by_id(row, planned, plan.directory(planned.publication), plan)
    directory = plan.directory(publication)
    cadres = _meant(directory.cadres, row, _CADRE)
    branches = _meant(directory.branches, row, _BRANCH)
    day = plan.day_of(row, "date")
    fitting = _Fitting(row, plan, cadres, branches, day)
    found, turned = fitting.visits()
    why = tuple(_two_names(row, directory))
    if not found and () in (cadres, branches):
        found = _misnamed(row, plan, directory, day)
        why += _unknown_names(row, directory) if found else ()
    if len(found) > 1:
        names = "; ".join(_said(one, directory) for one in found)
        why += (Fault("returns.several_visits", context={"candidates": names}, place=row.place),)
        return Match(publication, None, why, (), tuple(found), cadres or (), branches or (), day)
    notices: tuple[Fault, ...] = ()
    if len(found) == 1:
        why += tuple(_maybe_as_written(row, day, plan) if turned else ())
        value = row.text("visit")
        if value:
            told = Fault("returns.told_unknown_id", context={"value": quoted(value)},
                         place=row.place)  # fmt: skip
            notices = (told,)
        return Match(publication, found[0], why, notices, turned=turned)
    return Match(publication, None, why, (), (), cadres or (), branches or (), day)


@dataclass(frozen=True)
class _Fitting:
    """Finds the planned visits that fit all that a row says; None is what it leaves open."""

    row: ReadRow
    plan: Plan
    cadres: tuple[str, ...] | None
    branches: tuple[str, ...] | None
    day: Day | None

    def visits(self) -> tuple[list[PlannedVisit], bool]:
        """They, in the newest publications if there are any; and whether day and month of the date
        had to be changed over.
        """
        day = self.day
        if not self.cadres or (self.branches is None and not (day and day.sure)):
            return [], False
        if self.branches == ():
            return [], False
        if day is None or day.date is None or not day.sure:
            month = self.plan.month_of(self.row)
            return (self._current(self._fitting(month, None)) if month else []), False
        found = self._current(self._fitting(None, day.date))
        if not found and day.turned and self._may_be_in(Month.of(day.turned)):
            found = self._current(self._fitting(None, day.turned))
            return found, bool(found)
        return found, False

    def _may_be_in(self, month: Month) -> bool:
        """Whether the file speaks of the month, as far as it says of which it does."""
        return not self.plan.months or month in self.plan.months

    def _fitting(self, month: Month | None, date: dt.date | None) -> Iterator[PlannedVisit]:
        for cadre in self.cadres or ():
            for planned in self.plan.by_cadre.get(cadre, ()):
                visit = planned.visit
                here = self.branches is None or visit.branch in self.branches
                if here and (visit.month == month if date is None else visit.date == date):
                    yield planned

    def _current(self, fitting: Iterator[PlannedVisit]) -> list[PlannedVisit]:
        every = list(fitting)
        current = [one for one in every if self.plan.known.is_current(one.id)]
        if len(current or every) > 1 and self.branches:
            directory = self.plan.directory(every[0].publication)
            named = [one.visit.branch for one in current or every]
            there = directory.lies_where_said(named, self.row.beside)
            return [one for one in current or every if one.visit.branch in there]
        return current or every


def _meant(index: Index, row: ReadRow, columns: tuple[str, str]) -> tuple[str, ...] | None:
    """The ids that code and name stand for, in which they agree; None where both are blank."""
    found = [index.find(text).ids for column in columns if (text := row.text(column))]
    if not found:
        return None
    if len(found) == 2 and found[0] and found[1]:
        both = tuple(one for one in found[0] if one in found[1])
        return both or found[0]
    return found[0] or found[-1]


def _by_id(row: ReadRow, planned: PlannedVisit, directory: Directory, plan: Plan) -> Match:
    """The visit of the row's id; whatever else the row says of who, where and when must agree.

    Rows that were sorted without their folded columns carry the ids of others.
    """
    visit = planned.visit
    why = []
    cadres: tuple[str, ...] = ()
    day = plan.day_of(row, "date", visit.date)
    for index, column, own in (
        (directory.cadres, "cadre", visit.cadre),
        (directory.cadres, "cadre_name", visit.cadre),
        (directory.branches, "branch", visit.branch),
        (directory.branches, "branch_name", visit.branch),
    ):
        text = row.text(column)
        if text and not _agrees(index, text, own, is_name=column.endswith("_name")):
            why.append(_disagreement(row, column, planned, directory))
            cadres = cadres or (index.find(text).ids if index is directory.cadres else ())
    turned = bool(day and day.date != visit.date and day.turned == visit.date)
    if day and day.sure and day.date != visit.date and not turned:
        why.append(_disagreement(row, "date", planned, directory))
    instead = _named(row, plan, directory, day) if why else None
    return Match(
        planned.publication, planned, tuple(why), cadres=cadres, day=day, turned=turned,
        instead=instead if instead != planned else None,
    )  # fmt: skip


def _named(row: ReadRow, plan: Plan, directory: Directory, day: Day | None) -> PlannedVisit | None:
    """The planned visit that the names and the date say, or the codes and the date, whatever the id
    says: ids and codes are folded away, and may have stayed where they were.
    """
    seen = {name: value for name, value in row.values.items() if name not in ("cadre", "branch")}
    for one in (replace(row, values=seen), row):
        cadres, branches = (_meant(directory.cadres, one, _CADRE),
                            _meant(directory.branches, one, _BRANCH))  # fmt: skip
        found, turned = _Fitting(one, plan, cadres, branches, day).visits()
        if len(found) == 1 and not turned:
            return found[0]
    return None


def _agrees(index: Index, text: str, own: str, is_name: bool) -> bool:
    """Whether a code or a name is that of the one it should be, maybe misspelt."""
    found = index.find(text).ids
    if found or not is_name:
        return own in found
    return bool(nearest(text, [index.names.get(own, own)], _MISSPELT))


def _misnamed(
    row: ReadRow, plan: Plan, directory: Directory, day: Day | None
) -> list[PlannedVisit]:
    """The planned visits of whoever is called most like a name that nobody bears, where the rest of
    the row and its date are those of the visit.
    """
    if day is None or not day.sure:
        return []
    cadres, branches = (
        _meant(index, row, columns) or index.like(_written(row, columns))
        for index, columns in ((directory.cadres, _CADRE), (directory.branches, _BRANCH))
    )
    return _Fitting(row, plan, cadres, branches, day).visits()[0] if cadres and branches else []


def _unknown_names(row: ReadRow, directory: Directory) -> tuple[Fault, ...]:
    """A fault for whoever, and whatever branch, the row names that is not known."""
    sides = (
        ("cadre", directory.cadres, _CADRE, directory.list_cadres),
        ("branch", directory.branches, _BRANCH, directory.list_branches),
    )
    return tuple(
        Fault(f"returns.unknown_{what}", place=row.place,
              context={"name": quoted(text), "near": listed(index.like(text)) or "–"})
        for what, index, columns, listed in sides
        if (text := _written(row, columns)) and _meant(index, row, columns) == ()
    )  # fmt: skip


def _written(row: ReadRow, columns: tuple[str, str]) -> str:
    """The name in a row; where there is none, the code."""
    return row.text(columns[1]) or row.text(columns[0])


def _disagreement(row: ReadRow, column: str, planned: PlannedVisit, directory: Directory) -> Fault:
    context = {
        "planned": _said(planned, directory), "column": row.title(column),
        "value": quoted(row.text(column)),
    }  # fmt: skip
    return Fault("returns.other_visit", context=context, place=row.place)


def _two_names(row: ReadRow, directory: Directory) -> Iterator[Fault]:
    """A fault for each name that is another than that of the code beside it."""
    for index, code, name in (
        (directory.cadres, "cadre", "cadre_name"), (directory.branches, "branch", "branch_name"),
    ):  # fmt: skip
        text, found = row.text(name), index.find(row.text(code)).ids if row.text(code) else ()
        if text and len(found) == 1 and not _agrees(index, text, found[0], is_name=True):
            context = {
                "column": row.title(name), "value": quoted(text), "name": index.names[found[0]],
            }  # fmt: skip
            yield Fault("returns.two_names", context=context, place=row.place)


def _maybe_as_written(row: ReadRow, day: Day | None, plan: Plan) -> Iterator[Fault]:
    """The doubt about a date that is the planned one with day and month changed over, where the
    file may speak of the month that is written too.
    """
    assert day is not None
    assert day.date is not None
    month = Month.of(day.date)
    if month in (plan.months or plan.known.newest):
        context = {"date": day.date, "turned": day.turned}
        yield Fault("returns.turned_date", context=context, place=row.place)


def _said(planned: PlannedVisit, directory: Directory) -> str:
    visit = planned.visit
    return (
        f"{directory.cadre_name(visit.cadre)} ({visit.cadre}), "
        f"{directory.branch_name(visit.branch)} ({visit.branch}), {visit.date:%d/%m/%Y}"
    )
