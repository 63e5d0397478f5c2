"""A planner who knows what is true, and decides in the review workbook of a return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.names import fold
from scheduler.domain.problem import Problem
from scheduler.language import Language, catalogue, say
from scheduler.ledger.records import MADE, Known, Told
from scheduler.returns.choices import option_text
from scheduler.returns.days import day_of
from scheduler.returns.doubts import Doubt
from scheduler.returns.synonyms import status_word

_FIRST = 3
"""The first row of a review workbook in which something is asked."""
_LEAST_ALIKE = 2
"""Of who, where and when, so much agrees at least where a row tells of a visit."""


@dataclass(frozen=True)
class Planner:
    """Who decides."""

    problem: Problem
    known: Known
    language: Language = "vi"

    def decide(self, review: Path, doubts: Sequence[Doubt], true: Iterable[Told]) -> int:
        """Decide in the workbook about each of the doubtful rows, of which that is true what has
        not been recorded yet; gives how many were written by hand, since no choice says them.
        """
        import openpyxl

        book = openpyxl.load_workbook(review)
        sheet = book.worksheets[0]
        columns = {str(cell.value): at for at, cell in enumerate(sheet[_FIRST - 1], 1)}
        left, by_hand = list(true), 0
        for number, doubt in enumerate(doubts):
            told = max(left, key=lambda one: self._likeness(doubt, one), default=None)
            cells: Mapping[str, str | int | None]
            if told is None or self._likeness(doubt, told)[0] < _LEAST_ALIKE:
                cells = {"decision": say("returns.discard", self.language)}
            else:
                left.remove(told)
                cells = {"decision": option_text(told, doubt, self.language)}
                if told not in doubt.options:
                    cells = self._by_hand(told)
                    by_hand += 1
            for name, text in cells.items():
                sheet.cell(_FIRST + number, columns[self._heading(name)]).value = text
        book.save(review)
        return by_hand

    def _heading(self, name: str) -> str:
        words = catalogue("headings")
        own = words.get(f"handoff.{name}") or words.get(name)
        return own[self.language] if own else say(
            f"returns.column_{name}", self.language).split(";")[0]  # fmt: skip

    def _likeness(self, doubt: Doubt, told: Told) -> tuple[int, bool, int]:
        """How much of who, where and when the row has in common with what is true, whether its id
        is that of the visit, and how many answers are the same.
        """
        row, problem = doubt.row, self.problem
        planned = self.known.planned.get(told.visit)
        cadre, branch, day = (
            (planned.visit.cadre, planned.visit.branch, planned.visit.date)
            if planned else (told.cadre, told.branch, told.date)
        )  # fmt: skip
        found = day_of(row.values.get("date"), day)
        who, where = row.text("cadre_name"), row.text("branch_name")
        alike = (
            fold(who, plain=True) == fold(problem.cadres[cadre].name, plain=True),
            fold(where, plain=True) == fold(problem.branches[branch].name, plain=True),
            found is not None and found.date == day,
        )
        said = sum(
            bool(text) and str(getattr(told, name)) in text
            for name in ("attendance", "members", "opinions", "proposals")
            if (text := row.text(name))
        )
        is_own = doubt.planned is not None and doubt.planned.id == told.visit
        return sum(alike), is_own, said + (told in doubt.options)

    def _by_hand(self, told: Told) -> Mapping[str, str | int | None]:
        """What to write in the cells of a row, so that it is recorded as it stands."""
        planned = self.known.planned.get(told.visit)
        cadre, branch, day = told.cadre, told.branch, told.date
        status, other, date = told.status, "", ""
        if planned:
            cadre, branch, day = planned.visit.cadre, planned.visit.branch, planned.visit.date
            other = told.cadre if told.cadre != cadre else ""
            date = _written(told.date) if told.date != day else ""
            if status == "unplanned":  # which is what becomes of a visit that was dropped since
                status = "substituted" if other else "moved" if date else "attended"
        return {
            "decision": say("returns.record", self.language),
            "visit": told.visit, "cadre": cadre, "branch": branch, "date": _written(day),
            "cadre_name": self.problem.cadres[cadre].name,
            "branch_name": self.problem.branches[branch].name,
            "status": status_word(status, self.language), "actual_cadre": other,
            "actual_date": date, "attendance": told.attendance, "members": told.members,
            "opinions": told.opinions, "proposals": told.proposals, "note": told.note,
        }  # fmt: skip


def kept(told: Iterable[Told], known: Known) -> list[Told]:
    """Of what is true that which belongs in the ledger: not that a visit which was dropped since
    was not made.
    """
    return [one for one in told
            if not one.visit or known.is_current(one.visit) or one.status in MADE]  # fmt: skip


def _written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
